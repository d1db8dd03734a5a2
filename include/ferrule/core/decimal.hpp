// SPDX-License-Identifier: BSL-1.0
// core/decimal.hpp - an exact decimal number of up to 38 digits, compared by value.
#pragma once
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdlib>
#include <ferrule/core/int128.hpp>
#include <fmt/format.h>
#include <functional>
#include <limits>

namespace ferrule {

/// unscaled * 10^-scale. The scale may be negative: {12, -3} is 12000. All 38-digit numbers fit,
/// and those of 39 digits up to 2^127. Equal numbers may differ in their scale (1.0 == 1.00), which
/// is why the order is weak.
struct decimal {
  int128 unscaled = 0;
  std::int32_t scale = 0;
};

namespace detail {

/// magnitude * 10^shift without losing a digit, or nothing.
constexpr std::optional<uint128> shift_exactly(uint128 magnitude, std::int64_t shift) noexcept {
  if (shift >= 0 || magnitude == 0) return multiply_by_power_of_ten(magnitude, shift);
  if (shift < -38) return std::nullopt;
  const uint128 divisor = powers_of_ten[static_cast<std::size_t>(-shift)];
  const uint128 quotient = magnitude / divisor;
  return quotient * divisor == magnitude ? std::optional(quotient) : std::nullopt;
}

/// Compares a with b * 10^-shift, shift > 0, neither of them zero.
constexpr std::weak_ordering compare_shifted(uint128 a, uint128 b, std::int64_t shift) noexcept {
  if (shift > 38) return std::weak_ordering::greater;
  const uint128 divisor = powers_of_ten[static_cast<std::size_t>(shift)];
  const uint128 quotient = b / divisor;
  if (a != quotient) return a <=> quotient;
  return quotient * divisor == b ? std::weak_ordering::equivalent : std::weak_ordering::less;
}

}  // namespace detail

/// By numeric value, exactly, whatever the scales are. At most one 128-bit division.
constexpr std::weak_ordering operator<=>(const decimal& a, const decimal& b) noexcept {
  const int sign_a = (a.unscaled > 0) - (a.unscaled < 0);
  const int sign_b = (b.unscaled > 0) - (b.unscaled < 0);
  if (a.scale == b.scale || sign_a != sign_b || sign_a == 0)
    return sign_a == sign_b ? a.unscaled <=> b.unscaled : sign_a <=> sign_b;
  const auto big_a = detail::magnitude(a.unscaled), big_b = detail::magnitude(b.unscaled);
  const std::int64_t shift = std::int64_t{b.scale} - a.scale;
  const auto order = shift > 0 ? detail::compare_shifted(big_a, big_b, shift)
                               : 0 <=> detail::compare_shifted(big_b, big_a, -shift);
  return sign_a > 0 ? order : 0 <=> order;
}
constexpr bool operator==(const decimal& a, const decimal& b) noexcept { return (a <=> b) == 0; }

/// The same number with this scale; nothing where digits would be lost or it does not fit.
constexpr std::optional<decimal> rescale(const decimal& value, std::int32_t scale) noexcept {
  const auto shifted =
      detail::shift_exactly(detail::magnitude(value.unscaled), std::int64_t{scale} - value.scale);
  const auto whole = shifted ? detail::with_sign(value.unscaled < 0, *shifted) : std::nullopt;
  return whole ? std::optional(decimal{*whole, scale}) : std::nullopt;
}

/// The number as an integer of type `I` (128-bit ones too); nothing where it has a fraction or does
/// not fit.
template<class I>
  requires((std::integral<I> && !std::same_as<I, bool>) || std::same_as<I, int128> ||
           std::same_as<I, uint128>)
constexpr std::optional<I> to_integer(const decimal& value) noexcept {
  const auto whole =
      detail::shift_exactly(detail::magnitude(value.unscaled), -std::int64_t{value.scale});
  if (!whole) return std::nullopt;
  constexpr bool is_signed = static_cast<I>(-1) < static_cast<I>(0);
  constexpr uint128 greatest = uint128_max >> (128 - sizeof(I) * 8 + is_signed);
  const bool negative = value.unscaled < 0;
  if (*whole > greatest + (negative && is_signed ? 1 : 0)) return std::nullopt;
  if (negative && !is_signed) return std::nullopt;
  return static_cast<I>(negative ? 0 - *whole : *whole);
}

/// The same number with the smallest scale it can have; zero becomes {0, 0}. Equal numbers become
/// identical members, which is what a hash needs.
constexpr decimal normalized(decimal value) noexcept {
  if (value.unscaled == 0) return {};
  for (const std::int32_t zeros : {32, 16, 8, 4, 2, 1}) {
    if (value.scale < std::numeric_limits<std::int32_t>::min() + zeros) continue;
    if (const auto shorter = rescale(value, value.scale - zeros)) value = *shorter;
  }
  return value;
}

/// The number that the whole of `text` is: "-12.34", "+1", ".5", "5.", "1e5", "1.5E-3". The scale
/// is kept as written: "1.50" is {150, 2}, "1e5" is {1, -5}. "-0" is 0. Nothing where `text` is
/// anything else, where its digits do not fit 128 bits, or the scale does not fit 32.
constexpr std::optional<decimal> parse_decimal(std::string_view text) {
  const char* p = text.data();
  const char* const last = p + text.size();
  const auto sign = [&] {
    const bool minus = p != last && *p == '-';
    if (minus || (p != last && *p == '+')) ++p;
    return minus;
  };
  const bool negative = sign();
  uint128 digits = 0;
  bool fits = true;
  const char* first = p;
  p = detail::read_digits(p, last, digits, fits);
  auto count = p - first;
  std::int64_t scale = 0;
  if (p != last && *p == '.') {
    first = ++p;
    p = detail::read_digits(p, last, digits, fits);
    scale = p - first;
    count += p - first;
  }
  if (count == 0 || !fits) return std::nullopt;
  if (p != last && (*p == 'e' || *p == 'E')) {
    ++p;
    const bool minus = sign();
    uint128 exponent = 0;
    first = p;
    p = detail::read_digits(p, last, exponent, fits);
    if (p == first || !fits || exponent > (uint128{1} << 62)) return std::nullopt;
    scale += minus ? static_cast<std::int64_t>(exponent) : -static_cast<std::int64_t>(exponent);
  }
  const auto unscaled = detail::with_sign(negative, digits);
  if (p != last || !unscaled || scale != static_cast<std::int32_t>(scale)) return std::nullopt;
  return decimal{*unscaled, static_cast<std::int32_t>(scale)};
}

/// Space that `write_decimal` needs at most.
inline constexpr std::size_t decimal_chars = 52;

/// Writes the number with its scale, so that parsing gives the same members: "12.30" for scales 0
/// to 38, "123e5" and "123e-40" for others. No terminating zero; returns the end.
constexpr char* write_decimal(char* first, const decimal& value) {
  if (value.unscaled < 0) *first++ = '-';
  char digits[int128_chars]{};
  const char* const end = write_uint128(digits, detail::magnitude(value.unscaled));
  const char* const begin = digits;
  if (value.scale < 0 || value.scale > 38) {
    first = std::copy(begin, end, first);
    *first++ = 'e';
    return write_int128(first, -int128{value.scale});
  }
  const auto whole = end - begin - value.scale;
  if (whole > 0) first = std::copy(begin, begin + whole, first);
  else *first++ = '0';
  if (value.scale == 0) return first;
  *first++ = '.';
  for (auto zeros = whole; zeros < 0; ++zeros) *first++ = '0';
  return std::copy(begin + std::max<std::ptrdiff_t>(whole, 0), end, first);
}
inline std::string to_text(const decimal& value) {
  char chars[decimal_chars];
  return {chars, write_decimal(chars, value)};
}

/// The nearest double, ties to even; infinity or zero where the number is beyond a double's range.
double to_double(const decimal& value);

/// Whether `to_double` is the number itself and not merely the nearest double. Exact.
constexpr bool is_exact_double(const decimal& value) noexcept {
  uint128 digits = detail::magnitude(value.unscaled);
  if (digits == 0) return true;
  while (digits % 2 == 0) digits /= 2;
  std::int64_t scale = value.scale;
  for (; scale > 0 && digits % 5 == 0; --scale) digits /= 5;
  for (; scale < 0 && digits >> 53 == 0; ++scale) digits *= 5;
  return scale == 0 && digits >> 53 == 0;
}

/// The number with the fewest digits that rounds to `value` (0.1 becomes 1/10, not the fraction of
/// powers of two that the double stands for), as {10, 0} rather than {1, -1} where that fits.
/// Negative zero becomes 0. Nothing for NaN and infinity.
std::optional<decimal> decimal_from_double(double value);

}  // namespace ferrule

/// Equal numbers have equal hashes, whatever their scales.
template<>
struct std::hash<ferrule::decimal> {
  std::size_t operator()(const ferrule::decimal& value) const noexcept {
    const auto [unscaled, scale] = ferrule::normalized(value);
    const auto bits = static_cast<ferrule::uint128>(unscaled);
    std::uint64_t mixed = static_cast<std::uint64_t>(bits) + static_cast<std::uint32_t>(scale);
    mixed = std::rotl(mixed * 0x9e3779b97f4a7c15u, 32) ^ static_cast<std::uint64_t>(bits >> 64);
    return static_cast<std::size_t>(mixed * 0x9e3779b97f4a7c15u);
  }
};

/// Prints like `to_text`; takes the width, fill and alignment of a string.
template<>
struct fmt::formatter<ferrule::decimal> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::decimal& value, Context& context) const {
    char chars[ferrule::decimal_chars];
    const std::string_view text(chars, ferrule::write_decimal(chars, value));
    return fmt::formatter<std::string_view>::format(text, context);
  }
};

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/core/decimal.ipp>
#endif
