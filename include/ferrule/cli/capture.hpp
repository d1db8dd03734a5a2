// SPDX-License-Identifier: BSL-1.0
// cli/capture.hpp - `capture`: what a source keeps of changes, for those who follow it.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// Lists the tables whose changes are kept, after having some added or taken away.
template<class Registry>
exit_code capture(context& with, const capture_options& asked) {
  const bool writes = asked.enable || asked.disable;
  auto found = with.sources.find(asked.source, writes);
  if (!found) return with.io.complain(found.error());
  std::error_code ignored;
  if (!found->file.empty() && !std::filesystem::exists(found->file, ignored))
    return with.io.complain(
        error{errc::not_found, false, concat("there is no file ", quoted(found->file.string()))});
  std::vector<table_id> tables;
  if (!asked.tables.empty()) {
    auto from = with.connect(*found);
    if (!from) return with.io.complain(from.error());
    auto named = tables_named(with, **from, asked.tables);
    if (!named) return with.io.complain(named.error());
    for (table_info& t : *named) tables.push_back(std::move(t.id));
  }
  auto kept = found->entry->capture(found->options,
                                    asked.enable    ? capture_action::enable
                                    : asked.disable ? capture_action::disable
                                                    : capture_action::list,
                                    tables);
  if (!kept) return with.io.complain(kept.error());
  if (asked.json) {
    json_writer out;
    out.begin_object().key("captured").begin_array();
    for (const table_id& t : *kept)
      out.begin_object().key("schema").text(t.schema).key("name").text(t.name).end_object();
    out.end_array().end_object();
    with.io.say(std::move(out).finish());
    return exit_code::ok;
  }
  if (kept->empty()) with.io.say("the changes of no table are kept\n");
  for (const table_id& t : *kept) with.io.say(concat(one_line(to_text(t)), "\n"));
  return exit_code::ok;
}

}  // namespace ferrule::cli
