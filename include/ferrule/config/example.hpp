// SPDX-License-Identifier: BSL-1.0
// config/example.hpp - a config struct as a commented settings file to start from.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/config/setting_tree.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule {
namespace detail {

/// A value on one line of YAML. Text is quoted, except for a word that was written without quotes.
inline std::string yaml_text(const settings& node) {
  std::string text;
  const std::string* word = node.is_plain() ? node.as_text() : nullptr;
  constexpr std::string_view safe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";
  const bool is_null = word && edit_distance(*word, "null") == 0;
  if (word && !word->empty() && !is_null && word->find_first_not_of(safe) == word->npos)
    return *word;
  append_json(text, node);
  return text;
}

class example_writer {
public:
  // Prose begins with "# ", a setting that is switched off with "#" directly before its key.
  void fields(std::span<const setting_node> nodes, std::size_t level, bool off) {
    for (const setting_node& node : nodes) {
      if (!text_.empty() && level == 0) text_ += '\n';
      if (node.role == setting_role::any_key) line(level, "# Any other key is allowed.");
      else field(node, level, off);
    }
  }
  std::string text() && { return std::move(text_); }

private:
  void line(std::size_t level, std::string_view what) {
    text_ += concat(std::string(2 * level, ' '), what, "\n");
  }

  void field(const setting_node& node, std::size_t level, bool off) {
    const setting_description& of = node.self;
    const bool is_struct = of.shape == setting_shape::map && !node.is_free_map();
    // A required field of something that is switched off is so with it.
    const bool self_off = off || !(of.required || node.is_part());
    std::string about = is_struct ? of.help : sentence_about(of);
    if (of.secret && of.shape == setting_shape::text) about += " Secret.";
    if (of.required) about += about.empty() ? "Required." : " Required.";
    if (is_struct && of.nullable) about += about.empty() ? "Optional." : " Optional.";
    if (!about.empty()) line(level, concat("# ", about));
    for (const setting_node& below : node.below)
      if (!is_struct) prose(below, level);
    line(level, concat(self_off ? "#" : "", node.key, ":", is_struct ? "" : default_of(of)));
    if (is_struct) fields(node.below, level + 1, self_off);
  }

  static std::string default_of(const setting_description& of) {
    if (of.default_value) return " " + yaml_text(*of.default_value);
    if (of.required) return {};
    if (of.nullable) return " null";
    switch (of.shape) {  // a secret, or something with secrets in it
      case setting_shape::list: return " []";
      case setting_shape::map: return " {}";
      case setting_shape::anything: return " null";
      default: return " \"\"";
    }
  }

  // What is in a list or a map, as prose: "#   - name: Text. Required."
  void prose(const setting_node& node, std::size_t level) {
    const std::string indent(2 * level, ' ');
    const bool is_item = node.role == setting_role::item;
    const bool is_struct = node.self.shape == setting_shape::map && !node.is_free_map();
    line(0, concat(indent, "#   ",
                   is_item ? "- " : "KEY: ", is_struct ? "a map of" : sentence_about(node.self)));
    prose_below(node, concat(indent, "#       "));
  }
  void prose_below(const setting_node& node, const std::string& indent) {
    for (const setting_node& below : node.below) {
      const std::string name = below.role == setting_role::item      ? "- "
                               : below.role == setting_role::any_key ? "KEY: "
                                                                     : below.key + ": ";
      const bool is_struct = below.self.shape == setting_shape::map && !below.is_free_map();
      line(0, concat(indent, name, is_struct ? "a map of" : sentence_about(below.self),
                     below.self.required ? " Required." : ""));
      prose_below(below, indent + "    ");
    }
  }

  std::string text_;
};

}  // namespace detail

/// A settings file for `C` with everything in it, as YAML: every setting with its help, type and
/// range, switched off with `#` and showing its default; those that are required are there without a
/// value, to be filled in. Secrets show no default.
template<class C>
std::string example_yaml() {
  const std::vector<setting_description> rows = describe_settings<C>();
  detail::example_writer writer;
  writer.fields(detail::setting_tree(rows), 0, false);
  return std::move(writer).text();
}

}  // namespace ferrule
