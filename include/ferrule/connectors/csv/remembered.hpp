// SPDX-License-Identifier: BSL-1.0
// connectors/csv/remembered.hpp - a table as it was described before, by a checkpoint or a plan: its files are not looked at again.
#pragma once
#include <ferrule/connectors/csv/position.hpp>
#include <ferrule/connectors/csv/table.hpp>

namespace ferrule::csv::detail {

/// What is remembered of a table that was described, without files.
inline remembered_table to_remember(const table_shape& of) {
  return {of.of.id.name, of.how.m.delimiter, of.how.header, of.columns.schema.fields, {}};
}

/// The table again, without files. Errors: `closed` where the settings now say something else of a column; `before` says where it is
/// as it was, `instead` what to do.
inline result<table_shape> recall(const config& settings, const table_id& id,
                                  const remembered_table& from, std::string_view before,
                                  std::string_view instead) {
  auto how = reading_of(settings);
  if (!how) return fail(std::move(how.error()));
  if (settings.delimiter.empty()) how->m.delimiter = from.delimiter;
  how->header = settings.header == header_policy::detect ? from.header
                                                         : settings.header == header_policy::yes;
  how->width = static_cast<std::uint32_t>(from.columns.size());
  const bool bytes = settings.encoding == encoding_policy::bytes;
  for (const field& f : from.columns) {
    const std::string_view then = f.external_type;
    const auto given = settings.columns.find(f.name);
    const std::string_view now = given != settings.columns.end() ? std::string_view(given->second)
                                 : bytes && then == "text"       ? "bytes"
                                 : !bytes && then == "bytes"     ? "text"
                                                                 : then;
    if (now != then)
      return fail(errc::closed,
                  concat("csv table ", quoted(to_text(id)), ": column ", quoted(f.name), " is ",
                         then, " in ", before, ", and the settings now say ", now, "; ", instead));
  }
  table_shape out{{id, {}}, std::move(*how), {id, {from.columns, {}}, cdc_kind::nothing}, {}, {}};
  return out;
}

}  // namespace ferrule::csv::detail
