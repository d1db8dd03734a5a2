// SPDX-License-Identifier: BSL-1.0
// config/json_schema.hpp - a config struct as JSON Schema, for editors and for checks outside of C++.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/config/setting_tree.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule {

/// JSON with two spaces per level; what has nothing but scalars in it stays on one line. Ends
/// without a newline. Secrets are printed: see `settings`.
inline std::string to_pretty_json(const settings& node, std::size_t level = 0) {
  const auto nested = [](const settings& n) { return n.is_list() || n.is_map(); };
  std::string text;
  if (node.members().empty() && std::ranges::none_of(node.items(), nested)) {
    if (!node.is_list()) detail::append_json(text, node);
    else
      for (const settings& item : node.items())
        detail::append_json(text += text.empty() ? "" : ", ", item);
    return node.is_list() ? concat("[", text, "]") : text;
  }
  const std::string line = concat("\n", std::string(2 * level + 2, ' '));
  for (const settings& item : node.items())
    text += concat(text.empty() ? "" : ",", line, to_pretty_json(item, level + 1));
  for (const settings::member& m : node.members()) {
    text += concat(text.empty() ? "" : ",", line);
    append_json_string(text, m.key);
    text += concat(": ", to_pretty_json(m.value, level + 1));
  }
  const std::string end = concat("\n", std::string(2 * level, ' '));
  return concat(node.is_map() ? "{" : "[", text, end, node.is_map() ? "}" : "]");
}

namespace detail {

// A placeholder can stand for a value of any type.
inline constexpr std::string_view placeholder_pattern = R"(\$\{|\{\{)";

inline std::string quantity_pattern(std::span<const unit> units) {
  std::string names;
  for (const unit& u : units) names += concat(names.empty() ? "" : "|", u.name);
  return concat(R"(^(0|[0-9]+(\.[0-9]+)? *()", names, "))$|", placeholder_pattern);
}

class schema_writer {
public:
  enum class null { no, where_nothing_is_required, yes };

  settings object(std::span<const setting_node> fields, null null_too) {
    settings properties = settings::map(), required = settings::list();
    settings other = false;
    for (const setting_node& f : fields) {
      if (f.role == setting_role::any_key) {
        other = schema(f);
        if (other.members().empty()) other = true;
        continue;
      }
      keep(properties.insert(f.key, schema(f)));
      if (f.needs_something()) keep(required.append(f.key));
    }
    settings made = settings::map();
    const bool takes_null = null_too == null::yes || (null_too == null::where_nothing_is_required &&
                                                      required.items().empty());
    keep(made.insert("type", types("object", takes_null)));
    if (!properties.members().empty()) keep(made.insert("properties", std::move(properties)));
    if (!required.items().empty()) keep(made.insert("required", std::move(required)));
    keep(made.insert("additionalProperties", std::move(other)));
    return made;
  }

private:
  static settings types(std::string_view type, bool null_too) {
    return null_too ? settings::list({type, "null"}) : settings(type);
  }
  static settings types_or_placeholder(std::string_view type, bool null_too) {
    settings all = settings::list({type, "string"});
    if (null_too) keep(all.append("null"));
    return all;
  }
  static void add(settings& to, std::string_view key, settings value) {
    keep(to.insert(std::string(key), std::move(value)));
  }

  settings schema(const setting_node& node) {
    const setting_description& of = node.self;
    settings made = value(node);
    const bool type_says_all = of.shape == setting_shape::list || of.shape == setting_shape::map ||
                               of.shape == setting_shape::anything;
    if (!type_says_all) add(made, "description", sentence_about(of));
    else if (!of.help.empty()) add(made, "description", of.help);
    if (of.default_value) add(made, "default", *of.default_value);
    if (of.secret && of.shape == setting_shape::text) add(made, "writeOnly", true);
    return made;
  }

  settings value(const setting_node& node) {
    using enum setting_shape;
    const setting_description& of = node.self;
    settings made = settings::map();
    switch (of.shape) {
      case boolean:
      case integer:
      case number:
        add(made, "type",
            types_or_placeholder(of.shape == boolean   ? "boolean"
                                 : of.shape == integer ? "integer"
                                                       : "number",
                                 of.nullable));
        if (of.lowest) add(made, "minimum", *of.lowest);
        if (of.highest) add(made, "maximum", *of.highest);
        add(made, "pattern", placeholder_pattern);
        break;
      case text:
        if (of.allowed.empty()) add(made, "type", types("string", of.nullable));
        else {
          settings names = settings::list();
          for (const std::string& name : of.allowed) keep(names.append(name));
          if (of.nullable) keep(names.append(nullptr));
          add(made, "anyOf",
              settings::list(
                  {settings::map({{"enum", names}}),
                   settings::map({{"type", "string"}, {"pattern", placeholder_pattern}})}));
        }
        break;
      case duration:  // the only number that needs no unit is 0
        add(made, "type", types_or_placeholder("integer", of.nullable));
        add(made, "minimum", 0);
        add(made, "maximum", 0);
        add(made, "pattern", quantity_pattern(duration_units));
        break;
      case size:
        add(made, "type", types_or_placeholder("integer", of.nullable));
        add(made, "minimum", 0);
        add(made, "pattern", concat("^[0-9]+$|", quantity_pattern(byte_units)));
        break;
      case list:
        add(made, "type", types("array", of.nullable));
        if (!node.below.empty()) add(made, "items", schema(node.below.front()));
        break;
      case map:
        return object(node.below, of.nullable          ? null::yes
                                  : node.is_free_map() ? null::no
                                                       : null::where_nothing_is_required);
      case anything: break;
    }
    return made;
  }
};

}  // namespace detail

/// The JSON Schema (draft 2020-12) of the settings of `C`: types, ranges, enumerations, patterns of
/// durations and sizes, defaults, what is required, and that there is no other key. Text ends with a
/// newline. What a reader accepts is valid by it, placeholders included; what `C::problems()`, the
/// bounds of durations and sizes, and the types of an unquoted YAML scalar have to say is not in it.
template<class C>
std::string json_schema(std::string_view title = {}) {
  const std::vector<setting_description> rows = describe_settings<C>();
  settings schema = settings::map({{"$schema", "https://json-schema.org/draft/2020-12/schema"}});
  if (!title.empty()) detail::keep(schema.insert("title", title));
  schema.merge(
      detail::schema_writer().object(detail::setting_tree(rows), detail::schema_writer::null::no));
  return to_pretty_json(schema) + "\n";
}

}  // namespace ferrule
