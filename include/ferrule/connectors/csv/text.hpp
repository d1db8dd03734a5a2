// SPDX-License-Identifier: BSL-1.0
// connectors/csv/text.hpp - quotes taken off, and whether bytes are UTF-8.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ferrule/connectors/csv/index.hpp>
#include <string>
#include <string_view>

namespace ferrule::csv::detail {

/// The length of the UTF-8 character at the front of [p, e), or 0 where there is none: cut short, overlong, a surrogate, or
/// beyond U+10FFFF.
inline std::size_t utf8_length(const unsigned char* p, const unsigned char* e) noexcept {
  const unsigned char c = *p;
  if (c < 0x80) return 1;
  const std::size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
  if (c < 0xc2 || c > 0xf4 || static_cast<std::size_t>(e - p) < length) return 0;
  const unsigned char lowest = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
  const unsigned char highest = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
  if (p[1] < lowest || p[1] > highest) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((p[i] & 0xc0) != 0x80) return 0;
  return length;
}

/// Where `text` stops being UTF-8, or its size.
inline std::size_t utf8_prefix(std::string_view text) noexcept {
  const auto* const begin = reinterpret_cast<const unsigned char*>(text.data());
  const auto *p = begin, *const e = begin + text.size();
  while (p != e) {
    std::uint64_t eight = 0;
    while (e - p >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080u) == 0)) p += 8;
    if (p == e) break;
    const std::size_t length = utf8_length(p, e);
    if (length == 0) break;
    p += length;
  }
  return static_cast<std::size_t>(p - begin);
}
inline bool is_utf8(std::string_view text) noexcept { return utf8_prefix(text) == text.size(); }

/// `text` with U+FFFD for each byte that is not part of a character.
inline void append_replaced(std::string_view text, std::string& out) {
  for (;;) {
    const std::size_t good = utf8_prefix(text);
    out.append(text.substr(0, good));
    if (good == text.size()) return;
    out.append("\xef\xbf\xbd");
    text.remove_prefix(good + 1);
  }
}

/// Whether [b, e), which begins with a quote, is nothing but a quoted text without quotes and escapes in it: then it is what is
/// between the two.
inline bool is_plainly_quoted(const char* b, const char* e, const marks& m) noexcept {
  const auto inner = static_cast<std::size_t>(e - b) - 2;
  return e - b >= 2 && e[-1] == m.quote && std::memchr(b + 1, m.quote, inner) == nullptr &&
         (!m.has_escape || std::memchr(b + 1, m.escape, inner) == nullptr);
}

/// Writes what the field [b, e) says: quotes taken off, doubled quotes halved, escapes followed. Never longer than the field;
/// returns the end. The counterpart of `scan_bytes`.
inline char* write_unquoted(const char* b, const char* e, const marks& m, char* to) noexcept {
  bool quoted = m.has_quote && b != e && *b == m.quote;
  bool closed = false;
  if (quoted) ++b;
  for (; b != e; ++b) {
    if (closed) {
      closed = false;
      if (*b == m.quote) {  // the second of two
        *to++ = *b;
        quoted = true;
        continue;
      }
    }
    if (m.has_escape && *b == m.escape && b + 1 != e) *to++ = *++b;
    else if (quoted && *b == m.quote) {
      quoted = false;
      closed = true;
    } else *to++ = *b;
  }
  return to;
}

}  // namespace ferrule::csv::detail
