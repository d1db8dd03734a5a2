// SPDX-License-Identifier: BSL-1.0
// core/uuid.hpp - a universally unique identifier (RFC 9562): 16 bytes and their text.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

namespace ferrule {

/// 16 bytes in the order in which the text shows them (network byte order). Ordered byte by byte,
/// which is the order of the lower-case text. Version and variant are not looked at.
struct uuid {
  std::array<std::byte, 16> bytes{};
  friend constexpr auto operator<=>(const uuid&, const uuid&) = default;
};

namespace detail {

/// The value of each byte as a hexadecimal digit; 0xff where it is none.
inline constexpr auto hex_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(0xff);
  for (std::uint8_t i = 0; i < 10; ++i) values[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    values[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
    values[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

/// Whether the text of a uuid has a hyphen before this byte.
constexpr bool hyphen_before(std::size_t byte) noexcept {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace detail

/// The uuid that the whole of `text` is: 32 hexadecimal digits of either case, either all together
/// or grouped 8-4-4-4-12 by hyphens, and in braces or not. Nothing where it is anything else.
constexpr std::optional<uuid> parse_uuid(std::string_view text) {
  if (text.size() > 2 && text.front() == '{' && text.back() == '}')
    text = text.substr(1, text.size() - 2);
  const bool hyphens = text.size() == 36;
  if (!hyphens && text.size() != 32) return std::nullopt;
  uuid value;
  unsigned wrong = 0;
  const char* p = text.data();
  for (std::size_t i = 0; i < 16; ++i, p += 2) {
    if (hyphens && detail::hyphen_before(i)) wrong |= *p++ != '-' ? 0xf0u : 0u;
    const unsigned high = detail::hex_values[static_cast<unsigned char>(p[0])];
    const unsigned low = detail::hex_values[static_cast<unsigned char>(p[1])];
    wrong |= high | low;
    value.bytes[i] = static_cast<std::byte>(high << 4 | low);
  }
  return wrong <= 0xf ? std::optional(value) : std::nullopt;
}

/// Exactly the space that `write_uuid` needs.
inline constexpr std::size_t uuid_chars = 36;

/// Writes the 36 characters of the lower-case, hyphenated form without a terminating zero; returns
/// the end.
constexpr char* write_uuid(char* first, const uuid& value) {
  constexpr char digits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < 16; ++i) {
    if (detail::hyphen_before(i)) *first++ = '-';
    *first++ = digits[std::to_integer<unsigned>(value.bytes[i]) >> 4];
    *first++ = digits[std::to_integer<unsigned>(value.bytes[i]) & 15];
  }
  return first;
}
inline std::string to_text(const uuid& value) {
  char chars[uuid_chars];
  return {chars, write_uuid(chars, value)};
}

}  // namespace ferrule

/// Prints like `to_text`; takes the width, fill and alignment of a string.
template<>
struct fmt::formatter<ferrule::uuid> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::uuid& value, Context& context) const {
    char chars[ferrule::uuid_chars];
    const std::string_view text(chars, ferrule::write_uuid(chars, value));
    return fmt::formatter<std::string_view>::format(text, context);
  }
};
