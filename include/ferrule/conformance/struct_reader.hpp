// SPDX-License-Identifier: BSL-1.0
// conformance/struct_reader.hpp - a connector's rows read into structs, for the kit.
//
// Apart from connector_adaptor.hpp, which needs the declarations only, because of the time it takes to compile: see
// cli/kit_subject.hpp.
#pragma once
#include <ferrule/conformance/connector_adaptor.hpp>
#include <ferrule/rows.hpp>

namespace ferrule::conformance {

template<class C, class T>
result<struct_rows> struct_reader<C, T>::read(C& connector, const table_id& table) {
  auto opened = open_rows<T>(connector, table);
  if (!opened) return fail(std::move(opened.error()));
  struct_rows out;
  for (const row_field& f : describe_row<T>()) out.columns.push_back(f.column);
  std::vector<value_view> cells;
  cell_lists lists;
  for (const T& row : *opened) {
    if (auto ok = ferrule::detail::cells_of(row, cells, lists); !ok)
      return fail(std::move(ok.error()));
    out.rows.emplace_back(cells.begin(), cells.end());
    if (out.rows.size() == detail::most_rows) break;
  }
  if (opened->status()) return fail(opened->status());
  return out;
}

template<class C, class T>
result<void> struct_reader<C, T>::break_early(C& connector, const table_id& table) {
  auto opened = open_rows<T>(connector, table);
  if (!opened) return fail(std::move(opened.error()));
  for ([[maybe_unused]] const T& row : *opened) break;
  if (opened->status()) return fail(opened->status());
  return {};
}

}  // namespace ferrule::conformance
