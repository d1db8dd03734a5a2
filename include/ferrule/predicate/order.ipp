// SPDX-License-Identifier: BSL-1.0
// predicate/order.ipp - what order.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/predicate/order.hpp>

namespace ferrule::detail {

FERRULE_INLINE std::partial_ordering compare_magnitudes(uint128 a, uint128 b) noexcept {
  return a < b   ? std::partial_ordering::less
         : a > b ? std::partial_ordering::greater
                 : std::partial_ordering::equivalent;
}

FERRULE_INLINE std::partial_ordering compare_integers(wide_integer a, wide_integer b) noexcept {
  if (a.negative != b.negative)
    return a.negative ? std::partial_ordering::less : std::partial_ordering::greater;
  return a.negative ? compare_magnitudes(b.magnitude, a.magnitude)
                    : compare_magnitudes(a.magnitude, b.magnitude);
}

FERRULE_INLINE std::partial_ordering compare_to_float(wide_integer a, double b) noexcept {
  if (std::isnan(b)) return std::partial_ordering::unordered;
  if (b >= 0x1p128) return std::partial_ordering::less;
  if (b <= -0x1p128) return std::partial_ordering::greater;
  const double whole = std::trunc(b);
  const auto against = compare_integers(a, {static_cast<uint128>(std::fabs(whole)), whole < 0});
  if (against != std::partial_ordering::equivalent) return against;
  return whole <=> b;
}

// A float counts as the shortest decimal that reads back as it: 12.34 is 12.34.
FERRULE_INLINE std::partial_ordering compare_to_float(const decimal& a, double b) noexcept {
  if (std::isnan(b)) return std::partial_ordering::unordered;
  if (const auto as_decimal = decimal_from_double(b)) return a <=> *as_decimal;
  return to_double(a) <=> b;
}

FERRULE_INLINE std::partial_ordering compare_numbers(const value_view& a,
                                                     const value_view& b) noexcept {
  if (is_integer(a.kind())) {
    const wide_integer left = widened(a);
    if (is_integer(b.kind())) return compare_integers(left, widened(b));
    if (is_float(b.kind())) return compare_to_float(left, float_of(b));
    if (left.magnitude > static_cast<uint128>(int128_max))
      return left.negative ? std::partial_ordering::less : std::partial_ordering::greater;
    const auto signed_left = static_cast<int128>(left.magnitude);
    return decimal{left.negative ? -signed_left : signed_left, 0} <=> b.as<decimal>();
  }
  if (is_integer(b.kind())) return 0 <=> compare_numbers(b, a);
  if (is_float(a.kind()))
    return is_float(b.kind()) ? float_of(a) <=> float_of(b)
                              : 0 <=> compare_to_float(b.as<decimal>(), float_of(a));
  return is_float(b.kind()) ? compare_to_float(a.as<decimal>(), float_of(b))
                            : a.as<decimal>() <=> b.as<decimal>();
}

// Byte by byte, the shorter first.
FERRULE_INLINE std::partial_ordering compare_bytes(bytes_view a, bytes_view b) noexcept {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return a.size() <=> b.size();
  return *x <=> *y;
}

}  // namespace ferrule::detail

namespace ferrule {

FERRULE_INLINE std::optional<std::partial_ordering> compare(const value_view& a,
                                                            const value_view& b) noexcept {
  if (a.is_null() || b.is_null()) return std::nullopt;
  if (is_number(a.kind()) && is_number(b.kind())) return detail::compare_numbers(a, b);
  if (is_text(a.kind()) && is_text(b.kind()))
    return a.as<std::string_view>() <=> b.as<std::string_view>();
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case kind::boolean: return a.as<bool>() <=> b.as<bool>();
    case kind::binary: return detail::compare_bytes(a.as<bytes_view>(), b.as<bytes_view>());
    case kind::date: return a.as<date>() <=> b.as<date>();
    case kind::time: return a.as<time_of_day>() <=> b.as<time_of_day>();
    case kind::timestamp:
      if (a.as<timestamp>().zoned != b.as<timestamp>().zoned) return std::nullopt;
      return a.as<timestamp>() <=> b.as<timestamp>();
    case kind::duration: return a.as<duration>() <=> b.as<duration>();
    case kind::uuid: return a.as<uuid>() <=> b.as<uuid>();
    default: return std::nullopt;
  }
}

}  // namespace ferrule
