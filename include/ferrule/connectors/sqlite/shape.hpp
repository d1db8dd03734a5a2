// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/shape.hpp - what SQLite says a table is: its columns, its key, and how its rows are stored.
#pragma once
#include <algorithm>
#include <ferrule/connectors/sqlite/connection.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/schema/table.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ferrule::sqlite::detail {

/// The tables of a capture of changes (capture.ipp) begin with it, and lists of tables leave them out.
inline constexpr std::string_view capture_prefix = "ferrule_capture_";

/// How statements name a table.
inline std::string sql_name(const table_id& id) {
  return (id.schema ? quoted_name(*id.schema) + "." : "") + quoted_name(id.name);
}

struct column_shape {
  std::string name;
  std::string declaration;
  std::optional<std::string> default_value;
  bool not_null = false;
  std::size_t key_position = 0;  ///< counted from 1; 0: not in the primary key
  bool hidden = false;           ///< of a virtual table; not part of "all columns"
  bool generated = false;
  const type_row* type = nullptr;

  field as_field() const {
    return {name, type_for(*type, declaration), !not_null, type->typing, declaration, {}};
  }
};

enum class storage : std::uint8_t { table, view, virtual_table, shadow };

struct table_shape {
  table_id id;
  storage kind = storage::table;
  bool without_rowid = false;
  bool strict = false;
  std::vector<column_shape> columns;
  std::string rowid;  ///< a name by which the rowid can be asked for; empty: there is none
  std::optional<std::size_t> rowid_column;  ///< the column that is the rowid (INTEGER PRIMARY KEY)

  std::string where() const { return concat("sqlite table ", quoted(to_text(id), 300)); }
  std::string sql_name() const { return detail::sql_name(id); }

  const column_shape* find(std::string_view name) const {
    for (const column_shape& c : columns)
      if (c.name == name) return &c;
    return nullptr;
  }
  std::vector<std::string> visible_names() const;
  /// Positions in `columns` of the primary key, in key order.
  std::vector<std::size_t> key() const;
};

std::string text_column(sqlite3_stmt* s, int i);

std::string pragma(const table_id& id, std::string_view name);

error no_such_table(connection& db, const table_id& id);

/// What kind of thing has that name, if any has.
struct table_listing {
  std::optional<storage> kind;
  bool without_rowid = false;
  bool strict = false;
};
result<table_listing> list_table(connection& db, const table_id& id);

/// Reads the shape of a table. Errors: `not_found` with the nearest name; `corrupt` and others as SQLite has them.
result<table_shape> read_shape(connection& db, const table_id& id);

/// The positions in `shape.columns` that `asked` names, or all visible ones. Errors: every unknown column, with its nearest.
result<std::vector<std::size_t>> chosen_columns(const table_shape& shape,
                                                const std::vector<std::string>& asked);

/// The schema of the chosen columns. Errors: every column of an unsupported type, with its declaration.
result<ferrule::schema> schema_of(const table_shape& shape, const std::vector<std::size_t>& chosen);

}  // namespace ferrule::sqlite::detail

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/shape.ipp>
#endif
