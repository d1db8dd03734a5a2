// SPDX-License-Identifier: BSL-1.0
// What the consumers below read, and a database to read it from, made with the client library alone.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sqlite3.h>
#include <string>

struct trade {
  std::int64_t id;
  std::string symbol;
  double price;
  std::optional<std::int64_t> quantity;
};

inline void make_trades(const char* path) {
  std::remove(path);
  sqlite3* database = nullptr;
  const char* statements =
      "CREATE TABLE trades (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, price REAL NOT NULL, quantity INTEGER);"
      "INSERT INTO trades VALUES (1, 'ACME', 12.5, 100), (2, 'DUCK', 0.25, NULL), (3, 'ACME', 13.0, 7);";
  if (sqlite3_open(path, &database) != SQLITE_OK ||
      sqlite3_exec(database, statements, nullptr, nullptr, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(database));
    std::exit(2);
  }
  sqlite3_close(database);
}
