// SPDX-License-Identifier: BSL-1.0
// cli/run.hpp - `run app`: the checks of `build`, then the rows of every table into a sink.
#pragma once
#include <ferrule/cli/build.hpp>
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/target.hpp>

namespace ferrule::cli {

/// Delivers a snapshot of the tables. A table that fails, be it a check or reading it, is named, and the others are delivered.
/// An earlier snapshot in the target is replaced.
template<class Registry>
exit_code run_app(context& with, const run_options& asked) {
  std::optional<contract> agreed;
  if (!asked.lock.empty()) {
    auto read = read_contract(asked.lock);
    if (!read) return with.io.complain(read.error());
    if (!*read) {
      with.io.complain(concat("there is no lock file ", quoted(asked.lock)));
      return exit_code::not_found;
    }
    agreed = std::move(**read);
  }
  auto from = with.connect(asked.source);
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
  std::optional<copy_target> to;
  if (asked.to != "text" && asked.to != "null") {
    auto opened = copy_target::open(with, asked.to);
    if (!opened) return with.io.complain(opened.error());
    to = std::move(*opened);
  }
  for (const source_schema& t : checked->good) {
    if (with.signals.requested()) return with.io.complain(with.interrupted());
    const std::string name = one_line(to_text(t.table));
    result<std::uint64_t> rows;
    if (to) rows = copy_table(with, **from, **to, t, if_exists::replace);
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
