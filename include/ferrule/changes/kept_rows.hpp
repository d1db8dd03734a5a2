// SPDX-License-Identifier: BSL-1.0
// changes/kept_rows.hpp - what earlier runs have left at a destination: where changes go, and rows of tables of ferrule's own.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/reflect/type_name.hpp>
#include <ferrule/schema/convert.hpp>
#include <ferrule/stream.hpp>
#include <type_traits>

namespace ferrule {

/// What changes can be applied to: the members of `Writable`, and `open` to read what an earlier run has left. A connector that
/// declares Writable is one.
template<class T>
concept ChangeTarget = Writable<T> && requires(T& to, const table_info& table) {
  requires RowStream<typename std::remove_cvref_t<decltype(to.open(table))>::value_type>;
};

namespace detail {

/// Reads the rows of a table: `read` fills its variables with a cell each, in the order of the columns, by what it is given, and where
/// all of them could be filled, `use` is called. Errors: the destination's; a cell that is not what was written there.
template<ChangeTarget To, class Read, class Use>
result<void> each_kept_row(To& from, const table_info& wanted, Read&& read, Use&& use) {
  auto opened = from.open(wanted);
  if (!opened) return fail(std::move(opened.error()));
  const error& wrong = pump(*opened, [&](auto& row) {
    read([&](auto& to) {
      value_view cell;
      row.read(cell);
      if (const conversion done = convert(cell, to); done != conversion::ok)
        row.reject(cell, done, type_name<std::remove_reference_t<decltype(to)>>);
    });
    if (row.failed()) return flow::stop;
    use();
    return flow::more;
  });
  if (wrong) return fail(wrong);
  return {};
}

}  // namespace detail
}  // namespace ferrule
