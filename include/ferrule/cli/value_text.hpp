// SPDX-License-Identifier: BSL-1.0
// cli/value_text.hpp - a value written on a command line.
#pragma once
#include <charconv>
#include <ferrule/schema/value_text.hpp>
#include <optional>

namespace ferrule::cli {

/// The value that text on a command line stands for: a number where printing the number gives the same text, `null`, `true`,
/// `false`, else the text. "007" stays text.
inline value parse_value(std::string_view text) {
  if (text == "null") return nullptr;
  if (text == "true" || text == "false") return text == "true";
  const auto whole = [&]<class T>(T number) -> std::optional<value> {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || to_text(value_view(number)) != text)
      return std::nullopt;
    return value(number);
  };
  if (auto number = whole(std::int64_t{})) return *number;
  if (auto number = whole(std::uint64_t{})) return *number;
  if (text.find_first_not_of("+-.0123456789eE") == text.npos)
    if (auto number = whole(double{})) return *number;
  return std::string(text);
}

}  // namespace ferrule::cli
