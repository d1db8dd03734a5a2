// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/capture.ipp - a log of changes in the database itself, put there and taken away on request.
//
//     ferrule_capture_log        what happened: table, operation, time, cells of the row and of the row before
//     ferrule_capture_tables     which tables are captured, and the identity of the log
//     ferrule_capture_conflicts  what a change that is under way may replace
//
// and six triggers for each table (capture_triggers.hpp).
#pragma once
#include <ferrule/connectors/sqlite/capture_triggers.hpp>
#include <ferrule/connectors/sqlite/connector.ipp>

namespace ferrule::sqlite {
namespace detail {

/// One captured table, as it is now.
struct captured_table {
  std::int64_t number = 0;  ///< what the log calls it; another one each time it is captured anew
  table_shape shape{};
};

template<class = void>
struct capture {
  using triggers = capture_triggers<>;

  /// What tells this log from any other. Errors: `unsupported` where there is none.
  static result<std::string> identity(connection& db) {
    auto there = exists(db);
    if (!there) return fail(std::move(there.error()));
    std::string out;
    if (*there)
      if (auto ok = db.for_each("SELECT identity FROM ferrule_capture_tables WHERE name IS NULL",
                                [&](sqlite3_stmt* s) { out = text_column(s, 0); });
          !ok)
        return fail(std::move(ok.error()));
    if (!out.empty()) return out;
    return fail(errc::unsupported,
                concat(db.where(),
                       " keeps no log of changes; call enable_capture for the tables to follow, "
                       "through a connection with read_only = false"));
  }

  static result<std::vector<table_id>> tables(connection& db) {
    std::vector<table_id> out;
    auto there = exists(db);
    if (!there) return fail(std::move(there.error()));
    if (*there)
      if (auto ok = db.for_each(
              "SELECT name FROM ferrule_capture_tables WHERE name IS NOT NULL ORDER BY name",
              [&](sqlite3_stmt* s) { out.emplace_back(text_column(s, 0)); });
          !ok)
        return fail(std::move(ok.error()));
    return out;
  }

  /// A table whose changes the log has, as long as it stays what it is. Errors: `not_found`; `unsupported` where it is not captured;
  /// `closed` where it has changed since, so that the log may lack something.
  static result<captured_table> find(connection& db, const table_id& id) {
    auto shape = read_shape(db, id);
    if (!shape) return fail(std::move(shape.error()));
    auto number = number_of(db, id);
    if (!number) return fail(std::move(number.error()));
    if (*number == 0)
      return fail(errc::unsupported, concat("sqlite table ", quoted(to_text(id), 300),
                                            " is not captured; call enable_capture for it"));
    auto keys = capture_keys<>::read(db, *shape);
    if (!keys) return fail(std::move(keys.error()));
    auto state = compare(db, triggers(*shape, *keys, *number), *shape);
    if (!state) return fail(std::move(state.error()));
    if (*state == drift::changed)
      return fail(errc::closed,
                  concat(shape->where(),
                         ": its columns, unique indexes or triggers have changed since its capture "
                         "was enabled, so that changes may be missing from the log; call "
                         "enable_capture again, and who follows it gets all rows anew"));
    return captured_table{*number, std::move(*shape)};
  }

  static result<void> enable(connection& db, std::span<const table_id> tables) {
    return together(db, [&]() -> result<void> {
      std::vector<table_shape> shapes;
      std::size_t width = 0;
      for (const table_id& id : tables) {
        auto shape = capturable(db, id);
        if (!shape) return fail(std::move(shape.error()));
        width = std::max(width, shape->columns.size());
        shapes.push_back(std::move(*shape));
      }
      if (auto ok = make_log(db, width); !ok) return ok;
      for (const table_shape& shape : shapes)
        if (auto ok = enable_one(db, shape); !ok) return ok;
      return {};
    });
  }
  static result<void> disable(connection& db, std::span<const table_id> tables) {
    return together(db, [&]() -> result<void> {
      for (const table_id& id : tables) {
        auto number = number_of(db, id);
        if (!number) return fail(std::move(number.error()));
        if (*number == 0)
          return fail(errc::not_found,
                      concat("sqlite table ", quoted(to_text(id), 300), " is not captured"));
        if (auto ok = forget(db, *number); !ok) return ok;
      }
      auto left = capture::tables(db);
      if (!left) return fail(std::move(left.error()));
      if (!left->empty()) return {};
      for (const char* name : {"log", "tables", "conflicts"})
        if (auto ok = db.run(concat("DROP TABLE IF EXISTS ", capture_prefix, name)); !ok) return ok;
      return {};
    });
  }

private:
  enum class drift : std::uint8_t { none, order, changed };
  static constexpr std::size_t first_cell = 4;  // behind id, number, op and at

  static result<bool> exists(connection& db) {
    return list_table(db, table_id("ferrule_capture_tables")).map([](const table_listing& found) {
      return found.kind.has_value();
    });
  }
  // 0: not captured.
  static result<std::int64_t> number_of(connection& db, const table_id& id) {
    auto there = exists(db);
    if (!there) return fail(std::move(there.error()));
    if (!*there || (id.schema && *id.schema != "main")) return std::int64_t{0};
    std::int64_t out = 0;
    auto found = db.prepare("SELECT number FROM ferrule_capture_tables WHERE name = ?1");
    if (!found) return fail(std::move(found.error()));
    sqlite3_bind_text(found->get(), 1, id.name.data(), static_cast<int>(id.name.size()),
                      SQLITE_STATIC);
    if (auto ok =
            db.for_each(found->get(), [&](sqlite3_stmt* s) { out = sqlite3_column_int64(s, 0); });
        !ok)
      return fail(std::move(ok.error()));
    return out;
  }

  // Whether the triggers are there as they would be written now; and whether another trigger of the table is younger, which SQLite
  // (3.40) fires before them.
  static result<drift> compare(connection& db, const triggers& wanted, const table_shape& shape) {
    std::size_t same = 0, others = 0;
    std::int64_t ours = INT64_MAX, youngest = 0;
    auto listed = db.prepare(
        "SELECT name, sql, rowid FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 "
        "COLLATE NOCASE");
    if (!listed) return fail(std::move(listed.error()));
    const std::string& table = wanted.table_name();
    sqlite3_bind_text(listed->get(), 1, table.data(), static_cast<int>(table.size()),
                      SQLITE_STATIC);
    auto ok = db.for_each(listed->get(), [&](sqlite3_stmt* s) {
      const std::string name = text_column(s, 0);
      const std::int64_t age = sqlite3_column_int64(s, 2);
      if (!name.starts_with(capture_prefix)) {
        youngest = std::max(youngest, age);
        return;
      }
      ++others;
      ours = std::min(ours, age);
      for (std::size_t i = 0; i < triggers::count; ++i)
        if (name == wanted.name(i)) same += text_column(s, 1) == wanted.text(i) ? 1u : 0u;
    });
    bool same_columns = false;  // SQLite itself renames a column in triggers
    if (ok)
      ok = db.for_each(
          concat("SELECT columns FROM ferrule_capture_tables WHERE number = ", wanted.number()),
          [&](sqlite3_stmt* s) { same_columns = text_column(s, 0) == columns_of(shape); });
    if (!ok) return fail(std::move(ok.error()));
    if (same != triggers::count || others != triggers::count || !same_columns)
      return drift::changed;
    return youngest > ours ? drift::order : drift::none;
  }

  static std::string columns_of(const table_shape& shape) {
    std::string out;
    for (const column_shape& c : shape.columns)
      out += concat(out.empty() ? "" : ", ", quoted_name(c.name), " ", c.declaration);
    return out;
  }

  // All or nothing, in a transaction of its own or inside of the caller's.
  template<class F>
  static result<void> together(connection& db, F&& f) {
    const bool alone = sqlite3_get_autocommit(db.get()) != 0;
    if (auto ok = db.run(alone ? "BEGIN IMMEDIATE" : "SAVEPOINT ferrule_capture"); !ok) return ok;
    result<void> done = f();
    if (!done && !alone) (void)db.run("ROLLBACK TO ferrule_capture");
    auto ended = db.run(!alone ? "RELEASE ferrule_capture" : done ? "COMMIT" : "ROLLBACK");
    if (done && !ended && alone) (void)db.run("ROLLBACK");
    return done ? ended : done;
  }

  /// The shape of a table that can be captured. Errors: why it cannot.
  static result<table_shape> capturable(connection& db, const table_id& id) {
    auto shape = read_shape(db, id);
    if (!shape) return shape;
    const char* const why =
        id.schema && *id.schema != "main" ? "a trigger cannot write into another database's log"
        : shape->kind == storage::view    ? "it is a view; capture the tables that it shows"
        : shape->kind != storage::table
            ? "SQLite has no triggers for virtual tables and what belongs to them"
        : starts_with_name(id.name, "sqlite_")      ? "it is SQLite's own"
        : starts_with_name(id.name, capture_prefix) ? "it is a part of the capture"
        : !shape->without_rowid && !shape->rowid_column && shape->rowid.empty()
            ? "its columns are called rowid, _rowid_ and oid, which leaves no name for the rowid"
            : nullptr;
    if (why != nullptr)
      return fail(errc::unsupported, concat(shape->where(), " cannot be captured: ", why));
    const auto most = static_cast<std::size_t>(sqlite3_limit(db.get(), SQLITE_LIMIT_COLUMN, -1));
    if (first_cell + 2 * shape->columns.size() > most)
      return fail(errc::limit, concat(shape->where(), " has ", shape->columns.size(),
                                      " columns; at most ", (most - first_cell) / 2,
                                      " can be captured, because the log has two for each"));
    return shape;
  }

  // As wide as the widest of its tables. No column has a declared type, so that each cell stays what it is.
  static result<void> make_log(connection& db, std::size_t width) {
    auto there = exists(db);
    if (!there) return fail(std::move(there.error()));
    if (*there) {
      if (auto ok = identity(db); !ok) return fail(std::move(ok.error()));
      return widen(db, width);
    }
    std::string both, old;
    for (std::size_t i = 0; i < width; ++i) {
      both += concat(", n", i, ", o", i);
      old += concat(", o", i);
    }
    for (
        const std::string& sql :
        {concat("CREATE TABLE ferrule_capture_log(id INTEGER PRIMARY KEY AUTOINCREMENT, number, "
                "op, at",
                both, ")"),
         std::string(
             "CREATE INDEX ferrule_capture_anew ON ferrule_capture_log(number) WHERE op = 4"),
         std::string("CREATE TABLE ferrule_capture_tables(number INTEGER PRIMARY KEY "
                     "AUTOINCREMENT, name, columns, identity)"),
         concat(
             "CREATE TABLE ferrule_capture_conflicts(seq INTEGER PRIMARY KEY, number, row, leaving",
             old, ")"),
         std::string("INSERT INTO ferrule_capture_tables(identity) VALUES "
                     "(lower(hex(randomblob(16))))")})
      if (auto ok = db.run(sql); !ok) return ok;
    return {};
  }
  static result<void> widen(connection& db, std::size_t width) {
    auto log = read_shape(db, table_id("ferrule_capture_log"));
    if (!log) return fail(std::move(log.error()));
    for (std::size_t i = (log->columns.size() - first_cell) / 2; i < width; ++i)
      for (const std::string& sql :
           {concat("ALTER TABLE ferrule_capture_log ADD COLUMN n", i),
            concat("ALTER TABLE ferrule_capture_log ADD COLUMN o", i),
            concat("ALTER TABLE ferrule_capture_conflicts ADD COLUMN o", i)})
        if (auto ok = db.run(sql); !ok) return ok;
    return {};
  }

  static result<void> enable_one(connection& db, const table_shape& shape) {
    const table_id& id = shape.id;
    auto keys = capture_keys<>::read(db, shape);
    if (!keys) return fail(std::move(keys.error()));
    auto number = number_of(db, id);
    if (!number) return fail(std::move(number.error()));
    if (*number != 0) {
      const triggers now(shape, *keys, *number);
      auto state = compare(db, now, shape);
      if (!state) return fail(std::move(state.error()));
      if (*state == drift::none) return {};
      if (*state == drift::order) {
        if (auto ok = drop_triggers(db, *number); !ok) return ok;
        return make_triggers(db, now);
      }
      if (auto ok = forget(db, *number); !ok) return ok;
    }
    if (auto ok =
            db.run(concat("INSERT INTO ferrule_capture_tables(name, columns) VALUES (",
                          quoted_literal(id.name), ", ", quoted_literal(columns_of(shape)), ")"));
        !ok)
      return ok;
    const std::int64_t made = sqlite3_last_insert_rowid(db.get());
    if (auto ok = make_triggers(db, triggers(shape, *keys, made)); !ok) return ok;
    // What was before is not in the log: who followed the table reads it again.
    return db.run(concat("INSERT INTO ferrule_capture_log(number, op, at) VALUES (", made, ", ",
                         static_cast<int>(logged::anew), ", NULL)"));
  }

  static result<void> make_triggers(connection& db, const triggers& made) {
    for (std::size_t i = 0; i < triggers::count; ++i)
      if (auto ok = db.run(made.text(i)); !ok) return ok;
    // SQLite looks at the body of a trigger where a statement fires it: a mistake in one would be another program's error.
    const std::string table = quoted_name(made.table_name());
    for (const std::string& fires :
         {concat("INSERT INTO ", table, " DEFAULT VALUES"),
          concat("UPDATE ", table, " SET ", made.assigns_itself()), concat("DELETE FROM ", table)})
      if (auto ok = db.prepare(fires); !ok) return fail(std::move(ok.error()));
    return {};
  }
  static result<void> drop_triggers(connection& db, std::int64_t number) {
    std::vector<std::string> names;
    if (auto ok = db.for_each(
            concat("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB '",
                   capture_prefix, number, "_*'"),
            [&](sqlite3_stmt* s) { names.push_back(text_column(s, 0)); });
        !ok)
      return ok;
    for (const std::string& name : names)
      if (auto ok = db.run("DROP TRIGGER " + quoted_name(name)); !ok) return ok;
    return {};
  }
  static result<void> forget(connection& db, std::int64_t number) {
    if (auto ok = drop_triggers(db, number); !ok) return ok;
    for (const char* table : {"tables", "conflicts"})
      if (auto ok =
              db.run(concat("DELETE FROM ", capture_prefix, table, " WHERE number = ", number));
          !ok)
        return ok;
    return {};
  }
};

}  // namespace detail

template<class>
result<void> connector::enable_capture(std::span<const table_id> tables) {
  if (auto ok = may_write(); !ok) return ok;
  return detail::capture<>::enable(*db_, tables);
}
template<class>
result<void> connector::disable_capture(std::span<const table_id> tables) {
  if (auto ok = may_write(); !ok) return ok;
  return detail::capture<>::disable(*db_, tables);
}
template<class>
result<std::vector<table_id>> connector::captured_tables() {
  return with_connection([](detail::connection& db) { return detail::capture<>::tables(db); });
}
template<class>
result<std::string> connector::serialize_state() {
  return with_connection([](detail::connection& db) { return detail::capture<>::identity(db); });
}

}  // namespace ferrule::sqlite
