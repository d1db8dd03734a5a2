// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/decode.hpp - an sqlite3_value as a cell, by its column's codec.
#pragma once
#include <algorithm>
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/handle.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/schema/value_text.hpp>
#include <optional>

namespace ferrule::sqlite::detail {

/// What decoding needs of the settings.
struct decode_rules {
  cell_policy mismatched = cell_policy::error;
  integer_time integers = integer_time::refuse;
};

inline std::string_view text_of(sqlite3_value* v) noexcept {
  const auto* chars = reinterpret_cast<const char*>(sqlite3_value_text(v));
  return {chars, chars == nullptr ? 0 : static_cast<std::size_t>(sqlite3_value_bytes(v))};
}
inline bytes_view bytes_of(sqlite3_value* v) noexcept {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_value_blob(v));
  return {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_value_bytes(v))};
}

/// The cell by its own storage class, whatever the column says. Borrowed from `v`.
inline void stored(sqlite3_value* v, value_view& to) noexcept {
  switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER: to = static_cast<std::int64_t>(sqlite3_value_int64(v)); return;
    case SQLITE_FLOAT: to = sqlite3_value_double(v); return;
    case SQLITE_TEXT: to = text_of(v); return;
    case SQLITE_BLOB: to = bytes_of(v); return;
    default: to = nullptr;
  }
}

// These write a cell where it is wanted, because of one that is returned the parts are copied as they were just stored, for which a
// processor waits. They answer false where the cell is not what its column declares, and leave what was there.

bool decode_otherwise(sqlite3_value* v, int storage, codec c, const decode_rules& rules,
                      value_view& to) noexcept;

/// The cell as its column's codec has it: the decoder of every codec. Borrowed from `v`.
[[gnu::always_inline]] inline bool decode(sqlite3_value* v, codec c, const decode_rules& rules,
                                          value_view& to) noexcept {
  const int storage = sqlite3_value_type(v);
  if (storage == SQLITE_INTEGER && c == codec::integer)
    to = static_cast<std::int64_t>(sqlite3_value_int64(v));
  else if (storage == SQLITE_TEXT && c == codec::text) to = text_of(v);
  else if (storage == SQLITE_FLOAT && c == codec::real) to = sqlite3_value_double(v);
  else return decode_otherwise(v, storage, c, rules, to);
  return true;
}

/// Whether numeric affinity makes a number of the text: an optional sign, digits with perhaps a point among them, perhaps an exponent,
/// white space around.
bool looks_numeric(std::string_view text) noexcept;

/// Whether `decode` gave nothing for a number that is written as the codec's numbers are, and is beyond them.
bool is_beyond(sqlite3_value* v, codec c) noexcept;

/// Why `decode` gave nothing, as the end of a sentence.
std::string explain_mismatch(sqlite3_value* v, codec c, const field_type& type);

/// What is delivered for a cell that `decode` refused, as the settings say; false where that is an error. What has to be made of it
/// is kept in `text`.
bool in_place_of(sqlite3_value* v, codec c, const decode_rules& rules, std::string& text,
                 value_view& to);

}  // namespace ferrule::sqlite::detail

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/decode.ipp>
#endif
