// SPDX-License-Identifier: BSL-1.0
// sinks/text_table.hpp - rows as an aligned table for people to read.
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/utf8.hpp>
#include <ferrule/schema/value_text.hpp>
#include <ferrule/sink.hpp>
#include <string>
#include <vector>

namespace ferrule {

struct text_table_options {
  bool types = false;         ///< a second header line with the columns' types
  std::string null = "null";  ///< what null looks like
  std::size_t sample = 100;   ///< rows kept to find the widths; a later, wider cell moves its line
  std::size_t widest = 40;    ///< longer cells are cut, ending in an ellipsis; 0: never
};

namespace detail {

/// Text on one line and as wide as `width` says, counted in code points.
struct table_cell {
  std::string text;
  std::size_t width = 0;

  // What would break the line or speak to the terminal is escaped, as are bytes that are not UTF-8.
  static table_cell of(std::string_view from, std::size_t widest) {
    table_cell out;
    std::size_t cut = 0,
                cut_width = 0;  // where the text ends if it must make room for the ellipsis
    while (!from.empty()) {
      const std::size_t length = utf8_length(from);
      const auto c = static_cast<unsigned char>(from[0]);
      std::string piece(from.substr(0, std::max<std::size_t>(length, 1)));
      std::size_t wide = 1;
      const bool c1 = length == 2 && c == 0xc2 && static_cast<unsigned char>(from[1]) < 0xa0;
      if (length == 0 || c < 0x20 || c == 0x7f || c1) {
        constexpr char digits[] = "0123456789abcdef";
        piece = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : "";
        const unsigned shown = c1 ? static_cast<unsigned char>(from[1]) : c;
        if (piece.empty()) piece = {'\\', 'x', digits[shown >> 4], digits[shown & 15]};
        wide = piece.size();
      }
      if (widest != 0 && out.width + wide > widest) {
        out.text.resize(cut);
        out.text += "\u2026";
        out.width = cut_width + 1;
        return out;
      }
      out.text += piece;
      out.width += wide;
      if (out.width < widest) {
        cut = out.text.size();
        cut_width = out.width;
      }
      from.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
  }
};

}  // namespace detail

/// Prints rows as an aligned table: a line of names, one of dashes, one per row; numbers to the
/// right. Widths come from the first rows, which are kept until then, so memory does not grow with
/// the table.
class text_table {
public:
  explicit text_table(std::FILE* to, text_table_options options = {})
      : file_(to), options_(std::move(options)) {}
  /// Appends to `to`, which must outlive the delivery.
  explicit text_table(std::string& to, text_table_options options = {})
      : text_(&to), options_(std::move(options)) {}

  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    begin(stream.schema());
    return run([this](auto& row) {
      value_view cell;
      std::vector<detail::table_cell>& line = next_line();
      for (detail::table_cell& to : line) {
        row.read(cell);
        to = cell_of(cell);
      }
      if (row.failed()) [[unlikely]]
        return flow::stop;
      return keep_or_print() ? flow::more : flow::stop;
    });
  }
  /// Prints what was kept. Errors: `io`; `resource` where the disk is full.
  result<void> finish() {
    if (!printing_) print_kept();
    if (file_ != nullptr && failed_ == 0 && std::fflush(file_) != 0) failed_ = errno;
    if (failed_ != 0)
      return fail(kind_of_errno(failed_),
                  concat("the table could not be written: ", std::strerror(failed_)));
    return {};
  }

private:
  using line_type = std::vector<detail::table_cell>;

  void begin(const schema& columns) {
    widths_.assign(columns.fields.size(), 0);
    right_.clear();
    head_.clear();
    kept_.clear();
    used_ = 0;
    printing_ = false;
    failed_ = 0;
    line_type names, types;
    for (const field& f : columns.fields) {
      names.push_back(detail::table_cell::of(f.name, options_.widest));
      types.push_back(detail::table_cell::of(type_text(f), options_.widest));
      right_.push_back(is_number(f.type.kind));
    }
    head_.push_back(std::move(names));
    if (options_.types) head_.push_back(std::move(types));
  }
  detail::table_cell cell_of(const value_view& cell) const {
    return detail::table_cell::of(cell.is_null() ? options_.null : to_text(cell), options_.widest);
  }
  line_type& next_line() {
    if (printing_) return kept_.front();
    if (used_ == kept_.size()) kept_.emplace_back(widths_.size());
    return kept_[used_];
  }
  bool keep_or_print() {
    if (printing_) print(kept_.front());
    else if (++used_ >= options_.sample) print_kept();
    return failed_ == 0;
  }
  void print_kept() {
    for (const line_type& line : head_) widen(line);
    for (std::size_t i = 0; i < used_; ++i) widen(kept_[i]);
    for (const line_type& line : head_) print(line);
    line_type rule;
    for (const std::size_t width : widths_) rule.push_back({std::string(width, '-'), width});
    print(rule);
    for (std::size_t i = 0; i < used_; ++i) print(kept_[i]);
    kept_.resize(1, line_type(widths_.size()));
    printing_ = true;
  }
  void widen(const line_type& line) {
    for (std::size_t i = 0; i < line.size(); ++i) widths_[i] = std::max(widths_[i], line[i].width);
  }
  void print(const line_type& line) {
    line_.clear();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::size_t pad = widths_[i] - std::min(widths_[i], line[i].width);
      if (i != 0) line_ += "  ";
      if (right_[i]) line_.append(pad, ' ');
      line_ += line[i].text;
      if (!right_[i] && i + 1 < line.size()) line_.append(pad, ' ');
    }
    line_ += '\n';
    if (text_ != nullptr) *text_ += line_;
    else if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) failed_ = errno;
  }

  std::FILE* file_ = nullptr;
  std::string* text_ = nullptr;
  text_table_options options_;
  std::vector<std::size_t> widths_;
  std::vector<bool> right_;
  std::vector<line_type> head_, kept_;
  std::size_t used_ = 0;
  bool printing_ = false;
  int failed_ = 0;  ///< errno
  std::string line_;
};

}  // namespace ferrule
