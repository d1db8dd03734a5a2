// SPDX-License-Identifier: BSL-1.0
// connectors/csv/sample.hpp - the beginning of a table looked at: what separates its fields, whether it has a header, what its columns are.
#pragma once
#include <array>
#include <ferrule/connectors/csv/detect.hpp>
#include <ferrule/connectors/csv/reading.hpp>
#include <ferrule/connectors/csv/row_state.hpp>
#include <map>

namespace ferrule::csv::detail {

/// Bytes in memory as a source.
class memory_source final : public byte_source {
public:
  explicit memory_source(std::string_view bytes) : left_(bytes) {}

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    const std::size_t count = std::min(room, left_.size());
    std::memcpy(to, left_.data(), count);
    left_.remove_prefix(count);
    return count;
  }

private:
  std::string_view left_;
};

/// The first rows of a text; the last, which may be cut off, only where the text is complete.
struct sample {
  std::string bytes;
  bool complete = false;
};

/// Calls `f(base, ends, count, line)` with each row of the sample until it answers false; comments and empty lines are none.
template<class F>
result<void> each_sampled(const sample& of, const marks& m, std::uint32_t skip_lines,
                          std::size_t longest_row, F&& f) {
  block_reader blocks(std::make_unique<memory_source>(of.bytes), m, longest_row);
  blocks.skip_lines(skip_lines);
  for (;;) {
    auto more = blocks.next();
    // What is cut off looks like a quote that is not closed.
    if (!more && !of.complete) return {};
    if (!more) return fail(std::move(more.error()));
    if (!*more) return {};
    row_index& index = blocks.index();
    row_state where;
    where.base = blocks.base();
    where.index = &index;
    where.first = blocks.first_byte();
    where.lines_before = blocks.lines_before();
    for (std::uint32_t i = 0; i < index.row_count(); ++i) {
      std::uint32_t* const ends = index.ends() + index.rows()[static_cast<std::int64_t>(i) - 1];
      const std::uint32_t count = index.rows()[i] - index.rows()[static_cast<std::int64_t>(i) - 1];
      const char* const begin = blocks.base() + static_cast<std::uint32_t>(ends[-1] + 1);
      if (begin[-1] == '\r' && *begin == '\n') ++ends[-1];
      if (is_no_row(m, blocks.base(), ends, count)) continue;
      const bool cut_off = !of.complete && blocks.is_last() && i + 1 == index.row_count() &&
                           !blocks.ends_with_line();
      if (cut_off) return {};
      where.ends = ends;
      where.row_in_block = i;
      if (!f(where, count)) return {};
    }
  }
}

/// How consistently a character separates: the share of rows that have the most frequent number of fields.
struct separation {
  double share = 0;
  std::uint32_t fields = 1;
};

inline separation separate_by(char delimiter, const sample& of, marks m, std::uint32_t skip_lines) {
  constexpr std::uint32_t enough = 1000;
  m.delimiter = delimiter;
  std::map<std::uint32_t, std::uint32_t> rows_by_fields;
  std::uint32_t rows = 0;
  if (!each_sampled(of, m, skip_lines, of.bytes.size() + 1,
                    [&](const row_state&, std::uint32_t count) {
                      ++rows_by_fields[count];
                      return ++rows < enough;
                    }))
    return {};
  separation out;
  for (const auto& [fields, count] : rows_by_fields) {
    const double share = static_cast<double>(count) / rows;
    if (fields > 1 && share >= out.share) out = {share, fields};
  }
  return out;
}

/// The delimiter that separates most rows into the same number of fields; among equals that with more fields.
inline char detect_delimiter(const sample& of, const marks& m, std::uint32_t skip_lines,
                             std::string_view path, std::string& why) {
  const auto has = [&](std::string_view ending) {
    const std::size_t at = path.rfind(ending);
    return at != path.npos && at + 8 >= path.size();
  };
  const char expected = has(".tsv") ? '\t' : has(".psv") ? '|' : ',';
  char best = expected;
  separation found = separate_by(expected, of, m, skip_lines);
  if (found.share == 1 && expected != ',') {
    why = concat("the file's name says so, and every row looked at has ", found.fields, " fields");
    return best;
  }
  for (const char c : {',', ';', '\t', '|'}) {
    const separation s = separate_by(c, of, m, skip_lines);
    if (s.share > found.share || (s.share == found.share && s.fields > found.fields)) {
      best = c;
      found = s;
    }
  }
  why = found.fields < 2
            ? "no row looked at has more than one field with , ; tab or |"
            : concat(static_cast<int>(found.share * 100), " % of the rows looked at have ",
                     found.fields, " fields with it");
  return best;
}

/// Whether the first row names the columns, by its cells and what the columns are without it.
inline bool is_header(const std::vector<shape>& first, const std::vector<shape>& below,
                      bool names_differ, std::string& why) {
  const auto is_text = [](shape s) { return s == shape::text || s == shape::nothing; };
  bool only_text = true, text_above_values = false, any = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    only_text = only_text && is_text(first[i]);
    any = any || first[i] != shape::nothing;
    text_above_values =
        text_above_values || (first[i] == shape::text && i < below.size() && !is_text(below[i]));
  }
  if (text_above_values)
    return why = "a cell of the first row is text where the cells below are not", true;
  if (!only_text)
    return why = "a cell of the first row is a number, a date or the like, as those below are",
           false;
  if (!any || !names_differ) return why = "the cells of the first row are empty or the same", false;
  return why = "the first row is different texts; set header = no if it is a row like the others",
         true;
}

}  // namespace ferrule::csv::detail
