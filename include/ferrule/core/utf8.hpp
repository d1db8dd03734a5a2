// SPDX-License-Identifier: BSL-1.0
// core/utf8.hpp - is this UTF-8, and where does it stop being so?
#pragma once
#include <cstddef>
#include <string_view>

namespace ferrule {

/// How many bytes the UTF-8 sequence at the front of `text` has; 0 where there is none: overlong
/// forms, surrogates and code points beyond U+10FFFF are not UTF-8. `text` must not be empty.
inline std::size_t utf8_length(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = at(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xc0) != 0x80) return 0;
  const bool outside = (first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) > 0x9f) ||
                       (first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) > 0x8f);
  return outside ? 0 : length;
}

/// Whether all of `text` is UTF-8.
inline bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace ferrule
