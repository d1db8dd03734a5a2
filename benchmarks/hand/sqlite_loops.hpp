// SPDX-License-Identifier: BSL-1.0
// hand/sqlite_loops.hpp - the loops over SQLite's C interface that ferrule is measured against.
#pragma once
#include <cstdint>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/trade.hpp>

namespace benchmarks::hand {

inline constexpr const char* query =
    "SELECT id, ts, account, symbol, price, qty, side, note FROM trades";

inline std::string_view text(sqlite3_stmt* s, int column) {
  const auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(s, column));
  return {chars, static_cast<std::size_t>(sqlite3_column_bytes(s, column))};
}

inline sqlite3_stmt* prepare(sqlite3* db) {
  sqlite3_stmt* s = nullptr;
  if (sqlite3_prepare_v2(db, query, -1, &s, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
  return s;
}

/// Believes what the table declares.
template<class F>
void each_trade_unchecked(sqlite3* db, F&& f) {
  sqlite3_stmt* const s = prepare(db);
  trade t;
  while (sqlite3_step(s) == SQLITE_ROW) {
    t.id = sqlite3_column_int64(s, 0);
    t.ts = sqlite3_column_int64(s, 1);
    t.account = sqlite3_column_int(s, 2);
    t.symbol = text(s, 3);
    t.price = sqlite3_column_double(s, 4);
    t.qty = sqlite3_column_int(s, 5);
    t.side = sqlite3_column_int(s, 6) != 0;
    if (sqlite3_column_type(s, 7) == SQLITE_NULL) t.note.reset();
    else t.note = text(s, 7);
    f(t);
  }
  sqlite3_finalize(s);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse(sqlite3_stmt* s, int column,
                                                          const char* why) {
  const std::string message = "trades, row " + std::to_string(sqlite3_column_int64(s, 0)) +
                              ", column " + std::to_string(column) + " " + why;
  sqlite3_finalize(s);
  throw std::runtime_error(message);
}
inline void expect(sqlite3_stmt* s, int column, int type) {
  if (sqlite3_column_type(s, column) != type) [[unlikely]]
    refuse(s, column, "is not of the declared type");
}
inline std::int32_t int32(sqlite3_stmt* s, int column) {
  const std::int64_t wide = sqlite3_column_int64(s, column);
  if (wide != static_cast<std::int32_t>(wide)) [[unlikely]]
    refuse(s, column, "does not fit 32 bits");
  return static_cast<std::int32_t>(wide);
}
inline bool boolean(sqlite3_stmt* s, int column) {
  const std::int64_t wide = sqlite3_column_int64(s, column);
  if (wide != 0 && wide != 1) [[unlikely]]
    refuse(s, column, "is neither 0 nor 1");
  return wide == 1;
}
inline std::string_view checked_text(sqlite3_stmt* s, int column) {
  const std::string_view found = text(s, column);
  if (found.data() == nullptr) [[unlikely]]
    refuse(s, column, "could not be read: out of memory");
  return found;
}

/// Checks what ferrule checks: the storage class of every cell, that integers fit their fields, that a boolean is 0 or 1,
/// and null where null may be.
template<class F>
void each_trade_checked(sqlite3* db, F&& f) {
  sqlite3_stmt* const s = prepare(db);
  trade t;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(s)) == SQLITE_ROW) {
    expect(s, 0, SQLITE_INTEGER);
    t.id = sqlite3_column_int64(s, 0);
    expect(s, 1, SQLITE_INTEGER);
    t.ts = sqlite3_column_int64(s, 1);
    expect(s, 2, SQLITE_INTEGER);
    t.account = int32(s, 2);
    expect(s, 3, SQLITE_TEXT);
    t.symbol = checked_text(s, 3);
    expect(s, 4, SQLITE_FLOAT);
    t.price = sqlite3_column_double(s, 4);
    expect(s, 5, SQLITE_INTEGER);
    t.qty = int32(s, 5);
    expect(s, 6, SQLITE_INTEGER);
    t.side = boolean(s, 6);
    if (const int type = sqlite3_column_type(s, 7); type == SQLITE_NULL) t.note.reset();
    else if (type == SQLITE_TEXT) [[likely]] t.note = checked_text(s, 7);
    else refuse(s, 7, "is not of the declared type");
    f(t);
  }
  const std::string why = code == SQLITE_DONE ? "" : sqlite3_errmsg(db);
  sqlite3_finalize(s);
  if (code != SQLITE_DONE) throw std::runtime_error(why);
}

}  // namespace benchmarks::hand
