// SPDX-License-Identifier: BSL-1.0
// connectors/csv/follow.hpp - opening the changes of files: at the beginning, or behind a checkpoint.
#pragma once
#include <ferrule/connectors/csv/changes.hpp>
#include <ferrule/connectors/csv/remembered.hpp>

namespace ferrule::csv {
namespace detail {

/// The files that are complete now; waits for those that are being written, at most `quiet`.
inline result<void> find_first(followed_table& of, const config& settings,
                               const cancel_source::watch_type& watch) {
  const std::string name = concat("csv table ", quoted(to_text(of.wanted.id)));
  const auto began = file_watch::clock::now();
  for (;;) {
    auto files = of.files.look();
    if (!files) return fail(std::move(files.error()));
    if (of.files.waits() && file_watch::clock::now() - began <= settings.quiet + attention) {
      if (watch.cancelled()) return fail(errc::cancelled, concat(name, ": cancelled"));
      pause(attention);
      continue;
    }
    const std::size_t all = files->size();
    std::erase_if(*files, [](const seen_file& f) { return !f.complete; });
    of.first = std::move(*files);
    if (of.first.empty())
      return fail(
          {errc::not_found, true,
           concat(name, ": no file is complete yet, from which its columns could be known; ", all,
                  all == 1 ? " file is there" : " files are there",
                  all == 0                  ? ""
                  : settings.marker.empty() ? ", being written"
                                            : ", without a marker file")});
    if (of.first.size() > settings.most_files)
      return fail(errc::limit,
                  concat(name, " has ", of.first.size(), " files, more than most_files (",
                         settings.most_files, "); set it higher"));
    return {};
  }
}

/// Begins a table: its first files, and its columns as the first of them that has any tells.
inline result<void> begin_table(followed_table& of, const config& settings,
                                const cancel_source::watch_type& watch) {
  if (auto ok = find_first(of, settings, watch); !ok) return ok;
  const std::string name = concat("csv table ", quoted(to_text(of.wanted.id)));
  for (const seen_file& f : of.first) {
    auto shape = describe(settings, {of.wanted.id, {f.path}}, nullptr);
    if (!shape) {
      shape.error().message = concat(name, ": ", shape.error().message);
      return fail(std::move(shape.error()));
    }
    of.shape = std::move(*shape);
    if (!of.shape.columns.schema.fields.empty()) break;
  }
  if (of.shape.columns.schema.fields.empty())
    return fail({errc::not_found, true,
                 concat(name, ": its files are empty, so that its columns are not known")});
  std::vector<field>& columns = of.shape.columns.schema.fields;
  if (of.files.grows())  // what no file had so far, the next may have
    for (field& f : columns) f.nullable = true;
  of.head = head_of_position(to_remember(of.shape));
  return {};
}

/// A table as a position has it. Errors: `closed` where the settings now say something else of its columns.
inline result<void> resume_table(followed_table& of, const config& settings,
                                 remembered_table& from) {
  auto shape = recall(settings, of.wanted.id, from, "what was delivered",
                      "start without a checkpoint to have all rows again");
  if (!shape) return fail(std::move(shape.error()));
  of.head = head_of_position(from);
  of.delivered = std::move(from.files);
  of.shape = std::move(*shape);
  return {};
}

}  // namespace detail

/// The rows of the files that are complete, and then those of every new one; behind a checkpoint, those of every file that it does
/// not name. New files come into a table that is all files of a folder or pattern (`table`); one that is a single file has its
/// snapshot, and nothing behind it. Waits at most `quiet` for files that are being written. Errors: `unsupported` for standard
/// input and whatever else is no regular file; `not_found` where no file is complete; `closed` for a checkpoint of other files or
/// columns; `limit` for more than `most_files`.
inline result<change_stream> connector::follow(std::span<const table_info> tables,
                                               const std::optional<checkpoint>& from,
                                               const follow_options& options) {
  if (settings_.path == "-")
    return fail(errc::unsupported,
                "csv: standard input cannot be followed; read it with open, or follow a file");
  if (auto ok = detail::check_marker(settings_); !ok) return fail(std::move(ok.error()));
  const std::string source = concat("csv ", quoted(settings_.path, 300));
  const auto refuse = [&](std::string_view why) {
    return fail(errc::closed,
                concat(source, " cannot go on from operation ", from->last.sequence, ": ", why,
                       "; start without a checkpoint to have all rows again"));
  };
  const bool grows = detail::can_grow(settings_);
  std::vector<detail::remembered_table> remembered;
  std::vector<detail::file_table> there;
  if (auto ok = each_once(name, tables); !ok) return fail(std::move(ok.error()));
  if (from) {
    const std::string state = detail::state_of(settings_);
    if (from->state != state)
      return refuse(concat("the checkpoint is of ", from->state, ", and this is ", state));
    auto parsed = detail::parse_position(from->last.position);
    if (!parsed) return refuse("its position was not written by this connector, or is damaged");
    remembered = std::move(*parsed);
  } else {
    auto found = detail::find_tables(settings_);
    if (!found) return fail(std::move(found.error()));
    there = std::move(*found);
  }
  const auto watch = cancel_.watch();
  std::vector<detail::followed_table> followed;
  std::vector<source_schema> described;
  const auto add = [&](const table_info& wanted, std::string file, auto begin) -> result<void> {
    detail::followed_table of{wanted, {}, {settings_, std::move(file)}, {}, {}, {}, {}};
    if (auto ok = begin(of); !ok) return ok;
    auto columns = project(name, of.shape.columns, wanted);
    if (!columns) return fail(std::move(columns.error()));
    described.push_back(std::move(*columns));
    followed.push_back(std::move(of));
    return {};
  };
  for (const table_info& wanted : tables) {
    result<void> added;
    if (from) {
      const auto kept = std::find_if(remembered.begin(), remembered.end(),
                                     [&](const auto& t) { return table_id(t.name) == wanted.id; });
      if (kept == remembered.end())
        return refuse(concat("it knows nothing of table ", quoted(to_text(wanted.id))));
      if (!grows && kept->files.size() != 1)
        return refuse(concat("it is of ", kept->files.size(), " files, and this is one"));
      added = add(wanted, grows ? "" : kept->files.first(), [&](detail::followed_table& of) {
        return detail::resume_table(of, settings_, *kept);
      });
    } else {
      const auto is_wanted = [&](const detail::file_table& t) { return t.id == wanted.id; };
      const auto at = std::find_if(there.begin(), there.end(), is_wanted);
      if (at == there.end()) return no_such_table(name, wanted.id, detail::ids_of(there));
      added = add(wanted, grows ? "" : at->files.front(), [&](detail::followed_table& of) {
        return detail::begin_table(of, settings_, watch);
      });
    }
    if (!added) return fail(std::move(added.error()));
  }
  return change_stream(source, settings_, std::move(followed), std::move(described),
                       from ? std::optional(from->last.sequence) : std::nullopt, options, rejects_,
                       watch);
}

}  // namespace ferrule::csv
