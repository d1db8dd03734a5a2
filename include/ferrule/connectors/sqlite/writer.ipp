// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/writer.ipp - what writer.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/bind.hpp>
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/create_table.hpp>
#include <ferrule/connectors/sqlite/write_cell.hpp>
#include <ferrule/connectors/sqlite/writer.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {

FERRULE_INLINE writer::writer(std::shared_ptr<detail::connection> db, std::string source,
                              write_mode mode)
    : db_(std::move(db)), source_(std::move(source)), mode_(mode) {}
FERRULE_INLINE writer::writer(writer&&) noexcept = default;
FERRULE_INLINE writer& writer::operator=(writer&&) noexcept = default;
FERRULE_INLINE writer::~writer() = default;

FERRULE_INLINE bool writer::write(std::span<const value_view> cells) {
  ++rows_;
  if (lost_) return refuse(lost_.kind, lost_.message);
  if (cells.size() != columns_.size())
    return refuse(errc::type_mismatch, concat(where(), ": a row of ", cells.size(), " cells for ",
                                              columns_.size(), " columns"));
  if (auto ok = db_->may_write(); !ok)
    return refuse(ok.error().kind, concat(where(), ": ", ok.error().message));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!bind(i, cells[i])) return false;
  const bool in_transaction = sqlite3_get_autocommit(db_->get()) == 0;
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_DONE) {
    status_ = db_->last_error(code);
    status_.message = concat(where(), ": ", status_.message);
  }
  sqlite3_reset(statement_.get());
  if (code != SQLITE_DONE) {
    // Out of space and the like: SQLite gives up the whole transaction, and what follows must not be written without it.
    if (in_transaction && sqlite3_get_autocommit(db_->get()) != 0)
      lost_ = {
          errc::closed, false,
          concat(
              source_,
              ": SQLite rolled the transaction back; begin again and write all of its rows. Why: ",
              status_.message)};
    return false;
  }
  if (may_do_nothing_ || sqlite3_changes(db_->get()) != 0) return true;
  if (mode_ == write_mode::update || mode_ == write_mode::remove)
    return refuse(errc::not_found, concat(source_, " has no row with ", key_text(cells)));
  return refuse(errc::constraint, concat(where(), ": a trigger of the table ignored the row"));
}

FERRULE_INLINE bool writer::bind(std::size_t i, value_view cell) {
  const detail::written_column& column = columns_[i];
  const value_view given = cell;
  const auto refuse_cell = [&](errc kind, const std::string& what) {
    return refuse(kind, concat(where(), ", column ", quoted(column.name), ": ", what));
  };
  if (cell.is_null()) {
    if (column.not_null) return refuse_cell(errc::constraint, "null in a column that is not null");
  } else if (const conversion c = detail::fit_for_column(column, cell, text_);
             c != conversion::ok) {
    return refuse_cell(
        kind_of(c),
        c == conversion::mismatch && is_text(given.kind()) &&
                detail::looks_numeric(given.as<std::string_view>()) && column.codec == codec::open
            ? concat(
                  "holds ", shown(given),
                  ", text of which SQLite makes a number in this column; declare the column TEXT")
            : explain(c, given, to_text(column.type)));
  }
  const int code = detail::bind_value(statement_.get(), static_cast<int>(i) + 1, cell);
  if (code == SQLITE_OK) return true;
  return refuse_cell(code == SQLITE_TOOBIG  ? errc::limit
                     : code == SQLITE_NOMEM ? errc::resource
                                            : errc::value_out_of_range,
                     concat("SQLite refused ", shown(given), ": ", sqlite3_errstr(code)));
}

FERRULE_INLINE std::string writer::key_text(std::span<const value_view> cells) const {
  std::string out;
  for (const std::size_t i : key_)
    out += concat(out.empty() ? "" : ", ", columns_[i].name, " = ", shown(cells[i]));
  return out;
}

}  // namespace ferrule::sqlite

namespace ferrule::sqlite::detail {

/// The columns (positions in the shape) that a writer writes. Errors: why these columns of this table cannot be written in this way.
FERRULE_INLINE result<std::vector<std::size_t>> columns_to_write(const table_shape& shape,
                                                                 const table_info& wanted,
                                                                 write_mode mode) {
  const std::string where = shape.where();
  if (shape.kind == storage::view)
    return fail(errc::unsupported, concat(where, " is a view; write to the tables it shows"));
  if (shape.kind == storage::shadow)
    return fail(errc::unsupported, concat(where, " belongs to a virtual table; write to that"));
  const std::vector<std::size_t> key = shape.key();
  if (mode != write_mode::insert && shape.kind == storage::virtual_table)
    return fail(errc::unsupported,
                concat(where, " is a virtual table, which rows can only be inserted into"));
  if (mode != write_mode::insert && key.empty())
    return fail(errc::unsupported,
                concat(where, " has no primary key, which ", name_of(mode), " needs"));
  std::vector<std::size_t> out;
  if (wanted.columns.empty() && mode == write_mode::remove) out = key;
  else if (wanted.columns.empty()) {
    for (std::size_t i = 0; i < shape.columns.size(); ++i)
      if (!shape.columns[i].hidden && !shape.columns[i].generated) out.push_back(i);
  } else {
    auto chosen = chosen_columns(shape, wanted.columns);
    if (!chosen) return chosen;
    out = std::move(*chosen);
  }
  if (auto typed = schema_of(shape, out); !typed) return fail(std::move(typed.error()));
  bool others = false;
  for (std::size_t i = 0; i < shape.columns.size(); ++i) {
    const column_shape& c = shape.columns[i];
    const auto given = std::count(out.begin(), out.end(), i);
    const bool is_key = c.key_position != 0;
    others = others || (given != 0 && !is_key);
    if (given > 1)
      return fail(errc::constraint,
                  concat(where, ": column ", quoted(c.name), " is to be written twice"));
    if (given == 1 && c.generated)
      return fail(errc::unsupported, concat(where, ": column ", quoted(c.name),
                                            " is generated and cannot be written"));
    if (given == 1 && !is_key && mode == write_mode::remove)
      return fail(errc::constraint, concat(where, ": remove takes the key's columns, and ",
                                           quoted(c.name), " is not one"));
    if (given == 0 && is_key && mode != write_mode::insert)
      return fail(errc::constraint,
                  concat(where, ": ", name_of(mode), " needs the key column ", quoted(c.name)));
    if (given == 0 && c.not_null && !c.default_value && !c.generated && shape.rowid_column != i &&
        (mode == write_mode::insert || mode == write_mode::upsert))
      return fail(errc::constraint, concat(where, ": ", name_of(mode), " needs the column ",
                                           quoted(c.name), ", which is not null"));
  }
  if (mode == write_mode::update && !others)
    return fail(errc::constraint, concat(where, ": update needs a column besides the key's"));
  return out;
}

/// The statement; parameter i + 1 is the cell of column i.
FERRULE_INLINE std::string write_statement(const table_shape& shape,
                                           const std::vector<std::size_t>& columns,
                                           write_mode mode) {
  std::string names, values, changes, conditions, key;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const column_shape& c = shape.columns[columns[i]];
    const std::string name = quoted_name(c.name);
    names += (i == 0 ? "" : ", ") + name;
    values += concat(i == 0 ? "?" : ", ?", i + 1);
    if (c.key_position != 0)
      conditions += concat(conditions.empty() ? "" : " AND ", name, " = ?", i + 1);
    else
      changes += concat(changes.empty() ? "" : ", ", name, " = ",
                        mode == write_mode::update ? concat("?", i + 1) : "excluded." + name);
  }
  for (const std::size_t k : shape.key())
    key += (key.empty() ? "" : ", ") + quoted_name(shape.columns[k].name);
  const std::string table = shape.sql_name();
  // OR ABORT: a conflict clause in the table's definition could drop or replace rows without a word.
  const std::string insert =
      concat("INSERT OR ABORT INTO ", table, "(", names, ") VALUES (", values, ")");
  switch (mode) {
    case write_mode::insert: return insert;
    case write_mode::upsert:
      return concat(insert, " ON CONFLICT(", key, ") DO ",
                    changes.empty() ? "NOTHING" : "UPDATE SET " + changes);
    case write_mode::update:
      return concat("UPDATE OR ABORT ", table, " SET ", changes, " WHERE ", conditions);
    case write_mode::remove: return concat("DELETE FROM ", table, " WHERE ", conditions);
  }
  return {};
}

}  // namespace ferrule::sqlite::detail

namespace ferrule::sqlite {

FERRULE_INLINE result<void> connector::may_write() {
  if (settings_.read_only)
    return fail(errc::permission,
                concat("sqlite ", quoted(settings_.path, 300),
                       ": the connection is read-only, set read_only = false to write"));
  return with_connection([](detail::connection& db) { return db.may_write(); });
}

FERRULE_INLINE result<void> connector::create_table(const source_schema& made, if_exists existing) {
  if (auto ok = may_write(); !ok) return ok;
  auto sql = detail::create_statement(made);
  if (!sql) return fail(std::move(sql.error()));
  auto there = detail::list_table(*db_, made.table);
  if (!there) return fail(std::move(there.error()));
  if (!there->kind) return db_->run(*sql);
  const std::string where = concat(db_->where(), ": ", quoted(to_text(made.table), 300));
  if (*there->kind == detail::storage::view)
    return fail(errc::constraint, concat(where, " is a view; choose another name"));
  if (existing == if_exists::keep) return {};
  if (existing == if_exists::fail)
    return fail(
        errc::constraint,
        concat(where, " exists already; choose another name, or if_exists::keep or replace"));
  if (auto ok = db_->run("SAVEPOINT ferrule_create"); !ok) return ok;
  auto done = db_->run("DROP TABLE " + detail::sql_name(made.table));
  if (done) done = db_->run(*sql);
  if (!done) (void)db_->run("ROLLBACK TO ferrule_create");
  auto released = db_->run("RELEASE ferrule_create");
  return done ? released : done;
}

FERRULE_INLINE result<writer> connector::open_writer(const table_info& wanted, write_mode mode) {
  if (auto ok = may_write(); !ok) return fail(std::move(ok.error()));
  auto shape = shape_of(wanted.id);
  if (!shape) return fail(std::move(shape.error()));
  auto columns = detail::columns_to_write(*shape, wanted, mode);
  if (!columns) return fail(std::move(columns.error()));
  auto prepared =
      db_->prepare(detail::write_statement(*shape, *columns, mode), SQLITE_PREPARE_PERSISTENT);
  if (!prepared) return fail(std::move(prepared.error()));
  writer out(db_, shape->where(), mode);
  bool others = false;
  for (const std::size_t i : *columns) {
    const detail::column_shape& c = shape->columns[i];
    if (c.key_position != 0) out.key_.push_back(out.columns_.size());
    else others = true;
    out.columns_.push_back({c.name, c.as_field().type, c.type->codec,
                            detail::affinity_of(c.declaration, shape->strict), c.not_null});
  }
  out.may_do_nothing_ = mode == write_mode::upsert && !others;
  out.statement_ = std::move(*prepared);
  return out;
}

FERRULE_INLINE result<void> connector::begin() {
  if (settings_.read_only) return may_write();
  return with_connection([](detail::connection& db) { return db.run("BEGIN IMMEDIATE"); });
}

FERRULE_INLINE result<void> connector::commit() {
  if (settings_.read_only) return may_write();
  return with_connection([](detail::connection& db) { return db.run("COMMIT"); });
}

FERRULE_INLINE result<void> connector::rollback() {
  if (settings_.read_only) return may_write();
  return with_connection([](detail::connection& db) { return db.run("ROLLBACK"); });
}

}  // namespace ferrule::sqlite
