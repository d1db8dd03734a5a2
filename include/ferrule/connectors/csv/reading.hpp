// SPDX-License-Identifier: BSL-1.0
// connectors/csv/reading.hpp - everything that is decided before the first row: which files, what structures them, what is done with
// rows that are not as they should be.
#pragma once
#include <algorithm>
#include <ferrule/connectors/csv/blocks.hpp>
#include <ferrule/connectors/csv/compressed.hpp>
#include <ferrule/connectors/csv/config.hpp>
#include <ferrule/connectors/csv/text.hpp>
#include <ferrule/core/concat.hpp>
#include <memory>
#include <string>
#include <vector>

namespace ferrule::csv {

/// A row that was left out because it has more or fewer fields than the table has columns (`ragged = collect`).
struct rejected_row {
  std::string file;
  std::uint64_t line = 0;  ///< on which it begins
  std::size_t fields = 0;
  std::string text;  ///< as it is in the file, without its line end
};

namespace detail {

/// A text that can be read once: standard input, whose first bytes were looked at already.
struct once {
  source_ptr text;
};

/// A file, or a part of one that begins and ends where rows do.
struct file_part {
  std::string path;
  std::uint64_t offset = 0;
  std::uint64_t end = ~std::uint64_t{0};
  std::shared_ptr<once> given{};

  bool is_part() const noexcept { return offset != 0 || end != ~std::uint64_t{0}; }
};

inline result<source_ptr> open_part(const file_part& part) {
  if (!part.given) return open_text(part.path, part.offset, part.end);
  if (!part.given->text)
    return fail(errc::closed,
                "csv: standard input can be read once, and has been; read it into a file first");
  return std::move(part.given->text);
}

struct reading {
  marks m{};
  bool header = false;
  std::uint32_t skip_lines = 0;
  ragged_policy ragged = ragged_policy::error;
  encoding_policy encoding = encoding_policy::error;
  std::vector<std::string> nulls{};
  std::size_t longest_row = 64u << 20;
  std::uint32_t width = 0;  ///< columns of the table, asked for or not
  std::vector<file_part> files{};
  std::vector<std::string> wanted{};  ///< names of the columns asked for
  std::shared_ptr<std::vector<rejected_row>> rejects{};
  scan_path path = best_path();
};

/// Whether what stands between two line ends is no row: nothing at all, or a comment.
inline bool is_no_row(const marks& m, const char* base, const std::uint32_t* ends,
                      std::uint32_t count) noexcept {
  const char* const begin = base + static_cast<std::uint32_t>(ends[-1] + 1);
  return count == 1 && (begin == base + ends[0] || (m.has_comment && *begin == m.comment));
}

/// What a field says, without its quotes.
inline std::string unquoted(const marks& m, const char* b, const char* e) {
  std::string out(static_cast<std::size_t>(e - b), '\0');
  out.resize(static_cast<std::size_t>(write_unquoted(b, e, m, out.data()) - out.data()));
  return out;
}

/// Names for columns: an empty one becomes column_3, a second `a` becomes a_2.
inline std::vector<std::string> distinct_names(std::vector<std::string> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) names[i] = concat("column_", i + 1);
    const std::string given = names[i];
    const auto is_taken = [&] {
      return std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
             names.begin() + static_cast<std::ptrdiff_t>(i);
    };
    for (int k = 2; is_taken(); ++k) names[i] = concat(given, "_", k);
  }
  return names;
}

/// The names of columns that a row of `count` fields gives.
inline std::vector<std::string> names_in_header(const marks& m, const char* base,
                                                const std::uint32_t* ends, std::uint32_t count) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string name =
        unquoted(m, base + static_cast<std::uint32_t>((ends + i)[-1] + 1), base + ends[i]);
    if (!is_utf8(name)) {
      std::string replaced;
      append_replaced(name, replaced);
      name = std::move(replaced);
    }
    names.push_back(std::move(name));
  }
  return distinct_names(std::move(names));
}

/// The first row of a file, read for a part of the file that does not have it.
struct file_head {
  std::vector<std::string> names;
  std::uint64_t behind = 0;  ///< where the next row begins
};
inline result<file_head> head_of(const std::string& path, const reading& how) {
  auto text = open_text(path);
  if (!text) return fail(std::move(text.error()));
  block_reader blocks(std::move(*text), how.m, how.longest_row, how.path);
  blocks.skip_lines(how.skip_lines);
  for (;;) {
    auto more = blocks.next();
    if (!more) return fail(std::move(more.error()));
    if (!*more) return file_head{{}, ~std::uint64_t{0}};
    row_index& index = blocks.index();
    for (std::uint32_t i = 0; i < index.row_count(); ++i) {
      const std::uint32_t before = index.rows()[static_cast<std::int64_t>(i) - 1];
      std::uint32_t* const ends = index.ends() + before;
      const char* const begin = blocks.base() + static_cast<std::uint32_t>(ends[-1] + 1);
      if (begin[-1] == '\r' && *begin == '\n') ++ends[-1];
      const std::uint32_t count = index.rows()[i] - before;
      if (is_no_row(how.m, blocks.base(), ends, count)) continue;
      const char* const end = blocks.base() + ends[count - 1];
      const bool two =
          *end == '\r' && end + 1 < blocks.bytes().data() + blocks.bytes().size() && end[1] == '\n';
      return file_head{names_in_header(how.m, blocks.base(), ends, count),
                       blocks.base_offset() + ends[count - 1] + (two ? 2u : 1u)};
    }
  }
}

}  // namespace detail
}  // namespace ferrule::csv
