// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/introspect.ipp - what the catalogue says: tables, views, keys, definitions, full-text indexes, SpatiaLite.
//
// Names go into the catalogue's functions as bound values and come out of it as they are, so that every name works.
#pragma once
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/virtual_table.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {
namespace detail {

/// Tables that a SpatiaLite database has besides its user's.
inline constexpr std::array spatialite_tables{
    std::string_view("ElementaryGeometries"),
    std::string_view("KNN"),
    std::string_view("KNN2"),
    std::string_view("SpatialIndex"),
    std::string_view("data_licenses"),
    std::string_view("geometry_columns"),
    std::string_view("geometry_columns_auth"),
    std::string_view("geometry_columns_field_infos"),
    std::string_view("geometry_columns_statistics"),
    std::string_view("geometry_columns_time"),
    std::string_view("spatial_ref_sys"),
    std::string_view("spatial_ref_sys_aux"),
    std::string_view("spatialite_history"),
    std::string_view("sql_statements_log"),
    std::string_view("views_geometry_columns"),
    std::string_view("views_geometry_columns_auth"),
    std::string_view("views_geometry_columns_field_infos"),
    std::string_view("views_geometry_columns_statistics"),
    std::string_view("virts_geometry_columns"),
    std::string_view("virts_geometry_columns_auth"),
    std::string_view("virts_geometry_columns_field_infos"),
    std::string_view("virts_geometry_columns_statistics")};

struct catalogue_entry {
  std::string name;
  std::string type;  ///< table, view, virtual, shadow
};

/// Everything in the main database, by name.
inline result<std::vector<catalogue_entry>> read_catalogue(connection& db) {
  std::vector<catalogue_entry> out;
  auto ok = db.for_each(
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name <> 'sqlite_schema' ORDER BY name",
      [&](sqlite3_stmt* s) { out.push_back({text_column(s, 0), text_column(s, 1)}); });
  if (!ok) return fail(std::move(ok.error()));
  return out;
}

/// The definitions of one type, with their names, by name.
inline result<std::vector<std::pair<std::string, std::string>>> read_definitions(
    connection& db, const table_id& of, std::string_view column, std::string_view type) {
  std::vector<std::pair<std::string, std::string>> out;
  auto prepared = db.prepare(
      concat("SELECT name, sql FROM ", quoted_name(of.schema.value_or("main")),
             ".sqlite_schema WHERE type = ?1 AND sql IS NOT NULL", column.empty() ? "" : " AND ",
             column, column.empty() ? "" : " = ?2", " ORDER BY name"));
  if (!prepared) return fail(std::move(prepared.error()));
  sqlite3_bind_text(prepared->get(), 1, type.data(), static_cast<int>(type.size()), SQLITE_STATIC);
  if (!column.empty())
    sqlite3_bind_text(prepared->get(), 2, of.name.data(), static_cast<int>(of.name.size()),
                      SQLITE_STATIC);
  if (auto ok = db.for_each(
          prepared->get(),
          [&](sqlite3_stmt* s) { out.emplace_back(text_column(s, 0), text_column(s, 1)); });
      !ok)
    return fail(std::move(ok.error()));
  return out;
}

inline bool has_spatialite(const std::vector<catalogue_entry>& all) {
  return std::any_of(all.begin(), all.end(), [](const catalogue_entry& e) {
    return same_name(e.name, "geometry_columns");
  });
}

// Also by name: SQLite marks the tables behind a virtual table only where it has the module.
inline bool is_hidden(const catalogue_entry& entry, const std::vector<virtual_table>& virtuals,
                      bool spatialite) {
  if (entry.type == "shadow" || starts_with_name(entry.name, "sqlite_") ||
      starts_with_name(entry.name, capture_prefix))
    return true;
  for (const virtual_table& v : virtuals)
    if (v.is_fts() && entry.type == "table" && starts_with_name(entry.name, v.name + "_"))
      for (const std::string_view tail :
           {"content", "segments", "segdir", "docsize", "stat", "data", "idx", "config"})
        if (same_name(entry.name, concat(v.name, "_", tail))) return true;
  if (!spatialite) return false;
  return starts_with_name(entry.name, "idx_") ||
         std::any_of(spatialite_tables.begin(), spatialite_tables.end(),
                     [&](std::string_view known) { return same_name(entry.name, known); });
}

inline result<std::vector<virtual_table>> read_virtual_tables(connection& db,
                                                              const table_id& near) {
  auto definitions = read_definitions(db, near, {}, "table");
  if (!definitions) return fail(std::move(definitions.error()));
  std::vector<virtual_table> out;
  for (auto& [name, sql] : *definitions)
    if (auto parsed = parse_virtual_table(sql)) {
      parsed->name = name;
      out.push_back(std::move(*parsed));
    }
  return out;
}

// The names of tables (hidden or not), or of views.
inline result<std::vector<std::string>> names_of(connection& db, bool views, bool hidden) {
  auto all = read_catalogue(db);
  if (!all) return fail(std::move(all.error()));
  auto virtuals = read_virtual_tables(db, {});
  if (!virtuals) return fail(std::move(virtuals.error()));
  const bool spatialite = has_spatialite(*all);
  std::vector<std::string> out;
  for (catalogue_entry& e : *all)
    if ((e.type == "view") == views && (views || is_hidden(e, *virtuals, spatialite) == hidden))
      out.push_back(std::move(e.name));
  return out;
}

}  // namespace detail

FERRULE_INLINE result<std::vector<std::string>> connector::table_names() {
  return with_connection([](detail::connection& db) { return detail::names_of(db, false, false); });
}

FERRULE_INLINE result<std::vector<std::string>> connector::hidden_table_names() {
  return with_connection([](detail::connection& db) { return detail::names_of(db, false, true); });
}

FERRULE_INLINE result<std::vector<std::string>> connector::view_names() {
  return with_connection([](detail::connection& db) { return detail::names_of(db, true, false); });
}

FERRULE_INLINE result<std::uint64_t> connector::table_count(const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  std::uint64_t out = 0;
  if (auto ok = db_->for_each(
          "SELECT count(*) FROM " + shape->sql_name(),
          [&](sqlite3_stmt* s) { out = static_cast<std::uint64_t>(sqlite3_column_int64(s, 0)); });
      !ok)
    return fail(std::move(ok.error()));
  return out;
}

FERRULE_INLINE result<std::vector<column_description>> connector::describe_table(
    const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  std::vector<column_description> out;
  for (detail::column_shape& c : shape->columns)
    out.push_back({out.size(), std::move(c.name), std::move(c.declaration), c.not_null,
                   std::move(c.default_value), c.key_position, c.hidden, c.generated});
  return out;
}

FERRULE_INLINE result<std::vector<foreign_key>> connector::foreign_keys(const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  std::vector<foreign_key> out;
  if (auto ok =
          db_->for_each(detail::pragma(table, "foreign_key_list"),
                        [&](sqlite3_stmt* s) {
                          using detail::text_column;
                          out.push_back({static_cast<std::size_t>(sqlite3_column_int64(s, 0)),
                                         static_cast<std::size_t>(sqlite3_column_int64(s, 1)),
                                         text_column(s, 2), text_column(s, 3), text_column(s, 4),
                                         text_column(s, 5), text_column(s, 6), text_column(s, 7)});
                        });
      !ok)
    return fail(std::move(ok.error()));
  for (foreign_key& key : out) {
    if (!key.to.empty()) continue;
    table_id other(key.table);
    other.schema = table.schema;
    if (auto ok = db_->for_each(detail::pragma(other, "table_xinfo"),
                                [&](sqlite3_stmt* s) {
                                  if (static_cast<std::size_t>(sqlite3_column_int(s, 5)) ==
                                      key.sequence + 1)
                                    key.to = detail::text_column(s, 1);
                                });
        !ok)
      return fail(std::move(ok.error()));
  }
  std::sort(out.begin(), out.end(), [](const foreign_key& a, const foreign_key& b) {
    return std::pair(a.id, a.sequence) < std::pair(b.id, b.sequence);
  });
  return out;
}

FERRULE_INLINE result<bool> connector::table_exists(const table_id& table) {
  return with_connection([&](detail::connection& db) {
    return detail::list_table(db, table).map(
        [](const detail::table_listing& found) { return found.kind.has_value(); });
  });
}

FERRULE_INLINE result<std::string> connector::table_definition(object_kind what,
                                                               const table_id& table) {
  return with_connection([&](detail::connection& db) -> result<std::string> {
    auto found = detail::read_definitions(db, table, "name", name_of(what));
    if (!found) return fail(std::move(found.error()));
    if (!found->empty()) return std::move(found->front().second);
    const object_kind other = what == object_kind::view ? object_kind::table : object_kind::view;
    auto as_other = detail::read_definitions(db, table, "name", name_of(other));
    if (as_other && !as_other->empty())
      return fail(errc::not_found, concat(db.where(), ": ", quoted(to_text(table), 300), " is a ",
                                          name_of(other), ", not a ", name_of(what)));
    return fail(detail::no_such_table(db, table));
  });
}

FERRULE_INLINE result<std::vector<std::string>> connector::indices_definition(
    const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  auto found = detail::read_definitions(*db_, table, "tbl_name", "index");
  if (!found) return fail(std::move(found.error()));
  std::vector<std::string> out;
  for (auto& [name, sql] : *found) out.push_back(std::move(sql));
  return out;
}

FERRULE_INLINE result<std::vector<std::string>> connector::primary_keys(const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  std::vector<std::string> out;
  for (const std::size_t i : shape->key()) out.push_back(shape->columns[i].name);
  return out;
}

FERRULE_INLINE result<std::optional<std::string>> connector::detect_fts(const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  auto virtuals = detail::read_virtual_tables(*db_, table);
  if (!virtuals) return fail(std::move(virtuals.error()));
  for (const detail::virtual_table& v : *virtuals)
    if (v.is_fts() && v.name == table.name) return std::optional(v.name);
  for (const detail::virtual_table& v : *virtuals)
    if (v.is_fts() && detail::same_name(v.content, table.name)) return std::optional(v.name);
  return std::optional<std::string>();
}

FERRULE_INLINE result<bool> connector::detect_spatialite() {
  return with_connection([](detail::connection& db) {
    return detail::read_catalogue(db).map(detail::has_spatialite);
  });
}

}  // namespace ferrule::sqlite
