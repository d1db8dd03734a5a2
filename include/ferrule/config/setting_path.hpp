// SPDX-License-Identifier: BSL-1.0
// config/setting_path.hpp - names of settings: `tables[2].name`, `kafka."security.protocol"`.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// One step into a tree of settings: by key into a map, or by index, from 0, into a list.
struct setting_step {
  std::string key;
  std::optional<std::size_t> index = std::nullopt;
  friend bool operator==(const setting_step&, const setting_step&) = default;
};

/// Appends `.key` to a path; a key that would not read back, or not print on one line, is put into
/// double quotes, with `\"`, `\\` and `\x0a` inside.
inline void append_key(std::string& path, std::string_view key) {
  if (!path.empty()) path += '.';
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (!key.empty() && key.find_first_of(".[]\"\\ ") == key.npos &&
      std::ranges::none_of(key, is_control)) {
    path += key;
    return;
  }
  path += '"';
  for (const char c : key) {
    if (is_control(c)) path += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    else if (c == '"' || c == '\\') (path += '\\') += c;
    else path += c;
  }
  path += '"';
}

/// Appends `[index]` to a path.
inline void append_index(std::string& path, std::size_t index) {
  path += fmt::format("[{}]", index);
}

namespace detail {

inline std::optional<std::string> take_key(std::string_view& rest) {
  std::string key;
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find_first_of(".[]\""), rest.size());
    key = rest.substr(0, end);
    rest.remove_prefix(end);
    return key.empty() ? std::nullopt : std::optional(std::move(key));
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return key;
    }
    const bool escaped = rest[i] == '\\';
    if (escaped && ++i == rest.size()) break;
    if (escaped && rest[i] == 'x') {
      unsigned code = 0;
      const std::string_view hex = rest.substr(i + 1, 2);
      if (std::from_chars(hex.data(), hex.data() + hex.size(), code, 16).ptr != hex.data() + 2)
        break;
      key += static_cast<char>(code);
      i += 2;
    } else key += rest[i];
  }
  return std::nullopt;
}

inline std::optional<std::size_t> take_index(std::string_view& rest) {
  const std::size_t end = rest.find(']');
  if (end == rest.npos) return std::nullopt;
  std::size_t index = 0;
  const auto [stop, wrong] = std::from_chars(rest.data() + 1, rest.data() + end, index);
  if (wrong != std::errc{} || stop != rest.data() + end) return std::nullopt;
  rest.remove_prefix(end + 1);
  return index;
}

}  // namespace detail

/// The steps of a dotted path; none for "". Fails with errc::config where the path is malformed.
/// Complexity: linear.
inline result<std::vector<setting_step>> parse_setting_path(std::string_view path) {
  std::vector<setting_step> steps;
  std::string_view rest = path;
  while (!rest.empty()) {
    const bool first = steps.empty();
    if (rest.front() == '[') {
      if (const auto index = detail::take_index(rest)) {
        steps.push_back({{}, *index});
        continue;
      }
    } else if (first || rest.front() == '.') {
      if (!first) rest.remove_prefix(1);
      if (auto key = detail::take_key(rest)) {
        steps.push_back({*std::move(key), std::nullopt});
        continue;
      }
    }
    return fail(errc::config,
                fmt::format("{} is not the path of a setting; write it like pool.size, "
                            "tables[0].name or kafka.\"security.protocol\".",
                            ferrule::quoted(path)));
  }
  return steps;
}

}  // namespace ferrule
