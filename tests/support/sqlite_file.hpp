// SPDX-License-Identifier: BSL-1.0
// support/sqlite_file.hpp - SQLite databases for tests: made, filled and looked at through the C API, and removed.
#pragma once
#include <ferrule/connectors/sqlite.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <support/temporary_folder.hpp>
#include <vector>

namespace support {

/// A connection without anything of ferrule.
class plain_sqlite {
public:
  explicit plain_sqlite(const std::string& path,
                        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    opened_ = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
  }
  plain_sqlite(const plain_sqlite&) = delete;
  plain_sqlite& operator=(const plain_sqlite&) = delete;
  ~plain_sqlite() { sqlite3_close_v2(db_); }

  sqlite3* get() const { return db_; }
  int opened() const { return opened_; }
  void run(const std::string& sql) {
    char* why = nullptr;
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &why);
    EXPECT_EQ(code, SQLITE_OK) << (why != nullptr ? why : "") << "\n" << sql.substr(0, 300);
    sqlite3_free(why);
  }
  /// Every row as text: "1|x|null"; numbers as ferrule prints them. `code` is what the last step said.
  std::vector<std::string> rows(const std::string& sql, int* code = nullptr) {
    std::vector<std::string> out;
    sqlite3_stmt* s = nullptr;
    int last = sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr);
    if (last == SQLITE_OK)
      while ((last = sqlite3_step(s)) == SQLITE_ROW) {
        std::string row;
        for (int i = 0; i < sqlite3_column_count(s); ++i) {
          if (i > 0) row += '|';
          ferrule::value_view cell;
          ferrule::sqlite::detail::stored(sqlite3_column_value(s, i), cell);
          row += ferrule::to_text(cell);
        }
        out.push_back(std::move(row));
      }
    sqlite3_finalize(s);
    if (code != nullptr) *code = last;
    else EXPECT_EQ(last, SQLITE_DONE) << sqlite3_errmsg(db_) << "\n" << sql.substr(0, 300);
    return out;
  }

private:
  sqlite3* db_ = nullptr;
  int opened_ = 0;
};

/// A database in a folder of its own.
class sqlite_file {
public:
  explicit sqlite_file(const std::string& sql = {}) : path_(folder_ / "test.db") {
    plain_sqlite db(path_);
    db.run(sql.empty() ? "PRAGMA user_version = 1" : sql);
  }
  const std::string& path() const { return path_; }
  std::string beside(const std::string& name) const { return folder_ / name; }
  plain_sqlite plain() const { return plain_sqlite(path_); }
  void run(const std::string& sql) const { plain_sqlite(path_).run(sql); }
  std::vector<std::string> rows(const std::string& sql) const {
    return plain_sqlite(path_).rows(sql);
  }

  ferrule::sqlite::config reading() const { return {.path = path_}; }
  ferrule::sqlite::config writing() const { return {.path = path_, .read_only = false}; }

private:
  temporary_folder folder_;
  std::string path_;
};

/// The cells of the row a stream is at, as text.
template<class R>
std::string text_of_row(R row, std::size_t columns) {
  std::string out;
  for (std::size_t i = 0; i < columns; ++i) {
    ferrule::value_view cell;
    row.read(cell);
    if (i > 0) out += '|';
    out += ferrule::to_text(cell);
  }
  return out;
}

/// All rows of a stream as text, pulled.
template<class S>
std::vector<std::string> pulled(S& stream) {
  std::vector<std::string> out;
  while (stream.next()) {
    std::string row = text_of_row(stream.row(), stream.schema().fields.size());
    if (!stream.status()) out.push_back(std::move(row));
  }
  return out;
}

/// All rows of a stream as text, through `drain` where it has one.
template<class S>
std::vector<std::string> pumped(S& stream) {
  std::vector<std::string> out;
  const std::size_t columns = stream.schema().fields.size();
  ferrule::pump(stream, [&](auto& row) {
    std::string text = text_of_row(row, columns);
    if (row.failed()) return ferrule::flow::stop;
    out.push_back(std::move(text));
    return ferrule::flow::more;
  });
  return out;
}

}  // namespace support
