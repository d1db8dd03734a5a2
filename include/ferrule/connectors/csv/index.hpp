// SPDX-License-Identifier: BSL-1.0
// connectors/csv/index.hpp - what the scanner is told, what it remembers between two bytes, and what it finds.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace ferrule::csv::detail {

/// The characters that structure a file.
struct marks {
  char delimiter = ',';
  char quote = '"';
  char escape = '\\';
  char comment = '#';
  bool has_quote = true;
  bool has_escape = false;
  bool has_comment = false;

  bool has_special() const noexcept { return has_escape || has_comment; }
};

/// Between which bytes the scanner stands. A quote opens a field in the first three and nowhere else.
enum class place : std::uint8_t {
  row_start,
  field_start,
  closed,  ///< behind the quote that ends a quoted field, unless another follows
  plain,
  quoted,
  quoted_escape,
  plain_escape,
  comment,
};

struct scan_state {
  place at = place::row_start;
  bool after_cr = false;  ///< behind a CR that ended a row: an LF belongs to it
};

/// The ends of fields and rows in a buffer, as offsets. `ends()[-1]` is a slot before the first: the end before a row is where
/// its first field begins, and whoever reads rows may move it.
class row_index {
public:
  std::uint64_t high = 0;         ///< not 0: some byte is not ASCII
  std::uint64_t inner_lines = 0;  ///< line feeds inside of fields
  std::uint64_t returns = 0;      ///< not 0: some row ends with CR
  bool quotes = false;            ///< some field has a quote or an escape

  std::uint32_t* ends() noexcept { return ends_.get() + 1; }
  const std::uint32_t* ends() const noexcept { return ends_.get() + 1; }
  /// How many ends there are up to and including that of row `i`; 0 for i = -1.
  const std::uint32_t* rows() const noexcept { return rows_.get() + 1; }
  std::uint32_t row_count() const noexcept { return row_count_; }

  /// The offset behind the last row. Precondition: there is one.
  std::uint32_t behind_rows() const noexcept { return ends()[rows_[row_count_] - 1] + 1; }

  /// Forgets everything and makes room for what `bytes` bytes can hold.
  void reset(std::size_t bytes) {
    constexpr std::size_t slack = 66;  // a slot before, and what add_ends writes ahead
    if (bytes > room_ || !ends_) {
      room_ = bytes;
      ends_.reset(new std::uint32_t[bytes + slack]);
      rows_.reset(new std::uint32_t[bytes + slack]);
    }
    end_count_ = row_count_ = 0;
    rows_[0] = 0;
    ends_[0] = static_cast<std::uint32_t>(-1);
    high = inner_lines = returns = 0;
    quotes = false;
  }
  void add_end(std::uint32_t at) noexcept { ends()[end_count_++] = at; }
  void add_row() noexcept { rows_[++row_count_] = end_count_; }
  /// What the wide path adds with. Its own copies of the counts: they would alias the offsets it writes.
  class writer {
  public:
    explicit writer(row_index& to) noexcept
        : ends_(to.ends() + to.end_count_), rows_(to.rows_.get() + 1 + to.row_count_), of_(to) {}
    /// The set bits of `found` as ends behind offset `from`; those of `lines` among them end rows.
    [[gnu::always_inline]] void add(std::uint32_t from, std::uint64_t found,
                                    std::uint64_t lines) noexcept {
      const auto count = static_cast<std::uint32_t>(std::popcount(found));
      const auto before = static_cast<std::uint32_t>(ends_ - of_.ends());
      // Written whether there is one or not, as there nearly is: branches on what is in a block would be guessed wrong.
      const auto add_row = [&] {
        *rows_ = before + static_cast<std::uint32_t>(std::popcount(found & (lines ^ (lines - 1))));
        rows_ += lines != 0;
        lines &= lines - 1;
      };
      add_row();
      while (lines != 0) [[unlikely]]
        add_row();
      std::uint32_t* to = ends_;
      ends_ += count;
      // A fold, because g++ unrolls no loop at -O2.
      const auto add_ends = [&]<std::size_t... K>(
                                std::index_sequence<K...>) __attribute__((always_inline)) {
        ((to[K] = from + static_cast<std::uint32_t>(std::countr_zero(found)), found &= found - 1),
         ...);
        to += sizeof...(K);
      };
      add_ends(std::make_index_sequence<8>{});
      while (to < ends_) [[unlikely]]
        add_ends(std::make_index_sequence<4>{});
    }
    /// To be called before somebody else adds, and at the end.
    void flush() noexcept {
      of_.end_count_ = static_cast<std::uint32_t>(ends_ - of_.ends());
      of_.row_count_ = static_cast<std::uint32_t>(rows_ - of_.rows_.get() - 1);
    }
    void resume() noexcept {
      ends_ = of_.ends() + of_.end_count_;
      rows_ = of_.rows_.get() + 1 + of_.row_count_;
    }

  private:
    std::uint32_t* ends_;
    std::uint32_t* rows_;
    row_index& of_;
  };

private:
  std::unique_ptr<std::uint32_t[]> ends_, rows_;
  std::size_t room_ = 0;
  std::uint32_t end_count_ = 0, row_count_ = 0;
};

}  // namespace ferrule::csv::detail
