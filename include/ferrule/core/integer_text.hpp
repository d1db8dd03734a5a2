// SPDX-License-Identifier: BSL-1.0
// core/integer_text.hpp - integers to text, eight digits at a time.
#pragma once
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <ferrule/core/int128.hpp>

namespace ferrule {

/// Space that `write_integer` needs at most. More than the digits are: it stores whole words.
inline constexpr std::size_t integer_chars = 24;

namespace detail {

/// The eight digits of a value below 10^8 as bytes of 0 to 9, the first in the lowest byte. Halves, quarters and eighths of the word
/// are divided side by side; 10486 / 2^20 and 103 / 2^10 are 1/100 and 1/10 as exactly as four and two digits need.
constexpr std::uint64_t digits_of(std::uint32_t value) noexcept {
  const std::uint64_t fours = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000'007f'0000'007f;
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;
  return tens | (twos - tens * 10) << 8;
}
inline constexpr std::uint64_t eight_zeros = 0x3030'3030'3030'3030;

template<int Count>
[[gnu::always_inline]] inline char* write_last(char* first, std::uint64_t digits) noexcept {
  const std::uint64_t text = (digits | eight_zeros) >> (64 - 8 * Count);
  std::memcpy(first, &text, sizeof text);
  return first + Count;
}
// How many there are is asked by branches, which are guessed, mostly rightly, before the digits are there. Counted in the digits
// it would make what is written behind them wait.
inline char* write_up_to_eight(char* first, std::uint32_t value) noexcept {
  const std::uint64_t digits = digits_of(value);
  if (value < 10'000) {
    if (value < 100)
      return value < 10 ? write_last<1>(first, digits) : write_last<2>(first, digits);
    return value < 1'000 ? write_last<3>(first, digits) : write_last<4>(first, digits);
  }
  if (value < 1'000'000)
    return value < 100'000 ? write_last<5>(first, digits) : write_last<6>(first, digits);
  return value < 10'000'000 ? write_last<7>(first, digits) : write_last<8>(first, digits);
}

}  // namespace detail

/// Writes the digits of `value`, as std::to_chars does.
inline char* write_integer(char* first, std::uint64_t value) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t eight = 100'000'000;
    if (value < eight) [[likely]]
      return detail::write_up_to_eight(first, static_cast<std::uint32_t>(value));
    if (value < eight * eight) {
      first = detail::write_up_to_eight(first, static_cast<std::uint32_t>(value / eight));
      const std::uint64_t text =
          detail::digits_of(static_cast<std::uint32_t>(value % eight)) | detail::eight_zeros;
      std::memcpy(first, &text, sizeof text);
      return first + sizeof text;
    }
  }
  return std::to_chars(first, first + integer_chars, value).ptr;
}
inline char* write_integer(char* first, std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  *first = '-';
  return write_integer(first + (value < 0), value < 0 ? 0 - bits : bits);
}

}  // namespace ferrule
