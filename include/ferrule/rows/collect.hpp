// SPDX-License-Identifier: BSL-1.0
// rows/collect.hpp - all rows of a table at once, in memory of their own.
#pragma once
#include <ferrule/rows/open.hpp>
#include <ferrule/stream/batch.hpp>
#include <vector>

namespace ferrule {

/// What `collect<T>` gives: a vector of structs that own what they hold; a batch, which keeps the text and bytes, of structs that borrow.
template<class T>
using collected = std::conditional_t<row_borrows<T>, batch<T>, std::vector<T>>;

namespace detail {

template<class T, class C, class Wanted>
result<collected<T>> collect_wanted(C& connector, const table_id& table, const Wanted& wanted,
                                    const binding_options& allowed) {
  collected<T> rows;
  const auto keep = [&](const T& row) {
    if constexpr (row_borrows<T>) rows.push(row);
    else rows.push_back(row);
  };
  if (auto read = each_wanted<T>(connector, table, keep, wanted, allowed); !read)
    return fail(std::move(read.error()));
  return rows;
}

}  // namespace detail

/// All rows of a table: `auto trades = collect<trade>(source, "trades");`. Memory grows with the rows; `rows<T>` reads one at a time.
/// Errors: as `open_rows`, and what the stream says; never a part of the rows.
template<class T, Connector C>
result<collected<T>> collect(C& connector, const table_id& table,
                             const binding_options& allowed = {}) {
  return detail::collect_wanted<T>(connector, table, all_rows{}, allowed);
}
/// Those a request asks for: `collect<trade>(source, "trades", {.where = col("qty") > 5, .limit = 10})`.
template<class T, Connector C>
result<collected<T>> collect(C& connector, const table_id& table, const request& wanted,
                             const binding_options& allowed = {}) {
  return detail::collect_wanted<T>(connector, table, wanted, allowed);
}

}  // namespace ferrule
