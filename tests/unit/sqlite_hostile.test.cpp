// SPDX-License-Identifier: BSL-1.0
// Damaged, shrinking and changing files, schemas that change under a reader, and statements that mean harm.
#include <fstream>
#include <support/sqlite_file.hpp>

namespace {

using ferrule::errc;
using ferrule::table_info;
using support::plain_sqlite;
using support::sqlite_file;
using support::temporary_folder;
using strings = std::vector<std::string>;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A small database: a table of every storage class, an index, a table without rowid, an overflow page.
std::string small_database() {
  const sqlite_file file(
      "PRAGMA page_size = 512; PRAGMA journal_mode = delete; CREATE TABLE t(a INTEGER PRIMARY KEY, b REAL, c TEXT, d BLOB); CREATE INDEX i ON t(b);"
      "CREATE TABLE w(k TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID; INSERT INTO t VALUES (1, 0.5, 'one', x'00'), (2, NULL, 'two', NULL), (300000000000, 7, '', x'ff00ff');"
      "INSERT INTO t VALUES (300000000001, -1.5, printf('%.600c', 'x'), x''); INSERT INTO w VALUES ('a', 1), ('b', NULL)");
  return bytes_of(file.path());
}

struct reading {
  strings rows;
  ferrule::error why;
};
reading read_by_us(ferrule::sqlite::connector& c, const char* table) {
  auto stream = c.open(table_info{table, {}});
  if (!stream) return {{}, stream.error()};
  reading out{support::pumped(*stream), {}};
  out.why = stream->status();
  return out;
}

// Our answer to a file is a typed error, or the rows that SQLite reads by itself.
void check_file(const std::string& path, const std::string& what) {
  plain_sqlite plain(path, SQLITE_OPEN_READONLY);
  ferrule::sqlite::config config{.path = path, .busy_timeout = std::chrono::milliseconds(0)};
  ferrule::sqlite::connector batch(config);
  config.batches = false;
  ferrule::sqlite::connector step(config);
  for (const char* table : {"t", "w"}) {
    int code = SQLITE_OK;
    const strings expected = plain.rows(std::string("SELECT * FROM ") + table, &code);
    for (ferrule::sqlite::connector* c : {&batch, &step}) {
      const reading got = read_by_us(*c, table);
      if (got.why) {
        ASSERT_NE(got.why.kind, errc::internal) << what << ": " << to_text(got.why);
        ASSERT_FALSE(got.why.message.empty()) << what;
      } else if (code != SQLITE_DONE || got.rows != expected) {
        // SQLite may read a cell beyond the end of its page, where its memory holds anything, and answer otherwise each time.
        int checked = SQLITE_OK;
        plain_sqlite careful(path, SQLITE_OPEN_READONLY);
        careful.run("PRAGMA cell_size_check = 1");
        (void)careful.rows(std::string("SELECT * FROM ") + table, &checked);
        ASSERT_NE(checked, SQLITE_DONE) << what << ", table " << table << ": not what SQLite reads";
      }
    }
  }
}

TEST(sqlite_hostile, every_byte_of_a_small_database_damaged_in_turn) {
  const std::string sound = small_database();
  ASSERT_EQ(sound.size(), 5 * 512u);
  const temporary_folder folder;
  const std::string path = folder / "damaged.db";
  put_bytes(path, sound);
  check_file(path, "sound");
  ferrule::sqlite::connector c({.path = path});
  EXPECT_EQ(read_by_us(c, "t").rows.size(), 4u);
  for (std::size_t at = 0; at < sound.size(); ++at) {
    std::string damaged = sound;
    for (const int to : {0x00, 0xff, sound[at] ^ 0x01, sound[at] ^ 0x80}) {
      if (static_cast<char>(to) == sound[at]) continue;
      damaged[at] = static_cast<char>(to);
      put_bytes(path, damaged);
      check_file(path, "byte " + std::to_string(at) + " = " + std::to_string(to & 0xff));
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(sqlite_hostile, everything_else_survives_damage_too) {
  const std::string sound = small_database();
  const temporary_folder folder;
  const std::string path = folder / "damaged.db";
  for (std::size_t at = 0; at < sound.size(); at += 3) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    put_bytes(path, damaged);
    ferrule::sqlite::connector c(
        {.path = path, .read_only = false, .busy_timeout = std::chrono::milliseconds(0)});
    (void)c.validate_connection();
    (void)c.list_tables();
    (void)c.table_names();
    (void)c.hidden_table_names();
    (void)c.describe_table("t");
    (void)c.foreign_keys("t");
    (void)c.table_count("t");
    (void)c.indices_definition("t");
    (void)c.detect_fts("t");
    if (auto ran = c.execute("SELECT c, count(*) FROM t GROUP BY c ORDER BY 2"))
      (void)support::pulled(*ran);
    if (auto wanted = c.open(table_info{"t", {}}, {.where = ferrule::col("c") == "two"}))
      (void)support::pumped(*wanted);
    if (auto writer = c.open_writer({"t", {}}, ferrule::write_mode::upsert))
      (void)writer->write(std::vector<ferrule::value_view>{1, 2.5, "x", nullptr});
    if (at % 48 != 0) continue;  // a plan waits for the file system's clock
    if (auto plan = c.plan({"t", {}}, 3))
      for (const auto& part : plan->partitions())
        if (auto stream = c.open(part)) (void)support::pumped(*stream);
  }
}

TEST(sqlite_hostile, files_that_are_no_databases) {
  const temporary_folder folder;
  const std::string sound = small_database();
  const auto kind_of = [&](std::string_view bytes) {
    const std::string path = folder / "file.db";
    put_bytes(path, bytes);
    return ferrule::sqlite::connector({.path = path}).validate_connection();
  };
  EXPECT_EQ(
      kind_of(
          "this is a text file, which is longer than the header of a database would be: one hundred bytes and more")
          .error()
          .kind,
      errc::corrupt);
  EXPECT_TRUE(kind_of(""));  // an empty database, to SQLite
  for (std::size_t size : {1u, 99u, 100u, 511u, 512u, 1000u}) {
    const std::string path = folder / "cut.db";
    put_bytes(path, sound.substr(0, size));
    check_file(path, "cut to " + std::to_string(size));
  }
  ferrule::sqlite::connector missing({.path = folder / "nosuch.db"});
  const ferrule::error why = missing.validate_connection().error();
  EXPECT_EQ(why.kind, errc::not_found);
  EXPECT_NE(why.message.find("there is no such file; check the path, or set read_only = false"),
            why.message.npos)
      << why.message;
  const ferrule::table_id asked[] = {{"t"}};
  EXPECT_EQ(missing.list_columns(asked).error().kind, errc::not_found);  // the outer error
  const ferrule::error nowhere =
      ferrule::sqlite::connector(
          {.path = folder / "nosuch/x.db", .read_only = false, .create = true})
          .validate_connection()
          .error();
  EXPECT_NE(nowhere.message.find("its folder does not exist"), nowhere.message.npos)
      << nowhere.message;
  EXPECT_EQ(ferrule::sqlite::connector({.path = folder / ""}).validate_connection().error().kind,
            errc::io);
  EXPECT_EQ(ferrule::sqlite::connector({.path = ""}).validate_connection().error().kind,
            errc::config);
}

std::string large(const char* more = "") {
  return std::string(
             "PRAGMA page_size = 512; CREATE TABLE t(a INTEGER PRIMARY KEY, b REAL, c TEXT, d BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
             "INSERT INTO t SELECT i, i / 2.0, 'row ' || i, zeroblob(i % 50) FROM n;") +
         more;
}

TEST(sqlite_hostile, a_file_that_shrinks_while_it_is_read) {
  for (const bool batches : {true, false})
    for (const std::size_t kept : {0u, 100u, 512u, 51200u, 512000u}) {
      const sqlite_file file(large());
      auto config = file.reading();
      config.batches = batches;
      ferrule::sqlite::connector c(config);
      auto stream = c.open(table_info{"t", {}});
      ASSERT_TRUE(stream);
      std::size_t seen = 0;
      ferrule::pump(*stream, [&](auto& row) {
        if (++seen == 100) std::filesystem::resize_file(file.path(), kept);
        return support::text_of_row(row, 4), ferrule::flow::more;
      });
      EXPECT_LT(seen, 20'000u);
      EXPECT_EQ(stream->status().kind, errc::corrupt) << to_text(stream->status());
      EXPECT_NE(stream->status().message.find("sqlite table 't', behind row "), std::string::npos)
          << stream->status().message;
    }
}

TEST(sqlite_hostile, a_file_that_is_overwritten_while_it_is_read) {
  for (const unsigned char fill : {0x00, 0x0d, 0xff}) {
    const sqlite_file file(large());
    ferrule::sqlite::connector c(file.reading());
    auto stream = c.open(table_info{"t", {}});
    std::size_t seen = 0;
    ferrule::pump(*stream, [&](auto& row) {
      if (++seen == 100) {
        std::fstream over(file.path(), std::ios::binary | std::ios::in | std::ios::out);
        over.seekp(100 * 512);
        over << std::string(100 * 512, static_cast<char>(fill));
      }
      return support::text_of_row(row, 4), ferrule::flow::more;
    });
    EXPECT_TRUE(stream->status()) << seen;
    EXPECT_NE(stream->status().kind, errc::internal);
  }
}

TEST(sqlite_hostile, a_file_that_is_removed_while_it_is_read) {
  const sqlite_file file(large());
  ferrule::sqlite::connector c(file.reading());
  auto stream = c.open(table_info{"t", {"a"}});
  ASSERT_TRUE(stream->next());
  std::filesystem::remove(file.path());
  std::size_t seen = 1;
  while (stream->next()) ++seen;
  EXPECT_EQ(seen, 20'000u);  // the open file is still there
}

TEST(sqlite_hostile, columns_and_tables_that_vanish) {
  const auto fresh = [](const sqlite_file& file) {
    file.run(
        "DROP TABLE IF EXISTS t; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c TEXT); INSERT INTO t VALUES (1, 'b', 'c'), (2, 'b', 'c')");
  };
  const sqlite_file file;
  fresh(file);
  ferrule::sqlite::connector c(file.reading());
  const table_info asked[] = {{"t", {"a", "b"}}};
  ASSERT_TRUE(c.get_schemas(asked).value()[0]);
  file.run("ALTER TABLE t DROP COLUMN b");
  auto gone = c.open(asked[0]);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, errc::not_found);
  EXPECT_NE(gone.error().message.find("sqlite table 't': no column 'b'"), std::string::npos)
      << gone.error().message;

  for (const char* change :
       {"ALTER TABLE t DROP COLUMN b", "DROP TABLE t", "ALTER TABLE t RENAME COLUMN b TO x",
        "ALTER TABLE t RENAME TO u; CREATE TABLE t(b TEXT)",
        "DROP TABLE t; CREATE VIEW t AS SELECT 1 AS z"})
    for (const bool batches : {true, false}) {
      const sqlite_file other;
      fresh(other);
      auto config = other.reading();
      config.batches = batches;
      ferrule::sqlite::connector d(config);
      auto opened = d.open(table_info{"t", {"a", "b"}});
      ASSERT_TRUE(opened);
      other.run(change);
      EXPECT_TRUE(support::pumped(*opened).empty()) << change;
      EXPECT_EQ(opened->status().kind, errc::not_found)
          << change << ": " << to_text(opened->status());
    }
}

TEST(sqlite_hostile, a_column_that_changes_its_meaning_is_checked_cell_by_cell) {
  const sqlite_file file("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1)");
  ferrule::sqlite::connector c(file.reading());
  auto opened = c.open(table_info{"t", {}});
  file.run("DROP TABLE t; CREATE TABLE t(a TEXT); INSERT INTO t VALUES ('x')");
  EXPECT_TRUE(support::pumped(*opened).empty());
  EXPECT_EQ(opened->status().kind, errc::type_mismatch);
}

struct hostile_statements : ::testing::Test {
  sqlite_file file{
      "CREATE TABLE t(a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT a FROM t; CREATE TABLE x(s TEXT); CREATE INDEX i ON x(s)"};
  ferrule::sqlite::connector c{file.reading()};

  ferrule::error run(const std::string& sql) {
    auto stream = c.execute(sql, {.max_rows = 1000, .time_limit = std::chrono::seconds(2)});
    if (!stream) return stream.error();
    (void)support::pulled(*stream);
    return stream->status();
  }
};

TEST_F(hostile_statements, change_nothing_on_a_read_only_connection) {
  const std::string before = bytes_of(file.path());
  const std::string other = file.beside("other.db");
  const std::string statements[] = {
      "INSERT INTO t VALUES (3)",
      "DELETE FROM t",
      "UPDATE t SET a = 9",
      "REPLACE INTO t VALUES (1)",
      "DROP TABLE t",
      "CREATE TABLE u(a)",
      "CREATE TEMP TABLE u(a)",
      "ALTER TABLE t RENAME TO u",
      "CREATE INDEX j ON t(a)",
      "CREATE VIEW w AS SELECT 1",
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
      "REINDEX",
      "ANALYZE",
      "VACUUM",
      "WITH x AS (SELECT 1) DELETE FROM t",
      "WITH x(a) AS (SELECT 7) INSERT INTO t SELECT a FROM x",
      "DELETE FROM t RETURNING a",
      "/* SELECT */ DELETE FROM t",
      "-- SELECT\nDELETE FROM t",
      "EXPLAIN SELECT 1; DELETE FROM t",
      "SELECT 1; DELETE FROM t",
      "ATTACH '" + other + "' AS o",
      "ATTACH ':memory:' AS o",
      "DETACH main",
      "VACUUM INTO '" + other + "'",
      "VACUUM main INTO '" + other + "'",
      "PRAGMA query_only = 0",
      "PRAGMA query_only(0)",
      "PRAGMA main.query_only = off",
      "PRAGMA writable_schema = 1",
      "PRAGMA writable_schema = RESET",
      "PRAGMA journal_mode = wal",
      "PRAGMA journal_mode = off",
      "PRAGMA user_version = 7",
      "PRAGMA application_id = 7",
      "PRAGMA page_size = 8192",
      "PRAGMA schema_version = 99",
      "PRAGMA auto_vacuum = 1",
      "PRAGMA incremental_vacuum",
      "PRAGMA wal_checkpoint",
      "PRAGMA wal_checkpoint(TRUNCATE)",
      "PRAGMA optimize",
      "PRAGMA locking_mode = exclusive",
      "PRAGMA mmap_size = 100000000",
      "PRAGMA temp_store_directory = '/tmp'",
      "PRAGMA trusted_schema = 1",
      "PRAGMA case_sensitive_like = 1",
      "PRAGMA cache_size = 1000000",
      "PRAGMA hard_heap_limit = 1",
      "PRAGMA busy_timeout = 0",
      "PRAGMA recursive_triggers = 1",
      "PRAGMA encoding = 'UTF-16'",
      "SELECT load_extension('/tmp/x.so')",
      "SELECT LOAD_EXTENSION('x', 'y')",
      "BEGIN",
      "BEGIN IMMEDIATE",
      "BEGIN EXCLUSIVE",
      "COMMIT",
      "ROLLBACK",
      "SAVEPOINT s",
      "RELEASE s",
      "CREATE VIRTUAL TABLE f USING fts5(x)",
      "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x(a)')",
      "UPDATE sqlite_schema SET sql = 'x'",
      "DELETE FROM sqlite_schema"};
  for (const std::string& sql : statements) {
    const ferrule::error why = run(sql);
    EXPECT_TRUE(why.kind == errc::permission || why.kind == errc::unsupported ||
                why.kind == errc::syntax)
        << sql << ": " << to_text(why);
    EXPECT_EQ(bytes_of(file.path()), before) << sql;
    EXPECT_FALSE(std::filesystem::exists(other)) << sql;
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(
                              std::filesystem::path(file.path()).parent_path()),
                          {}),
            1);
  EXPECT_FALSE(run("SELECT a FROM t"));
  auto writer = file.plain();
  writer.run("BEGIN EXCLUSIVE; ROLLBACK");  // no lock is left
}

TEST_F(hostile_statements, say_what_was_refused) {
  EXPECT_NE(run("ATTACH ':memory:' AS o")
                .message.find(
                    "ATTACH (also VACUUM, which needs it) is refused on a read-only connection"),
            std::string::npos)
      << run("ATTACH ':memory:' AS o").message;
  EXPECT_NE(run("PRAGMA query_only = 0").message.find("a PRAGMA that changes something is refused"),
            std::string::npos);
  EXPECT_NE(run("BEGIN").message.find("a transaction (it would hold a lock) is refused"),
            std::string::npos)
      << run("BEGIN").message;
  EXPECT_NE(run("DELETE FROM t").message.find("set read_only = false to write"), std::string::npos)
      << run("DELETE FROM t").message;
}

TEST_F(hostile_statements, those_that_only_tell_are_answered) {
  for (const char* sql :
       {"PRAGMA table_info(t)", "PRAGMA table_xinfo('t')", "SELECT * FROM pragma_table_list",
        "PRAGMA user_version", "PRAGMA journal_mode", "PRAGMA integrity_check",
        "PRAGMA foreign_key_check", "PRAGMA compile_options", "SELECT sqlite_version()",
        "EXPLAIN QUERY PLAN SELECT * FROM v", "EXPLAIN DELETE FROM t", "PRAGMA database_list",
        "SELECT name FROM sqlite_master", "VALUES (1)"})
    EXPECT_FALSE(run(sql)) << sql << ": " << to_text(run(sql));
}

TEST_F(hostile_statements, cannot_call_the_functions_of_the_batch_path) {
  auto stream = c.open(table_info{"t", {}});
  std::size_t rows = 0;
  ferrule::pump(*stream, [&](auto&) {
    ++rows;
    for (const char* sql :
         {"SELECT ferrule_take_0(1)", "SELECT FERRULE_take_0(a, a) FROM t",
          "SELECT \"ferrule_take_0\"()", "SELECT 1 WHERE ferrule_take_0() IS NULL"}) {
      EXPECT_EQ(run(sql).kind, errc::permission) << sql << ": " << to_text(run(sql));
    }
    return ferrule::flow::more;
  });
  EXPECT_EQ(rows, 2u);
  ferrule::sqlite::connector w(file.writing());
  auto other = w.open(table_info{"t", {}});
  (void)support::pumped(*other);
  EXPECT_EQ(w.execute("SELECT ferrule_take_0(1)").error().kind, errc::permission);
}

TEST_F(hostile_statements, that_take_long_or_much_end) {
  EXPECT_EQ(
      run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
          .kind,
      errc::timeout);
  EXPECT_EQ(run("SELECT zeroblob(2000000000)").kind, errc::limit);
  const std::string nested = std::string(1'000'001, '(') + "1" + std::string(1'000'001, ')');
  EXPECT_EQ(run(nested).kind, errc::syntax);
  const bool has_room = sqlite3_libversion_number() >= 3046000;  // for any number of them
  EXPECT_EQ(run("SELECT " + nested).kind, has_room ? errc::none : errc::limit);
  std::string deep = "SELECT 1";
  for (int i = 0; i < 2000; ++i) deep += " + 1";
  EXPECT_EQ(run(deep).kind, errc::limit);
}

TEST_F(hostile_statements, in_memory_databases_are_read_only_too) {
  ferrule::sqlite::connector memory({.path = ":memory:"});
  EXPECT_EQ(memory.execute("CREATE TABLE t(a)").error().kind, errc::permission);
  EXPECT_EQ(memory.execute("PRAGMA query_only = 0").error().kind, errc::permission);
}

TEST(sqlite_hostile, schemas_that_mean_harm_call_nothing) {
  // A view or a default may call functions; the connection does not trust the schema, and the batch path's functions are for it alone.
  const sqlite_file file(
      "CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT ferrule_take_0(a) AS x FROM t; CREATE VIEW l AS SELECT load_extension('x') AS x");
  ferrule::sqlite::connector c(file.reading());
  auto first = c.open(table_info{"t", {}});
  (void)support::pumped(*first);
  for (const char* view : {"v", "l"}) {
    auto opened = c.open(table_info{view, {}});
    EXPECT_FALSE(opened) << view;
    auto asked = c.execute(std::string("SELECT * FROM ") + view);
    EXPECT_FALSE(asked) << view;
  }
}

}  // namespace
