// SPDX-License-Identifier: BSL-1.0
// connectors/csv/blocks.hpp - a text as blocks of whole rows with their index.
#pragma once
#include <algorithm>
#include <ferrule/connectors/csv/scan.hpp>
#include <ferrule/connectors/csv/source.hpp>

namespace ferrule::csv::detail {

/// Reads a text block by block into one buffer. The row that a block cuts off moves to the front and is looked at again.
class block_reader {
public:
  /// Fits the second-level cache together with its index.
  static constexpr std::size_t default_size = 128 * 1024;

  block_reader(source_ptr from, const marks& m, std::size_t longest_row,
               scan_path path = best_path(), std::size_t size = default_size)
      : from_(std::move(from)),
        marks_(m),
        longest_row_(longest_row),
        path_(path),
        room_(std::max<std::size_t>(size, 64)) {
    buffer_ = allocate(room_);
  }

  /// Moves to the next block that has at least one whole row. False at the end of the text.
  /// Errors: the source's; `corrupt` for a quote that is not closed; `limit` for a row that is too long.
  result<bool> next() {
    if (ended_) return false;
    carry_over();
    if (open_quote_) return not_closed();
    for (;;) {
      bool full = size_ == room_;
      if (full) {
        if (room_ >= longest_row_ + default_size) return too_long();
        grow();
      }
      // Where a row is longer than what one call gives, it is looked at again only when there is much more of it.
      const std::size_t wanted = first_          ? 3  // a byte order mark
                                 : rows_missing_ ? std::min(room_, size_ + room_ / 2)
                                                 : size_ + 1;
      while (size_ < wanted && !at_end_) {
        auto count = from_->read(data() + size_, room_ - size_);
        if (!count) return fail(std::move(count.error()));
        at_end_ = *count == 0;
        size_ += *count;
      }
      if (first_) skip_mark();
      if (lines_to_skip_ != 0 && !skip_some()) {
        if (at_end_) return false;
        rows_missing_ = true;
        continue;
      }
      state_ = {place::row_start, data()[-1] == '\r'};
      index_.reset(size_ - begin_);
      index_.ends()[-1] = static_cast<std::uint32_t>(begin_) - 1;
      scan(marks_, state_, data(), static_cast<std::uint32_t>(begin_),
           static_cast<std::uint32_t>(size_), index_, path_);
      open_quote_ = at_end_ && !finish();
      if (index_.row_count() != 0) break;
      if (open_quote_) return not_closed();
      if (at_end_) return false;
      rows_missing_ = true;
    }
    rows_missing_ = false;
    ended_ = at_end_ && !open_quote_;  // whole rows first, then the error
    consumed_ = index_.behind_rows();
    return true;
  }

  /// The text is a part of another: a byte order mark in front is none.
  void begins_inside() noexcept { first_ = false; }
  /// Leaves out that many lines at the beginning. To be called before the first `next`.
  void skip_lines(std::uint32_t count) noexcept { lines_to_skip_ = count; }

  const char* base() const noexcept { return buffer_.get() + padding; }
  row_index& index() noexcept { return index_; }
  /// Lines of the text before `base()`.
  std::uint64_t lines_before() const noexcept { return lines_before_; }
  /// Where `base()` is in the text.
  std::uint64_t base_offset() const noexcept { return base_offset_; }
  /// Whether a row that ends with the text has its line end; what a part of a file must have.
  bool ends_with_line() const noexcept { return ends_with_line_; }
  /// Whether the text ends with this block.
  bool is_last() const noexcept { return ended_; }
  std::uint32_t first_byte() const noexcept { return static_cast<std::uint32_t>(begin_); }
  std::string_view bytes() const noexcept { return {base() + begin_, size_ - begin_}; }

private:
  static constexpr std::size_t padding = 64;
  char* data() noexcept { return buffer_.get() + padding; }
  static std::unique_ptr<char[]> allocate(std::size_t room) {
    std::unique_ptr<char[]> out(new char[room + 2 * padding]);
    std::memset(out.get(), '\n', padding);
    return out;
  }
  void grow() {
    const std::size_t more = std::min(room_ * 2, longest_row_ + 2 * default_size);
    auto larger = allocate(more);
    std::memcpy(larger.get(), buffer_.get(), padding + size_);
    buffer_ = std::move(larger);
    room_ = more;
  }
  void carry_over() {
    if (consumed_ == 0) return;
    const char last = data()[consumed_ - 1];
    const std::size_t tail = size_ - consumed_;
    // The lines of the tail are counted when its row is whole.
    const auto in_tail = std::count(data() + consumed_, data() + size_, '\n');
    lines_before_ += index_.row_count() + index_.inner_lines;
    if (last == '\r' && tail != 0 && data()[consumed_] == '\n')
      lines_before_ -= static_cast<std::uint64_t>(in_tail - 1);
    else lines_before_ -= static_cast<std::uint64_t>(in_tail);
    base_offset_ += consumed_;
    std::memmove(data(), data() + consumed_, tail);
    data()[-1] = last;
    size_ = tail;
    begin_ = consumed_ = 0;
  }
  void skip_mark() {
    first_ = false;
    if (std::string_view(data(), std::min<std::size_t>(size_, 3)) == "\xef\xbb\xbf") begin_ = 3;
  }
  // False where the buffer does not hold all lines to be left out.
  bool skip_some() {
    while (lines_to_skip_ != 0) {
      const char *p = data() + begin_, *const e = data() + size_;
      while (p != e && *p != '\n' && *p != '\r') ++p;
      if (p == e || (*p == '\r' && p + 1 == e && !at_end_)) return false;
      p += *p == '\r' && p + 1 != e && p[1] == '\n' ? 2 : 1;
      begin_ = static_cast<std::size_t>(p - data());
      ++lines_before_;
      --lines_to_skip_;
    }
    return true;
  }
  // The last row needs no line end. False where the text ends inside of quotes.
  bool finish() {
    data()[size_] = '\n';
    if (state_.at == place::quoted || state_.at == place::quoted_escape) return false;
    ends_with_line_ = state_.at == place::row_start;
    if (!ends_with_line_) {
      index_.add_end(static_cast<std::uint32_t>(size_));
      index_.add_row();
    }
    return true;
  }
  tl::unexpected<error> too_long() const {
    return fail(errc::limit,
                concat("line ", lines_before_ + 1, ": a row is longer than max_row (", longest_row_,
                       " bytes); a quote may not be closed, or set max_row higher"));
  }
  tl::unexpected<error> not_closed() const {
    return fail(errc::corrupt, concat("line ", lines_before_ + 1,
                                      ": a quote is opened in this row and never closed"));
  }

  source_ptr from_;
  marks marks_;
  std::size_t longest_row_;
  scan_path path_;
  std::unique_ptr<char[]> buffer_;
  std::size_t room_, size_ = 0, begin_ = 0, consumed_ = 0;
  row_index index_;
  scan_state state_;
  std::uint64_t lines_before_ = 0, base_offset_ = 0;
  std::uint32_t lines_to_skip_ = 0;
  bool open_quote_ = false;  // the text ends inside of quotes
  bool first_ = true, at_end_ = false, ended_ = false, rows_missing_ = false,
       ends_with_line_ = true;
};

}  // namespace ferrule::csv::detail
