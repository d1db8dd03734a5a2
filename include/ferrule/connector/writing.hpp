// SPDX-License-Identifier: BSL-1.0
// connector/writing.hpp - the words of `Writable`: what a written row means, and what a writer is.
#pragma once
#include <cstdint>
#include <ferrule/core/result.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/schema/value_view.hpp>
#include <span>
#include <string_view>

namespace ferrule {

/// What writing a row does. Keys are the table's primary key.
enum class write_mode : std::uint8_t {
  insert,  ///< a new row; an existing key is a `constraint` error
  upsert,  ///< a new row, or new values for the row with this key
  update,  ///< new values for the row with this key; none is `not_found`
  remove,  ///< the row goes away; cells are those of the key; none is `not_found`
};

constexpr std::string_view name_of(write_mode m) noexcept {
  constexpr std::string_view names[] = {"insert", "upsert", "update", "remove"};
  return names[static_cast<std::size_t>(m)];
}

/// What `create_table` does about a table of that name.
enum class if_exists : std::uint8_t { fail, keep, replace };

/// Writes rows into one table. Cells come in the order of the columns the writer was opened with. A cell that the
/// column cannot hold exactly is refused: nothing is rounded, cut or made null.
///
/// Concretely, for `W& w`:
/// 1. `w.write(cells)` writes one row; false where that row was refused. The others are not affected.
/// 2. `w.status()` is the error of the last row that was refused, or of kind `none`. Borrowed.
/// 3. `w.finish()` makes sure every accepted row has reached the source (not that it is committed: that is
///    the transaction's business). A writer destroyed without it keeps what it has passed on.
template<class W>
concept Writer = requires(W& w, const W& c, std::span<const value_view> cells) {
  { w.write(cells) } -> returns<bool>;
  { c.status() } -> returns<const error&>;
  { w.finish() } -> returns<result<void>>;
};

/// Whether writing rows to a table of `C` changes what no other table shows, whoever has set up the source: it has neither views nor
/// triggers nor cascading keys, and nobody can make any. A Writable connector of which this is true says so by a member
/// `static constexpr bool tables_are_independent = true;`. Of others it is not known, and so false.
template<class C>
consteval bool has_independent_tables() {
  if constexpr (requires { C::tables_are_independent; }) return C::tables_are_independent;
  else return false;
}

}  // namespace ferrule
