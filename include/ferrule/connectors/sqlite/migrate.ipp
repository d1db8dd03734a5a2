// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/migrate.ipp - tables changed with their rows: ALTER TABLE and DROP TABLE.
#pragma once
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/create_table.hpp>

namespace ferrule::sqlite {
namespace detail {

template<class = void>
struct migration {
  /// The shape of a table that ALTER TABLE can change. Errors: `not_found`; `unsupported`.
  static result<table_shape> changeable(connection& db, const table_id& id) {
    auto shape = read_shape(db, id);
    if (!shape) return shape;
    const char* const why =
        shape->kind == storage::view     ? "is a view; change the tables that it shows"
        : shape->kind == storage::shadow ? "belongs to a virtual table; change that"
        : shape->kind == storage::virtual_table
            ? "is a virtual table, whose columns are those it was made with; drop it and make it anew"
            : nullptr;
    if (why != nullptr) return fail(errc::unsupported, concat(shape->where(), " ", why));
    return shape;
  }

  /// Such a table that has this column, called exactly so.
  static result<table_shape> with_column(connection& db, const table_id& id,
                                         std::string_view column) {
    auto shape = changeable(db, id);
    if (!shape) return shape;
    if (auto found = chosen_columns(*shape, {std::string(column)}); !found)
      return fail(std::move(found.error()));
    return shape;
  }

  /// Which kind of error it is, SQLite says in words alone.
  static result<void> run(connection& db, const table_id& id, std::string_view what,
                          const std::string& sql) {
    auto done = db.run(sql);
    if (done) return done;
    error& why = done.error();
    const auto says = [&](std::string_view text) {
      return why.message.find(text) != why.message.npos;
    };
    if (why.kind != errc::unsupported && why.kind != errc::not_found) return done;
    why.kind = says("there is already another table") || says("duplicate column name")
                   ? errc::constraint
                   : errc::unsupported;
    why.message = concat("sqlite table ", quoted(to_text(id), 300), ": ", what, ": ", why.message);
    if (says("after drop column")) why.message += "; drop what names the column first";
    return done;
  }

  static result<void> add(connection& db, const table_id& id, const field& added) {
    auto shape = changeable(db, id);
    if (!shape) return fail(std::move(shape.error()));
    auto definition = column_definition(added, false);
    if (!definition)
      return fail(definition.error().kind,
                  concat(shape->where(), ": ", definition.error().message));
    if (!added.nullable) {
      bool has_rows = false;
      if (auto ok = db.for_each(concat("SELECT EXISTS (SELECT 1 FROM ", shape->sql_name(), ")"),
                                [&](sqlite3_stmt* s) { has_rows = sqlite3_column_int(s, 0) != 0; });
          !ok)
        return ok;
      if (has_rows)
        return fail(errc::constraint,
                    concat(shape->where(), ": column ", quoted(added.name),
                           " is not null, and the rows that are there have no cell for it; add it "
                           "as nullable, or remove the rows first"));
    }
    return run(db, id, concat("adding column ", quoted(added.name)),
               concat("ALTER TABLE ", shape->sql_name(), " ADD COLUMN ", *definition));
  }
};

}  // namespace detail

template<class>
result<void> connector::rename_table(const table_id& table, std::string_view to) {
  if (auto ok = may_write(); !ok) return ok;
  auto shape = detail::migration<>::changeable(*db_, table);
  if (!shape) return fail(std::move(shape.error()));
  return detail::migration<>::run(
      *db_, table, concat("renaming it to ", quoted(to)),
      concat("ALTER TABLE ", shape->sql_name(), " RENAME TO ", detail::quoted_name(to)));
}
template<class>
result<void> connector::drop_table(const table_id& table) {
  if (auto ok = may_write(); !ok) return ok;
  auto there = detail::list_table(*db_, table);
  if (!there) return fail(std::move(there.error()));
  if (!there->kind) return fail(detail::no_such_table(*db_, table));
  if (*there->kind != detail::storage::virtual_table)  // those can be dropped
    if (auto shape = detail::migration<>::changeable(*db_, table); !shape)
      return fail(std::move(shape.error()));
  return detail::migration<>::run(*db_, table, "dropping it",
                                  "DROP TABLE " + detail::sql_name(table));
}
template<class>
result<void> connector::add_column(const table_id& table, const field& added) {
  if (auto ok = may_write(); !ok) return ok;
  return detail::migration<>::add(*db_, table, added);
}
template<class>
result<void> connector::drop_column(const table_id& table, std::string_view column) {
  if (auto ok = may_write(); !ok) return ok;
  auto shape = detail::migration<>::with_column(*db_, table, column);
  if (!shape) return fail(std::move(shape.error()));
  return detail::migration<>::run(
      *db_, table, concat("dropping column ", quoted(column)),
      concat("ALTER TABLE ", shape->sql_name(), " DROP COLUMN ", detail::quoted_name(column)));
}
template<class>
result<void> connector::rename_column(const table_id& table, std::string_view from,
                                      std::string_view to) {
  if (auto ok = may_write(); !ok) return ok;
  auto shape = detail::migration<>::with_column(*db_, table, from);
  if (!shape) return fail(std::move(shape.error()));
  return detail::migration<>::run(
      *db_, table, concat("renaming column ", quoted(from), " to ", quoted(to)),
      concat("ALTER TABLE ", shape->sql_name(), " RENAME COLUMN ", detail::quoted_name(from),
             " TO ", detail::quoted_name(to)));
}

}  // namespace ferrule::sqlite
