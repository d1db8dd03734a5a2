// SPDX-License-Identifier: BSL-1.0
// support/sqlite_fixture.hpp - what the conformance kit reads and writes of SQLite.
#pragma once
#include <ferrule/conformance.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/connectors/sqlite/bind.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <support/temporary_folder.hpp>

namespace support {

using namespace ferrule;
namespace fs = std::filesystem;

// A database file of its own. Tables are put there with SQLite's own functions, so that reading is
// tested against SQLite and not against what the connector writes.
class sqlite_fixture {
public:
  struct sample_struct {
    std::int64_t id = 0;
    std::string name;
    std::optional<double> price;
  };

  sqlite_fixture() {
    std::ofstream(folder_ / "text.db")
        << "this is a text, and has been one all along; it is no database at all";
    sqlite3_open((folder_ / "kit.db").c_str(), &db_);
    sql("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
        "CREATE TABLE sample (name TEXT NOT NULL, id INTEGER NOT NULL, price REAL, "
        "area VARCHAR(20) NOT NULL, PRIMARY KEY (area, id));"
        "INSERT INTO sample VALUES ('one', 1, 1.0, 'a'), ('two', 2, NULL, 'a'), "
        "('', -3, -2.5, 'b'), ('Grüße', 1, 0.1, 'c'), ('two', 9223372036854775807, NULL, 'b');"
        "CREATE VIEW dear AS SELECT name, price * 2 AS twice FROM sample WHERE price > 0;"
        "CREATE TABLE shapes (id INTEGER PRIMARY KEY, outline POLYGON, place POINT NOT NULL);"
        "CREATE TABLE large (id INTEGER PRIMARY KEY, label TEXT);"
        "INSERT INTO large WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 50000) "
        "SELECT n, 'row ' || n FROM c;");
    put_every_type();
  }
  sqlite_fixture(const sqlite_fixture&) = delete;
  ~sqlite_fixture() { sqlite3_close(db_); }

  sqlite::config good_config() { return at("kit.db"); }
  std::vector<sqlite::config> unreachable_configs() {
    std::vector<sqlite::config> out{at("missing.db"), at("no_such_folder/kit.db"), at("text.db"),
                                    at("")};
    out.back().path.clear();
    return out;
  }
  sqlite::config untouched_config() {
    sqlite::config out = at("made.db");
    out.create = true;
    return out;
  }
  bool touched() { return fs::exists(folder_ / "made.db"); }

  table_id sample_table() { return {"sample"}; }
  std::vector<row_values> sample_rows() {
    const auto row = [](const char* name, std::int64_t id, value price, const char* area) {
      row_values out;
      out.emplace_back(name);
      out.emplace_back(id);
      out.push_back(std::move(price));
      out.emplace_back(area);
      return out;
    };
    return {row("one", 1, 1.0, "a"), row("two", 2, nullptr, "a"), row("", -3, -2.5, "b"),
            row("Grüße", 1, 0.1, "c"), row("two", INT64_MAX, nullptr, "b")};
  }
  table_id all_types_table() { return {"every_type"}; }
  conformance::unsupported_table unsupported() {
    return {{"shapes"}, {"outline", "place"}, {"POLYGON", "POINT"}};
  }
  table_id large_table() { return {"large"}; }
  conformance::statement_texts statements() { return {}; }

  result<void> make_table(const source_schema& made, std::span<const row_values> rows) {
    std::string columns, key, marks;
    for (const field& f : made.schema.fields) {
      columns += (columns.empty() ? "" : ", ") + f.name + " " + declaration(f) +
                 (f.nullable ? "" : " NOT NULL");
      marks += marks.empty() ? "?" : ", ?";
    }
    for (const std::size_t at : made.schema.primary_key)
      key += (key.empty() ? "" : ", ") + made.schema.fields[at].name;
    const std::string name = made.table.name;
    sql("DROP TABLE IF EXISTS " + name + "; CREATE TABLE " + name + " (" + columns +
        (key.empty() ? "" : ", PRIMARY KEY (" + key + ")") + "); BEGIN");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(db_, ("INSERT INTO " + name + " VALUES (" + marks + ")").c_str(), -1,
                       &insert, nullptr);
    result<void> out;
    for (const row_values& row : rows) {
      int code = SQLITE_OK;
      for (std::size_t i = 0; i < row.size() && code == SQLITE_OK; ++i)
        code = bind(insert, static_cast<int>(i) + 1, row[i]);
      if (code == SQLITE_OK) code = sqlite3_step(insert);
      sqlite3_reset(insert);
      if (code != SQLITE_DONE && out) out = fail(errc::unsupported, sqlite3_errstr(code));
    }
    sqlite3_finalize(insert);
    sql("COMMIT");
    return out;
  }
  result<void> change_table(const table_id& table) {
    const int code = sqlite3_exec(
        db_, ("INSERT INTO " + table.name + " VALUES (4711, 'late', 4.0, 4711)").c_str(), nullptr,
        nullptr, nullptr);
    if (code != SQLITE_OK)
      return fail(code == SQLITE_BUSY ? errc::timeout : errc::internal, sqlite3_errmsg(db_));
    return {};
  }
  std::string exempt(const field& column, const value_view& v) {
    if (v.holds<double>() && v.as<double>() == 0 && std::signbit(v.as<double>()))
      return "SQLite keeps it as 0.0";
    if ((column.external_type == "NUMERIC" || column.external_type == "ANY") &&
        v.holds<std::string_view>() && v.as<std::string_view>() == "12")
      return "SQLite makes a number of it on the way into the column";
    if ((column.external_type == "NUMERIC" || column.external_type == "ANY") && v.holds<double>() &&
        v.as<double>() == std::trunc(v.as<double>()) && std::abs(v.as<double>()) < 0x1p63)
      return "SQLite makes an integer of it on the way into the column";
    return {};
  }

private:
  sqlite::config at(const char* file) {
    sqlite::config out;
    out.path = folder_ / file;
    out.read_only = false;
    return out;
  }
  void sql(const std::string& text) {
    char* why = nullptr;
    if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, &why) != SQLITE_OK)
      ADD_FAILURE() << why << " in " << text;
  }
  // Integers that SQLite does not have are digits; not-a-number would become null.
  static int bind(sqlite3_stmt* insert, int at, const value& v) {
    if (!v.is_null() && v.view().holds<double>() && std::isnan(v.view().as<double>()))
      return SQLITE_MISMATCH;
    if (!v.is_null() && is_integer(v.kind()) &&
        (bits_of(v.kind()) == 128 || v.kind() == kind::uint64))
      return sqlite::detail::bind_value(insert, at, value(to_text(v)).view());
    return sqlite::detail::bind_value(insert, at, v.view());
  }
  static std::string declaration(const field& f) {
    // Behind the word TEXT, SQLite changes no number on its way into the column; what it means does
    // not depend on it.
    if (f.external_type == "JSON" || f.external_type == "DECIMAL") return f.external_type + " TEXT";
    if (!f.external_type.empty() || f.typing == typing::open) return f.external_type;
    for (const auto& row : sqlite::types)
      if (row.to && row.to->kind == f.type.kind && row.typing != typing::open)
        return std::string(row.name);
    return "";
  }
  // A column of each type of the table, a row of ordinary values and one of nulls.
  void put_every_type() {
    source_schema made{all_types_table(), {}, cdc_kind::nothing};
    row_values ordinary;
    for (const auto& row : sqlite::types) {
      if (!row.to) continue;
      const std::string name(row.name.starts_with('(') ? "" : row.name);
      made.schema.fields.push_back(
          {"c" + std::to_string(ordinary.size()), *row.to, true, row.typing, name, {}});
      ordinary.push_back(conformance::boundary_values(*row.to)[1].cell);
    }
    const row_values rows[] = {ordinary, row_values(ordinary.size())};
    if (const auto put = make_table(made, rows); !put) ADD_FAILURE() << to_text(put.error());
  }

  temporary_folder folder_;
  sqlite3* db_ = nullptr;
};

}  // namespace support
