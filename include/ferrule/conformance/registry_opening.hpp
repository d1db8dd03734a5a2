// SPDX-License-Identifier: BSL-1.0
// conformance/registry_opening.hpp - a connector chosen by name and its table opened, for the kit.
//
// Apart from subject_adaptor.hpp, which needs the declaration only, because of the time it takes to compile: see cli/kit_subject.hpp.
#pragma once
#include <ferrule/conformance/subject_adaptor.hpp>

namespace ferrule::conformance {

template<class C>
error registry_opening<C>::open(const endpoint& chosen, const table_id& table) {
  auto made = registry<C>::make(chosen);
  if (!made) return made.error();
  return std::visit(
      [&](auto& connector) {
        const auto opened = connector.open(table_info{table, {}});
        return opened ? opened->status() : opened.error();
      },
      *made);
}

}  // namespace ferrule::conformance
