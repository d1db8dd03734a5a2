// SPDX-License-Identifier: BSL-1.0
// writer.hpp - rows into a Writable connector: structs, batches, transactions, copies.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/reflect/row_struct.hpp>
#include <ferrule/schema/cell_view.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/writer/copy.hpp>
#include <ferrule/writer/transaction.hpp>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

namespace ferrule {
namespace detail {

template<class W>
result<void> write_one(W& to, std::span<const value_view> cells) {
  if (!to.write(cells)) return fail(to.status());
  return {};
}

/// The cells of a struct, borrowed from it. Errors: `value_out_of_range` for an enumerator without
/// name.
template<class T>
result<void> cells_of(const T& row, std::vector<value_view>& cells, cell_lists& lists) {
  cells.clear();
  lists.clear();
  std::optional<std::size_t> wrong;
  for_each_cell(row, [&](const auto& cell) {
    if (!to_cell(cell, cells.emplace_back(), lists) && !wrong) wrong = cells.size() - 1;
  });
  if (!wrong) return {};
  const row_field f = describe_row<T>()[*wrong];
  return fail(errc::value_out_of_range,
              concat("struct '", type_name<T>, "', field '", f.path, "' (", f.cpp_type,
                     ") holds a value that cannot be written: ",
                     f.enumeration ? "no enumerator has it" : "it has no cell"));
}

}  // namespace detail

/// Writes rows one after the other; as many results as rows, in the same order. A refused row does
/// not stop the others. The cells come in the order of the columns the writer was opened with.
template<Writer W>
std::vector<result<void>> write_batch(W& to, std::span<const row_values> rows) {
  std::vector<result<void>> out;
  out.reserve(rows.size());
  std::vector<value_view> cells;
  for (const row_values& row : rows) {
    cells.assign(row.begin(), row.end());
    out.push_back(detail::write_one(to, cells));
  }
  return out;
}

/// Writes structs through a writer that was opened with their columns. As `write_batch`.
template<Writer W, std::ranges::input_range R>
  requires(!std::convertible_to<R, std::span<const row_values>>)
std::vector<result<void>> write_batch(W& to, R&& rows) {
  static_assert(is_row<std::ranges::range_value_t<R>>());
  std::vector<result<void>> out;
  std::vector<value_view> cells;
  cell_lists lists;
  for (const auto& row : rows) {
    out.push_back(detail::cells_of(row, cells, lists));
    if (out.back()) out.back() = detail::write_one(to, cells);
  }
  return out;
}

/// Writes a range of structs into a table: each field into the column it would be read from.
/// Optional fields without value become null, enums their enumerator's name. As many results as
/// rows; a refused row does not stop the others. To write all or none, put it between
/// `transaction<C>::begin` and `commit`. Errors (the outer result): the table, the columns, the
/// source.
template<class C, std::ranges::input_range R>
result<std::vector<result<void>>> write_rows(C& connector, const table_id& table, R&& rows,
                                             write_mode mode = write_mode::insert) {
  using T = std::ranges::range_value_t<R>;
  static_assert(is_row<T>());
  if constexpr (detail::can_be_written<C>()) {
    table_info into{table, {}};
    for (const row_field& f : describe_row<T>()) into.columns.push_back(f.column);
    auto to = connector.open_writer(into, mode);
    if (!to) return fail(std::move(to.error()));
    auto out = write_batch(*to, rows);
    if (auto finished = to->finish(); !finished) return fail(std::move(finished.error()));
    return out;
  }
}

/// Creates the table that structs T can be written to and read from. `key` names the columns of the
/// primary key. Errors: the connector's; `not_found` for a key that is no column.
template<class T, class C>
result<void> create_table_for(C& connector, const table_id& table,
                              const std::vector<std::string>& key = {},
                              if_exists existing = if_exists::fail) {
  if constexpr (detail::can_be_written<C>()) {
    source_schema made{table, {}, cdc_kind::nothing};
    for (const row_field& f : describe_row<T>())
      made.schema.fields.push_back(
          {f.column, f.wants, f.nullable || f.any, typing::declared, {}, {}});
    for (const std::string& name : key) {
      const auto at = made.schema.find(name);
      if (!at)
        return fail(errc::not_found, concat("struct '", type_name<T>, "' has no column ",
                                            quoted(name), " for the primary key"));
      made.schema.primary_key.push_back(*at);
    }
    return connector.create_table(made, existing);
  }
}

}  // namespace ferrule
