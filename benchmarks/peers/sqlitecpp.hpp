// SPDX-License-Identifier: BSL-1.0
// peers/sqlitecpp.hpp - the loop of SQLiteCpp's documentation, opened as there or without SQLite's mutexes.
#pragma once
#if __has_include(<SQLiteCpp/SQLiteCpp.h>)
#define BENCHMARKS_SQLITECPP 1
#include <hand/sqlite_loops.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <support/data.hpp>

namespace benchmarks::peers {

class sqlitecpp {
public:
  sqlitecpp(const std::string& path, bool mutexes)
      : db_(path, mutexes ? SQLite::OPEN_READONLY : SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX) {
    db_.exec("PRAGMA mmap_size = " + std::to_string(mapped_bytes));
  }
  template<class F>
  void each_trade(F&& f) {
    SQLite::Statement query(db_, hand::query);
    trade t;
    const auto text = [](const SQLite::Column& c) {
      const char* const chars = c.getText();
      return std::string_view(chars, static_cast<std::size_t>(c.getBytes()));
    };
    while (query.executeStep()) {
      t.id = query.getColumn(0).getInt64();
      t.ts = query.getColumn(1).getInt64();
      t.account = query.getColumn(2).getInt();
      t.symbol = text(query.getColumn(3));
      t.price = query.getColumn(4).getDouble();
      t.qty = query.getColumn(5).getInt();
      t.side = query.getColumn(6).getInt() != 0;
      const SQLite::Column note = query.getColumn(7);
      if (note.isNull()) t.note.reset();
      else t.note = text(note);
      f(t);
    }
  }

private:
  SQLite::Database db_;
};

}  // namespace benchmarks::peers
#endif
