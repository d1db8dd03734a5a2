// SPDX-License-Identifier: BSL-1.0
// connectors/csv/partition.hpp - a table in parts that begin and end where rows do, also where a quoted field lies across the cut.
//
// Where a part may begin is decided without reading what comes before. From the line end behind the cut, the text is read
// twice: as if it were outside of quotes, and as if it were inside. RFC 4180 leaves one of the two a quote where none may be, soon; the other is
// the truth. A file with quotes that RFC 4180 does not allow can mislead this, so it is checked: a part reads on to where the next
// begins, and must find the end of a row there. If not, it ends with an error. As the first part begins at the beginning, parts that
// were all read without an error were all begun rightly.
#pragma once
#include <charconv>
#include <ferrule/connectors/csv/connector.hpp>
#include <ferrule/connectors/csv/remembered.hpp>

namespace ferrule::csv {

/// The parts of a table. A file cannot be held still: parts are refused when it has changed.
class partition_plan {
public:
  partition_plan(partition_plan&&) noexcept = default;
  partition_plan& operator=(partition_plan&&) noexcept = default;
  std::span<const partition> partitions() const noexcept { return partitions_; }

private:
  friend class connector;
  partition_plan() = default;
  std::vector<partition> partitions_;
};

namespace detail {

/// One reading of a text from the beginning of a line, until something in it cannot be, or its end.
struct guess {
  bool possible = true;
  bool had_quote = false;
  std::optional<std::size_t>
      row_start{};  ///< the first behind it where a row begins for certain, if the guess is right
};

inline guess try_reading(const marks& m, std::string_view text, bool inside) {
  guess out;
  scan_state s{inside ? place::quoted : place::row_start, false};
  if (!inside) out.row_start = 0;
  row_index none;
  none.reset(64);
  for (std::size_t i = 0; i < text.size() && out.possible; ++i) {
    const place before = s.at;
    const char c = text[i];
    const bool ends = c == m.delimiter || c == '\n' || c == '\r';
    if (c == m.quote) {
      out.had_quote = true;
      out.possible = before != place::plain;
    } else if (before == place::closed) out.possible = ends;
    none.reset(64);
    scan_bytes(m, s, &c, 0, 1, none);
    if (s.at == place::row_start && !(s.after_cr && i + 1 < text.size() && text[i + 1] == '\n') &&
        !out.row_start)
      out.row_start = i + 1;
  }
  return out;
}

/// The first row that begins at or behind `cut` in a file of `size` bytes; `size` where there is none.
inline result<std::uint64_t> exact_row_start(const std::string& path, const reading& how,
                                             std::uint64_t cut, std::uint64_t size) {
  auto text = open_text(path, 0, size);
  if (!text) return fail(std::move(text.error()));
  block_reader blocks(std::move(*text), how.m, how.longest_row);
  blocks.skip_lines(how.skip_lines);
  for (;;) {
    auto more = blocks.next();
    if (!more) return fail(std::move(more.error()));
    if (!*more) return size;
    const row_index& index = blocks.index();
    if (blocks.base_offset() + index.behind_rows() < cut) continue;
    for (std::uint32_t i = 0; i < index.row_count(); ++i) {
      const char* const end = blocks.base() + index.ends()[index.rows()[i] - 1];
      std::uint64_t at = blocks.base_offset() + static_cast<std::uint64_t>(end - blocks.base()) + 1;
      if (*end == '\r' && end + 1 != blocks.bytes().data() + blocks.bytes().size() &&
          end[1] == '\n')
        ++at;
      if (at >= cut) return std::min(at, size);
    }
  }
}

/// Whether the first lines of a text without quotes have as many fields as the table has columns, which are several.
inline bool have_width(const reading& how, std::string_view text) {
  if (how.width < 2) return false;
  for (int looked_at = 0; looked_at < 8;) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return looked_at != 0;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.empty() || line == "\r") continue;
    if (std::count(line.begin(), line.end(), how.m.delimiter) + 1 !=
        static_cast<std::ptrdiff_t>(how.width))
      return false;
    ++looked_at;
  }
  return true;
}

inline result<std::uint64_t> find_row_start(const std::string& path, const reading& how,
                                            std::uint64_t cut, std::uint64_t size) {
  if (how.m.has_special() || how.skip_lines != 0) return exact_row_start(path, how, cut, size);
  auto file = open_file(path);
  if (!file) return fail(std::move(file.error()));
  std::string text;
  constexpr std::size_t widest = 4u << 20;
  for (std::size_t window = 4 * 1024; window <= widest; window *= 4) {
    text.resize(window);
    std::size_t have = 0;
    while (have < window) {
      const auto count =
          ::pread(file->get(), text.data() + have, window - have, static_cast<::off_t>(cut + have));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return fail(kind_of_errno(errno), concat("csv cannot read the file ", quoted(path, 300),
                                                 ": ", std::strerror(errno)));
      if (count == 0) break;
      have += static_cast<std::size_t>(count);
    }
    text.resize(have);
    const std::size_t line = text.find('\n');
    if (line == text.npos) {
      if (cut + have >= size) break;
      continue;
    }
    const std::string_view behind = std::string_view(text).substr(line + 1);
    if (!how.m.has_quote) return cut + line + 1;
    const guess outside = try_reading(how.m, behind, false),
                inside = try_reading(how.m, behind, true);
    // Without any quote both can be; rows of the table's width tell, or that there is none in a very long text.
    const bool plain = !outside.had_quote && (window == widest || have_width(how, behind));
    if (outside.possible && (!inside.possible || plain)) return cut + line + 1;
    if (!outside.possible && !inside.possible) break;
    if (!outside.possible && inside.row_start) return cut + line + 1 + *inside.row_start;
  }
  return exact_row_start(path, how, cut, size);
}

/// The files of a table as one row of bytes, and where each begins in it.
struct layout {
  std::vector<std::uint64_t> begins;  // one more than there are files
  std::string state;
};

inline result<layout> layout_of(const file_table& of) {
  layout out{{0}, {}};
  for (const std::string& path : of.files) {
    std::uint64_t size = 0;
    if (path == "-") return fail(errc::unsupported, "csv: standard input cannot be read in parts");
    auto state = state_of(path, &size);
    if (!state) return fail(std::move(state.error()));
    out.begins.push_back(out.begins.back() + size);
    out.state += concat(out.state.empty() ? "" : ";", *state);
  }
  return out;
}

/// What a part carries: the table as it was described, and what its files were.
inline std::string state_of_part(const table_shape& of, std::string_view files) {
  return concat(position_begin, head_of_position(to_remember(of)), position_end, files);
}
/// The table that such a state describes; nothing where it is of other files, or none.
inline std::optional<remembered_table> planned_table(std::string_view state,
                                                     std::string_view files) {
  if (!state.ends_with(files)) return std::nullopt;
  auto tables = parse_position(state.substr(0, state.size() - files.size()));
  if (!tables || tables->size() != 1) return std::nullopt;
  return std::move(tables->front());
}

/// Whether a file's bytes are its text.
inline result<bool> is_plain(const std::string& path) {
  auto file = open_file(path);
  if (!file) return fail(std::move(file.error()));
  file_source bytes(std::move(*file), path, 4);
  auto first = bytes.peek();
  if (!first) return fail(std::move(first.error()));
  for (const std::string_view other : {"\x1f\x8b", "\x28\xb5\x2f\xfd", "\xff\xfe", "\xfe\xff"})
    if (first->starts_with(other)) return false;
  return true;
}

}  // namespace detail

/// Splits a table into at most `parts` parts of about as many bytes each. A compressed file, or one in UTF-16, is not split.
inline result<partition_plan> connector::plan(const table_info& table, std::size_t parts) {
  if (parts == 0) return fail(errc::config, "csv: a plan needs at least one part");
  auto shape = shape_of(table.id);
  if (!shape) return fail(std::move(shape.error()));
  if (auto known = positions_of(name, (*shape)->columns, table); !known)
    return fail(std::move(known.error()));
  auto layout = detail::layout_of((*shape)->of);
  if (!layout) return fail(std::move(layout.error()));
  const std::vector<std::uint64_t>& begins = layout->begins;
  const std::uint64_t total = begins.back();
  std::vector<std::uint64_t> cuts{0};
  for (std::size_t i = 1; i < parts; ++i) {
    const std::uint64_t aim = static_cast<std::uint64_t>(static_cast<uint128>(total) * i / parts);
    if (aim <= cuts.back()) continue;
    const auto file = static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), aim) -
                                               begins.begin()) -
                      1;
    if (file + 1 >= begins.size()) break;
    const std::string& path = (*shape)->of.files[file];
    std::uint64_t cut = aim;
    if (cut != begins[file]) {
      auto plain = detail::is_plain(path);
      if (!plain) return fail(std::move(plain.error()));
      if (*plain) {
        auto found = detail::find_row_start(path, (*shape)->how, aim - begins[file],
                                            begins[file + 1] - begins[file]);
        if (!found) return fail(std::move(found.error()));
        std::uint64_t behind_header = 0;  // every part but the first of a file begins behind it
        if ((*shape)->how.header) {
          auto head = detail::head_of(path, (*shape)->how);
          if (!head) return fail(std::move(head.error()));
          behind_header = head->behind;
        }
        cut = begins[file] +
              std::min(std::max(*found, behind_header), begins[file + 1] - begins[file]);
      } else cut = begins[file + 1];
    }
    if (cut > cuts.back() && cut < total) cuts.push_back(cut);
  }
  const std::string state = detail::state_of_part(**shape, layout->state);
  partition_plan out;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    partition part{i, cuts.size(), std::string(name), table, {}, {}, state};
    part.first = static_cast<std::int64_t>(cuts[i]);
    if (i + 1 < cuts.size()) part.last = static_cast<std::int64_t>(cuts[i + 1]) - 1;
    out.partitions_.push_back(std::move(part));
  }
  return out;
}

/// Opens a part. What was found out about the table comes with it, so that nothing is looked at again. Errors: `closed` where a file has
/// changed since the plan was made, or the settings now say something else of a column.
inline result<stream> connector::open(const partition& part) {
  if (part.connector != name)
    return fail(errc::unsupported,
                concat("csv cannot open a partition of connector ", quoted(part.connector)));
  auto known = detail::find_tables(settings_);
  if (!known) return fail(std::move(known.error()));
  const auto of = std::find_if(known->begin(), known->end(),
                               [&](const auto& t) { return t.id == part.table.id; });
  if (of == known->end()) return no_such_table(name, part.table.id, detail::ids_of(*known));
  auto layout = detail::layout_of(*of);
  if (!layout) return fail(std::move(layout.error()));
  const std::optional<detail::remembered_table> planned =
      detail::planned_table(part.state, layout->state);
  if (!planned)
    return fail(errc::closed, concat("csv table ", quoted(to_text(part.table.id)),
                                     ": its files have changed since part ", part.index + 1, " of ",
                                     part.count, " was planned; make a new plan"));
  auto shape = detail::recall(settings_, of->id, *planned, "the plan", "make a new plan");
  if (!shape) return fail(std::move(shape.error()));
  const auto first = static_cast<std::uint64_t>(std::max<std::int64_t>(part.first.value_or(0), 0));
  const std::uint64_t behind =
      part.last ? static_cast<std::uint64_t>(*part.last) + 1 : layout->begins.back();
  std::vector<detail::file_part> files;
  for (std::size_t i = 0; i + 1 < layout->begins.size(); ++i) {
    const std::uint64_t begin = layout->begins[i], end = layout->begins[i + 1];
    const std::uint64_t from = std::max(first, begin), to = std::min(behind, end);
    if (from >= to) continue;
    files.push_back({of->files[i], from - begin, to != end ? to - begin : ~std::uint64_t{0}, {}});
  }
  return open_files(*shape, part.table, std::move(files));
}

}  // namespace ferrule::csv
