// SPDX-License-Identifier: BSL-1.0
// config/json.hpp - settings from JSON, by Boost.JSON. CMake component `json`.
#pragma once
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <ferrule/config/tree_builder.hpp>

namespace ferrule {

struct json_options {
  bool comments = false;         ///< allow // and /* */, which JSON does not have
  bool trailing_commas = false;  ///< allow a comma after the last item
  read_limits limits = {};
};

namespace detail {

// Boost's parser does not say where it is. But it reports every token once and in order, and what
// it has reported so far is valid: so walking the same text one token per event keeps in step.
class json_cursor {
public:
  explicit json_cursor(std::string_view text) : text_(text) {}

  /// Goes to the next token that is a key or begins a value, and over it; a list or map only over its bracket.
  std::string_view next() {
    skip_between();
    begin_ = at_;
    if (at_ == text_.size()) return {};
    if (text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        if (text_[at_] == '\\') ++at_;
      at_ = std::min(at_ + 1, text_.size());
    } else if (text_[at_] == '{' || text_[at_] == '[') ++at_;
    else at_ = std::min(text_.find_first_of(" \t\r\n,]}/", at_), text_.size());
    return text_.substr(begin_, at_ - begin_);
  }
  /// Line and column of the token last gone over.
  std::pair<std::uint32_t, std::uint32_t> place() { return place_of(begin_); }
  /// Line and column of a byte that is not before the last one asked for. Complexity: linear over all calls.
  std::pair<std::uint32_t, std::uint32_t> place_of(std::size_t offset) {
    for (; counted_ < std::min(offset, text_.size()); ++counted_) {
      if (text_[counted_] != '\n') continue;
      ++line_;
      line_begin_ = counted_ + 1;
    }
    return {line_, static_cast<std::uint32_t>(offset - line_begin_ + 1)};
  }

private:
  void skip_between() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n,:]}").find(text_[at_]) != std::string_view::npos) ++at_;
      else if (text_.substr(at_).starts_with("//"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (text_.substr(at_).starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == text_.npos ? text_.size() : end + 2;
      } else return;
    }
  }
  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0, counted_ = 0, line_begin_ = 0;
  std::uint32_t line_ = 1;
};

/// What boost::json::basic_parser calls; the names are its.
class json_events {
  using code = boost::system::error_code;

public:
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);

  json_events(tree_builder& into, json_cursor& cursor) : into_(&into), cursor_(&cursor) {}

  bool on_document_begin(code&) { return true; }
  bool on_document_end(code&) { return true; }
  bool on_object_begin(code& c) {
    cursor_->next();
    return or_stop(into_->open_map(here()), c);
  }
  bool on_array_begin(code& c) {
    cursor_->next();
    return or_stop(into_->open_list(here()), c);
  }
  bool on_object_end(std::size_t, code& c) { return or_stop(into_->value(into_->close()), c); }
  bool on_array_end(std::size_t, code& c) { return or_stop(into_->value(into_->close()), c); }

  bool on_key_part(std::string_view part, std::size_t, code&) { return add(part); }
  bool on_string_part(std::string_view part, std::size_t, code&) { return add(part); }
  bool on_key(std::string_view rest, std::size_t, code& c) {
    add(rest);
    cursor_->next();
    return or_stop(into_->key(std::exchange(text_, {}), here()), c);
  }
  bool on_string(std::string_view rest, std::size_t, code& c) {
    add(rest);
    cursor_->next();
    return scalar(settings(std::exchange(text_, {})), c);
  }
  bool on_number_part(std::string_view, code&) { return true; }
  bool on_int64(std::int64_t value, std::string_view, code& c) {
    cursor_->next();
    return scalar(value, c);
  }
  bool on_uint64(std::uint64_t value, std::string_view, code& c) {
    cursor_->next();
    return scalar(value, c);
  }
  bool on_double(double value, std::string_view, code& c) {
    // Boost's own value may be off in its last digit.
    const std::string_view spelling = cursor_->next();
    std::from_chars(spelling.data(), spelling.data() + spelling.size(), value);
    return scalar(value, c);
  }
  bool on_bool(bool value, code& c) {
    cursor_->next();
    return scalar(value, c);
  }
  bool on_null(code& c) {
    cursor_->next();
    return scalar(nullptr, c);
  }
  bool on_comment_part(std::string_view, code&) { return true; }
  bool on_comment(std::string_view, code&) { return true; }

private:
  source_position here() {
    const auto [line, column] = cursor_->place();
    return into_->at(line, column);
  }
  bool add(std::string_view part) {
    text_ += part;
    return true;
  }
  bool scalar(settings node, code& c) {
    node.where = here();
    return or_stop(into_->value(std::move(node)), c);
  }
  static bool or_stop(bool go_on, code& c) {
    if (!go_on) c = boost::json::make_error_code(boost::json::error::exception);
    return go_on;
  }

  tree_builder* into_;
  json_cursor* cursor_;
  std::string text_;
};

/// What is wrong at `offset`, and what to do about the mistakes that are made most.
inline std::string json_mistake(boost::system::error_code code, std::string_view text,
                                std::size_t offset) {
  using boost::json::error;
  const std::size_t end = text.find_last_not_of(" \t\r\n", offset == 0 ? 0 : offset - 1);
  const char before = offset != 0 && end != text.npos ? text[end] : ' ';
  if (code == error::incomplete || offset >= text.size())
    return "the JSON ends too early: a bracket or a quote is not closed.";
  const char found = text[offset];
  if (code == error::extra_data)
    return "there is something after the end of the JSON; a file holds one value.";
  if (found == '/' || found == '#')
    return "JSON has no comments; remove it, or write the settings as YAML.";
  if (before == ',' && (found == '}' || found == ']'))
    return "there is a comma too many before the closing bracket.";
  if (found == '\'') return "JSON has double quotes only.";
  if (code == error::syntax && (static_cast<unsigned char>(found) & 0x80) != 0)
    return "this is not UTF-8 text.";
  if (code == error::syntax && static_cast<unsigned char>(found) < 0x20)
    return "a control character, or the end of a line, in quotes must be escaped.";
  if (code == error::syntax)
    return concat("this is not JSON: ", quoted(std::string_view(&found, 1)), " is not expected.");
  return concat("this is not JSON: ", std::string(code.message()), ".");
}

}  // namespace detail

/// The tree of settings that `text` spells in JSON (UTF-8, with or without a byte order mark). Every
/// node and key knows its line and column (in bytes); `origin` is the file's name in messages.
///
/// Fails with errc::config where the text is empty, is not JSON, or has a key twice, with
/// errc::limit where it is nested too deep or too large: "app.json:3:7: ...". An integer beyond 64
/// bits and any other number becomes the nearest double. Complexity: linear in the text, but n log
/// n in the keys of one map.
inline result<settings> read_json(std::string_view text, std::string origin,
                                  const json_options& options = {}) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  detail::tree_builder tree(std::move(origin), options.limits);
  if (text.size() > options.limits.bytes)
    return fail(detail::error_at(errc::limit, tree.at(0, 0),
                                 concat("the settings are longer than ", options.limits.bytes,
                                        " bytes, which is the limit.")));
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    return fail(detail::error_at(errc::config, tree.at(0, 0),
                                 "the file is empty; settings without a key are written {}."));

  boost::json::parse_options rules;
  rules.max_depth = settings::max_depth + 1;  // the tree refuses before, with a place
  rules.allow_comments = options.comments;
  rules.allow_trailing_commas = options.trailing_commas;
  detail::json_cursor cursor(text);
  boost::json::basic_parser<detail::json_events> parser(rules, tree, cursor);
  boost::system::error_code code;
  std::size_t read = parser.write_some(false, text.data(), text.size(), code);
  if (!code) {
    read = std::min(text.find_first_not_of(" \t\r\n", read), text.size());
    if (read != text.size()) code = boost::json::error::extra_data;
  }
  if (code && !tree.failed()) {
    detail::json_cursor lines(text);
    const auto [line, column] = lines.place_of(read);
    return fail(detail::error_at(errc::config, tree.at(line, column),
                                 detail::json_mistake(code, text, read)));
  }
  return tree.finish();
}

/// Reads files that end in ".json", for `load_settings`.
struct json_reader {
  static constexpr std::array<std::string_view, 1> suffixes{".json"};
  json_options options = {};
  result<settings> operator()(std::string_view text, std::string origin) const {
    return read_json(text, std::move(origin), options);
  }
};

}  // namespace ferrule
