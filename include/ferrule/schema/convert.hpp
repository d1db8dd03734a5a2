// SPDX-License-Identifier: BSL-1.0
// schema/convert.hpp - a cell into a C++ object: exactly, or not at all.
#pragma once
#include <algorithm>
#include <cmath>
#include <ferrule/core/calendar.hpp>
#include <ferrule/core/decimal.hpp>
#include <ferrule/reflect/enum_names.hpp>
#include <ferrule/schema/cell_traits.hpp>
#include <limits>

namespace ferrule {

/// What became of one cell.
enum class conversion : std::uint8_t {
  ok,
  null,      ///< the cell is null and the target cannot be
  mismatch,  ///< no value of this kind is a value of the target's
  range,     ///< the value does not fit
  rounded,   ///< the value would have to be rounded, and that was not asked for
  unknown,   ///< text that is not the name of an enumerator
};

namespace detail {

// The steps below are ordinary functions over a few wide types, not templates over every pair of cell and target: a
// program with eight columns would otherwise compile two hundred of them.

/// An integer cell with room for all of them.
struct wide_integer {
  uint128 magnitude = 0;
  bool negative = false;
};

wide_integer widened(int128 v) noexcept;

/// Precondition: the cell is of an integer kind.
wide_integer widened(const value_view& cell) noexcept;

inline double float_of(const value_view& cell) noexcept {
  return cell.kind() == kind::float32 ? static_cast<double>(cell.as<float>()) : cell.as<double>();
}

conversion integer_from(const value_view& cell, wide_integer& to, bool may_round) noexcept;

template<class T>
conversion narrow_integer(wide_integer from, T& to) noexcept {
  constexpr bool is_signed = static_cast<T>(-1) < static_cast<T>(0);
  constexpr auto highest =
      static_cast<uint128>(is_signed ? ~static_cast<uint128>(0) >> (129 - 8 * sizeof(T))
                                     : ~static_cast<uint128>(0) >> (128 - 8 * sizeof(T)));
  if (from.magnitude > highest + (from.negative && is_signed ? 1u : 0u) ||
      (from.negative && !is_signed && from.magnitude != 0))
    return conversion::range;
  to = static_cast<T>(from.negative ? ~from.magnitude + 1 : from.magnitude);
  return conversion::ok;
}

conversion float_from(const value_view& cell, double& to, bool may_round);

conversion narrow_float(double from, float& to, bool may_round) noexcept;

conversion decimal_from(const value_view& cell, decimal& to, bool may_round);

conversion count_from(std::int64_t count, time_unit from, time_unit to, std::int64_t& out,
                      bool may_round) noexcept;

template<class T>
inline constexpr bool is_native_integer = std::is_same_v<T, int128> || std::is_same_v<T, uint128> ||
                                          (std::is_integral_v<T> && !std::is_same_v<T, bool>);

template<class E>
conversion enum_from(const value_view& cell, E& to) {
  if (is_text(cell.kind())) {
    const auto found = enum_value<E>(cell.as<std::string_view>());
    if (found) to = *found;
    return found ? conversion::ok : conversion::unknown;
  }
  if (!is_integer(cell.kind())) return conversion::mismatch;
  std::underlying_type_t<E> number{};
  const conversion c = narrow_integer(widened(cell), number);
  to = static_cast<E>(number);
  return c;
}

template<class T>
inline constexpr bool is_char_array = false;
template<std::size_t N>
inline constexpr bool is_char_array<std::array<char, N>> = true;

template<class T>
conversion text_from(const value_view& cell, T& to) {
  if (!is_text(cell.kind())) return conversion::mismatch;
  const auto from = cell.as<std::string_view>();
  if constexpr (is_char_array<T>) {
    if (from.size() > to.size()) return conversion::range;
    to.fill('\0');
    std::copy(from.begin(), from.end(), to.begin());
  } else to = from;
  return conversion::ok;
}

template<class T>
conversion list_from(const value_view& cell, T& to, bool may_round);

}  // namespace detail

/// Puts the cell into `to`. On anything but `ok`, `to` is unspecified but valid. Borrowing targets
/// (string_view, span, value_view) point to what the cell points to.
/// `may_round` allows what `pairing::lossy` names: floats and decimals towards the nearest float,
/// fractions cut off towards zero for integers, finer time units towards minus infinity.
template<class T>
conversion convert(const value_view& cell, T& to, [[maybe_unused]] bool may_round = false) {
  using namespace detail;
  if constexpr (takes_any<T>) {
    to = cell;
    return conversion::ok;
  } else if constexpr (nullable_traits<T>::nullable) {
    if (cell.is_null()) {
      to.reset();
      return conversion::ok;
    }
    return convert(cell, to.emplace(), may_round);
  } else {
    if (cell.is_null()) return conversion::null;
    if constexpr (std::is_enum_v<T>) return enum_from(cell, to);
    else if constexpr (is_native_integer<T>) {
      wide_integer wide;
      const conversion c = integer_from(cell, wide, may_round);
      return c == conversion::ok ? narrow_integer(wide, to) : c;
    } else if constexpr (std::is_floating_point_v<T>) {
      double wide = 0;
      const conversion c = float_from(cell, wide, may_round);
      if constexpr (std::is_same_v<T, double>) {
        to = wide;
        return c;
      } else return c == conversion::ok ? narrow_float(wide, to, may_round) : c;
    } else if constexpr (std::is_same_v<T, bool>) {
      if (cell.kind() == kind::boolean) {
        to = cell.as<bool>();
        return conversion::ok;
      }
      if (!is_integer(cell.kind())) return conversion::mismatch;
      const wide_integer wide = widened(cell);
      to = wide.magnitude == 1;
      return wide.magnitude <= 1 && !wide.negative ? conversion::ok : conversion::range;
    } else if constexpr (std::is_same_v<T, decimal>) return decimal_from(cell, to, may_round);
    else if constexpr (std::is_same_v<T, std::string_view> || std::is_same_v<T, std::string> ||
                       is_char_array<T>)
      return text_from(cell, to);
    else if constexpr (std::is_same_v<T, std::vector<std::byte>>) {
      if (cell.kind() != kind::binary) return conversion::mismatch;
      const auto from = cell.as<bytes_view>();
      to.assign(from.begin(), from.end());
      return conversion::ok;
    } else if constexpr (is_vector<T>) return list_from(cell, to, may_round);
    else if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, duration> ||
                       std::is_same_v<T, time_of_day> || std::is_same_v<T, bytes_view> ||
                       std::is_same_v<T, date> || std::is_same_v<T, interval> ||
                       std::is_same_v<T, uuid> || std::is_same_v<T, point>) {
      if (cell.kind() != cell_traits<T>::type.kind) return conversion::mismatch;
      to = cell.as<T>();
      return conversion::ok;
    } else if constexpr (cell_traits<T>::type.kind == kind::timestamp) {
      if (cell.kind() != kind::timestamp ||
          cell.as<timestamp>().zoned != cell_traits<T>::type.zoned)
        return conversion::mismatch;
      std::int64_t count = 0;
      const conversion c = count_from(cell.as<timestamp>().count, cell.as<timestamp>().unit,
                                      cell_traits<T>::type.unit, count, may_round);
      to = T{typename T::duration{count}};
      return c;
    } else {
      static_assert(cell_traits<T>::type.kind == kind::duration);
      if (cell.kind() != kind::duration) return conversion::mismatch;
      std::int64_t count = 0;
      const conversion c = count_from(cell.as<duration>().count, cell.as<duration>().unit,
                                      cell_traits<T>::type.unit, count, may_round);
      to = T{count};
      return c;
    }
  }
}

namespace detail {

template<class T>
conversion list_from(const value_view& cell, T& to, bool may_round) {
  if (cell.kind() != kind::list) return conversion::mismatch;
  to.clear();
  for (const value_view& element : cell.as<list_view>()) {
    if constexpr (std::is_same_v<typename T::value_type, bool>) {
      bool one = false;
      if (const conversion c = convert(element, one, may_round); c != conversion::ok) return c;
      to.push_back(one);
    } else if (const conversion c = convert(element, to.emplace_back(), may_round);
               c != conversion::ok)
      return c;
  }
  return conversion::ok;
}

}  // namespace detail

// The types that most structs have.
#define FERRULE_CONVERT_TO_COMMON_TYPES(EXTERN)                                   \
  EXTERN template conversion convert(const value_view&, bool&, bool);             \
  EXTERN template conversion convert(const value_view&, std::int32_t&, bool);     \
  EXTERN template conversion convert(const value_view&, std::int64_t&, bool);     \
  EXTERN template conversion convert(const value_view&, double&, bool);           \
  EXTERN template conversion convert(const value_view&, std::string_view&, bool); \
  EXTERN template conversion convert(const value_view&, std::string&, bool);
#ifdef FERRULE_SEPARATE_COMPILATION
FERRULE_CONVERT_TO_COMMON_TYPES(extern)
#endif

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/schema/convert.ipp>
#endif
