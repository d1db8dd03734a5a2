// SPDX-License-Identifier: BSL-1.0
// cli/run.hpp - `run app`: the checks of `build`, then the rows of every table into a sink, and what happens to them.
#pragma once
#include <ferrule/cli/build.hpp>
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/follow_tables.hpp>
#include <ferrule/cli/target.hpp>

namespace ferrule::cli {

/// A folder that gets a file for each table, put into place when it is complete.
struct file_target {
  row_format format = row_format::csv;
  std::filesystem::path folder{};

  /// The target that "csv:FOLDER" or "json-lines:FOLDER" names; nothing for other texts.
  static std::optional<file_target> of(std::string_view text) {
    if (text.starts_with("csv:")) return file_target{row_format::csv, text.substr(4)};
    if (text.starts_with("json-lines:"))
      return file_target{row_format::json_lines, text.substr(11)};
    return std::nullopt;
  }
  /// Errors: `unsupported` for a table whose name cannot be a file's; the source's; the file's.
  result<std::uint64_t> write(context& with, driver& from, const table_info& table) const {
    const std::string name = to_text(table.id);
    if (name.empty() || name.starts_with('.') ||
        name.find_first_of(std::string_view("/\0", 2)) != name.npos)
      return fail(errc::unsupported, "a file cannot have the name of this table");
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    auto file = text_file::create(folder / (name + (format == row_format::csv ? ".csv" : ".jsonl")),
                                  with.signals);
    if (!file) return fail(std::move(file.error()));
    row_sink sink(std::in_place_type<null_sink>);
    if (format == row_format::csv) sink.emplace<csv_sink>(into_csv(file->get()));
    else sink.emplace<json_lines_sink>(into_json_lines(file->get()));
    auto rows = from.read(table, sink);
    if (!rows) return rows;
    if (auto ok = file->finish(); !ok) return fail(std::move(ok.error()));
    return rows;
  }
};

namespace detail {

/// The contract that a lock file holds; nothing where none was asked for. Where it cannot be read, `failed` is what that was.
inline std::optional<contract> agreed_contract(context& with, const std::string& lock,
                                               exit_code& failed) {
  if (lock.empty()) return std::nullopt;
  auto read = read_contract(lock);
  if (!read) {
    failed = with.io.complain(read.error());
    return std::nullopt;
  }
  if (!*read) {
    with.io.complain(concat("there is no lock file ", quoted(lock)));
    failed = exit_code::not_found;
  }
  return std::move(*read);
}

}  // namespace detail

/// Delivers a snapshot of the tables; with `follow`, also what happens to them then. A table that fails, be it a check or reading
/// it, is named, and the others are delivered. An earlier snapshot in the target is replaced.
template<class Registry>
exit_code run_app(context& with, const run_options& asked) {
  if (asked.follow)
    if (const std::string why = detail::misplaced(asked); !why.empty()) {
      with.io.complain(why);
      return exit_code::usage;
    }
  exit_code unread = exit_code::ok;
  const std::optional<contract> agreed = detail::agreed_contract(with, asked.lock, unread);
  if (unread != exit_code::ok) return unread;
  auto found = with.sources.find(asked.source);
  if (!found) return with.io.complain(found.error());
  with.tables = std::move(found->tables);
  auto from = with.connect(*found);
  if (!from) return with.io.complain(from.error());
  auto checked = check_tables(with, **from, asked.tables);
  if (!checked) return with.io.complain(checked.error());
  if (agreed)
    if (const std::string changed =
            difference(*agreed, contract_of((*from)->name(), checked->good));
        !changed.empty()) {
      with.io.complain(concat("the source is not what ", quoted(asked.lock), " says:\n", changed));
      return exit_code::data;
    }
  outcome_of_many outcome;
  for (const table_problem& p : checked->bad) {
    complain_of(with.io, p.table, p.why);
    outcome.failed(p.why);
  }
  if (asked.follow) {
    if (checked->good.empty()) return outcome.code();
    from->reset();
    const exit_code ended = follow_tables(with, *found, checked->good, asked);
    return ended == exit_code::ok && outcome.failures() != 0 ? exit_code::partly : ended;
  }
  std::optional<copy_target> to;
  const std::optional<file_target> files = file_target::of(asked.to);
  if (!files && asked.to != "text" && asked.to != "null") {
    auto opened = copy_target::open(with, asked.to);
    if (!opened) return with.io.complain(opened.error());
    to = std::move(*opened);
  }
  for (const source_schema& t : checked->good) {
    if (with.signals.requested()) return with.io.complain(with.interrupted());
    const std::string name = one_line(to_text(t.table));
    result<std::uint64_t> rows;
    if (to) rows = copy_table(with, **from, **to, t, if_exists::replace);
    else if (files) rows = files->write(with, **from, {t.table, column_names(t.schema)});
    else {
      table_info columns{t.table, column_names(t.schema)};
      row_sink sink(std::in_place_type<null_sink>);
      if (asked.to == "text") {
        with.io.say(concat("== ", name, " ==\n"));
        sink.emplace<text_table>(with.io.out(), text_table_options{.types = true});
      }
      rows = (*from)->read(columns, sink);
    }
    if (!rows) {
      if (rows.error().kind == errc::cancelled || std::ferror(with.io.out()) != 0)
        return with.io.complain(rows.error());
      complain_of(with.io, t.table, rows.error());
      outcome.failed(rows.error());
      continue;
    }
    outcome.succeeded();
    with.io.say(asked.to == "text" ? concat("(", *rows, " rows)\n\n")
                                   : concat(name, ": ", *rows, " rows\n"));
  }
  if (to && outcome.code() != exit_code::ok && outcome.code() != exit_code::partly)
    return outcome.code();
  if (to)
    if (auto ok = to->finish(); !ok) return with.io.complain(ok.error());
  return outcome.code();
}

}  // namespace ferrule::cli
