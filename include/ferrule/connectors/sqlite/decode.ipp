// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/decode.ipp - what decode.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/decode.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE bool time_from_integer(std::int64_t count, codec c, integer_time unit,
                                      value_view& to) noexcept {
  if (unit == integer_time::refuse || c == codec::time) return false;
  const time_unit u = unit == integer_time::seconds        ? time_unit::second
                      : unit == integer_time::milliseconds ? time_unit::millisecond
                                                           : time_unit::microsecond;
  if (c == codec::timestamp) {
    to = timestamp{count, u, true};
    return true;
  }
  const std::int64_t per_day = 86400 * per_second(u);
  const std::int64_t days = count / per_day - (count % per_day < 0 ? 1 : 0);
  if (days * per_day != count || days < -12'000'000 || days > 12'000'000) return false;
  to = date{std::chrono::days{static_cast<int>(days)}};
  return true;
}

FERRULE_INLINE bool parse_text(std::string_view text, codec c, value_view& to) noexcept {
  const auto take = [&](const auto& parsed) {
    if (!parsed) return false;
    to = *parsed;
    return true;
  };
  const auto take_time = [&](const auto& parsed) {
    if (!parsed) return false;
    to = parsed.value;
    return true;
  };
  switch (c) {
    case codec::json: to = value_view(text, kind::json); return true;
    case codec::decimal: return take(parse_decimal(text));
    case codec::uuid: return take(parse_uuid(text));
    case codec::date: return take(parse_date(text));
    case codec::time:
      return take_time(parse_time(text, time_unit::microsecond)) ||
             take_time(parse_time(text, time_unit::nanosecond));
    case codec::timestamp:
    case codec::civil: {
      auto t = parse_timestamp(text, time_unit::microsecond);
      if (t.status == parse_status::too_fine) t = parse_timestamp(text, time_unit::nanosecond);
      if (!t || (c == codec::civil && t.value.zoned)) return false;
      t.value.zoned = c == codec::timestamp;
      to = t.value;
      return true;
    }
    case codec::unsigned64:
      if (const auto u = parse_uint128(text); u && *u <= UINT64_MAX) {
        to = static_cast<std::uint64_t>(*u);
        return true;
      }
      return false;
    case codec::signed128: return take(parse_int128(text));
    case codec::unsigned128: return take(parse_uint128(text));
    case codec::duration: {
      auto d = parse_duration(text, time_unit::microsecond);
      if (d.status == parse_status::too_fine) d = parse_duration(text, time_unit::nanosecond);
      return take_time(d);
    }
    case codec::interval: return take_time(parse_interval(text));
    default: return false;
  }
}

FERRULE_INLINE bool parse_bytes(bytes_view bytes, codec c, value_view& to) noexcept {
  if (c == codec::binary) {
    to = bytes;
    return true;
  }
  if (c != codec::uuid || bytes.size() != 16) return false;
  uuid u;
  std::copy(bytes.begin(), bytes.end(), u.bytes.begin());
  to = u;
  return true;
}

FERRULE_INLINE bool decode_integer(std::int64_t i, codec c, const decode_rules& rules,
                                   value_view& to) noexcept {
  switch (c) {
    case codec::boolean:
      if (i != 0 && i != 1) return false;
      to = i == 1;
      return true;
    case codec::decimal: to = decimal{i, 0}; return true;
    case codec::real: {
      const auto d = static_cast<double>(i);
      if (!(d < 0x1p63) || static_cast<std::int64_t>(d) != i) return false;
      to = d;
      return true;
    }
    case codec::date:
    case codec::time:
    case codec::timestamp: return time_from_integer(i, c, rules.integers, to);
    default: return false;
  }
}

FERRULE_INLINE bool decode_otherwise(sqlite3_value* v, int storage, codec c,
                                     const decode_rules& rules, value_view& to) noexcept {
  if (storage == SQLITE_NULL || c == codec::open) {
    stored(v, to);
    return true;
  }
  if (storage == SQLITE_TEXT) return parse_text(text_of(v), c, to);
  if (storage == SQLITE_BLOB) return parse_bytes(bytes_of(v), c, to);
  if (storage == SQLITE_INTEGER) return decode_integer(sqlite3_value_int64(v), c, rules, to);
  const auto exact =
      c == codec::decimal ? decimal_from_double(sqlite3_value_double(v)) : std::nullopt;
  if (exact) to = *exact;
  return exact.has_value();
}

FERRULE_INLINE bool looks_numeric(std::string_view text) noexcept {
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

FERRULE_INLINE bool is_beyond(sqlite3_value* v, codec c) noexcept {
  if (sqlite3_value_type(v) != SQLITE_TEXT || !looks_numeric(text_of(v))) return false;
  if (c == codec::decimal) return true;
  return (c == codec::unsigned64 || c == codec::signed128 || c == codec::unsigned128) &&
         text_of(v).find_first_of(".eE") == std::string_view::npos;
}

FERRULE_INLINE std::string explain_mismatch(sqlite3_value* v, codec c, const field_type& type) {
  constexpr std::string_view storage[] = {"", "an integer", "a float", "text", "a blob", "null"};
  const int stored_as = sqlite3_value_type(v);
  const bool time = c == codec::date || c == codec::time || c == codec::timestamp;
  value_view as_stored;
  stored(v, as_stored);
  return concat("holds ", shown(as_stored), " (", storage[stored_as], "), which is ",
                is_beyond(v, c) ? "beyond " : "no ", to_text(type),
                time && stored_as == SQLITE_INTEGER && c != codec::time
                    ? "; SQLite does not say what an integer time counts, set integer_times"
                    : "; set mismatched_cells to null or text to read on");
}

FERRULE_INLINE bool in_place_of(sqlite3_value* v, codec c, const decode_rules& rules,
                                std::string& text, value_view& to) {
  const int stored_as = sqlite3_value_type(v);
  // A column declared JSON has NUMERIC affinity: SQLite keeps the document `5` as the number.
  const bool document =
      c == codec::json && (stored_as == SQLITE_INTEGER || stored_as == SQLITE_FLOAT);
  if (!document && rules.mismatched == cell_policy::error) return false;
  if (!document && rules.mismatched == cell_policy::null) {
    to = nullptr;
    return true;
  }
  stored(v, to);
  if (to.holds<std::string_view>()) return true;
  text = to_text(to);
  to = value_view(std::string_view(text), document ? kind::json : kind::text);
  return true;
}

}  // namespace ferrule::sqlite::detail
