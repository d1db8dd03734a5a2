// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/virtual_table.hpp - CREATE VIRTUAL TABLE read: which module, and which table a full-text index is about.
#pragma once
#include <algorithm>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace ferrule::sqlite::detail {

/// Names are equal without case of ASCII letters, as SQLite has it.
inline bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         sqlite3_strnicmp(a.data(), b.data(), static_cast<int>(a.size())) == 0;
}
inline bool starts_with_name(std::string_view name, std::string_view prefix) {
  return same_name(name.substr(0, prefix.size()), prefix);
}

struct virtual_table {
  std::string name{};
  std::string module{};
  std::string
      content{};  ///< of a full-text index: the table its content= names; empty where it keeps its own

  bool is_fts() const {
    return same_name(module, "fts3") || same_name(module, "fts4") || same_name(module, "fts5");
  }
};

/// Reads SQL token by token: words, quoted names, single characters. White space and comments are between tokens.
class sql_words {
public:
  explicit sql_words(std::string_view text) : rest_(text) {}

  /// The next token as it is written, empty at the end.
  std::string_view next() {
    skip();
    if (rest_.empty()) return {};
    std::size_t size = 1;
    if (const char close = closing(rest_.front()); close != '\0') size = quoted_size(close);
    else
      while (is_word(rest_.front()) && size < rest_.size() && is_word(rest_[size])) ++size;
    const std::string_view token = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return token;
  }

  /// A token without its quotes.
  static std::string name(std::string_view token) {
    const char close = token.empty() ? '\0' : closing(token.front());
    if (close == '\0') return std::string(token);
    std::string out;
    for (std::size_t i = 1; i < token.size(); ++i) {
      if (token[i] == close && (close == ']' || i + 1 >= token.size() || token[++i] != close))
        break;
      out += token[i];
    }
    return out;
  }

private:
  static char closing(char open) {
    return open == '"' || open == '\'' || open == '`' ? open : open == '[' ? ']' : '\0';
  }
  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
  }
  std::size_t quoted_size(char close) const {
    for (std::size_t i = 1; i < rest_.size(); ++i)
      if (rest_[i] == close) {
        if (close == ']' || i + 1 >= rest_.size() || rest_[i + 1] != close) return i + 1;
        ++i;
      }
    return rest_.size();
  }
  void skip() {
    for (;;) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n\f"), rest_.size()));
      if (rest_.starts_with("--")) rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      else if (rest_.starts_with("/*"))
        rest_.remove_prefix(
            std::min(std::min(rest_.find("*/", 2), rest_.size() - 2) + 2, rest_.size()));
      else return;
    }
  }
  std::string_view rest_;
};

/// The parts of a CREATE VIRTUAL TABLE statement, or nothing where `sql` is something else. `name` is left empty: the catalogue
/// has it. The option is content=x of FTS4 and FTS5, where x may be quoted in any of SQL's ways.
inline std::optional<virtual_table> parse_virtual_table(std::string_view sql) {
  sql_words words(sql);
  for (const std::string_view expected : {"CREATE", "VIRTUAL", "TABLE"})
    if (!same_name(words.next(), expected)) return std::nullopt;
  std::string_view token = words.next();
  while (!token.empty() && !same_name(token, "USING")) token = words.next();
  virtual_table out;
  out.module = sql_words::name(words.next());
  if (same_name(out.module, "fts3")) return out;
  token = words.next();  // the opening parenthesis
  int depth = 1;
  bool begins = true;  // of an argument
  while (!token.empty()) {
    token = words.next();
    if (begins && same_name(token, "content")) {
      token = words.next();
      if (token == "=") {
        out.content = sql_words::name(token = words.next());
        if (out.content == "," || out.content == ")") out.content.clear();
      }
    }
    depth += token == "(" ? 1 : token == ")" ? -1 : 0;
    begins = depth == 1 && token == ",";
  }
  return out;
}

}  // namespace ferrule::sqlite::detail
