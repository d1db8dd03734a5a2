// SPDX-License-Identifier: BSL-1.0
// core/int128.hpp - 128-bit integers: the types, their limits, text, and powers of ten.
//
// The standard library says nothing about these types in strict mode (no numeric_limits, no
// is_integral, no to_chars), so nothing here relies on it.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ferrule {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

inline constexpr uint128 uint128_max = ~uint128{0};
inline constexpr int128 int128_max = static_cast<int128>(uint128_max >> 1);
inline constexpr int128 int128_min = -int128_max - 1;

/// Space that `write_int128` and `write_uint128` need at most: 39 digits and a sign.
inline constexpr std::size_t int128_chars = 40;

namespace detail {

/// 10^0 to 10^38, every power of ten that 128 bits hold.
inline constexpr auto powers_of_ten = [] {
  std::array<uint128, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// The greatest value that can still be multiplied by 10^i; a table because a 128-bit division
/// costs more than everything else in `multiply_by_power_of_ten`.
inline constexpr auto multiplicands = [] {
  std::array<uint128, 39> limits{};
  for (std::size_t i = 0; i < limits.size(); ++i) limits[i] = uint128_max / powers_of_ten[i];
  return limits;
}();

/// |value|, also for `int128_min`.
constexpr uint128 magnitude(int128 value) noexcept {
  const auto bits = static_cast<uint128>(value);
  return value < 0 ? 0 - bits : bits;
}

/// The integer with this sign and magnitude, if there is one.
constexpr std::optional<int128> with_sign(bool negative, uint128 magnitude) noexcept {
  if (magnitude > static_cast<uint128>(int128_max) + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<int128>(negative ? 0 - magnitude : magnitude);
}

}  // namespace detail

/// value * 10^power, or nothing where that does not fit.
constexpr std::optional<uint128> multiply_by_power_of_ten(uint128 value, std::int64_t power) {
  if (value == 0) return value;
  if (power < 0 || power > 38) return std::nullopt;
  const auto index = static_cast<std::size_t>(power);
  if (value > detail::multiplicands[index]) return std::nullopt;
  return value * detail::powers_of_ten[index];
}
constexpr std::optional<int128> multiply_by_power_of_ten(int128 value, std::int64_t power) {
  const auto product = multiply_by_power_of_ten(detail::magnitude(value), power);
  return product ? detail::with_sign(value < 0, *product) : std::nullopt;
}

namespace detail {

/// The value of a digit; above 9 where `c` is none.
constexpr unsigned digit(char c) noexcept { return static_cast<unsigned char>(c) - unsigned{'0'}; }

/// Appends the digits at `first` to `value` and returns where they end. Where the number does not
/// fit, `fits` becomes false, `value` is unspecified, and the digits are skipped all the same.
constexpr const char* read_digits(const char* first, const char* last, uint128& value, bool& fits) {
  constexpr int most = 19;  // digits that always fit 64 bits
  for (;;) {
    std::uint64_t part = 0;
    int count = 0;
    for (; count < most && first != last && digit(*first) <= 9; ++count, ++first)
      part = part * 10 + digit(*first);
    const auto shifted = multiply_by_power_of_ten(value, count);
    if (shifted && *shifted <= uint128_max - part) value = *shifted + part;
    else fits = false;
    if (count < most) return first;
  }
}

inline constexpr auto digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

/// Writes two digits; `value` is below 100.
constexpr char* write_pair(char* first, std::uint64_t value) {
  first[0] = digit_pairs[2 * value];
  first[1] = digit_pairs[2 * value + 1];
  return first + 2;
}

/// Writes the digits of `value` so that they end at `last`; returns where they begin.
constexpr char* write_before(char* last, std::uint64_t value) {
  for (; value >= 100; value /= 100) write_pair(last -= 2, value % 100);
  if (value >= 10) write_pair(last -= 2, value);
  else *--last = static_cast<char>('0' + value);
  return last;
}

/// Writes `value` with leading zeros up to `width` digits, or with all its digits if it has more.
constexpr char* write_padded(char* first, std::uint64_t value, int width) {
  char digits[20]{};
  const char* const begin = write_before(digits + 20, value);
  for (auto count = digits + 20 - begin; count < width; ++count) *first++ = '0';
  return std::copy(begin, static_cast<const char*>(digits + 20), first);
}

}  // namespace detail

/// Writes `value` in decimal, up to 39 characters and no terminating zero; returns the end.
constexpr char* write_uint128(char* first, uint128 value) {
  constexpr std::uint64_t chunk = 10'000'000'000'000'000'000u;
  if (value < chunk) return detail::write_padded(first, static_cast<std::uint64_t>(value), 1);
  const uint128 high = value / chunk;
  const auto low = static_cast<std::uint64_t>(value - high * chunk);
  if (high < chunk) first = detail::write_padded(first, static_cast<std::uint64_t>(high), 1);
  else first = write_uint128(first, high);
  return detail::write_padded(first, low, 19);
}
/// Writes `value` in decimal, up to 40 characters and no terminating zero; returns the end.
constexpr char* write_int128(char* first, int128 value) {
  if (value < 0) *first++ = '-';
  return write_uint128(first, detail::magnitude(value));
}

inline std::string to_text(uint128 value) {
  char chars[int128_chars];
  return {chars, write_uint128(chars, value)};
}
inline std::string to_text(int128 value) {
  char chars[int128_chars];
  return {chars, write_int128(chars, value)};
}

/// The number that the whole of `text` is: digits, a '+' before them if need be. Nothing where it
/// is anything else (empty, a '-' even before zero, white space) or does not fit.
constexpr std::optional<uint128> parse_uint128(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  uint128 value = 0;
  bool fits = true;
  const char* const last = text.data() + text.size();
  if (detail::read_digits(text.data(), last, value, fits) != last || text.empty() || !fits)
    return std::nullopt;
  return value;
}

/// Like `parse_uint128`, with an optional '+' or '-'. "-0" is 0.
constexpr std::optional<int128> parse_int128(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative && text.substr(1).starts_with('+')) return std::nullopt;
  const auto value = parse_uint128(text.substr(negative ? 1 : 0));
  return value ? detail::with_sign(negative, *value) : std::nullopt;
}

}  // namespace ferrule
