// SPDX-License-Identifier: BSL-1.0
// connectors/csv/row_state.hpp - what the rows of one stream share, and where a row is in its file.
#pragma once
#include <algorithm>
#include <ferrule/connectors/csv/config.hpp>
#include <ferrule/connectors/csv/index.hpp>
#include <ferrule/connectors/csv/types.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/state.hpp>
#include <string>
#include <vector>

namespace ferrule::csv::detail {

/// One column of a stream.
struct column_plan {
  codec how = codec::text;
  field_type type{};
};

/// `ends[-1]` is where the current row begins, less one.
struct row_state {
  const char* base = nullptr;
  const std::uint32_t* ends = nullptr;
  std::vector<std::int32_t>
      positions{};  ///< of the columns asked for, among the fields of the current file
  int quote =
      -1;  ///< what a quoted field begins with; -1, which no byte is, where this block has none
  bool careful = false;  ///< text has more to be asked than whether it is quoted
  bool empty_is_null = true;
  bool running = false;    ///< stands on a row, and no error has been latched
  bool not_ascii = false;  ///< of this block
  encoding_policy encoding = encoding_policy::error;
  marks m{};
  std::vector<column_plan> columns{};
  std::vector<std::string> nulls{};  ///< spelled with at least one character
  std::vector<std::string>
      texts{};  ///< by column: cells that had to be rewritten, until the next row
  stream_state state;

  // Where the row is.
  std::string file{};
  const row_index* index = nullptr;
  std::uint32_t row_in_block = 0;
  std::uint32_t first = 0;         ///< byte of the block's first row
  std::uint64_t lines_before = 0;  ///< of the block
  std::uint64_t part_offset = 0;   ///< of the part of the file that is read

  bool is_null_spelling(std::string_view text) const noexcept {
    return std::find(nulls.begin(), nulls.end(), text) != nulls.end();
  }
  /// Room for a cell, with what readers of numbers look at behind it.
  char* room(std::size_t column, std::size_t size) {
    texts.resize(std::max(texts.size(), columns.size()));
    texts[column].resize(size + 8);
    return texts[column].data();
  }

  /// The line that the current row begins on. Counted only when somebody asks.
  std::uint64_t line() const {
    const auto begin = static_cast<std::uint32_t>(ends[-1] + 1);
    auto inner = std::count(base + first, base + begin, '\n');
    if (base[-1] == '\r' && begin != 0 && base[0] == '\n') --inner;
    for (std::uint32_t i = 0; i < row_in_block; ++i) {
      const char* const end = base + index->ends()[index->rows()[i] - 1];
      inner -= *end == '\n' || (end + 1 < base + begin && end[1] == '\n' && *end == '\r');
    }
    return lines_before + row_in_block + static_cast<std::uint64_t>(inner) + 1;
  }
  [[gnu::cold]] std::string which_row() const {
    return part_offset == 0 ? concat(file, " line ", line())
                            : concat(file, " line ", line(), " behind byte ", part_offset);
  }
};

}  // namespace ferrule::csv::detail
