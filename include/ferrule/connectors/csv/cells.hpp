// SPDX-License-Identifier: BSL-1.0
// connectors/csv/cells.hpp - a cell as the C++ type that a program wants, without a detour through a value of the detected kind.
#pragma once
#include <ferrule/connectors/csv/types.hpp>
#include <ferrule/schema/cell_traits.hpp>
#include <ferrule/schema/convert.hpp>

namespace ferrule::csv::detail {

template<class T>
inline constexpr bool is_text_cell =
    std::is_same_v<T, std::string_view> || std::is_same_v<T, bytes_view> || std::is_enum_v<T> ||
    ferrule::detail::is_char_array<T>;

template<class T>
inline constexpr bool is_clock =
    cell_traits<T>::is_cell &&
    (cell_traits<T>::type.kind == kind::timestamp || cell_traits<T>::type.kind == kind::duration);

/// Types that `read_cell` knows. The others (lists, values) go through `value_view`.
template<class T>
concept readable =
    is_cell<T> && !nullable_traits<T>::nullable && !takes_any<T> &&
    (std::is_integral_v<T> || std::is_floating_point_v<T> || is_text_cell<T> || is_clock<T> ||
     std::is_same_v<T, int128> || std::is_same_v<T, uint128> || std::is_same_v<T, decimal> ||
     std::is_same_v<T, date> || std::is_same_v<T, time_of_day> || std::is_same_v<T, interval> ||
     std::is_same_v<T, uuid>);

template<class P, class T>
bool take_parsed(const P& found, T& cell) {
  if (found) {
    if constexpr (requires { found.status; }) cell = found.value;
    else cell = *found;
  }
  return static_cast<bool>(found);
}

// A type that keeps its unit gets microseconds, and nanoseconds where the text has more digits.
template<class T, class Parse>
bool read_in_own_unit(std::string_view text, T& cell, Parse parse) {
  return take_parsed(parse(text, time_unit::microsecond), cell) ||
         take_parsed(parse(text, time_unit::nanosecond), cell);
}

/// Reads the unquoted text [b, e) as a `T`: exactly, or not at all.
template<readable T>
[[gnu::always_inline]] inline bool read_cell(const char* b, const char* e, T& cell) {
  const auto text = [&] { return std::string_view(b, static_cast<std::size_t>(e - b)); };
  if constexpr (std::is_same_v<T, bool>) return read_boolean(b, e, cell);
  else if constexpr (std::is_integral_v<T>) return read_integer(b, e, cell);
  else if constexpr (std::is_floating_point_v<T>) return read_float(b, e, cell);
  else if constexpr (std::is_same_v<T, decimal>) return read_decimal(b, e, cell);
  else if constexpr (std::is_same_v<T, date>) return read_date(b, e, cell);
  else if constexpr (std::is_same_v<T, std::string_view>) {
    cell = text();
    return true;
  } else if constexpr (std::is_same_v<T, bytes_view>) {
    cell = {reinterpret_cast<const std::byte*>(b), static_cast<std::size_t>(e - b)};
    return true;
  } else if constexpr (std::is_enum_v<T> || ferrule::detail::is_char_array<T>)
    return convert(value_view(text()), cell) == conversion::ok;
  else if constexpr (std::is_same_v<T, int128>) return take_parsed(parse_int128(text()), cell);
  else if constexpr (std::is_same_v<T, uint128>) return take_parsed(parse_uint128(text()), cell);
  else if constexpr (std::is_same_v<T, uuid>) return take_parsed(parse_uuid(text()), cell);
  else if constexpr (std::is_same_v<T, interval>) return take_parsed(parse_interval(text()), cell);
  else if constexpr (std::is_same_v<T, time_of_day>)
    return read_in_own_unit(text(), cell, parse_time);
  else if constexpr (std::is_same_v<T, duration>)
    return read_in_own_unit(text(), cell, parse_duration);
  else if constexpr (std::is_same_v<T, timestamp>)
    return read_in_own_unit(text(), cell, parse_timestamp);
  else if constexpr (cell_traits<T>::type.kind == kind::timestamp) {
    std::int64_t count = 0;
    bool zoned = false;
    if (!read_timestamp<cell_traits<T>::type.unit>(b, e, count, zoned)) return false;
    cell = T{typename T::duration{count}};
    return zoned == cell_traits<T>::type.zoned;
  } else {
    const auto found = parse_duration(text(), cell_traits<T>::type.unit);
    cell = T{found.value.count};
    return found.status == parse_status::ok;
  }
}

/// Whether a text that could not be read as an integer of a kind is one all the same.
inline bool is_beyond(kind of, std::string_view text) noexcept {
  if (!is_integer(of) || text.empty()) return false;
  const bool sign = text.front() == '-' || text.front() == '+';
  return text.size() > (sign ? 1u : 0u) &&
         text.find_first_not_of("0123456789", sign ? 1 : 0) == text.npos;
}

/// Why a text that is not null could not be read as a `T`.
template<class T>
conversion why_not(std::string_view text) {
  if constexpr (std::is_enum_v<T>) return conversion::unknown;
  else if constexpr (ferrule::detail::is_char_array<T>) return conversion::range;
  else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    const auto number = parse_decimal(text);
    if (!number) return conversion::mismatch;
    return rescale(*number, 0) ? conversion::range : conversion::rounded;
  } else if constexpr (is_clock<T>) {
    if constexpr (cell_traits<T>::type.kind == kind::timestamp) {
      const auto found = parse_timestamp(text, cell_traits<T>::type.unit);
      if (found.status == parse_status::too_fine) return conversion::rounded;
      if (found.status == parse_status::out_of_range) return conversion::range;
    }
    return conversion::mismatch;
  } else return conversion::mismatch;
}

}  // namespace ferrule::csv::detail
