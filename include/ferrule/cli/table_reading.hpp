// SPDX-License-Identifier: BSL-1.0
// cli/table_reading.hpp - the rows of one connector's tables into any sink of the program, compiled into the seam of cli/driver.hpp.
#pragma once
#include <ferrule/cli/driver.hpp>
#include <ferrule/cli/row_sinks.hpp>

namespace ferrule::cli {

template<class C>
result<std::uint64_t> table_reading<C>::read(C& source, const table_info& table, row_sink& to) {
  auto opened = source.open(table);
  if (!opened) return fail(std::move(opened.error()));
  return deliver_to(to, *opened);
}

}  // namespace ferrule::cli
