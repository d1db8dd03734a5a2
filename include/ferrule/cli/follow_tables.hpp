// SPDX-License-Identifier: BSL-1.0
// cli/follow_tables.hpp - the second half of `run app --follow`: what happens to tables, delivered until it is interrupted.
#pragma once
#include <ferrule/cli/context.hpp>
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {
namespace detail {

/// A line that is written over for whoever watches; at the end what each table was given.
inline void show_changes(const console& io, const meter_report& now) {
  if (io.is_watched())
    std::fputs(now.ended ? "\r\x1b[K" : concat("\r\x1b[K", now).c_str(), io.err());
  if (!now.ended) return;
  for (const table_meter& t : now.tables)
    io.say(concat(one_line(to_text(t.table)), ": ", t.counts.snapshot, " rows of snapshots, ",
                  t.counts.inserted, " inserted, ", t.counts.updated, " updated, ",
                  t.counts.removed, " removed\n"));
}

/// Why these options make no sense with that target; nothing where they do.
inline std::string misplaced(const run_options& asked) {
  if (asked.to == "text" || asked.to == "null" || asked.to.starts_with("csv:"))
    return concat("--follow keeps tables and how far they have come together, which --to ",
                  asked.to,
                  " cannot; name a source that can be written, or a file of changes: --to copy.db, "
                  "--to json-lines:changes.jsonl");
  if (asked.to.starts_with("json-lines:") && asked.schema_changes != "refuse")
    return "--schema-changes is for tables; among lines, a change of columns is a line";
  if (asked.to.starts_with("json-lines:") && asked.tolerate != 0)
    return "--tolerate is for tables; lines refuse no row";
  return {};
}

/// What was left out, and where the rest of it stands.
inline void tell_refused(console& io, const follow_request& done) {
  if (done.refused == 0) return;
  for (const dead_letter& l : done.refused_rows)
    io.complain(concat("left out: ", one_line(to_text(l))));
  io.complain(concat(done.refused,
                     " rows were left out since the last snapshot; they are in table ",
                     quoted(tolerance{}.table), " of the target"));
}

}  // namespace detail

/// Delivers what happens to the tables until it is interrupted. The target is opened as it stands: what an earlier run has put
/// there, and how far that came, is what this one goes on from.
inline exit_code follow_tables(context& with, const source& from,
                               const std::vector<source_schema>& tables, const run_options& asked) {
  constexpr std::string_view lines = "json-lines:";
  std::unique_ptr<driver> to;
  std::string file;
  if (asked.to.starts_with(lines)) file = asked.to.substr(lines.size());
  else {
    auto found = with.sources.find(source_text{asked.to}, true);
    if (!found) return with.io.complain(found.error());
    const capability_set can = found->entry->facts().capabilities;
    if (asked.schema_changes == "apply" && !can.has(capability::migratable))
      return with.io.complain(
          error{errc::unsupported, false,
                concat("connector '", found->entry->name,
                       "' does not declare Migratable: changes of columns cannot be applied to ",
                       quoted(asked.to))});
    if (!can.has(capability::writable))
      return with.io.complain(error{
          errc::unsupported, false,
          concat("connector '", found->entry->name,
                 "' does not declare Writable: nothing can be delivered to ", quoted(asked.to))});
    auto made = with.connect(*found);
    if (!made) return with.io.complain(made.error());
    to = std::move(*made);
  }
  std::vector<table_info> columns;
  for (const source_schema& t : tables) columns.push_back({t.table, column_names(t.schema)});
  follow_request request{
      .tables = columns,
      .to = to.get(),
      .file = std::move(file),
      .name = asked.checkpoint,
      .options = {.until_now = asked.until_now},
      .anew = asked.anew,
      .schema_changes = asked.schema_changes == "apply"    ? schema_change_policy::apply
                        : asked.schema_changes == "ignore" ? schema_change_policy::ignore
                                                           : schema_change_policy::refuse,
      .tolerated = asked.tolerate,
      .signals = &with.signals,
      .begins =
          [&](const std::optional<checkpoint>& behind) {
            with.io.say(behind ? concat("going on behind operation ", behind->last, "\n")
                               : "beginning with a snapshot\n");
            std::fflush(with.io.out());
          },
      .seen = [&](const meter_report& now) { detail::show_changes(with.io, now); }};
  const result<finish> ended = from.entry->follow(from.options, request);
  if (request.safe) with.io.say(concat("delivered up to operation ", *request.safe, "\n"));
  detail::tell_refused(with.io, request);
  if (with.signals.requested()) return with.io.complain(with.interrupted());
  if (!ended) return with.io.complain(ended.error());
  return request.refused == 0 ? exit_code::ok : exit_code::partly;
}

}  // namespace ferrule::cli
