// SPDX-License-Identifier: BSL-1.0
// support/sqlite_history.hpp - random SQL as another program would write it, the same for the same seed, on tables of every sort.
#pragma once
#include <algorithm>
#include <ferrule/changes.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <gtest/gtest.h>
#include <random>
#include <support/catch_up.hpp>
#include <support/sqlite_file.hpp>

namespace sqlite_history {

using namespace ferrule;

inline const std::vector<table_id> names{"accounts", "pairs", "odd \"one\"", "workers", "events"};
inline std::vector<table_info> tables() {
  std::vector<table_info> out;
  for (const table_id& id : names) out.push_back({id, {}});
  return out;
}

inline constexpr const char* schema =
    "CREATE TABLE accounts(id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE UNIQUE, balance REAL, extra);"
    "CREATE TABLE pairs(a TEXT NOT NULL, b INTEGER NOT NULL, v, gone INTEGER, PRIMARY KEY(b, a)) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX pairs_v ON pairs(v DESC) WHERE gone = 0 /* ) */;"
    "CREATE TABLE \"odd \"\"one\"\"\"(\"the \"\"key\"\"\" TEXT PRIMARY KEY NOT NULL, \"select\" INTEGER,"
    " twice INTEGER AS (\"select\" * 2) VIRTUAL, kept TEXT AS (\"the \"\"key\"\"\" || '!') STORED);"
    "CREATE UNIQUE INDEX odd_expression ON \"odd \"\"one\"\"\"(abs(\"select\"), (lower('A,(') || twice) COLLATE NOCASE DESC);"
    "CREATE TABLE workers(id INTEGER PRIMARY KEY, account INTEGER REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE CASCADE,"
    " boss INTEGER REFERENCES workers(id) ON DELETE SET NULL ON UPDATE CASCADE, desk TEXT UNIQUE ON CONFLICT REPLACE);"
    "CREATE TABLE events(number INTEGER, what);";

/// Each call of `transaction` is one, on a connection that knows nothing of ferrule. Statements may fail; that is a part of it.
class writer {
public:
  /// `removes_events`: also rows of the table without key are changed and removed.
  writer(const std::string& path, std::uint64_t seed, bool removes_events = false)
      : db_(path), random_(seed), removes_events_(removes_events) {
    sqlite3_busy_timeout(db_.get(), 20'000);
    run("PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON");
  }

  void transaction() {
    run(pick(3) == 0 ? "PRAGMA recursive_triggers = ON" : "PRAGMA recursive_triggers = OFF");
    const bool alone = pick(5) == 0;
    if (!alone) run("BEGIN IMMEDIATE");
    for (std::uint64_t n = alone ? 1 : 1 + pick(pick(20) == 0 ? 60 : 8); n != 0; --n) {
      const bool nested = !alone && pick(10) == 0;
      if (nested) run("SAVEPOINT inside");
      run(statement());
      if (nested && pick(2) == 0) run("ROLLBACK TO inside");
      if (nested) run("RELEASE inside");
    }
    if (!alone) run(pick(8) == 0 ? "ROLLBACK" : "COMMIT");
  }
  sqlite3* raw() { return db_.get(); }
  void run(const std::string& sql) {
    sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  }

private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  std::string number(std::uint64_t below) { return std::to_string(pick(below)); }
  std::string text(std::uint64_t below) {
    return (pick(2) == 0 ? "'n" : "'N") + number(below) + "'";
  }
  std::string cell() {
    switch (pick(6)) {
      case 0: return "NULL";
      case 1: return number(1000) + ".125";
      case 2: return "x'00ff" + std::to_string(10 + pick(90)) + "'";
      case 3: return "'it''s " + number(9) + "'";
      case 4: return "9223372036854775807";
      default: return number(100);
    }
  }
  std::string how() {
    constexpr const char* clauses[] = {"",           "",         " OR REPLACE", " OR REPLACE",
                                       " OR IGNORE", " OR FAIL", " OR ABORT"};
    return clauses[pick(std::size(clauses))];
  }
  std::string statement() {
    const std::string odd = "\"odd \"\"one\"\"\"", key = "\"the \"\"key\"\"\"";
    switch (pick(18)) {
      case 0:
      case 1:
        return "INSERT" + how() + " INTO accounts(email, balance, extra) VALUES (" + text(30) +
               ", " + number(100) + ", " + cell() + ")";
      case 2:
        return "INSERT" + how() + " INTO accounts VALUES (" + number(20) + ", " + text(30) +
               ", 0.1, " + cell() + "), (" + number(20) + ", NULL, -2.5, NULL)";
      case 3:
        return "INSERT INTO accounts VALUES (" + number(20) + ", " + text(30) +
               ", 1, 2) ON CONFLICT(id) DO UPDATE SET extra = " + cell() +
               " ON CONFLICT(email) DO " +
               (pick(2) == 0 ? "NOTHING" : "UPDATE SET balance = balance + 1");
      case 4:
        return "UPDATE" + how() + " accounts SET email = " + text(30) +
               " WHERE id % 5 = " + number(5);
      case 5: return "UPDATE" + how() + " accounts SET id = id + 1 WHERE id > " + number(25);
      case 6: return "DELETE FROM accounts WHERE id % 9 = " + number(9);
      case 7:
      case 8:
        return "INSERT" + how() + " INTO pairs VALUES (" + text(5) + ", " + number(5) + ", " +
               cell() + ", " + number(2) + ")";
      case 9:
        return "UPDATE" + how() + " pairs SET gone = 1 - gone, v = " + cell() +
               " WHERE b = " + number(5);
      case 10: return "UPDATE" + how() + " pairs SET b = b + 1, a = " + text(5) + " WHERE b > 3";
      case 11:
        return "INSERT" + how() + " INTO " + odd + "(" + key + ", \"select\") VALUES (" + text(12) +
               ", " + (pick(2) == 0 ? "-" : "") + number(12) + ")";
      case 12:
        return "UPDATE" + how() + " " + odd + " SET \"select\" = -\"select\" + " + number(3) +
               " WHERE \"select\" > " + number(8);
      case 13:
      case 14:
        return "INSERT" + how() + " INTO workers VALUES (" + number(15) +
               ", (SELECT min(id) FROM accounts WHERE id >= " + number(20) + "), " +
               (pick(2) == 0 ? "NULL" : "(SELECT max(id) FROM workers)") + ", " + text(6) + ")";
      case 15: return "UPDATE" + how() + " workers SET id = id + 3 WHERE id = " + number(12);
      case 16:
        return pick(6) == 0 ? "DELETE FROM " + (pick(2) == 0 ? odd : std::string("workers"))
                            : "DELETE FROM pairs WHERE b = " + number(8);
      default:
        if (removes_events_ && pick(4) == 0)
          return pick(2) == 0 ? "UPDATE events SET what = 'seen' WHERE number < " + number(50)
                              : "DELETE FROM events WHERE number = " + number(50);
        return "INSERT INTO events VALUES (" + number(50) + ", " + cell() + ")";
    }
  }

  support::plain_sqlite db_;
  std::mt19937_64 random_;
  bool removes_events_;
};

/// All cells of a table, exactly, in an order of their own.
inline std::vector<std::string> cells_of(const std::string& path, const std::string& table) {
  support::plain_sqlite db(path);
  std::string list;
  for (const std::string& column : db.rows("SELECT name FROM pragma_table_xinfo(" +
                                           sqlite::detail::quoted_literal(table) + ")"))
    list += (list.empty() ? "typeof(" : ", typeof(") + sqlite::detail::quoted_name(column) +
            "), quote(" + sqlite::detail::quoted_name(column) + ")";
  auto out = db.rows("SELECT " + list + " FROM " + sqlite::detail::quoted_name(table));
  std::sort(out.begin(), out.end());
  return out;
}
/// Whether both files have the same rows in the tables.
inline bool same(const std::string& a, const std::string& b,
                 const std::vector<table_id>& of = names) {
  return std::all_of(of.begin(), of.end(),
                     [&](const table_id& t) { return cells_of(a, t.name) == cells_of(b, t.name); });
}

inline sqlite::connector writable(const std::string& path) {
  return sqlite::connector({.path = path, .read_only = false, .create = true});
}

/// Everything from where the last run ended; how many messages that were.
inline std::uint64_t catch_up(sqlite::connector& from, const std::string& path,
                              const std::vector<table_info>& of = tables(),
                              std::size_t rows_per_transaction = 10'000) {
  auto to = writable(path);
  auto state = from.serialize_state();
  EXPECT_TRUE(state) << to_text(state.error());
  if (!state) return 0;
  return support::catch_up(from, to, of,
                           {.state = *state, .rows_per_transaction = rows_per_transaction});
}

}  // namespace sqlite_history
