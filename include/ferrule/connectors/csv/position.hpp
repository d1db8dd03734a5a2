// SPDX-License-Identifier: BSL-1.0
// connectors/csv/position.hpp - which files of a followed table were delivered, and the text that a checkpoint keeps of it.
//
// Files come in no order that could be relied on, so that no last name or time says which are done: each is remembered. A name is
// written as what differs from the one before, which makes about twenty bytes of a file whose name counts up.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ferrule/connectors/csv/types.hpp>
#include <ferrule/schema/table.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::csv::detail {

/// Appends `text` in characters that no part of a position is divided by: printable ASCII without '%', ':' and the blank as it is,
/// other bytes as %XX.
inline void append_escaped(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && c != '%' && c != ':') out += c;
    else ((out += '%') += digits[byte >> 4]) += digits[byte & 15];
  }
}
inline std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    if (text.size() - i < 3) return std::nullopt;
    const auto [end, wrong] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
    if (wrong != std::errc() || end != text.data() + i + 3) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

/// The files that were delivered, in that order, and what each was like (see `look_at_file`).
class delivered_files {
public:
  using file = std::pair<const std::string, std::uint64_t>;

  delivered_files() = default;
  delivered_files(delivered_files&&) = default;
  delivered_files& operator=(delivered_files&&) = default;

  std::size_t size() const noexcept { return order_.size(); }
  /// The path of the first. Precondition: size() != 0.
  const std::string& first() const noexcept { return order_.front()->first; }
  /// Null where the file was not delivered.
  const std::uint64_t* find(const std::string& path) const {
    const auto found = states_.find(path);
    return found == states_.end() ? nullptr : &found->second;
  }
  /// False where it is there already.
  bool add(std::string path, std::uint64_t state) {
    const auto [at, is_new] = states_.emplace(std::move(path), state);
    if (!is_new) return false;
    append(order_.empty() ? std::string_view() : order_.back()->first, *at);
    order_.push_back(&*at);
    return true;
  }
  /// Forgets the first file, by order of delivery, that `is_gone(path)`. False where there is none.
  template<class F>
  bool forget_one(F&& is_gone) {
    const auto first = std::find_if(order_.begin(), order_.end(),
                                    [&](const file* f) { return is_gone(f->first); });
    if (first == order_.end()) return false;
    states_.erase((*first)->first);
    order_.erase(first);
    text_.clear();
    std::string_view before;
    for (const file* f : order_) {
      append(before, *f);
      before = f->first;
    }
    return true;
  }
  /// All of them, as a part of a position.
  const std::string& text() const noexcept { return text_; }

private:
  // " f", how much of the name before is kept, the rest of the name, the state.
  void append(std::string_view before, const file& f) {
    const std::string_view path = f.first;
    const auto same = static_cast<std::size_t>(
        std::mismatch(before.begin(), before.end(), path.begin(), path.end()).first -
        before.begin());
    char state[16];
    const auto end = std::to_chars(state, state + sizeof state, f.second, 36).ptr;
    ((text_ += " f") += std::to_string(same)) += ':';
    append_escaped(text_, path.substr(same));
    (text_ += ':').append(state, end);
  }

  std::map<std::string, std::uint64_t> states_;
  std::vector<const file*> order_;  // into `states_`, whose nodes stay where they are
  std::string text_;
};

/// What a position says of one table: enough to read further files as the first ones were.
struct remembered_table {
  std::string name{};
  char delimiter = ',';
  bool header = false;
  std::vector<field> columns{};  ///< name, external type, nullable
  delivered_files files{};
};

/// The part of a position that does not change: the table and its columns.
inline std::string head_of_position(const remembered_table& of) {
  std::string out = " t";
  append_escaped(out, of.name);
  append_escaped(out += ':', {&of.delimiter, 1});
  out += of.header ? ":h" : ":n";
  for (const field& f : of.columns) {
    append_escaped(out += " c", f.name);
    append_escaped(out += ':', f.external_type);
    out += f.nullable ? ":n" : ":r";
  }
  return out;
}
/// What stands before all tables, and behind them.
inline constexpr std::string_view position_begin = "csv1", position_end = " .";

/// What a position says; nothing where it is none that was written here.
inline std::optional<std::vector<remembered_table>> parse_position(std::string_view text) {
  if (!text.starts_with(position_begin) || !text.ends_with(position_end)) return std::nullopt;
  text.remove_prefix(position_begin.size());
  text.remove_suffix(position_end.size());
  std::vector<remembered_table> out;
  std::string path;
  while (!text.empty()) {
    // " t", " c" or " f", and three parts.
    if (text.size() < 2 || text[0] != ' ') return std::nullopt;
    const char what = text[1];
    std::string_view item = text.substr(2, text.find(' ', 2) - 2);
    text.remove_prefix(2 + item.size());
    const std::size_t first = item.find(':'), second = item.find(':', first + 1);
    if (first == item.npos || second == item.npos) return std::nullopt;
    const std::string_view a = item.substr(0, first), last = item.substr(second + 1);
    const auto b = unescaped(item.substr(first + 1, second - first - 1));
    if (!b || (what != 't' && out.empty())) return std::nullopt;
    if (what == 'f') {
      std::size_t same = 0;
      std::uint64_t state = 0;
      const auto [end, wrong] = std::from_chars(a.data(), a.data() + a.size(), same);
      const auto [behind, wrong_state] =
          std::from_chars(last.data(), last.data() + last.size(), state, 36);
      if (wrong != std::errc() || end != a.data() + a.size() || wrong_state != std::errc() ||
          behind != last.data() + last.size() || same > path.size())
        return std::nullopt;
      path.resize(same);
      path += *b;
      if (!out.back().files.add(path, state)) return std::nullopt;
      continue;
    }
    auto name = unescaped(a);
    if (!name || last.size() != 1) return std::nullopt;
    if (what == 't') {
      if (b->size() != 1 || (last != "h" && last != "n")) return std::nullopt;
      for (const remembered_table& t : out)
        if (t.name == *name) return std::nullopt;
      out.push_back({std::move(*name), b->front(), last == "h", {}, {}});
      path.clear();
    } else if (what == 'c') {
      const type_row* const type = resolve(*b);
      if (type == nullptr || !type->to || (last != "n" && last != "r")) return std::nullopt;
      out.back().columns.push_back(
          {std::move(*name), *type->to, last == "n", type->typing, std::move(*b), {}});
    } else return std::nullopt;
  }
  return out;
}

}  // namespace ferrule::csv::detail
