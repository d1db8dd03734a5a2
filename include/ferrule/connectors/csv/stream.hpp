// SPDX-License-Identifier: BSL-1.0
// connectors/csv/stream.hpp - the rows of one table: file after file, block after block.
#pragma once
#include <ferrule/connector/basics.hpp>
#include <ferrule/connectors/csv/blocks.hpp>
#include <ferrule/connectors/csv/compressed.hpp>
#include <ferrule/connectors/csv/reading.hpp>
#include <ferrule/connectors/csv/row.hpp>
#include <ferrule/stream.hpp>
#include <memory>
#include <optional>

namespace ferrule::csv {

/// Rows of a table. Reads its files in blocks of a few hundred kilobytes, whatever their size.
class stream {
public:
  stream(std::unique_ptr<detail::row_state> state, detail::reading how,
         cancel_source::watch_type watch)
      : row_(std::move(state)), how_(std::move(how)), watch_(std::move(watch)) {
    row_->m = how_.m;
    for (const std::string& n : how_.nulls)
      if (!n.empty()) row_->nulls.push_back(n);
    row_->empty_is_null = row_->nulls.size() != how_.nulls.size();
    row_->encoding = how_.encoding;
    // Rows that may be none, comments and empty lines of a table of one column, are looked at one by one.
    expected_ = how_.m.has_comment || how_.width == 1 ? ~0u : how_.width;
    find_order();
  }

  bool next() {
    detail::row_state& s = *row_;
    for (;;) {
      if (at_ == rows_) [[unlikely]] {
        if (!next_block()) return false;
      }
      if (!s.running) [[unlikely]]
        return stopped();
      const std::uint32_t* const counts = counts_ + at_;
      std::uint32_t* const ends = ends_ + counts[-1];
      const std::uint32_t count = counts[0] - counts[-1];
      if (returns_ && s.base[static_cast<std::int32_t>(ends[-1])] == '\r' &&
          s.base[static_cast<std::uint32_t>(ends[-1] + 1)] == '\n')
        ++ends[-1];
      s.row_in_block = at_++;
      s.ends = ends;
      if (count == expected_) [[likely]]
        return true;
      if (is_row(count)) return true;
    }
  }
  csv::row row() noexcept { return csv::row(*row_); }
  /// Whether blocks of structs are worth their copy; rows one by one cost no call here.
  bool batches() const noexcept { return false; }
  /// See `Drains`.
  template<class K>
  void drain(K& sink) {
    detail::row_state& s = *row_;
    while (next()) {
      if (!in_order_) {
        csv::row r(s);
        if (sink(r) == flow::stop) return;
        continue;
      }
      for (;;) {
        basic_row<true> r(s);
        if (sink(r) == flow::stop) return;
        // The next row of the block where nothing is to be said about it; otherwise `next` does.
        if (at_ == rows_ || !s.running) break;
        const std::uint32_t* const counts = counts_ + at_;
        if (counts[0] - counts[-1] != expected_ || returns_) break;
        s.row_in_block = at_++;
        s.ends = ends_ + counts[-1];
      }
    }
  }
  const error& status() const noexcept { return row_->state.status(); }
  const ferrule::schema& schema() const noexcept { return row_->state.schema(); }
  /// Every column can be read as everything that text can be: what is spelled wrong is an error of its row.
  template<class T>
  bool reads(std::size_t) const noexcept {
    return detail::readable<typename nullable_traits<T>::inner>;
  }

  /// The rows that are left, counted without looking at their cells.
  std::uint64_t count_rest() {
    std::uint64_t count = 0;
    while (next()) {
      ++count;
      if (at_ == rows_ || expected_ == ~0u) continue;
      // What has the right number of fields is a row; the others are looked at by `next`.
      while (at_ != rows_ &&
             counts_[at_] - counts_[static_cast<std::int64_t>(at_) - 1] == expected_) {
        ++at_;
        ++count;
      }
    }
    return count;
  }

private:
  // Whether a row of another number of fields than there are columns is one.
  [[gnu::noinline]] bool is_row(std::uint32_t count) {
    detail::row_state& s = *row_;
    if (detail::is_no_row(how_.m, s.base, s.ends, count)) return false;
    if (count == how_.width) return true;
    if (how_.ragged == ragged_policy::collect) {
      how_.rejects->push_back({s.file, s.line(), count,
                               std::string(s.base + static_cast<std::uint32_t>(s.ends[-1] + 1),
                                           s.base + s.ends[count - 1])});
      return false;
    }
    if (how_.ragged == ragged_policy::pad) {
      if (count < how_.width) {
        padded_.assign(s.ends - 1, s.ends + count);
        // A field that is not there ends where it begins.
        while (padded_.size() <= how_.width) padded_.push_back(padded_.back() + 1);
        s.ends = padded_.data() + 1;
        return true;
      }
      bool empty = true;
      for (std::uint32_t i = how_.width; i < count; ++i)
        empty = empty && s.ends[i] == s.ends[i - 1] + 1;
      if (empty) return true;
    }
    stop(
        {errc::corrupt, false,
         concat(
             s.state.source(), ", ", s.which_row(), ": the row has ", count,
             count == 1 ? " field" : " fields", ", the table ", how_.width,
             how_.width == 1 ? " column" : " columns",
             how_.ragged == ragged_policy::pad
                 ? ", and what is too much is not empty; set ragged = collect"
                 : "; set ragged = pad or collect, or look at delimiter, quote, comment and skip_lines")});
    return false;
  }

  // Steps into the next block that has rows, of this file or the next. Tells everything that is wrong.
  [[gnu::noinline]] bool next_block() {
    detail::row_state& s = *row_;
    if (ended_ || s.state.failed()) return stopped();
    for (;;) {
      if (watch_.cancelled())
        return stop({errc::cancelled, false, concat(s.state.source(), ": cancelled")});
      if (!blocks_) {
        if (file_ == how_.files.size()) return stopped();
        if (!open_next()) return false;
      }
      auto more = blocks_->next();
      if (!more) {
        more.error().message = concat(s.state.source(), ", ", s.file, ": ", more.error().message);
        return stop(std::move(more.error()));
      }
      if (!*more) {
        if (ends_inside_ && !blocks_->ends_with_line())
          return stop(
              {errc::corrupt, false,
               concat(
                   s.state.source(), ", ", s.file,
                   ": a part of the file does not end with a row, because quotes stand where RFC 4180 does not "
                   "allow them; read the file as a whole")});
        blocks_.reset();
        continue;
      }
      step_in();
      if (header_ && !take_header()) return false;
      if (at_ != rows_) return true;
    }
  }
  void step_in() {
    detail::row_state& s = *row_;
    detail::row_index& index = blocks_->index();
    s.base = blocks_->base();
    s.index = &index;
    s.lines_before = blocks_->lines_before();
    s.first = blocks_->first_byte();
    s.not_ascii = index.high != 0;
    s.quote = index.quotes && how_.m.has_quote ? static_cast<unsigned char>(how_.m.quote) : -1;
    s.careful = s.not_ascii || !s.nulls.empty() || (how_.m.has_escape && index.quotes);
    s.running = true;
    ends_ = index.ends();
    counts_ = index.rows();
    at_ = 0;
    rows_ = index.row_count();
    returns_ = index.returns != 0 || s.base[-1] == '\r';
  }
  bool open_next() {
    detail::row_state& s = *row_;
    const detail::file_part& part = how_.files[file_++];
    s.file = part.path == "-" ? "standard input" : part.path;
    s.part_offset = part.offset;
    auto text = detail::open_part(part);
    if (!text) return stop(std::move(text.error()));
    blocks_.emplace(std::move(*text), how_.m, how_.longest_row, how_.path);
    blocks_->skip_lines(part.offset == 0 ? how_.skip_lines : 0);
    if (part.offset != 0) blocks_->begins_inside();
    header_ = how_.header && part.offset == 0;
    ends_inside_ = part.end != ~std::uint64_t{0};
    if (part.offset == 0 || !how_.header) return true;
    auto head = detail::head_of(part.path, how_);
    if (!head) return stop(std::move(head.error()));
    return places_columns(head->names);
  }
  // The first row names the columns; of a further file they may stand in another order.
  bool take_header() {
    detail::row_state& s = *row_;
    while (at_ != rows_) {
      const std::uint32_t count = counts_[at_] - counts_[static_cast<std::int64_t>(at_) - 1];
      s.ends = ends_ + counts_[static_cast<std::int64_t>(at_) - 1];
      s.row_in_block = at_++;
      if (count == how_.width || is_row_of_text(count)) {
        header_ = false;
        return places_columns(detail::names_in_header(how_.m, s.base, s.ends, count));
      }
    }
    return true;
  }
  bool is_row_of_text(std::uint32_t count) const noexcept {
    return !detail::is_no_row(how_.m, row_->base, row_->ends, count);
  }
  bool places_columns(const std::vector<std::string>& names) {
    detail::row_state& s = *row_;
    how_.width = static_cast<std::uint32_t>(names.size());
    if (expected_ != ~0u) expected_ = how_.width;
    for (std::size_t i = 0; i < how_.wanted.size(); ++i) {
      const auto found = std::find(names.begin(), names.end(), how_.wanted[i]);
      if (found == names.end())
        return stop({errc::type_mismatch, false,
                     concat(s.state.source(), ": the file ", s.file, " has no column ",
                            quoted(how_.wanted[i]), suggestion(how_.wanted[i], names),
                            "; files of one table have the same columns")});
      s.positions[i] = static_cast<std::int32_t>(found - names.begin());
    }
    find_order();
    return true;
  }
  void find_order() noexcept {
    in_order_ = true;
    for (std::size_t i = 0; i < row_->positions.size(); ++i)
      in_order_ = in_order_ && row_->positions[i] == static_cast<std::int32_t>(i);
  }
  bool stop(error why) {
    row_->state.fail(std::move(why));
    return stopped();
  }
  bool stopped() noexcept {
    ended_ = true;
    row_->running = false;
    at_ = rows_ = 0;
    return false;
  }

  std::unique_ptr<detail::row_state> row_;
  std::uint32_t* ends_ = nullptr;
  const std::uint32_t* counts_ = nullptr;
  std::uint32_t at_ = 0, rows_ = 0, expected_ = 0;
  bool returns_ = false;  // some row of the block ends with CR
  bool in_order_ = false;
  bool ended_ = false, header_ = false, ends_inside_ = false;
  std::size_t file_ = 0;
  std::optional<detail::block_reader> blocks_;
  std::vector<std::uint32_t> padded_;
  detail::reading how_;
  cancel_source::watch_type watch_;
};

static_assert(RowStream<stream>);

}  // namespace ferrule::csv
