// SPDX-License-Identifier: BSL-1.0
// config/settings_text.hpp - how a tree of settings is printed. Included by config/settings.hpp.
#pragma once
#include <cmath>
#include <ferrule/config/settings.hpp>
#include <ferrule/core/json_string.hpp>
#include <utility>

namespace ferrule {
namespace detail {

inline std::string number_text(double value) {
  std::string text = fmt::format("{}", value);
  if (std::isfinite(value) && text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

inline void append_scalar(std::string& out, const settings& node) {
  if (const auto flag = node.as_bool()) out += *flag ? "true" : "false";
  else if (const auto small = node.as_int64()) out += fmt::format("{}", *small);
  else if (const auto large = node.as_uint64()) out += fmt::format("{}", *large);
  else if (const auto real = node.as_double()) out += number_text(*real);
  else out += "null";
}

inline void append_json(std::string& out, const settings& node) {
  const char* comma = "";
  if (node.is_map()) {
    out += '{';
    for (const settings::member& m : node.members()) {
      append_json_string(out += std::exchange(comma, ","), m.key);
      append_json(out += ':', m.value);
    }
    out += '}';
  } else if (node.is_list()) {
    out += '[';
    for (const settings& item : node.items()) append_json(out += std::exchange(comma, ","), item);
    out += ']';
  } else if (const std::string* text = node.as_text()) append_json_string(out, *text);
  else append_scalar(out, node);
}

}  // namespace detail
}  // namespace ferrule

/// Prints compact JSON, secrets included; a number that JSON does not know as "nan" or "inf".
template<>
struct fmt::formatter<ferrule::settings> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::settings& node, Context& context) const {
    std::string text;
    ferrule::detail::append_json(text, node);
    return fmt::formatter<std::string_view>::format(text, context);
  }
};
