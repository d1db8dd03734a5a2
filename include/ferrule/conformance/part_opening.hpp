// SPDX-License-Identifier: BSL-1.0
// conformance/part_opening.hpp - some rows of a connector's tables, chosen by a request or as a part of a plan, for the kit.
//
// Apart from connector_adaptor.hpp, which needs the declarations only, because of the time it takes to compile: see
// cli/kit_subject.hpp.
#pragma once
#include <ferrule/conformance/connector_adaptor.hpp>

namespace ferrule::conformance {

template<class C>
result<stream_ptr> part_opening<C>::open([[maybe_unused]] C& connector,
                                         [[maybe_unused]] const table_info& table,
                                         [[maybe_unused]] const request& wanted) {
  if constexpr (has_capability<C>(capability::filterable))
    return detail::adapted_stream(connector.open(table, wanted));
  else return detail::not_declared();
}

template<class C>
result<plan_ptr> part_opening<C>::plan([[maybe_unused]] C& connector,
                                       [[maybe_unused]] const table_info& table,
                                       [[maybe_unused]] std::size_t parts) {
  if constexpr (has_capability<C>(capability::partitioned))
    return detail::adapted<detail::plan_adaptor, plan_under_test>(connector.plan(table, parts));
  else return detail::not_declared();
}

template<class C>
result<stream_ptr> part_opening<C>::open([[maybe_unused]] C& connector,
                                         [[maybe_unused]] const partition& part) {
  if constexpr (has_capability<C>(capability::partitioned))
    return detail::adapted_stream(connector.open(part));
  else return detail::not_declared();
}

}  // namespace ferrule::conformance
