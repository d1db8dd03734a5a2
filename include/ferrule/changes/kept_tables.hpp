// SPDX-License-Identifier: BSL-1.0
// changes/kept_tables.hpp - of which tables a checkpoint is, as text that is kept with it.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/json_string.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/schema/table.hpp>
#include <span>
#include <string>
#include <string_view>

namespace ferrule::detail {

/// A table on a line of its own, whatever its name holds.
inline std::string kept_name(const table_id& id) {
  std::string out;
  if (id.schema) {
    append_json_string(out, *id.schema);
    out += '.';
  }
  append_json_string(out, id.name);
  return out += '\n';
}
inline std::string kept_names(std::span<const source_schema> tables) {
  std::string out;
  for (const source_schema& t : tables) out += kept_name(t.table);
  return out;
}

/// Whether changes of all `wanted` tables can begin at a checkpoint of the tables in `kept`. Of one that is not among them, the rows that
/// were there before would be missing. Errors: `closed`, with its name.
inline result<void> covers(std::string_view kept, std::span<const table_info> wanted) {
  for (const table_info& t : wanted) {
    const std::string line = kept_name(t.id);
    std::size_t at = kept.find(line);
    while (at != kept.npos && at != 0 && kept[at - 1] != '\n') at = kept.find(line, at + 1);
    if (at == kept.npos)
      return fail(errc::closed,
                  concat("table ", quoted(to_text(t.id), 300),
                         " is not among those of the checkpoint, whose rows are at the destination "
                         "already; start without a checkpoint to have all rows of all tables"));
  }
  return {};
}

}  // namespace ferrule::detail
