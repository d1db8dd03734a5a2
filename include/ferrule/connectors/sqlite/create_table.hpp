// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/create_table.hpp - a schema as a CREATE TABLE statement.
#pragma once
#include <ferrule/connectors/sqlite/shape.hpp>

namespace ferrule::sqlite::detail {

/// A column of CREATE TABLE. Errors: `unsupported` for a type SQLite has no form for.
inline result<std::string> column_definition(const field& f, bool key) {
  const type_row* const row = row_for(f);
  if (row == nullptr)
    return fail(errc::unsupported, concat("column ", quoted(f.name), " is ", f.type,
                                          ", which SQLite has no form for"));
  std::string declaration = row->id == declared::untyped ? std::string() : std::string(row->name);
  const field_type& t = f.type;
  if (row->id == declared::json) declaration += " TEXT";
  else if (row->id == declared::decimal) {
    // A number keeps 15 digits exactly; longer ones are kept as text.
    const bool limited =
        t.precision != 0 && t.precision <= 1000 && t.scale >= 0 && t.scale <= t.precision;
    if (!limited || t.precision > 15) declaration += " TEXT";
    if (limited) declaration += concat("(", t.precision, ",", t.scale, ")");
  } else if ((row->id == declared::string || row->id == declared::binary) && t.length != 0)
    declaration += concat("(", t.length, ")");
  else if (row->id != declared::untyped && counts_units(t.kind) && t.unit != time_unit::microsecond)
    declaration += concat("(", static_cast<int>(t.unit) * 3, ")");
  return concat(quoted_name(f.name), declaration.empty() ? "" : " ", declaration,
                f.nullable && !key ? "" : " NOT NULL");
}

inline result<std::string> create_statement(const source_schema& made) {
  std::string problems, columns, key;
  for (std::size_t i = 0; i < made.schema.fields.size(); ++i) {
    const auto& keys = made.schema.primary_key;
    auto column = column_definition(made.schema.fields[i],
                                    std::find(keys.begin(), keys.end(), i) != keys.end());
    if (column) columns += (columns.empty() ? "" : ", ") + *column;
    else problems += (problems.empty() ? "" : "; ") + column.error().message;
  }
  for (const std::size_t i : made.schema.primary_key) {
    if (i >= made.schema.fields.size())
      return fail(errc::constraint, concat("sqlite table ", quoted(to_text(made.table)),
                                           ": the primary key names column ", i, ", and there are ",
                                           made.schema.fields.size()));
    key += (key.empty() ? ", PRIMARY KEY (" : ", ") + quoted_name(made.schema.fields[i].name);
  }
  if (!problems.empty())
    return fail(errc::unsupported,
                concat("sqlite table ", quoted(to_text(made.table)), ": ", problems));
  if (columns.empty())
    return fail(errc::constraint,
                concat("sqlite table ", quoted(to_text(made.table)), ": a table needs a column"));
  return concat("CREATE TABLE ", sql_name(made.table), " (", columns, key, key.empty() ? "" : ")",
                ")");
}

}  // namespace ferrule::sqlite::detail
