// SPDX-License-Identifier: BSL-1.0
// config/yaml.hpp - settings from YAML, by yaml-cpp. CMake component `yaml`.
//
// Its parser is used and its node tree is not: there an alias is a reference, so that ten lines can
// spell a document of a billion values, or one that contains itself.
#pragma once
#include <array>
#include <ferrule/config/tree_builder.hpp>
#include <ferrule/core/utf8.hpp>
#include <map>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#if !defined(__cpp_exceptions)
#error "[ferrule] yaml-cpp reports what is wrong by exceptions; without them read settings as JSON"
#endif

namespace ferrule {

struct yaml_options {
  read_limits limits = {};
};

namespace detail {

struct yaml_stop {};  // ends the parser's loop; why is in the tree_builder

/// What yaml-cpp's parser calls. Its virtual functions are called once per value of a settings file.
class yaml_events final : public YAML::EventHandler {
public:
  explicit yaml_events(tree_builder& into) : into_(&into) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ != 0)
      refuse(mark, "something follows the end of the document; a settings file holds one.");
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (into_->wants_key()) refuse(mark, "there is no key before this ':'.");
    settings node;
    // Where nothing is written yaml-cpp's mark is at whatever follows.
    const source_position* const key = into_->key_place();
    node.where = key ? *key : at(mark);
    remember(anchor, node);
    put(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    // "!" is what yaml-cpp calls a quoted scalar without a tag, "?" anything else without one.
    const tagged what = kind_of(mark, tag);
    // yaml-cpp makes single bytes of these two, up to 0.8 at least.
    if (!is_utf8(text)) refuse(mark, "write the escapes \\N and \\_ as \\u0085 and \\u00a0.");
    settings node = what == tagged::text                      ? settings(text)
                    : what == tagged::locally && text.empty() ? settings()
                                                              : settings::plain(text);
    node.where = at(mark);
    if (what == tagged::locally) node = wrapped(tag, node);
    remember(anchor, node);
    if (!into_->wants_key()) return put(std::move(node));
    go_on(into_->key(text, at(mark)));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) refuse(mark, "this alias stands inside of what it stands for.");
    const kept& of = found->second;
    if (into_->wants_key()) {
      if (!of.node.as_text()) refuse(mark, "a key must be text.");
      return go_on(into_->key(*of.node.as_text(), at(mark)));
    }
    repeated_bytes_ += of.bytes;
    if (repeated_bytes_ > into_->limits().bytes)
      stop(errc::limit, mark,
           concat("the aliases repeat more than ", into_->limits().bytes,
                  " bytes of text, which is the limit for settings."));
    go_on(into_->value(of.node, of.nodes));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    if (into_->wants_key())
      refuse(mark, "a key must be text, not a list; or a bracket is not closed.");
    start(mark, tag, anchor);
    go_on(into_->open_list(at(mark)));
  }
  void OnSequenceEnd() override { end(into_->close()); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    const bool is_key = into_->wants_key();
    if (is_key && style != YAML::EmitterStyle::Flow)
      refuse(mark, "a key must be text, not a map; or a bracket is not closed.");
    if (is_key) open_.push_back({.anchor = anchor, .is_key = true});
    else start(mark, tag, anchor);
    go_on(into_->open_map(at(mark)));
  }
  void OnMapEnd() override {
    const level self = open_.back();
    settings map = into_->close();
    if (self.is_key) return end_braced_key(std::move(map));
    if (self.braced) {
      // {{NAME}}, a placeholder without quotes: to YAML a map whose key is a map.
      if (map.members().size() != 1 || !map.members()[0].value.is_null())
        refuse_at(
            map.where,
            "a key must be text, not a map; a placeholder like this needs quotes, and brackets an end.");
      settings text = settings::plain(concat("{", map.members()[0].key, "}"));
      text.where = map.where;
      map = std::move(text);
    }
    end(std::move(map));
  }

private:
  enum class tagged { no, text, locally };
  struct level {
    YAML::anchor_t anchor = YAML::NullAnchor;
    bool is_wrapped = false;  // stands in the map that is made of its tag
    bool is_key = false;      // the inner braces of {{NAME}}
    bool braced = false;      // the outer ones
  };
  struct kept {
    settings node;
    std::size_t nodes, bytes;
  };

  source_position at(const YAML::Mark& mark) const {
    if (mark.is_null()) return into_->at(0, 0);
    return into_->at(static_cast<std::uint32_t>(mark.line + 1),
                     static_cast<std::uint32_t>(mark.column + 1));
  }
  void go_on(bool yes) {
    if (!yes) throw yaml_stop();
  }
  [[noreturn]] void stop(errc kind, const YAML::Mark& mark, std::string_view why) {
    into_->fail_with(error_at(kind, at(mark), why));
    throw yaml_stop();
  }
  [[noreturn]] void refuse(const YAML::Mark& mark, std::string_view why) {
    stop(errc::config, mark, why);
  }
  [[noreturn]] void refuse_at(const source_position& where, std::string_view why) {
    into_->fail_with(error_at(errc::config, where, why));
    throw yaml_stop();
  }

  tagged kind_of(const YAML::Mark& mark, const std::string& tag) {
    constexpr std::string_view core = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?") return tagged::no;
    if (tag == "!") return tagged::text;
    if (tag.starts_with('!')) return tagged::locally;
    if (tag.starts_with(core)) {
      const std::string_view name = std::string_view(tag).substr(core.size());
      if (name == "str") return tagged::text;
      for (const std::string_view plain : {"null", "bool", "int", "float", "map", "seq"})
        if (name == plain) return tagged::no;
    }
    refuse(mark, concat("the tag ", quoted(tag), " has no meaning in settings."));
  }
  /// `!Ref a` is the map `{Ref: a}`, as it is in JSON.
  static settings wrapped(const std::string& tag, const settings& node) {
    settings map = settings::map({{tag.substr(1), node, node.where}});
    map.where = node.where;
    return map;
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const bool is_wrapped = kind_of(mark, tag) == tagged::locally;
    open_.push_back({.anchor = anchor, .is_wrapped = is_wrapped});
    if (is_wrapped) go_on(into_->open_map(at(mark)) && into_->key(tag.substr(1), at(mark)));
  }
  void end(settings node) {
    const level self = open_.back();
    open_.pop_back();
    if (self.is_wrapped) {
      go_on(into_->value(std::move(node)));
      node = into_->close();
    }
    remember(self.anchor, node);
    put(std::move(node));
  }
  void end_braced_key(settings map) {
    open_.pop_back();
    if (map.members().size() != 1 || !map.members()[0].value.is_null())
      refuse_at(map.where, "a key must be text, not a map; or a bracket is not closed.");
    open_.back().braced = true;
    go_on(into_->key(concat("{", map.members()[0].key, "}"), map.where));
  }
  void put(settings node) { go_on(into_->value(std::move(node))); }

  void remember(YAML::anchor_t anchor, const settings& node) {
    if (anchor == YAML::NullAnchor) return;
    kept copy{node, 0, 0};
    measure(node, copy);
    go_on(into_->count(copy.nodes, node.where));
    anchored_.insert_or_assign(anchor, std::move(copy));
  }
  static void measure(const settings& node, kept& sum) {
    ++sum.nodes;
    if (node.as_text()) sum.bytes += node.as_text()->size();
    for (const settings& item : node.items()) measure(item, sum);
    for (const settings::member& m : node.members()) {
      sum.bytes += m.key.size();
      measure(m.value, sum);
    }
  }

  tree_builder* into_;
  std::vector<level> open_;
  std::map<YAML::anchor_t, kept> anchored_;
  std::size_t repeated_bytes_ = 0;
  int documents_ = 0;
};

/// What YAML does not allow anywhere and yaml-cpp would take for the end of the file, or let through.
inline error yaml_bytes(std::string_view text, const tree_builder& tree) {
  std::uint32_t line = 1;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool control =
        (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
    if (length == 0 || control)
      return error_at(
          errc::config, tree.at(line, static_cast<std::uint32_t>(i - line_begin + 1)),
          control ? "a control character must not stand in YAML." : "this is not UTF-8 text.");
    i += length;
    if (byte == '\n') {
      ++line;
      line_begin = i;
    }
  }
  return {};
}

/// Line and column, from 0, behind the last thing that is written.
inline std::pair<int, int> last_place(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  const std::size_t begin = text.rfind('\n') + 1;
  return {static_cast<int>(std::ranges::count(text, '\n')), static_cast<int>(text.size() - begin)};
}

/// yaml-cpp's words and, for the mistakes that are made most, what to do.
inline std::string yaml_mistake(const YAML::Exception& wrong) {
  const std::pair<std::string_view, std::string_view> remedies[] = {
      {YAML::ErrorMsg::MAP_VALUE, "text with ': ' in it needs quotes, and tabs do not indent"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "text that begins with @, % or ` needs quotes"},
      {YAML::ErrorMsg::END_OF_MAP, "check the indentation"},
      {YAML::ErrorMsg::END_OF_SEQ, "check the indentation"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "close the '{'"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "close the '['"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "close the quotes"},
  };
  std::string text = concat("this is not YAML: ", wrong.msg);
  for (const auto& [message, remedy] : remedies)
    if (wrong.msg == message) text += concat("; ", remedy);
  return text + ".";
}

}  // namespace detail

/// The tree of settings that `text` spells in YAML (UTF-8, one document). Every node and key knows
/// its line and column; `origin` is the file's name in messages.
///
/// A scalar without quotes becomes `settings::plain`, so that the config struct decides what it is
/// and `version: 1.10` or `country: no` stay what was written; only an empty one, `~` and `null` are
/// null. `!Tag value` becomes the map `{Tag: value}`. Aliases are copies of what they stand for.
/// `{{NAME}}` without quotes is text. `<<` is a key like any other.
///
/// Fails with errc::config where the text is blank, is not YAML, has a key twice or one that is not
/// text, with errc::limit where it is nested too deep, or too large after its aliases are resolved.
/// Nothing but comments is null. Complexity: linear in the tree, but n log n in the keys of one map.
inline result<settings> read_yaml(std::string_view text, std::string origin,
                                  const yaml_options& options = {}) {
  detail::tree_builder tree(std::move(origin), options.limits);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() > options.limits.bytes)
    return fail(detail::error_at(errc::limit, tree.at(0, 0),
                                 concat("the settings are longer than ", options.limits.bytes,
                                        " bytes, which is the limit.")));
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    return fail(detail::error_at(errc::config, tree.at(0, 0),
                                 "the file is empty; settings without a key are written {}."));
  if (error wrong = detail::yaml_bytes(text, tree)) return fail(std::move(wrong));
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    detail::yaml_events events(tree);
    while (parser.HandleNextDocument(events)) {}
  } catch (const detail::yaml_stop&) {
  } catch (const YAML::Exception& wrong) {
    // At the end of the text yaml-cpp has lost count of lines.
    const bool at_end = wrong.mark.line <= 0 && wrong.mark.column <= 0 && wrong.mark.pos != 0;
    const auto [line, column] =
        at_end ? detail::last_place(text) : std::pair(wrong.mark.line, wrong.mark.column);
    tree.fail_with(detail::error_at(
        errc::config,
        tree.at(static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(column + 1)),
        detail::yaml_mistake(wrong)));
  }
  return tree.finish();
}

/// Reads files that end in ".yaml" or ".yml", for `load_settings`.
struct yaml_reader {
  static constexpr std::array<std::string_view, 2> suffixes{".yaml", ".yml"};
  yaml_options options = {};
  result<settings> operator()(std::string_view text, std::string origin) const {
    return read_yaml(text, std::move(origin), options);
  }
};

}  // namespace ferrule
