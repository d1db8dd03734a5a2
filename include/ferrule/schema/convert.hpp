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

template<class To, class From>
constexpr conversion convert_integer(From from, To& to) noexcept {
  // Compared in 128 bits, which hold every integer but the upper half of uint128.
  if constexpr (std::is_same_v<From, uint128>) {
    if (from > static_cast<uint128>(int128_max)) {
      if constexpr (std::is_same_v<To, uint128>) {
        to = from;
        return conversion::ok;
      } else return conversion::range;
    }
  }
  const auto wide = static_cast<int128>(from);
  if constexpr (std::is_same_v<To, uint128>) {
    if (wide < 0) return conversion::range;
  } else if constexpr (!std::is_same_v<To, int128>) {
    if (wide < static_cast<int128>(std::numeric_limits<To>::min()) ||
        wide > static_cast<int128>(std::numeric_limits<To>::max()))
      return conversion::range;
  }
  to = static_cast<To>(from);
  return conversion::ok;
}

template<class To, class From>
conversion float_to_integer(From from, To& to, bool may_round) {
  if (!std::isfinite(from)) return conversion::range;
  const double whole = std::trunc(static_cast<double>(from));
  if (whole != static_cast<double>(from) && !may_round) return conversion::rounded;
  if (whole >= 0x1p127 || whole < -0x1p127) return conversion::range;
  return convert_integer(static_cast<int128>(whole), to);
}

template<class To, class From>
conversion integer_to_float(From from, To& to, bool may_round) {
  to = static_cast<To>(from);
  // 2^127 and 2^128 are not representable as int128 / uint128, so compare before converting back.
  // 2^128 is no float either: there it is infinity.
  constexpr To past_unsigned = std::is_same_v<To, float> ? std::numeric_limits<To>::infinity() : static_cast<To>(0x1p127 * 2);
  constexpr To limit = std::is_same_v<From, uint128> ? past_unsigned : static_cast<To>(0x1p127);
  if (to > std::numeric_limits<To>::max()) return conversion::range;
  if (!may_round && (to >= limit || static_cast<From>(to) != from)) return conversion::rounded;
  return conversion::ok;
}

template<class To>
conversion decimal_to_float(const decimal& from, To& to, bool may_round) {
  const double wide = to_double(from);
  to = static_cast<To>(wide);
  if (may_round) return std::isfinite(to) ? conversion::ok : conversion::range;
  return is_exact_double(from) && static_cast<double>(to) == wide ? conversion::ok : conversion::rounded;
}

inline conversion convert_count(std::int64_t count, time_unit from, time_unit to, std::int64_t& out, bool may_round) {
  if (const auto exact = rescale(count, from, to)) {
    out = *exact;
    return conversion::ok;
  }
  if (from < to) return conversion::range;  // towards finer units only the range can fail
  if (!may_round) return conversion::rounded;
  const auto floored = rescale_floor(count, from, to);
  if (!floored) return conversion::range;
  out = *floored;
  return conversion::ok;
}

template<class T>
inline constexpr bool is_native_integer = std::is_same_v<T, int128> || std::is_same_v<T, uint128> ||
                                          (std::is_integral_v<T> && !std::is_same_v<T, bool>);

template<class E>
conversion convert_enum(std::string_view from, E& to) {
  if (const auto found = enum_value<E>(from)) {
    to = *found;
    return conversion::ok;
  }
  return conversion::unknown;
}

template<class T>
inline constexpr bool is_vector = false;
template<class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template<class T>
inline constexpr bool is_char_array = false;
template<std::size_t N>
inline constexpr bool is_char_array<std::array<char, N>> = true;

}  // namespace detail

/// Puts the cell into `to`. On anything but `ok`, `to` is unspecified but valid. Borrowing targets
/// (string_view, span, value_view) point to what the cell points to.
/// `may_round` allows what `pairing::lossy` names: floats and decimals towards the nearest float,
/// fractions cut off towards zero for integers, finer time units towards minus infinity.
template<class T>
conversion convert(const value_view& cell, T& to, bool may_round = false);

namespace detail {

template<class V, class T>
conversion convert_from(const V& from, T& to, [[maybe_unused]] bool may_round) {
  using enum conversion;
  if constexpr (std::is_same_v<V, std::nullptr_t>) return null;
  else if constexpr (std::is_same_v<V, T>) {
    to = from;
    return ok;
  } else if constexpr (std::is_enum_v<T>) {
    if constexpr (std::is_same_v<V, std::string_view>) return convert_enum(from, to);
    else if constexpr (is_native_integer<V>) {
      std::underlying_type_t<T> number{};
      const conversion c = convert_from(from, number, may_round);
      to = static_cast<T>(number);
      return c;
    } else return mismatch;
  } else if constexpr (is_native_integer<T>) {
    if constexpr (is_native_integer<V>) return convert_integer(from, to);
    else if constexpr (std::is_same_v<V, bool>) {
      to = from ? 1 : 0;
      return ok;
    } else if constexpr (std::is_floating_point_v<V>) return float_to_integer(from, to, may_round);
    else if constexpr (std::is_same_v<V, decimal>) {
      if (const auto whole = to_integer<T>(from)) {
        to = *whole;
        return ok;
      }
      const auto kept = rescale(normalized(from), 0);
      if (kept) return range;
      return may_round ? float_to_integer(to_double(from), to, true) : rounded;
    } else return mismatch;
  } else if constexpr (std::is_floating_point_v<T>) {
    if constexpr (std::is_floating_point_v<V>) {
      to = static_cast<T>(from);
      return may_round || static_cast<V>(to) == from || from != from ? ok : rounded;
    } else if constexpr (is_native_integer<V>) return integer_to_float(from, to, may_round);
    else if constexpr (std::is_same_v<V, decimal>) return decimal_to_float(from, to, may_round);
    else return mismatch;
  } else if constexpr (std::is_same_v<T, bool>) {
    if constexpr (is_native_integer<V>) {
      to = from == 1;
      return from == 0 || from == 1 ? ok : range;
    } else return mismatch;
  } else if constexpr (std::is_same_v<T, decimal>) {
    if constexpr (is_native_integer<V>) {
      to.scale = 0;
      return convert_integer(from, to.unscaled);
    } else if constexpr (std::is_floating_point_v<V>) {
      if (!may_round) return rounded;
      const auto d = decimal_from_double(static_cast<double>(from));
      if (d) to = *d;
      return d ? ok : range;
    } else return mismatch;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if constexpr (std::is_same_v<V, std::string_view>) {
      to.assign(from);
      return ok;
    } else return mismatch;
  } else if constexpr (is_char_array<T>) {
    if constexpr (std::is_same_v<V, std::string_view>) {
      if (from.size() > to.size()) return range;
      to.fill('\0');
      std::copy(from.begin(), from.end(), to.begin());
      return ok;
    } else return mismatch;
  } else if constexpr (std::is_same_v<T, std::vector<std::byte>>) {
    if constexpr (std::is_same_v<V, bytes_view>) {
      to.assign(from.begin(), from.end());
      return ok;
    } else return mismatch;
  } else if constexpr (is_vector<T>) {
    if constexpr (std::is_same_v<V, list_view>) {
      to.clear();
      for (const value_view& element : from)
        if (const conversion c = convert(element, to.emplace_back(), may_round); c != ok) return c;
      return ok;
    } else return mismatch;
  } else if constexpr (cell_traits<T>::type.kind == kind::timestamp) {
    if constexpr (std::is_same_v<V, timestamp>) {
      if (from.zoned != cell_traits<T>::type.zoned) return mismatch;
      std::int64_t count = 0;
      const conversion c = convert_count(from.count, from.unit, cell_traits<T>::type.unit, count, may_round);
      to = T{typename T::duration{count}};
      return c;
    } else return mismatch;
  } else if constexpr (cell_traits<T>::type.kind == kind::duration) {
    if constexpr (std::is_same_v<V, duration>) {
      std::int64_t count = 0;
      const conversion c = convert_count(from.count, from.unit, cell_traits<T>::type.unit, count, may_round);
      to = T{count};
      return c;
    } else return mismatch;
  } else return mismatch;
}

}  // namespace detail

template<class T>
conversion convert(const value_view& cell, T& to, bool may_round) {
  if constexpr (takes_any<T>) {
    to = cell;
    return conversion::ok;
  } else if constexpr (nullable_traits<T>::nullable) {
    if (cell.is_null()) {
      to.reset();
      return conversion::ok;
    }
    return convert(cell, to.emplace(), may_round);
  } else return cell.visit([&](const auto& from) { return detail::convert_from(from, to, may_round); });
}

}  // namespace ferrule
