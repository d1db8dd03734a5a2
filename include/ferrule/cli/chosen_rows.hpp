// SPDX-License-Identifier: BSL-1.0
// cli/chosen_rows.hpp - some rows of one connector's tables into any sink of the program, compiled into the seam of cli/driver.hpp.
#pragma once
#include <ferrule/cli/driver.hpp>
#include <ferrule/cli/row_sinks.hpp>
#include <ferrule/rows/open.hpp>

namespace ferrule::cli {

template<class C>
result<std::uint64_t> chosen_rows<C>::read(C& source, const table_info& table,
                                           const ferrule::request& wanted, row_sink& to) {
  auto opened = open_request(source, table, wanted);
  if (!opened) return fail(std::move(opened.error()));
  return deliver_to(to, *opened);
}

}  // namespace ferrule::cli
