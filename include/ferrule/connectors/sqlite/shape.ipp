// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/shape.ipp - what shape.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/shape.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE std::vector<std::string> table_shape::visible_names() const {
  std::vector<std::string> out;
  for (const column_shape& c : columns)
    if (!c.hidden) out.push_back(c.name);
  return out;
}

FERRULE_INLINE std::vector<std::size_t> table_shape::key() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].key_position != 0) out.push_back(i);
  std::sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return columns[a].key_position < columns[b].key_position;
  });
  return out;
}

FERRULE_INLINE std::string text_column(sqlite3_stmt* s, int i) {
  const auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(s, i));
  return chars == nullptr
             ? std::string()
             : std::string(chars, static_cast<std::size_t>(sqlite3_column_bytes(s, i)));
}

FERRULE_INLINE std::string pragma(const table_id& id, std::string_view name) {
  return concat("PRAGMA ", id.schema ? quoted_name(*id.schema) + "." : "", name, "(",
                quoted_name(id.name), ")");
}

FERRULE_INLINE error no_such_table(connection& db, const table_id& id) {
  std::vector<std::string> names;
  (void)db.for_each(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
      [&](sqlite3_stmt* s) { names.push_back(text_column(s, 0)); });
  const auto near = nearest_name(id.name, names);
  return error{errc::not_found, false,
               concat(db.where(), ": no table or view ", quoted(to_text(id), 300),
                      near ? concat("; did you mean ", quoted(*near), "?") : "")};
}

FERRULE_INLINE result<table_listing> list_table(connection& db, const table_id& id) {
  auto listed =
      db.prepare("SELECT type, wr, strict FROM pragma_table_list WHERE name = ?1 AND schema = ?2");
  if (!listed) return fail(std::move(listed.error()));
  const std::string schema = id.schema.value_or("main");
  sqlite3_bind_text(listed->get(), 1, id.name.data(), static_cast<int>(id.name.size()),
                    SQLITE_STATIC);
  sqlite3_bind_text(listed->get(), 2, schema.data(), static_cast<int>(schema.size()),
                    SQLITE_STATIC);
  table_listing out;
  auto ok = db.for_each(listed->get(), [&](sqlite3_stmt* s) {
    const std::string type = text_column(s, 0);
    out.kind = type == "view"      ? storage::view
               : type == "virtual" ? storage::virtual_table
               : type == "shadow"  ? storage::shadow
                                   : storage::table;
    out.without_rowid = sqlite3_column_int(s, 1) != 0;
    out.strict = sqlite3_column_int(s, 2) != 0;
  });
  if (!ok) return fail(std::move(ok.error()));
  return out;
}

FERRULE_INLINE result<table_shape> read_shape(connection& db, const table_id& id) {
  const auto listed = list_table(db, id);
  if (!listed) return fail(listed.error());
  if (!listed->kind) return fail(no_such_table(db, id));
  table_shape out;
  out.id = id;
  out.kind = *listed->kind;
  out.without_rowid = listed->without_rowid;
  out.strict = listed->strict;

  if (auto ok = db.for_each(pragma(id, "table_xinfo"),
                            [&](sqlite3_stmt* s) {
                              column_shape c;
                              c.name = text_column(s, 1);
                              c.declaration = text_column(s, 2);
                              c.not_null = sqlite3_column_int(s, 3) != 0;
                              if (sqlite3_column_type(s, 4) != SQLITE_NULL)
                                c.default_value = text_column(s, 4);
                              c.key_position = static_cast<std::size_t>(sqlite3_column_int(s, 5));
                              const int hidden = sqlite3_column_int(
                                  s, 6);  // 1: of a virtual table, 2 and 3: generated
                              c.hidden = hidden == 1;
                              c.generated = hidden >= 2;
                              if (c.declaration.ends_with(" GENERATED ALWAYS"))
                                c.declaration.resize(c.declaration.size() - 17);
                              c.type = resolve(c.declaration);
                              out.columns.push_back(std::move(c));
                            });
      !ok)
    return fail(std::move(ok.error()));
  if (out.columns.empty())
    return fail(
        errc::corrupt,
        concat(out.where(), ": SQLite reports no columns; a view over something that is gone?"));

  const bool has_rowid =
      (out.kind == storage::table || out.kind == storage::shadow) && !out.without_rowid;
  if (has_rowid) {
    for (const char* name : {"rowid", "_rowid_", "oid"})
      if (std::none_of(out.columns.begin(), out.columns.end(),
                       [&](const column_shape& c) { return upper(c.name) == upper(name); })) {
        out.rowid = name;
        break;
      }
    // A lone primary key declared exactly INTEGER is the rowid itself; then the table has no index for its key.
    const auto key = out.key();
    if (key.size() == 1 && upper(out.columns[key[0]].declaration) == "INTEGER") {
      bool has_index = false;
      if (auto ok = db.for_each(
              pragma(id, "index_list"),
              [&](sqlite3_stmt* s) { has_index = has_index || text_column(s, 3) == "pk"; });
          !ok)
        return fail(std::move(ok.error()));
      if (!has_index) {
        out.rowid_column = key[0];
        out.columns[key[0]].not_null = true;
      }
    }
  }
  if (out.without_rowid)
    for (column_shape& c : out.columns)
      if (c.key_position != 0) c.not_null = true;
  return out;
}

FERRULE_INLINE result<std::vector<std::size_t>> chosen_columns(
    const table_shape& shape, const std::vector<std::string>& asked) {
  std::vector<std::size_t> out;
  if (asked.empty()) {
    for (std::size_t i = 0; i < shape.columns.size(); ++i)
      if (!shape.columns[i].hidden) out.push_back(i);
    return out;
  }
  std::string problems;
  for (const std::string& name : asked) {
    if (const column_shape* c = shape.find(name)) {
      out.push_back(static_cast<std::size_t>(c - shape.columns.data()));
      continue;
    }
    const std::vector<std::string> known = shape.visible_names();
    const auto near = nearest_name(name, known);
    problems += concat(problems.empty() ? "" : "; ", "no column ", quoted(name),
                       near ? concat(" (did you mean ", quoted(*near), "?)") : "");
  }
  if (!problems.empty()) return fail(errc::not_found, concat(shape.where(), ": ", problems));
  return out;
}

FERRULE_INLINE result<ferrule::schema> schema_of(const table_shape& shape,
                                                 const std::vector<std::size_t>& chosen) {
  ferrule::schema out;
  std::string problems;
  for (const std::size_t i : chosen) {
    const column_shape& c = shape.columns[i];
    if (!c.type->to)
      problems += concat(problems.empty() ? "" : "; ", "column ", quoted(c.name), " is ",
                         c.declaration, ", which is not supported (", c.type->note, ")");
    out.fields.push_back(c.as_field());
  }
  if (!problems.empty()) return fail(errc::unsupported, concat(shape.where(), ": ", problems));
  for (const std::size_t k : shape.key()) {
    const auto at = std::find(chosen.begin(), chosen.end(), k);
    if (at == chosen.end()) {
      out.primary_key.clear();
      break;
    }
    out.primary_key.push_back(static_cast<std::size_t>(at - chosen.begin()));
  }
  return out;
}

}  // namespace ferrule::sqlite::detail
