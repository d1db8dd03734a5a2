// SPDX-License-Identifier: BSL-1.0
// core/json_string.hpp - text as a JSON string (RFC 8259).
#pragma once
#include <ferrule/core/utf8.hpp>
#include <string>
#include <string_view>

namespace ferrule {

/// Appends a JSON string. Bytes that are not UTF-8 become U+FFFD: for names and messages, not for cells.
inline void append_json_string(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f &&
           c != '"' && c != '\\';
  };
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && plain(text[run])) ++run;
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t length = utf8_length(text);
    if (c == '"' || c == '\\') (out += '\\') += text.front();
    else if (c == '\n') out += "\\n";
    else if (c < 0x20 || c == 0x7f) ((out += "\\u00") += digits[c >> 4]) += digits[c & 15];
    else if (length == 0) out += "\\ufffd";
    else out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

}  // namespace ferrule
