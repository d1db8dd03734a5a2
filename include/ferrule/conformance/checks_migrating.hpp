// SPDX-License-Identifier: BSL-1.0
// conformance/checks_migrating.hpp - Migratable: tables change, and keep the cells that they had.
#pragma once
#include <array>
#include <ferrule/conformance/checks_writing.hpp>

namespace ferrule::conformance {
namespace detail {

inline field migrated_field(std::string name, bool nullable) {
  return {std::move(name), {.kind = kind::text}, nullable, typing::declared, {}, {}};
}
inline const table_id& migrated_table() { return written_schema().table; }

// The kit's rows without the cell at `position`.
inline std::vector<row_values> kit_rows_without(std::size_t position) {
  auto out = kit_rows();
  for (row_values& row : out) row.erase(row.begin() + static_cast<std::ptrdiff_t>(position));
  return out;
}
// Whether the table has these columns, in any order, and in them these rows.
inline bool holds_columns(bench& b, const table_id& table, std::vector<std::string> names,
                          const std::vector<row_values>& expected, std::string_view what,
                          trial& t) {
  const auto described = b.describe({table, {}}, t);
  if (!described) return false;
  auto seen = names_of(described->schema), wanted = names;
  std::sort(seen.begin(), seen.end());
  std::sort(wanted.begin(), wanted.end());
  if (!t.expect(seen == wanted, concat(what, ": the columns ", shown_names(wanted)),
                shown_names(seen)))
    return false;
  const auto rows = b.read({table, std::move(names)}, t);
  return rows && rows_are(expected, *rows, what, t);
}
inline bool holds_kit_columns(bench& b, std::string_view what, trial& t) {
  return holds_columns(b, migrated_table(), {"id", "label", "amount", "line"}, kit_rows(), what, t);
}

inline void migrate_add(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  if (!t.ok(c.add_column(migrated_table(), migrated_field("extra", true)), "add_column()")) return;
  const std::vector<std::string> names{"id", "label", "amount", "line", "extra"};
  auto expected = kit_rows();
  for (row_values& row : expected) row.emplace_back();
  if (!holds_columns(b, migrated_table(), names, expected,
                     "the rows as they were, and null in the added column", t))
    return;
  const auto described = b.describe({migrated_table(), {"extra"}}, t);
  if (!described ||
      !t.expect(described->schema.fields[0].type.kind == kind::text &&
                    described->schema.fields[0].nullable,
                "an added column of text that may be null", to_text(described->schema.fields[0])))
    return;
  row_values added = kit_cells(700, "new", 1.0, 7);
  added.emplace_back("cell");
  {
    const writer_ptr writer = writer_for(b, {migrated_table(), names}, write_mode::insert, t);
    if (!writer || !writes(*writer, added, t) || !t.ok(writer->finish(), "finish()")) return;
  }
  expected.push_back(added);
  holds_columns(b, migrated_table(), names, expected, "a row written with the added column", t) &&
      t.refused(c.add_column(migrated_table(), migrated_field("extra", true)), {errc::constraint},
                "adding a column of a name that is taken");
}

inline void migrate_add_not_null(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  const field added = migrated_field("extra", false);
  if (!t.refused(c.add_column(migrated_table(), added), {errc::constraint},
                 "adding a column that is not null to a table with rows") ||
      !holds_kit_columns(b, "the table as it was", t) ||
      !t.ok(c.create_table(written_schema(), if_exists::replace), "create_table(replace)") ||
      !t.ok(c.add_column(migrated_table(), added), "add_column() to a table without rows"))
    return;
  const auto described = b.describe({migrated_table(), {"extra"}}, t);
  if (described)
    t.expect(!described->schema.fields[0].nullable, "an added column that is not null",
             to_text(described->schema.fields[0]));
}

inline void migrate_drop(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  if (!t.ok(c.drop_column(migrated_table(), "label"), "drop_column()") ||
      !holds_columns(b, migrated_table(), {"id", "amount", "line"}, kit_rows_without(1),
                     "the cells of the other columns as they were", t) ||
      !t.refused(c.drop_column(migrated_table(), "label"), {errc::not_found},
                 "dropping a column that is not there") ||
      !t.refused(c.drop_column(migrated_table(), "line"), {errc::constraint, errc::unsupported},
                 "dropping a column of the primary key"))
    return;
  holds_columns(b, migrated_table(), {"id", "amount", "line"}, kit_rows_without(1),
                "the table as it was", t);
}

inline void migrate_rename_column(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  const std::vector<std::string> renamed{"id", "label", "sum", "row"};
  if (!t.ok(c.rename_column(migrated_table(), "amount", "sum"), "rename_column()") ||
      !t.ok(c.rename_column(migrated_table(), "line", "row"), "rename_column() of the key") ||
      !holds_columns(b, migrated_table(), renamed, kit_rows(), "the rows under the new names", t) ||
      !t.refused(c.rename_column(migrated_table(), "label", "sum"), {errc::constraint},
                 "renaming a column to a name that is taken") ||
      !t.refused(c.rename_column(migrated_table(), "amount", "more"), {errc::not_found},
                 "renaming a column that is not there") ||
      !holds_columns(b, migrated_table(), renamed, kit_rows(), "the table as it was", t))
    return;
  const auto described = b.describe({migrated_table(), {}}, t);
  if (!described) return;
  std::vector<std::string> key;
  for (const std::size_t at : described->schema.primary_key)
    key.push_back(described->schema.fields[at].name);
  t.expect(key == std::vector<std::string>{"row", "id"}, "the primary key row, id",
           shown_names(key));
}

inline void migrate_tables(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  const table_id renamed("ferrule_kit_renamed"), unknown = b.of.unknown_table();
  (void)c.drop_table(renamed);  // what an earlier run may have left
  if (!t.ok(c.rename_table(migrated_table(), renamed.name), "rename_table()") ||
      !holds_columns(b, renamed, {"id", "label", "amount", "line"}, kit_rows(),
                     "the rows under the table's new name", t) ||
      !t.refused(c.open({migrated_table(), {}}), {errc::not_found},
                 "reading a table by the name it had") ||
      !t.ok(c.create_table(written_schema(), if_exists::fail), "create_table() of that name") ||
      !t.refused(c.rename_table(migrated_table(), renamed.name), {errc::constraint},
                 "renaming a table to a name that is taken") ||
      !t.ok(c.drop_table(renamed), "drop_table()") ||
      !t.refused(c.open({renamed, {}}), {errc::not_found}, "reading a dropped table"))
    return;
  t.refused(c.drop_table(unknown), {errc::not_found}, "drop_table() of an unknown table") &&
      t.refused(c.rename_table(unknown, renamed.name), {errc::not_found},
                "rename_table() of an unknown table") &&
      t.refused(c.add_column(unknown, migrated_field("extra", true)), {errc::not_found},
                "add_column() to an unknown table") &&
      t.refused(c.drop_column(unknown, "label"), {errc::not_found},
                "drop_column() of an unknown table") &&
      t.refused(c.rename_column(unknown, "label", "name"), {errc::not_found},
                "rename_column() of an unknown table");
}

inline void migrate_in_transaction(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  const table_id& table = migrated_table();
  const table_id renamed("ferrule_kit_renamed");
  (void)c.drop_table(renamed);
  if (!t.ok(c.begin(), "begin()") ||
      !t.ok(c.add_column(table, migrated_field("extra", true)), "add_column()") ||
      !t.ok(c.drop_column(table, "label"), "drop_column()") ||
      !t.ok(c.rename_column(table, "amount", "sum"), "rename_column()") ||
      !t.ok(c.rename_table(table, renamed.name), "rename_table()") ||
      !t.ok(c.drop_table(renamed), "drop_table()") || !t.ok(c.rollback(), "rollback()") ||
      !holds_kit_columns(b, "the table as it was before begin()", t))
    return;
  if (!t.ok(c.begin(), "begin()") || !t.ok(c.drop_column(table, "label"), "drop_column()") ||
      !t.ok(c.commit(), "commit()"))
    return;
  reads_rows(*b.of.connect(), {table, kit_rows_without(1)}, "a new connection after the commit", t);
}

}  // namespace detail

inline constexpr std::array migrating_checks{
    check{"migratable.add-column", capability::migratable,
          "an added column is null in the rows that are there, and is written like the others",
          detail::migrate_add},
    check{
        "migratable.add-not-null", capability::migratable,
        "a column that is not null is added to a table without rows, and refused where there are any",
        detail::migrate_add_not_null},
    check{"migratable.drop-column", capability::migratable,
          "a dropped column is gone, and nothing else; one of the key is refused",
          detail::migrate_drop},
    check{
        "migratable.rename-column", capability::migratable,
        "a renamed column keeps its cells and its place in the key; a name that is taken is refused",
        detail::migrate_rename_column},
    check{"migratable.rename-and-drop-table", capability::migratable,
          "a renamed table keeps its rows, a dropped one is gone; what is unknown is not_found",
          detail::migrate_tables},
    check{
        "migratable.transactions", capability::migratable,
        "rollback() takes back what was done to tables since begin(), commit() shows it to others",
        detail::migrate_in_transaction},
};

}  // namespace ferrule::conformance
