// SPDX-License-Identifier: BSL-1.0
// cli/cat.hpp - `cat`: the rows of tables.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/output.hpp>
#include <ferrule/cli/row_choice.hpp>

namespace ferrule::cli {

/// The names in "a,b,c".
inline std::vector<std::string> parse_names(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

namespace detail {

/// The rows of a table that were asked for. Conditions may name columns that are not printed.
inline result<std::uint64_t> read_chosen(driver& from, const table_info& table,
                                         const cat_options& asked, row_sink& to) {
  const table_info printed{table.id,
                           asked.columns.empty() ? table.columns : parse_names(asked.columns)};
  if (asked.rows.is_everything()) return from.read(printed, to);
  const table_id ids[] = {table.id};
  auto listed = from.list_columns(ids);
  if (!listed) return fail(std::move(listed.error()));
  if (!listed->front()) return fail(std::move(listed->front().error()));
  auto described = from.get_schemas({&*listed->front(), 1});
  if (!described) return fail(std::move(described.error()));
  if (!described->front()) return fail(std::move(described->front().error()));
  const auto wanted = request_of(asked.rows, described->front()->schema);
  if (!wanted) return fail(wanted.error());
  auto read = from.read(printed, *wanted, to);
  if (!read && read.error().kind == errc::unsupported && !wanted->order_by.empty())
    read.error().message += ", or copy the table into an SQLite file and order it there";
  return read;
}

}  // namespace detail

/// Prints the rows of tables, of all where none is named. A table that cannot be read is named and the next one is printed.
template<class Registry>
exit_code cat(context& with, const cat_options& asked) {
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  auto tables = tables_named(with, **from, asked.tables);
  if (!tables) return with.io.complain(tables.error());
  const bool json = asked.format == row_format::json;
  if (tables->size() > 1 && !json && asked.format != row_format::text) {
    with.io.complain(
        "rows of several tables make no one file of CSV or JSON lines; name one table");
    return exit_code::usage;
  }
  auto to = row_output::open(with, asked.output, asked.format);
  if (!to) return with.io.complain(to.error());
  outcome_of_many outcome;
  if (json) to->put("{\"tables\": [");
  for (const table_info& t : *tables) {
    const std::string name = to_text(t.id);
    const bool first = &t == tables->data();
    json_writer head;
    if (json) head.line().begin_object().key("table").text(name);
    if (json) to->put((first ? "" : ",") + head.str() + ", ");
    else if (tables->size() > 1) to->put(concat(first ? "" : "\n", "== ", one_line(name), " ==\n"));
    auto rows = to->rows(100, name, [&](row_sink& sink) {
      auto read = detail::read_chosen(**from, t, asked, sink);
      if (!read && json) {
        // What has been written of the object has to be one all the same.
        json_writer tail;
        if (std::get<json_rows>(sink).begun()) tail.str() = ", ";
        write_error(tail, read.error());
        to->put(tail.str());
      }
      return read;
    });
    if (json) to->put(rows ? concat(", \"row_count\": ", *rows, "}") : "}");
    if (rows) {
      outcome.succeeded();
      continue;
    }
    if (rows.error().kind == errc::cancelled || std::ferror(to->stream()) != 0 ||
        with.signals.requested())
      return with.io.complain(rows.error());
    if (!json) (void)with.io.finish();
    complain_of(with.io, t.id, rows.error());
    outcome.failed(rows.error());
  }
  if (json) to->put("\n]}\n");
  if (auto ok = to->finish(); !ok) return with.io.complain(ok.error());
  return outcome.code();
}

}  // namespace ferrule::cli
