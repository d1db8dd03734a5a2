// SPDX-License-Identifier: BSL-1.0
// config/setting_tree.hpp - the rows of describe_settings, nested the way the settings are.
#pragma once
#include <ferrule/config/setting_description.hpp>
#include <ferrule/config/setting_path.hpp>
#include <span>

namespace ferrule::detail {

enum class setting_role : std::uint8_t { field, item, any_key };

struct setting_node {
  setting_description self;
  setting_role role = setting_role::field;
  std::string key;  // of a field
  std::vector<setting_node> below;

  /// A struct that is part of the one around it: it is always there, so its required fields are too.
  bool is_part() const {
    return self.shape == setting_shape::map && !self.nullable && !self.required &&
           role == setting_role::field && !is_free_map();
  }
  /// A map with free keys, as opposed to a struct with or without a field for other keys.
  bool is_free_map() const {
    return below.size() == 1 && below[0].role == setting_role::any_key &&
           below[0].self.type != "any other key";
  }
  bool needs_something() const {
    if (self.required) return true;
    if (!is_part()) return false;
    return std::ranges::any_of(below, &setting_node::needs_something);
  }
};

// Takes the rows below `path` off the front of `rows`. A row's own rows follow it directly.
inline std::vector<setting_node> take_rows(std::span<const setting_description>& rows,
                                           std::string_view path) {
  std::vector<setting_node> nodes;
  while (!rows.empty() && rows.front().path.starts_with(path)) {
    std::string_view rest = std::string_view(rows.front().path).substr(path.size());
    if (!path.empty() && !rest.starts_with('.') && !rest.starts_with('[')) break;
    if (rest.starts_with('.')) rest.remove_prefix(1);
    setting_node node{rows.front(), setting_role::field, {}, {}};
    if (rest == "[]") node.role = setting_role::item;
    else if (rest == "*") node.role = setting_role::any_key;
    else if (const auto steps = parse_setting_path(rest); steps && steps->size() == 1)
      node.key = steps->front().key;
    rows = rows.subspan(1);
    node.below = take_rows(rows, node.self.path);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

inline std::vector<setting_node> setting_tree(std::span<const setting_description> rows) {
  return take_rows(rows, {});
}

/// "A whole number from 1 to 64.", behind the help if there is some.
inline std::string sentence_about(const setting_description& of) {
  std::string text = of.type;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  text += '.';
  return of.help.empty() ? text : of.help + ' ' + text;
}

}  // namespace ferrule::detail
