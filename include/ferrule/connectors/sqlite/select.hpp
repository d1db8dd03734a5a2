// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/select.hpp - columns of a table as a SELECT, and whether the batch path gives the same rows.
#pragma once
#include <ferrule/connectors/sqlite/shape.hpp>
#include <ferrule/connectors/sqlite/stream.hpp>

namespace ferrule::sqlite::detail {

/// An SQL function takes at most so many arguments in Debian's build (SQLITE_MAX_FUNCTION_ARG).
inline constexpr std::size_t most_arguments = 127;

/// A SELECT has at most so many in Debian's build (SQLITE_MAX_COLUMN); a table may have as many.
inline constexpr std::size_t most_columns = 2000;

/// A SELECT of some columns, and what its rows need to know.
struct selection {
  detail::select sql;
  row_state row;
  std::vector<std::string> names;  ///< how SQL calls each column: "t.\"a\""
};

/// Selects `columns` (positions in `shape.columns`, described by `described`). The rowid is selected behind them where it is not among
/// them, only so that messages can name it.
inline selection select_columns(const table_shape& shape, const std::vector<std::size_t>& columns,
                                ferrule::schema described, const config& settings) {
  selection out;
  for (const std::size_t i : columns) {
    if (shape.rowid_column == i) out.row.rowid_column = static_cast<int>(out.names.size());
    out.row.codecs.push_back(shape.columns[i].type->codec);
    out.names.push_back("t." + quoted_name(shape.columns[i].name));
    if (out.names.size() > 1) out.sql.columns += ", ";
    out.sql.columns += out.names.back();
  }
  std::size_t arguments = out.names.size();
  if (!shape.rowid.empty()) {
    out.sql.rowid = "t." + shape.rowid;
    if (out.row.rowid_column < 0 && out.names.size() < most_columns) {
      out.row.rowid_column = static_cast<int>(arguments++);
      out.sql.columns += ", " + out.sql.rowid;
    }
  }
  out.sql.from = shape.sql_name() + " AS t";
  // docs/explanation/sqlite.md says why each of these is needed.
  out.sql.batches = settings.batches && shape.kind == storage::table && arguments <= most_arguments;
  out.row.rules = {settings.mismatched_cells, settings.integer_times};
  out.row.state = stream_state(shape.where(), std::move(described));
  return out;
}

}  // namespace ferrule::sqlite::detail
