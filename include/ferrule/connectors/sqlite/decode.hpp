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
inline value_view stored(sqlite3_value* v) noexcept {
  switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_value_int64(v));
    case SQLITE_FLOAT: return sqlite3_value_double(v);
    case SQLITE_TEXT: return text_of(v);
    case SQLITE_BLOB: return bytes_of(v);
    default: return {};
  }
}

inline std::optional<value_view> time_from_integer(std::int64_t count, codec c,
                                                   integer_time unit) noexcept {
  if (unit == integer_time::refuse || c == codec::time) return std::nullopt;
  const time_unit u = unit == integer_time::seconds        ? time_unit::second
                      : unit == integer_time::milliseconds ? time_unit::millisecond
                                                           : time_unit::microsecond;
  if (c == codec::timestamp) return value_view(timestamp{count, u, true});
  const std::int64_t per_day = 86400 * per_second(u);
  const std::int64_t days = count / per_day - (count % per_day < 0 ? 1 : 0);
  if (days * per_day != count || days < -12'000'000 || days > 12'000'000) return std::nullopt;
  return value_view(date{std::chrono::days{static_cast<int>(days)}});
}

inline std::optional<value_view> parse_text(std::string_view text, codec c) noexcept {
  switch (c) {
    case codec::text: return value_view(text);
    case codec::json: return value_view(text, kind::json);
    case codec::decimal:
      if (const auto d = parse_decimal(text)) return value_view(*d);
      return std::nullopt;
    case codec::uuid:
      if (const auto u = parse_uuid(text)) return value_view(*u);
      return std::nullopt;
    case codec::date:
      if (const auto d = parse_date(text)) return value_view(*d);
      return std::nullopt;
    case codec::time:
      if (const auto t = parse_time(text, time_unit::microsecond)) return value_view(t.value);
      else if (const auto fine = parse_time(text, time_unit::nanosecond))
        return value_view(fine.value);
      return std::nullopt;
    case codec::timestamp:
    case codec::civil: {
      auto t = parse_timestamp(text, time_unit::microsecond);
      if (t.status == parse_status::too_fine) t = parse_timestamp(text, time_unit::nanosecond);
      if (t.status != parse_status::ok || (c == codec::civil && t.value.zoned)) return std::nullopt;
      t.value.zoned = c == codec::timestamp;
      return value_view(t.value);
    }
    case codec::unsigned64:
      if (const auto u = parse_uint128(text); u && *u <= UINT64_MAX)
        return value_view(static_cast<std::uint64_t>(*u));
      return std::nullopt;
    case codec::signed128:
      if (const auto i = parse_int128(text)) return value_view(*i);
      return std::nullopt;
    case codec::unsigned128:
      if (const auto u = parse_uint128(text)) return value_view(*u);
      return std::nullopt;
    case codec::duration: {
      auto d = parse_duration(text, time_unit::microsecond);
      if (d.status == parse_status::too_fine) d = parse_duration(text, time_unit::nanosecond);
      return d.status == parse_status::ok ? std::optional<value_view>(d.value) : std::nullopt;
    }
    case codec::interval:
      if (const auto i = parse_interval(text)) return value_view(i.value);
      return std::nullopt;
    default: return std::nullopt;
  }
}

inline std::optional<value_view> parse_bytes(bytes_view bytes, codec c) noexcept {
  if (c == codec::binary) return value_view(bytes);
  if (c != codec::uuid || bytes.size() != 16) return std::nullopt;
  uuid u;
  std::copy(bytes.begin(), bytes.end(), u.bytes.begin());
  return value_view(u);
}

/// The cell as its column's codec has it: the decoder of every codec. Nothing where the cell is not what the column declares. Borrowed from `v`.
inline std::optional<value_view> decode(sqlite3_value* v, codec c,
                                        const decode_rules& rules) noexcept {
  const int storage = sqlite3_value_type(v);
  if (storage == SQLITE_NULL) return value_view();
  if (c == codec::open) return stored(v);
  if (storage == SQLITE_TEXT) return parse_text(text_of(v), c);
  if (storage == SQLITE_BLOB) return parse_bytes(bytes_of(v), c);
  if (storage == SQLITE_INTEGER) {
    const std::int64_t i = sqlite3_value_int64(v);
    switch (c) {
      case codec::integer: return value_view(i);
      case codec::boolean:
        return i == 0 || i == 1 ? std::optional<value_view>(i == 1) : std::nullopt;
      case codec::decimal: return value_view(decimal{i, 0});
      case codec::real: {
        const auto d = static_cast<double>(i);
        return d < 0x1p63 && static_cast<std::int64_t>(d) == i ? std::optional<value_view>(d)
                                                               : std::nullopt;
      }
      case codec::date:
      case codec::time:
      case codec::timestamp: return time_from_integer(i, c, rules.integers);
      default: return std::nullopt;
    }
  }
  const double d = sqlite3_value_double(v);
  if (c == codec::real) return value_view(d);
  if (c == codec::decimal)
    if (const auto exact = decimal_from_double(d)) return value_view(*exact);
  return std::nullopt;
}

/// Whether numeric affinity makes a number of the text: an optional sign, digits with perhaps a point among them, perhaps an exponent,
/// white space around.
inline bool looks_numeric(std::string_view text) noexcept {
  constexpr std::string_view space = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(space);
  if (first == text.npos) return false;
  text = text.substr(first, text.find_last_not_of(space) - first + 1);
  const auto sign = [&] {
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  };
  const auto digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count != 0;
  };
  sign();
  bool any = digits();
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    any = digits() || any;
  }
  if (any && !text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    sign();
    any = digits();
  }
  return any && text.empty();
}

/// Whether `decode` gave nothing for a number that is written as the codec's numbers are, and is beyond them.
inline bool is_beyond(sqlite3_value* v, codec c) noexcept {
  if (sqlite3_value_type(v) != SQLITE_TEXT || !looks_numeric(text_of(v))) return false;
  if (c == codec::decimal) return true;
  return (c == codec::unsigned64 || c == codec::signed128 || c == codec::unsigned128) &&
         text_of(v).find_first_of(".eE") == std::string_view::npos;
}

/// Why `decode` gave nothing, as the end of a sentence.
inline std::string explain_mismatch(sqlite3_value* v, codec c, const field_type& type) {
  constexpr std::string_view storage[] = {"", "an integer", "a float", "text", "a blob", "null"};
  const int stored_as = sqlite3_value_type(v);
  const bool time = c == codec::date || c == codec::time || c == codec::timestamp;
  return concat("holds ", shown(stored(v)), " (", storage[stored_as], "), which is ",
                is_beyond(v, c) ? "beyond " : "no ", to_text(type),
                time && stored_as == SQLITE_INTEGER && c != codec::time
                    ? "; SQLite does not say what an integer time counts, set integer_times"
                    : "; set mismatched_cells to null or text to read on");
}

/// What is delivered for a cell that `decode` refused, as the settings say; nothing where that is an error. What has to be made of it
/// is kept in `text`.
inline std::optional<value_view> in_place_of(sqlite3_value* v, codec c, const decode_rules& rules,
                                             std::string& text) {
  const int stored_as = sqlite3_value_type(v);
  // A column declared JSON has NUMERIC affinity: SQLite keeps the document `5` as the number.
  const bool document =
      c == codec::json && (stored_as == SQLITE_INTEGER || stored_as == SQLITE_FLOAT);
  if (!document && rules.mismatched == cell_policy::error) return std::nullopt;
  if (!document && rules.mismatched == cell_policy::null) return value_view();
  const value_view as_stored = stored(v);
  if (as_stored.holds<std::string_view>()) return as_stored;
  text = to_text(as_stored);
  return value_view(std::string_view(text), document ? kind::json : kind::text);
}

}  // namespace ferrule::sqlite::detail
