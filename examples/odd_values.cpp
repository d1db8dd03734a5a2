// SPDX-License-Identifier: BSL-1.0
// What becomes of values at the edges: odd_values FOLDER (in which it makes a database)
#include <cstdio>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>
#include <string>

struct odd {
  const char *declaration, *literal, *remark;
};

//[cells
const odd cells[] = {
    {"REAL", "9e999", "infinity"},
    {"REAL", "9e999 - 9e999", "NaN, which SQLite keeps as null"},
    {"INTEGER", "9223372036854775807", "2^63 - 1"},
    {"INTEGER", "9223372036854775808", "2^63, which SQLite keeps as a float"},
    {"DECIMAL", "0.1 + 0.2", "a float"},
    {"DECIMAL", "'123456789012345678901234567890.12'", "which SQLite turns into a float"},
    {"DECIMAL TEXT", "'123456789012345678901234567890.12'", "which it does not touch"},
    {"DECIMAL TEXT", "'1234567890123456789012345678901234567890.12'", "beyond 128 bits"},
    {"BOOLEAN", "2", ""},
    {"TEXT", "CAST(x'e9' AS TEXT)", "not UTF-8"},
    {"TEXT", "'a' || char(0) || 'b'", "a zero byte"},
    {"INTEGER", "'seven'", "text in a column of numbers"},
    {"DATE", "'2001-02-30'", "no such day"},
    {"TIMESTAMP", "'2001-05-08 16:00:00+02:00'", "another zone"},
    {"TIMESTAMP", "'2001-05-08 16:00:00.123456'", "microseconds"},
    {"TIMESTAMP", "'2001-05-08 16:00:00.123456789'", "nanoseconds"},
    {"TIMESTAMP", "'infinity'", ""},
    {"TIMESTAMP", "989337600", "a number"},
    {"REAL", "-0.0", "which SQLite keeps as 0.0"},
};
//]

struct any {
  ferrule::value_view v;
};
struct in_microseconds {
  std::optional<std::chrono::sys_time<std::chrono::microseconds>> v;
};

std::string visible(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c >= ' ' && c <= '~') out += c;
    else out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

int main(int argc, char** argv) {
  const std::string file = std::string(argc > 1 ? argv[1] : ".") + "/odd.db";
  std::remove(file.c_str());
  sqlite3* db = nullptr;
  if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) return 1;
  int table = 0;
  for (const odd& o : cells) {
    const auto sql = fmt::format("CREATE TABLE t{}(v {}); INSERT INTO t{} VALUES({})", table,
                                 o.declaration, table, o.literal);
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return 1;
    ++table;
  }
  sqlite3_close(db);

  ferrule::sqlite::connector source({.path = file});
  table = 0;
  for (const odd& o : cells) {
    const std::string name = fmt::format("t{}", table++);
    const std::string remark = *o.remark ? fmt::format("  ({})", o.remark) : "";
    fmt::print("{:<12}  {}{}\n", o.declaration, o.literal, remark);
    const auto read = ferrule::each_row<any>(source, name, [](const any& row) {
      if (row.v.is_null()) fmt::print("              null\n");
      else fmt::print("              {} {}\n", row.v.kind(), visible(ferrule::to_text(row.v)));
    });
    if (!read) fmt::print("              {}\n", visible(ferrule::to_text(read.error())));
  }

  fmt::print("\nnanoseconds into std::chrono::sys_time<std::chrono::microseconds>\n");
  const auto read =
      ferrule::each_row<in_microseconds>(source, "t15", [](const in_microseconds&) {});
  if (!read) fmt::print("              {}\n", ferrule::name_of(read.error().kind));
}
