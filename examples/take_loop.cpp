// SPDX-License-Identifier: BSL-1.0
// SQLite's own loop, without ferrule: rows handed over by a function in the WHERE clause. take_loop FILE
//
// docs/explanation/sqlite.md is about this program.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sqlite3.h>

struct sums {
  std::int64_t rows = 0, minutes = 0, in_order = 1, last = INT64_MIN;
  void add(std::int64_t delay) {
    ++rows;
    minutes += delay;
    in_order = in_order && delay >= last;
    last = delay;
  }
};

sqlite3_stmt* prepared(sqlite3* db, const char* sql) {
  sqlite3_stmt* out = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &out, nullptr) == SQLITE_OK) return out;
  std::fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  std::exit(1);
}

//[step
// The loop that everybody writes: into SQLite's virtual machine and out of it once per row.
sums step_through(sqlite3* db, const char* sql) {
  sums seen;
  sqlite3_stmt* const s = prepared(db, sql);
  while (sqlite3_step(s) == SQLITE_ROW) seen.add(sqlite3_column_int64(s, 0));
  sqlite3_finalize(s);
  return seen;
}
//]

//[take
// SQLite calls this with each row's values. Setting no result means null: the row is not wanted, go on.
void take(sqlite3_context* call, int, sqlite3_value** values) {
  static_cast<sums*>(sqlite3_user_data(call))->add(sqlite3_value_int64(values[0]));
}

// One sqlite3_step for the whole table. It finds no row, and has seen every one.
sums take_all(sqlite3* db, const char* sql) {
  sums seen;
  sqlite3_create_function_v2(db, "take", 1, SQLITE_UTF8, &seen, &take, nullptr, nullptr, nullptr);
  sqlite3_stmt* const s = prepared(db, sql);
  sqlite3_step(s);
  sqlite3_finalize(s);
  return seen;
}
//]

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) return 1;

  //[shapes
  struct shape {
    const char *stepped, *taken;
  };
  const shape shapes[] = {
      {"SELECT delay FROM flights", "SELECT 1 FROM flights WHERE take(delay)"},
      {"SELECT delay FROM flights WHERE rowid BETWEEN 11 AND 20",
       "SELECT 1 FROM flights WHERE rowid BETWEEN 11 AND 20 AND take(delay)"},
      {"SELECT delay FROM flights WHERE origin = 'ORD'",
       "SELECT 1 FROM flights WHERE CASE WHEN origin = 'ORD' THEN take(delay) END"},
      {"SELECT delay FROM flights WHERE origin = 'ORD'",
       "SELECT 1 FROM flights WHERE take(delay) AND origin = 'ORD'"},
      {"SELECT delay FROM flights LIMIT 10", "SELECT 1 FROM flights WHERE take(delay) LIMIT 10"},
      {"SELECT DISTINCT delay FROM flights",
       "SELECT DISTINCT delay FROM flights WHERE take(delay)"},
      {"SELECT delay FROM flights ORDER BY delay",
       "SELECT 1 FROM flights WHERE take(delay) ORDER BY delay"},
  };
  //]
  for (const shape& s : shapes) {
    const sums wanted = step_through(db, s.stepped), got = take_all(db, s.taken);
    const bool same = std::memcmp(&wanted, &got, sizeof wanted) == 0;
    std::printf("%-5s  %4lld of %4lld rows%s  %s\n", same ? "same" : "WRONG",
                static_cast<long long>(got.rows), static_cast<long long>(wanted.rows),
                wanted.in_order != got.in_order ? ", another order" : "", s.taken);
  }
  sqlite3_close(db);
}
