// SPDX-License-Identifier: BSL-1.0
// support/data.hpp - the table `trades`, in an SQLite file and in memory.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <support/trade.hpp>
#include <vector>

namespace benchmarks {

[[noreturn]] inline void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

struct close_database {
  void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
};
using database = std::unique_ptr<sqlite3, close_database>;

inline void run_sql(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    stop(sql + ": " + sqlite3_errmsg(db));
}

inline database open_database(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, flags, nullptr) != SQLITE_OK)
    stop(path + ": " + sqlite3_errmsg(db));
  return database(db);
}

/// All sides read with these settings. ferrule maps nothing unless it is told to. The page cache is SQLite's default of 2 MB.
inline constexpr long long mapped_bytes = 256ll << 20;

/// How the hand-written loops open the file: without SQLite's own mutexes, as ferrule does.
inline database open_for_hand_loop(const std::string& path, long long mapped = mapped_bytes) {
  database db = open_database(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX);
  run_sql(db.get(), "PRAGMA mmap_size = " + std::to_string(mapped));
  return db;
}

/// Makes the file with that many trades, or leaves it alone where it has them.
inline void make_trades(const std::string& path, long long rows) {
  const database db = open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  long long have = -1;
  sqlite3_exec(
      db.get(), "SELECT max(id) FROM trades",
      [](void* out, int, char** cells, char**) {
        *static_cast<long long*>(out) = cells[0] == nullptr ? 0 : std::atoll(cells[0]);
        return 0;
      },
      &have, nullptr);
  if (have == rows) return;
  run_sql(
      db.get(),
      "PRAGMA journal_mode = off; PRAGMA synchronous = off; DROP TABLE IF EXISTS trades;"
      "CREATE TABLE trades(id integer primary key, ts integer not null, account integer not null, symbol text not null, "
      "price real not null, qty integer not null, side boolean not null, note text);"
      "BEGIN;"
      "WITH RECURSIVE g(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM g WHERE value < " +
          std::to_string(rows) +
          ") "
          "INSERT INTO trades SELECT value, 1700000000000 + value * 37, value % 5000, 'SYM' || (value % 977), "
          "value * 0.37 + 0.5, value % 100, value & 1, CASE WHEN value % 5 THEN 'note number ' || value END FROM g;"
          "COMMIT");
}

/// The same rows as structs, with the text they borrow.
struct trades_in_memory {
  explicit trades_in_memory(long long count) {
    rows.reserve(static_cast<std::size_t>(count));
    for (long long i = 1; i <= count; ++i) {
      trade t{i,
              1700000000000 + i * 37,
              static_cast<std::int32_t>(i % 5000),
              {},
              static_cast<double>(i) * 0.37 + 0.5,
              static_cast<std::int32_t>(i % 100),
              (i & 1) != 0,
              {}};
      t.symbol = texts.emplace_back("SYM" + std::to_string(i % 977));
      if (i % 5 != 0) t.note = texts.emplace_back("note number " + std::to_string(i));
      rows.push_back(t);
    }
  }
  std::deque<std::string> texts;
  std::vector<trade> rows;
};

}  // namespace benchmarks
