// SPDX-License-Identifier: BSL-1.0
// stream/state.ipp - what state.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/stream/state.hpp>

namespace ferrule {

FERRULE_INLINE std::string explain(conversion why, const value_view& cell,
                                   std::string_view wanted) {
  switch (why) {
    case conversion::ok: break;
    case conversion::null:
      return concat("is null, but ", wanted, " cannot be; read it into std::optional<", wanted,
                    ">");
    case conversion::mismatch:
      return concat("holds ", shown(cell), " (", cell.is_null() ? "null" : name_of(cell.kind()),
                    "), which is no ", wanted);
    case conversion::range: return concat("holds ", shown(cell), ", which does not fit ", wanted);
    case conversion::rounded:
      return concat("holds ", shown(cell), ", which ", wanted, " would have to round");
    case conversion::unknown:
      return concat("holds ", shown(cell), ", which is no enumerator of ", wanted);
  }
  return {};
}

FERRULE_INLINE void stream_state::fail(errc kind, std::size_t column, std::string_view row,
                                       std::string_view what) {
  const std::string name =
      column < schema_.fields.size() ? quoted(schema_.fields[column].name) : concat(column);
  fail(error{kind, false, concat(source_, ", column ", name, ", ", row, ": ", what)});
}

}  // namespace ferrule
