// SPDX-License-Identifier: BSL-1.0
// support/csv_account.hpp - everything that the CSV connector tells about one file, as lines of text: what it decided, columns, rows
// as JSON, rows left out, the error that ended it. Tests compare these lines with what was written down by hand, scripts with what
// other readers say.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/sinks/json_lines.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace csv_account {

using namespace ferrule;

struct account {
  std::vector<std::string> decided;   // delimiter "," / header yes / because "column" LINE "text"
  std::vector<std::string> columns;   // column "name" TYPE, and `null` where it may be
  std::vector<std::string> rows;      // {"name": value, ...}
  std::vector<std::string> rejected;  // rejected LINE FIELDS "text"
  error ended{};
};

inline std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// NAME and VALUE as on a command line. Of lists: `nulls` takes its spellings between |, or (none); `columns.NAME` takes a type.
inline result<csv::config> config_from(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& settings_) {
  settings tree = settings::map({{"path", settings::plain(path)}});
  std::vector<std::pair<std::string, std::string>> columns;
  std::vector<std::string> nulls{""};
  for (const auto& [name, value] : settings_) {
    if (name == "nulls") {
      nulls.clear();
      for (std::size_t at = 0; value != "(none)" && at != value.npos;) {
        const std::size_t end = value.find('|', at);
        nulls.push_back(value.substr(at, end - at));
        at = end == value.npos ? end : end + 1;
      }
    } else if (name.starts_with("columns.")) columns.emplace_back(name.substr(8), value);
    else if (auto set = tree.set(name, settings::plain(value)); !set) return fail(set.error());
  }
  auto made = from_settings<csv::config>(tree);
  if (!made) return fail(std::move(made.error()));
  made->nulls = std::move(nulls);
  made->columns.insert(columns.begin(), columns.end());
  return std::move(*made);
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1)
    out.push_back(text.substr(at, end - at));
  return out;
}

/// Rows one by one, columns out of order, which is another way through the connector than a sink takes.
inline std::vector<std::string> rows_one_by_one(csv::connector& source, const table_info& table) {
  std::vector<std::string> out;
  auto stream = source.open(table);
  if (!stream) return out;
  const std::vector<field>& fields = stream->schema().fields;
  std::vector<std::string> cells(fields.size());
  while (stream->next()) {
    for (std::size_t i = fields.size(); i-- > 0;) {
      value_view cell;
      stream->row().at(i).read(cell);
      cells[i].clear();
      append_json(cells[i], cell);
    }
    if (stream->status()) break;
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i)
      line += (i == 0 ? "{" : ", ") + in_quotes(fields[i].name) + ": " + cells[i];
    out.push_back(line + "}");
  }
  return out;
}

/// The rows of all parts of a plan, one part after the other, each opened by a connector that knows nothing but the part.
inline result<std::vector<std::string>> rows_in_parts(const csv::config& settings,
                                                      std::size_t parts) {
  csv::connector source(settings);
  auto tables = source.list_tables();
  if (!tables) return fail(tables.error());
  auto plan = source.plan({tables->front(), {}}, parts);
  if (!plan) return fail(plan.error());
  std::string text;
  for (const partition& part : plan->partitions()) {
    csv::connector own(settings);
    auto stream = own.open(part);
    if (!stream) return fail(stream.error());
    if (auto delivered = deliver(*stream, into_json_lines(text)); !delivered)
      return fail(delivered.error());
  }
  return lines_of(text);
}

/// Reads the one table of the file that the settings name.
inline account tell(const csv::config& settings) {
  account out;
  csv::connector source(settings);
  const auto stop = [&](error why) -> account& {
    out.ended = std::move(why);
    return out;
  };
  auto tables = source.list_tables();
  if (!tables) return stop(tables.error());
  const table_info table{tables->front(), {}};
  auto stream = source.open(table);
  if (!stream) return stop(stream.error());
  if (auto origin = source.explain(table.id)) {
    out.decided.push_back("delimiter " + in_quotes(std::string_view(&origin->delimiter, 1)));
    out.decided.push_back(origin->header ? "header yes" : "header no");
    for (const csv::column_origin& c : origin->columns)
      out.decided.push_back("because " + in_quotes(c.column) + " " + std::to_string(c.line) + " " +
                            in_quotes(c.text));
  }
  for (const field& f : stream->schema().fields)
    out.columns.push_back("column " + in_quotes(f.name) + " " + f.external_type +
                          (f.nullable ? " null" : ""));
  std::string text;
  auto delivered = deliver(*stream, into_json_lines(text));
  out.rows = lines_of(text);
  for (const csv::rejected_row& r : source.rejected())
    out.rejected.push_back("rejected " + std::to_string(r.line) + " " + std::to_string(r.fields) +
                           " " + in_quotes(r.text));
  if (!delivered) return stop(delivered.error());
  return out;
}

}  // namespace csv_account
