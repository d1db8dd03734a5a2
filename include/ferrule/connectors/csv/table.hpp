// SPDX-License-Identifier: BSL-1.0
// connectors/csv/table.hpp - a table described: how its files are read, its columns, and why they are what they are.
#pragma once
#include <ferrule/connector/basics.hpp>
#include <ferrule/connectors/csv/files.hpp>
#include <ferrule/connectors/csv/row_state.hpp>
#include <ferrule/connectors/csv/sample.hpp>

namespace ferrule::csv::detail {

struct table_shape {
  file_table of;
  reading how;  ///< without the columns asked for
  source_schema columns;
  table_origin origin;
  std::string state;  ///< of the file that was looked at
};

/// A setting that is one character or nothing.
inline result<char> one_character(std::string_view name, const std::string& text, char otherwise) {
  if (text.empty()) return otherwise;
  if (text == "\\t" || text == "tab") return '\t';
  if (text.size() != 1 || text[0] == '\n' || text[0] == '\r')
    return fail(errc::config, concat("csv: ", name, " is ", quoted(text),
                                     ", and must be one character of one byte, not a line end"));
  return text[0];
}

inline result<marks> marks_of(const config& settings) {
  marks out;
  struct setting {
    std::string_view name;
    const std::string& text;
    char& to;
  };
  for (const setting& s :
       {setting{"delimiter", settings.delimiter, out.delimiter},
        setting{"quote", settings.quote, out.quote}, setting{"escape", settings.escape, out.escape},
        setting{"comment", settings.comment, out.comment}}) {
    auto c = one_character(s.name, s.text, s.to);
    if (!c) return fail(std::move(c.error()));
    s.to = *c;
  }
  out.has_quote = !settings.quote.empty();
  out.has_escape = !settings.escape.empty() && !(out.has_quote && out.escape == out.quote);
  out.has_comment = !settings.comment.empty();
  const std::string used = concat(
      std::string_view(&out.delimiter, settings.delimiter.empty() ? 0 : 1),
      std::string_view(&out.quote, out.has_quote), std::string_view(&out.escape, out.has_escape),
      std::string_view(&out.comment, out.has_comment));
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used.find(used[i], i + 1) != used.npos)
      return fail(errc::config, concat("csv: delimiter, quote, escape and comment must differ; ",
                                       quoted(used.substr(i, 1)), " is two of them"));
  return out;
}

/// Reads on until the sample has `most` bytes, or the text ends.
inline result<void> extend_sample(sample& to, byte_source& from, std::size_t most) {
  std::size_t have = to.bytes.size();
  to.bytes.resize(most);
  while (have < most && !to.complete) {
    auto count = from.read(to.bytes.data() + have, most - have);
    if (!count) return fail(std::move(count.error()));
    to.complete = *count == 0;
    have += *count;
  }
  to.bytes.resize(have);
  return {};
}

/// The first row as it is, and what its cells look like.
struct first_row {
  std::vector<std::string> texts;
  std::vector<shape> shapes;
};
inline result<first_row> find_first_row(const sample& of, const reading& how) {
  first_row out;
  auto ok = each_sampled(
      of, how.m, how.skip_lines, how.longest_row, [&](const row_state& where, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) {
          const char* const b = where.base + static_cast<std::uint32_t>((where.ends + i)[-1] + 1);
          out.texts.push_back(unquoted(how.m, b, where.base + where.ends[i]));
          out.shapes.push_back(out.texts.back().empty() ? shape::nothing
                                                        : shape_of(out.texts.back()));
        }
        return false;
      });
  if (!ok) return fail(std::move(ok.error()));
  return out;
}

/// Looks at the cells of a sample, from its first row or from behind it.
inline result<std::vector<column_detector>> look_at(const sample& of, const reading& how,
                                                    bool behind_first, std::size_t width) {
  std::vector<column_detector> columns(width);
  bool skip = behind_first;
  const bool only_empty_is_null =
      std::all_of(how.nulls.begin(), how.nulls.end(), [](const auto& n) { return n.empty(); });
  const auto is_null = [&](std::string_view text) {
    return std::find(how.nulls.begin(), how.nulls.end(), text) != how.nulls.end();
  };
  auto ok = each_sampled(
      of, how.m, how.skip_lines, how.longest_row, [&](const row_state& where, std::uint32_t count) {
        if (std::exchange(skip, false)) return true;
        std::uint64_t line = 0;  // counted only for the first cells, which are those that decide
        for (std::uint32_t i = 0; i < std::min<std::size_t>(count, width); ++i) {
          const char *const b = where.base + static_cast<std::uint32_t>((where.ends + i)[-1] + 1),
                            *const e = where.base + where.ends[i];
          const bool is_quoted = b != e && how.m.has_quote && *b == how.m.quote;
          if (only_empty_is_null && b != e && !is_quoted && !how.m.has_escape &&
              columns[i].look_quickly(b, e))
            continue;
          const shape before = columns[i].so_far();
          if (is_quoted ||
              (how.m.has_escape &&
               std::memchr(b, how.m.escape, static_cast<std::size_t>(e - b)) != nullptr))
            columns[i].look(unquoted(how.m, b, e), is_quoted, line, is_null);
          else columns[i].look({b, static_cast<std::size_t>(e - b)}, false, line, is_null);
          if (columns[i].so_far() != before) {
            if (line == 0) line = where.line();
            columns[i].set_line(line);
          }
        }
        return true;
      });
  if (!ok) return fail(std::move(ok.error()));
  return columns;
}

/// The type of one column: what the settings say, or what was detected.
inline result<field> field_of(const config& settings, column_origin& origin, bool complete) {
  if (const auto given = settings.columns.find(origin.column); given != settings.columns.end()) {
    origin = {origin.column,         given->second, true,        0, {},
              "the settings say so", origin.cells,  origin.nulls};
    if (resolve(given->second) == nullptr) {
      std::vector<std::string_view> names;
      for (const auto& row : types) names.push_back(row.name);
      return fail(errc::config, concat("csv: columns says that ", quoted(origin.column), " is ",
                                       quoted(given->second), ", which is no type",
                                       suggestion(given->second, names)));
    }
  } else if (settings.encoding == encoding_policy::bytes && origin.type == "text")
    origin.type = "bytes";
  const type_row& type = *resolve(origin.type);
  const bool may_be_null = !complete || origin.nulls != 0 || settings.ragged == ragged_policy::pad;
  return field{origin.column, *type.to, may_be_null, type.typing, std::string(type.name), {}};
}

/// What the settings say about reading, before a file was looked at.
inline result<reading> reading_of(const config& settings) {
  auto m = marks_of(settings);
  if (!m) return fail(std::move(m.error()));
  reading how;
  how.m = *m;
  how.skip_lines = settings.skip_lines;
  how.ragged = settings.ragged;
  how.encoding = settings.encoding;
  how.nulls = settings.nulls;
  how.longest_row =
      static_cast<std::size_t>(std::clamp<std::uint64_t>(settings.max_row.bytes, 1024, 1u << 30));
  return how;
}

inline tl::unexpected<error> in_file(const std::string& path, error why) {
  why.message = concat("file ", quoted(path, 300), ", ", why.message);
  return fail(std::move(why));
}

/// Looks at the beginning of a table's first file. `given`: standard input, which gets back what was taken.
inline result<table_shape> describe(const config& settings, const file_table& of,
                                    const std::shared_ptr<once>& given) {
  table_shape out{of, {}, {of.id, {}, cdc_kind::nothing}, {}, {}};
  auto known = reading_of(settings);
  if (!known) return fail(std::move(known.error()));
  out.how = std::move(*known);
  reading& how = out.how;
  for (const std::string& path : of.files) how.files.push_back({path, 0, ~std::uint64_t{0}, given});
  if (of.files.empty())
    return fail(errc::not_found, concat("csv table ", quoted(to_text(of.id)), " has no files"));
  const std::string& path = of.files.front();
  source_ptr opened;
  if (!given) {
    auto state = state_of(path);
    if (!state) return fail(std::move(state.error()));
    out.state = std::move(*state);
    auto text = open_text(path);
    if (!text) return fail(std::move(text.error()));
    opened = std::move(*text);
  } else if (!given->text)
    return fail(errc::closed,
                "csv: standard input can be read once, and has been; read it into a file first");
  byte_source& text = given ? *given->text : *opened;
  sample taken;
  first_row first;
  table_origin& origin = out.origin;
  // More than was asked for where not even one row is in it.
  for (auto most = std::clamp<std::uint64_t>(settings.sample.bytes, 64 * 1024, 1u << 30);;
       most *= 4) {
    if (auto ok = extend_sample(taken, text, static_cast<std::size_t>(most)); !ok)
      return fail(std::move(ok.error()));
    if (settings.delimiter.empty())
      how.m.delimiter = detect_delimiter(taken, how.m, how.skip_lines, path, origin.delimiter_why);
    else origin.delimiter_why = "the settings say so";
    auto found = find_first_row(taken, how);
    if (!found) return in_file(path, std::move(found.error()));
    first = std::move(*found);
    if (!first.texts.empty() || taken.complete || most > how.longest_row) break;
  }
  if (given) given->text->give_back(taken.bytes);
  origin.file = path;
  origin.complete = taken.complete && of.files.size() == 1;
  origin.delimiter = how.m.delimiter;
  std::vector<std::string> names = std::move(first.texts);
  const bool nothing_asked = settings.sample.bytes == 0;
  auto columns = look_at(taken, how, true, names.size());
  if (!columns) return in_file(path, std::move(columns.error()));
  origin.header = settings.header == header_policy::yes;
  origin.header_why = "the settings say so";
  if (settings.header == header_policy::detect) {
    std::vector<shape> below;
    for (const column_detector& c : *columns) below.push_back(c.so_far());
    auto sorted = names;
    std::sort(sorted.begin(), sorted.end());
    const bool differ =
        std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() || names.size() == 1;
    origin.header = is_header(first.shapes, below, differ, origin.header_why);
  }
  how.header = origin.header;
  if (!how.header) {
    columns = look_at(taken, how, false, names.size());
    if (!columns) return fail(std::move(columns.error()));
    names.assign(names.size(), "");
  }
  names = distinct_names(std::move(names));
  how.width = static_cast<std::uint32_t>(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string name;
    append_replaced(names[i], name);
    column_origin& o =
        origin.columns.emplace_back((*columns)[i].result(std::move(name), settings.fractions));
    if (nothing_asked)
      o = {o.column, "text", false, 0, {}, "sample is 0: nothing was looked at", 0, 0};
    auto f = field_of(settings, o, origin.complete && !nothing_asked);
    if (!f) return fail(std::move(f.error()));
    out.columns.schema.fields.push_back(std::move(*f));
  }
  return out;
}

}  // namespace ferrule::csv::detail
