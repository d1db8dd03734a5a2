// SPDX-License-Identifier: BSL-1.0
// connectors/csv/numbers.hpp - numbers out of text, eight digits at a time.
//
// Every reader takes the whole of [b, e) or answers false, which says nothing about why: that is found out where it is told.
// Words of eight bytes are loaded from wherever digits begin: 8 bytes behind `e` must be readable, and what is in them does not matter.
#pragma once
#include <bit>
#include <charconv>
#include <cstdint>
#include <ferrule/core/calendar_reader.hpp>
#include <ferrule/core/decimal.hpp>
#include <limits>
#include <string_view>

namespace ferrule::csv::detail {

inline constexpr std::uint64_t byte_ones = 0x0101010101010101u;

/// The `count` (1 to 8) characters at `p`, XORed with '0', in the highest bytes: digits become 0 to 9. The lower bytes are 0.
[[gnu::always_inline]] inline std::uint64_t digits_at(const char* p, std::size_t count) noexcept {
  return (ferrule::detail::load8(p) ^ (byte_ones * 0x30)) << (64 - 8 * count);
}
[[gnu::always_inline]] inline bool all_digits(std::uint64_t word) noexcept {
  return (((word + byte_ones * 0x76) | word) & (byte_ones * 0x80)) == 0;
}
/// The number that eight bytes of 0 to 9 are, the first in the lowest byte.
[[gnu::always_inline]] inline std::uint64_t eight_digits(std::uint64_t word) noexcept {
  word = word * 10 + (word >> 8);
  return ((word & 0x000000ff000000ffu) * 0x000f424000000064u +
          ((word >> 16) & 0x000000ff000000ffu) * 0x0000271000000001u) >>
         32;
}

/// Up to 16 digits with at most one point among them, `digits` * 10^-`scale`; more go through slower readers.
struct short_number {
  std::uint64_t digits = 0;
  unsigned scale = 0;
};

/// Takes the point out of a word: the digits before it move up by one byte. Answers how many stand behind it, 8: there is no point.
[[gnu::always_inline]] inline unsigned take_point(std::uint64_t& word,
                                                  std::uint64_t before) noexcept {
  constexpr std::uint64_t low = byte_ones * 0x7f;
  const std::uint64_t x = word ^ (byte_ones * ('.' ^ '0'));
  const std::uint64_t found = ~(((x & low) + low) | x | low);
  if (found == 0) return 8;
  const int at = std::countr_zero(found) & 0x38;  // the bits below the point
  const std::uint64_t below = (std::uint64_t{1} << at) - 1;
  word = (word & (~below << 4 << 4)) | (word & below) << 8 | before;
  return static_cast<unsigned>(7 - at / 8);
}

[[gnu::always_inline]] inline bool read_short_number(const char* b, const char* e,
                                                     short_number& out) noexcept {
  const auto count = static_cast<std::size_t>(e - b);
  if (count - 1 < 8) {
    std::uint64_t word = digits_at(b, count);
    const unsigned scale = take_point(word, 0);
    out = {eight_digits(word), scale & 7};
    // A lone point is no number; "." leaves no digit.
    return all_digits(word) && (count > 1 || scale == 8);
  }
  if (count - 9 < 8) {
    std::uint64_t high = digits_at(e - 8, 8), low = digits_at(b, count - 8);
    unsigned scale = take_point(high, low >> 56);
    if (scale != 8) low <<= 8;
    else if (scale = take_point(low, 0); scale == 8) scale = 0;
    else scale += 8;
    out = {eight_digits(low) * 100'000'000 + eight_digits(high), scale};
    return all_digits(high | low) && all_digits(low) && all_digits(high);
  }
  return false;
}

/// The slow way: a '+' before the digits, more digits than 16.
template<class I>
[[gnu::noinline]] bool read_long_integer(const char* b, const char* e, I& out) noexcept {
  if (b != e && *b == '+') {
    ++b;
    if (b == e || *b == '-') return false;
  }
  const auto done = std::from_chars(b, e, out);
  return done.ec == std::errc() && done.ptr == e;
}

template<class I>
[[gnu::always_inline]] inline bool read_integer(const char* b, const char* e, I& out) noexcept {
  const bool negative = *b == '-';
  const auto count = static_cast<std::size_t>(e - b) - negative;
  std::uint64_t magnitude;
  if (count - 1 < 8) {
    const std::uint64_t word = digits_at(e - count, count);
    if (!all_digits(word)) [[unlikely]]
      return read_long_integer(b, e, out);
    magnitude = eight_digits(word);
  } else if (count - 9 < 8) {
    const std::uint64_t high = digits_at(e - 8, 8), low = digits_at(b, count - 8);
    if (!all_digits(high) || !all_digits(low)) [[unlikely]]
      return read_long_integer(b, e, out);
    magnitude = eight_digits(low) * 100'000'000 + eight_digits(high);
  } else return read_long_integer(b, e, out);
  if constexpr (sizeof(I) == 8 && std::is_signed_v<I>) {
    out = negative ? -static_cast<I>(magnitude) : static_cast<I>(magnitude);
    return true;
  } else if constexpr (std::is_signed_v<I>) {
    out = static_cast<I>(negative ? 0 - magnitude : magnitude);
    return magnitude <= static_cast<std::uint64_t>(std::numeric_limits<I>::max()) + negative;
  } else {
    out = static_cast<I>(magnitude);
    return magnitude <= std::numeric_limits<I>::max() && (!negative || magnitude == 0);
  }
}

template<class F>
[[gnu::noinline]] bool read_any_float(const char* b, const char* e, F& out) noexcept {
  if (b != e && *b == '+') {
    ++b;
    if (b == e || *b == '-') return false;
  }
  const auto done = std::from_chars(b, e, out);
  return done.ec == std::errc() && done.ptr == e;
}

/// The nearest float. Where digits and power of ten are exact as floats, one division rounds once, and correctly.
template<class F>
[[gnu::always_inline]] inline bool read_float(const char* b, const char* e, F& out) noexcept {
  constexpr bool is_double = sizeof(F) == 8;
  static constexpr F powers[] = {1e0f, 1e1f, 1e2f,  1e3f,    1e4f,    1e5f,    1e6f,    1e7f,
                                 1e8f, 1e9f, 1e10f, F(1e11), F(1e12), F(1e13), F(1e14), F(1e15)};
  const bool negative = *b == '-';
  short_number n;
  if (!read_short_number(b + negative, e, n) ||
      n.digits > (is_double ? std::uint64_t{1} << 53 : std::uint64_t{1} << 24) ||
      n.scale > (is_double ? 15 : 10)) [[unlikely]]
    return read_any_float(b, e, out);
  const F value = static_cast<F>(static_cast<std::int64_t>(n.digits)) / powers[n.scale];
  out = negative ? -value : value;
  return true;
}

[[gnu::noinline]] inline bool read_long_decimal(const char* b, const char* e,
                                                decimal& out) noexcept {
  const auto found = parse_decimal({b, static_cast<std::size_t>(e - b)});
  if (found) out = *found;
  return found.has_value();
}

[[gnu::always_inline]] inline bool read_decimal(const char* b, const char* e,
                                                decimal& out) noexcept {
  const bool negative = *b == '-';
  short_number n;
  if (!read_short_number(b + negative, e, n)) [[unlikely]]
    return read_long_decimal(b, e, out);
  const auto digits = static_cast<std::int64_t>(n.digits);
  out = {negative ? -digits : digits, static_cast<std::int32_t>(n.scale)};
  return true;
}

/// true, false, t, f, yes, no, y, n, 1 and 0, in any case.
[[gnu::always_inline]] inline bool read_boolean(const char* b, const char* e, bool& out) noexcept {
  constexpr auto word = [](std::uint64_t a, std::uint64_t b, std::uint64_t c = 0,
                           std::uint64_t d = 0, std::uint64_t f = 0) {
    return a | b << 8 | c << 16 | d << 24 | f << 32;
  };
  const auto size = static_cast<std::size_t>(e - b);
  if (size - 1 > 4) return false;
  // The bit that makes a capital letter a small one makes nothing else a small letter that is asked for below.
  const std::uint64_t text =
      (ferrule::detail::load8(b) | 0x2020202020202020u) & (~std::uint64_t{0} >> (64 - 8 * size));
  if (text == word('t', 'r', 'u', 'e')) return out = true;
  out = false;
  if (text == word('f', 'a', 'l', 's', 'e')) return true;
  out = (size == 1 && *b == '1') || text == 't' || text == 'y' || text == word('y', 'e', 's');
  return out || (size == 1 && *b == '0') || text == 'f' || text == 'n' || text == word('n', 'o');
}

}  // namespace ferrule::csv::detail
