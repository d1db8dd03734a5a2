// SPDX-License-Identifier: BSL-1.0
// conformance/checks_introspection.hpp - Introspectable: what a source says about its tables beyond
// their schema.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

inline void introspection_consistent(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  connector_under_test& c = b.connection();
  const auto tables = c.table_names();
  const auto views = c.view_names();
  const auto hidden = c.hidden_table_names();
  if (!t.ok(tables, "table_names()") || !t.ok(views, "view_names()") ||
      !t.ok(hidden, "hidden_table_names()"))
    return;
  if (!t.expect(contains(*tables, to_text(sample->id)) || contains(*tables, sample->id.name),
                concat("table_names() with ", to_text(sample->id)), shown_names(*tables)))
    return;
  for (const std::string& view : *views)
    if (!t.expect(!contains(*tables, view), "tables and views apart",
                  concat(quoted(view), " is both")))
      return;
  for (const std::string& one : *hidden)
    if (!t.expect(contains(*tables, one), "hidden_table_names() among table_names()",
                  concat(quoted(one), " is not")))
      return;
  const auto exists = c.table_exists(sample->id);
  if (!t.ok(exists, "table_exists()") ||
      !t.expect(*exists, concat(to_text(sample->id), " to exist"), "it does not"))
    return;
  const auto count = c.table_count(sample->id);
  if (!t.ok(count, "table_count()") ||
      !t.expect(*count == sample->rows.size(),
                concat("a count of ", sample->rows.size(), ", as many rows as are streamed"),
                concat(*count)))
    return;
  const auto described = b.describe({sample->id, {}}, t);
  if (!described) return;
  std::vector<std::string> key;
  for (const std::size_t at : described->schema.primary_key)
    key.push_back(described->schema.fields[at].name);
  const auto told = c.primary_keys(sample->id);
  t.ok(told, "primary_keys()") &&
      t.expect(*told == key, concat("the primary key of get_schemas(): ", shown_names(key)),
               shown_names(*told));
}

inline void introspection_lists(bench& b, trial& t) {
  connector_under_test& c = b.connection();
  const auto listed = c.list_tables();
  const auto tables = c.table_names(), views = c.view_names();
  if (!t.ok(listed, "list_tables()") || !t.ok(tables, "table_names()") ||
      !t.ok(views, "view_names()"))
    return;
  for (const table_id& one : *listed)
    if (!t.expect(contains(*tables, to_text(one)) || contains(*views, to_text(one)) ||
                      contains(*tables, one.name) || contains(*views, one.name),
                  concat("the listed ", to_text(one), " among table_names() and view_names()"),
                  "neither"))
      return;
  const auto again = c.table_names();
  t.ok(again, "table_names()") &&
      t.expect(*again == *tables, shown_names(*tables), shown_names(*again));
}

inline void introspection_columns(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto told = b.connection().describe_table(sample->id);
  const auto described =
      t.ok(told, "describe_table()") ? b.describe({sample->id, {}}, t) : std::nullopt;
  if (!described) return;
  std::vector<column_description> visible;
  for (std::size_t i = 0; i < told->size(); ++i) {
    if (!t.expect((*told)[i].position == i, "positions counted from 0",
                  concat((*told)[i].position, " for column ", quoted((*told)[i].name))))
      return;
    if (!(*told)[i].hidden) visible.push_back((*told)[i]);
  }
  const auto& fields = described->schema.fields;
  if (!t.expect(visible.size() == fields.size(), concat(fields.size(), " columns"),
                concat(visible.size())))
    return;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto in_key =
        std::find(described->schema.primary_key.begin(), described->schema.primary_key.end(), i);
    const std::size_t at =
        in_key == described->schema.primary_key.end()
            ? 0
            : static_cast<std::size_t>(in_key - described->schema.primary_key.begin()) + 1;
    if (!t.expect(visible[i].name == fields[i].name, quoted(fields[i].name),
                  quoted(visible[i].name)) ||
        !t.expect(visible[i].primary_key_position == at,
                  concat("column ", quoted(fields[i].name), " at place ", at, " of the key"),
                  concat(visible[i].primary_key_position)) ||
        !t.expect(!visible[i].not_null || !fields[i].nullable,
                  concat("column ", quoted(fields[i].name),
                         " nullable in neither or not declared not null"),
                  "not null here, nullable in get_schemas()"))
      return;
  }
}

inline void introspection_unknown(bench& b, trial& t) {
  connector_under_test& c = b.connection();
  const table_id unknown = b.of.unknown_table();
  const auto exists = c.table_exists(unknown);
  if (!t.ok(exists, "table_exists() of an unknown table") ||
      !t.expect(!*exists, "an unknown table not to exist", "it does"))
    return;
  t.refused(c.table_count(unknown), {errc::not_found}, "table_count() of an unknown table") &&
      t.refused(c.describe_table(unknown), {errc::not_found},
                "describe_table() of an unknown table") &&
      t.refused(c.primary_keys(unknown), {errc::not_found}, "primary_keys() of an unknown table") &&
      t.refused(c.foreign_keys(unknown), {errc::not_found}, "foreign_keys() of an unknown table") &&
      t.refused(c.indices_definition(unknown), {errc::not_found},
                "indices_definition() of an unknown table") &&
      t.refused(c.table_definition(object_kind::table, unknown), {errc::not_found},
                "table_definition() of an unknown table") &&
      t.refused(c.table_definition(object_kind::view, unknown), {errc::not_found},
                "table_definition() of an unknown view") &&
      t.refused(c.detect_fts(unknown), {errc::not_found}, "detect_fts() of an unknown table");
}

inline void introspection_definitions(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  connector_under_test& c = b.connection();
  const auto text = c.table_definition(object_kind::table, sample->id);
  if (!t.ok(text, "table_definition()")) return;
  if (!t.expect(text->find(sample->id.name) != std::string::npos,
                concat("a definition that names ", sample->id.name), *text))
    return;
  const auto keys = c.foreign_keys(sample->id);
  const auto columns = c.describe_table(sample->id);
  if (!t.ok(keys, "foreign_keys()") || !t.ok(columns, "describe_table()")) return;
  for (const foreign_key& key : *keys) {
    const bool there =
        std::any_of(columns->begin(), columns->end(),
                    [&](const column_description& one) { return one.name == key.from; });
    if (!t.expect(there && !key.table.empty(), "foreign keys from columns of the table to a table",
                  concat("from ", quoted(key.from), " to ", quoted(key.table))))
      return;
  }
  if (!t.ok(c.indices_definition(sample->id), "indices_definition()") ||
      !t.ok(c.detect_fts(sample->id), "detect_fts()"))
    return;
  t.ok(c.detect_spatialite(), "detect_spatialite()");
}

}  // namespace detail

inline constexpr std::array introspection_checks{
    check{"introspectable.consistent", capability::introspectable,
          "names, counts and primary keys agree with the tables as they are read",
          detail::introspection_consistent},
    check{"introspectable.lists-agree", capability::introspectable,
          "every listed table is a table name or a view name", detail::introspection_lists},
    check{"introspectable.columns-agree", capability::introspectable,
          "describe_table() agrees with get_schemas()", detail::introspection_columns},
    check{"introspectable.unknown-is-not-found", capability::introspectable,
          "an unknown table does not exist and is not_found everywhere else",
          detail::introspection_unknown},
    check{"introspectable.definitions", capability::introspectable,
          "definitions and foreign keys are those of the table", detail::introspection_definitions},
};

}  // namespace ferrule::conformance
