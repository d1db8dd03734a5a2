// SPDX-License-Identifier: BSL-1.0
// SQLite as a changing source: whatever other programs write, and however, those who follow end with the same rows.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <support/sqlite_file.hpp>
#include <support/sqlite_history.hpp>
#include <support/stopping.hpp>
#include <thread>

namespace {

using namespace ferrule;
using sqlite_history::catch_up;
using support::sqlite_file;

const follow_options until_now{.until_now = true};

void enable(const sqlite_file& file, const std::vector<table_id>& tables) {
  sqlite::connector to(file.writing());
  auto done = to.enable_capture(tables);
  ASSERT_TRUE(done) << to_text(done.error());
}

/// A file of one captured table `t`, and a stream behind its snapshot.
struct followed {
  explicit followed(const std::string& sql, follow_options options = until_now) : file(sql) {
    enable(file, {"t"});
    follow(options);
  }
  void follow(follow_options options = until_now, const std::optional<checkpoint>& from = {}) {
    source.emplace(file.reading());
    const std::vector<table_info> tables{{"t", {}}};
    auto opened = source->follow(tables, from, options);
    ASSERT_TRUE(opened) << to_text(opened.error());
    stream.emplace(std::move(*opened));
    while (!from && stream->next() != change::snapshot_done) ASSERT_FALSE(stream->status());
  }
  /// What the statements, written by another program, are told as.
  std::vector<std::string> told(const std::string& sql = {}) {
    if (!sql.empty()) file.run(sql);
    follow(until_now, checkpoint{stream->id(), *source->serialize_state()});
    std::vector<std::string> out;
    const auto row = [&](auto r) {
      return support::text_of_row(r, stream->schemas()[0].schema.fields.size());
    };
    for (;;) {
      const change what = stream->next();
      if (what == change::end) break;
      std::string line(name_of(what));
      if (what == change::insert || what == change::update) line += " " + row(stream->row());
      if (what == change::update || what == change::remove)
        line += " was " + row(stream->old_row());
      if (what == change::rows)
        for (const std::string& r : support::pulled(stream->rows())) line += " " + r;
      out.push_back(std::move(line));
    }
    if (stream->status()) out.push_back(to_text(stream->status()));
    return out;
  }
  sqlite_file file;
  std::optional<sqlite::connector> source;
  std::optional<sqlite::change_stream> stream;
};
using lines = std::vector<std::string>;

// --- What other programs do ------------------------------------------------------------------------

TEST(sqlite_changes, every_operation_is_told_with_the_row_before) {
  followed t("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
  EXPECT_EQ(
      t.told(
          "INSERT INTO t VALUES (1, 'a'), (2, x'00'), (3, 0.1), (4, NULL), (5, 9223372036854775807)"),
      (lines{"insert 1|a", "insert 2|x'00'", "insert 3|0.1", "insert 4|null",
             "insert 5|9223372036854775807", "commit"}));
  EXPECT_EQ(t.told("UPDATE t SET v = 'b' WHERE id = 1; DELETE FROM t WHERE id = 2"),
            (lines{"update 1|b was 1|a", "remove was 2|x'00'", "commit"}));
  EXPECT_EQ(t.told("UPDATE t SET id = 9 WHERE id = 1"), (lines{"update 9|b was 1|b", "commit"}));
  EXPECT_EQ(t.told("DELETE FROM t"),
            (lines{"remove was 3|0.1", "remove was 4|null", "remove was 5|9223372036854775807",
                   "remove was 9|b", "commit"}));
  EXPECT_EQ(t.told("BEGIN; INSERT INTO t VALUES (1, 1); ROLLBACK"), (lines{}));
  EXPECT_EQ(t.told("BEGIN; INSERT INTO t VALUES (1, 1); SAVEPOINT s; INSERT INTO t VALUES (2, 2); "
                   "ROLLBACK TO s; INSERT INTO t VALUES (3, 3); COMMIT"),
            (lines{"insert 1|1", "insert 3|3", "commit"}));
}

TEST(sqlite_changes, rows_that_are_replaced_are_removed_first) {
  for (const char* recursive :
       {"PRAGMA recursive_triggers = 0; ", "PRAGMA recursive_triggers = 1; "}) {
    followed t(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT UNIQUE); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    EXPECT_EQ(t.told(recursive + std::string("INSERT OR REPLACE INTO t VALUES (1, 'x')")),
              (lines{"remove was 1|a", "insert 1|x", "commit"}));
    EXPECT_EQ(t.told(recursive + std::string("REPLACE INTO t VALUES (2, 'c')")),
              (lines{"remove was 2|b", "remove was 3|c", "insert 2|c", "commit"}));
    EXPECT_EQ(t.told(recursive + std::string("UPDATE OR REPLACE t SET u = 'x' WHERE id = 2")),
              (lines{"remove was 1|x", "update 2|x was 2|c", "commit"}));
    EXPECT_EQ(
        t.told(recursive +
               std::string(
                   "INSERT INTO t VALUES (7, 'q'); UPDATE OR REPLACE t SET id = 7 WHERE id = 2")),
        (lines{"insert 7|q", "remove was 7|q", "update 7|x was 2|x", "commit"}));
    EXPECT_EQ(t.told(recursive + std::string("REPLACE INTO t(u) VALUES ('x')")),
              (lines{"remove was 7|x", "insert 8|x", "commit"}));
  }
}

TEST(sqlite_changes, what_is_ignored_or_becomes_an_update_removes_nothing) {
  followed t(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT UNIQUE); INSERT INTO t VALUES (1, 'a'), (2, 'b')");
  EXPECT_EQ(t.told("INSERT OR IGNORE INTO t VALUES (1, 'x'), (5, 'b'), (6, 'e'), (2, 'q')"),
            (lines{"insert 6|e", "commit"}));
  EXPECT_EQ(t.told("INSERT INTO t VALUES (9, 'b') ON CONFLICT DO NOTHING"), (lines{}));
  EXPECT_EQ(t.told("INSERT INTO t VALUES (9, 'b') ON CONFLICT(u) DO UPDATE SET u = 'c'"),
            (lines{"update 2|c was 2|b", "commit"}));
  EXPECT_EQ(t.told("UPDATE OR IGNORE t SET u = 'a'"), (lines{"update 1|a was 1|a", "commit"}));
  EXPECT_EQ(t.told("INSERT INTO t VALUES (10, 'x')"), (lines{"insert 10|x", "commit"}));
  sqlite3_exec(t.file.plain().get(), "INSERT OR FAIL INTO t VALUES (11, 'y'), (1, 'z')", nullptr,
               nullptr, nullptr);
  EXPECT_EQ(t.told(), (lines{"insert 11|y", "commit"}));  // what it did before it failed stays
  EXPECT_EQ(t.told("DELETE FROM t WHERE id = 1"), (lines{"remove was 1|a", "commit"}));
  // However many are ignored, nothing piles up.
  t.file.run(
      "INSERT OR IGNORE INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
      "SELECT i % 12, 'x' FROM n");
  EXPECT_LE(std::stoi(t.file.rows("SELECT count(*) FROM ferrule_capture_conflicts")[0]), 12);
}

TEST(sqlite_changes, a_replacement_that_changes_other_rows_of_the_table_is_told_whole) {
  // Taking 1 away sets the boss of the others to null, before the second conflict is met.
  followed t(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, boss REFERENCES t(id) ON DELETE SET NULL, u UNIQUE);"
      "INSERT INTO t VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 1, 'c')");
  EXPECT_EQ(t.told("PRAGMA foreign_keys = 1; REPLACE INTO t VALUES (1, NULL, 'b')"),
            (lines{"remove was 1|null|a", "update 2|null|b was 2|1|b", "update 3|null|c was 3|1|c",
                   "remove was 2|null|b", "insert 1|null|b", "commit"}));
}

TEST(sqlite_changes, other_triggers_may_change_the_row_before_or_after) {
  const std::string bump =
      "CREATE TRIGGER bump AFTER UPDATE OF v ON t BEGIN UPDATE t SET n = n + 1 WHERE id = NEW.id; END;"
      "CREATE TRIGGER fill AFTER INSERT ON t BEGIN UPDATE t SET n = 0 WHERE id = NEW.id; END;";
  followed older("CREATE TABLE t(id INTEGER PRIMARY KEY, v, n);" + bump);
  EXPECT_EQ(older.told("INSERT INTO t VALUES (1, 'a', NULL)"),
            (lines{"insert 1|a|null", "update 1|a|0 was 1|a|null", "commit"}));
  // The younger trigger fires first, and the log is out of order: the table is read anew.
  followed younger(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v, n); INSERT INTO t VALUES (1, 'a', 7)");
  younger.file.run(bump);
  EXPECT_EQ(younger.told("UPDATE t SET v = 'b'"),
            (lines{"snapshot_started", "rows 1|b|8", "snapshot_done"}));
  EXPECT_EQ(younger.told("DELETE FROM t"), (lines{"remove was 1|b|8", "commit"}));
  enable(younger.file, {"t"});  // puts its own behind
  EXPECT_EQ(younger.told("INSERT INTO t VALUES (1, 'a', NULL)"),
            (lines{"insert 1|a|null", "update 1|a|0 was 1|a|null", "commit"}));
  followed undead("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
  undead.file.run(
      "CREATE TRIGGER again AFTER DELETE ON t BEGIN INSERT INTO t VALUES (OLD.id, 'back'); END");
  EXPECT_EQ(undead.told("DELETE FROM t"),
            (lines{"snapshot_started", "rows 1|back", "snapshot_done"}));
}

TEST(sqlite_changes, tables_of_every_sort) {
  followed no_rowid(
      "CREATE TABLE t(a TEXT COLLATE NOCASE, b, v, PRIMARY KEY(b, a)) WITHOUT ROWID; INSERT INTO t VALUES ('k', 1, 'v')");
  EXPECT_EQ(no_rowid.told("REPLACE INTO t VALUES ('K', 1, 'w'); UPDATE t SET a = 'k'"),
            (lines{"remove was k|1|v", "insert K|1|w", "update k|1|w was K|1|w", "commit"}));
  followed generated(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, twice AS (a * 2), kept TEXT AS (a || '!') STORED)");
  EXPECT_EQ(generated.told("INSERT INTO t(a) VALUES (4); UPDATE t SET a = 5; DELETE FROM t"),
            (lines{"insert 1|4|8|4!", "update 1|5|10|5! was 1|4|8|4!", "remove was 1|5|10|5!",
                   "commit"}));
  followed nulls("CREATE TABLE t(k TEXT PRIMARY KEY, v)");
  EXPECT_EQ(nulls.told("INSERT INTO t VALUES (NULL, 1), (NULL, 2); DELETE FROM t WHERE v = 1"),
            (lines{"insert null|1", "insert null|2", "remove was null|1", "commit"}));
  followed expression(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v); CREATE UNIQUE INDEX i ON t(lower(v) DESC) WHERE v <> 'x';"
      "INSERT INTO t VALUES (1, 'A'), (2, 'x')");
  EXPECT_EQ(
      expression.told(
          "REPLACE INTO t VALUES (3, 'a'), (4, 'X'); UPDATE OR REPLACE t SET v = 'x' WHERE id = 3"),
      (lines{"remove was 1|A", "insert 3|a", "insert 4|X", "update 3|x was 3|a", "commit"}));
  followed defaults(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT NOT NULL DEFAULT 'none' UNIQUE); INSERT INTO t VALUES (1, 'none')");
  EXPECT_EQ(defaults.told("REPLACE INTO t VALUES (2, NULL)"),
            (lines{"remove was 1|none", "insert 2|none", "commit"}));
  followed odd(
      "CREATE TABLE t(rowid TEXT, oid, \"a \"\"quote\"\"\" PRIMARY KEY); INSERT INTO t VALUES ('r', 'o', 1)");
  EXPECT_EQ(odd.told("REPLACE INTO t VALUES ('s', 'p', 1)"),
            (lines{"remove was r|o|1", "insert s|p|1", "commit"}));
}

TEST(sqlite_changes, a_table_without_key_has_inserts_and_is_read_anew_for_the_rest) {
  followed t("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 1)");
  EXPECT_EQ(t.stream->schemas()[0].cdc, cdc_kind::nothing);
  EXPECT_EQ(t.told("INSERT INTO t VALUES (1, 1)"), (lines{"insert 1|1", "commit"}));
  EXPECT_EQ(
      t.told(
          "INSERT INTO t VALUES (2, 2); UPDATE t SET b = 3 WHERE a = 2; DELETE FROM t WHERE rowid = 1"),
      (lines{"snapshot_started", "rows 1|1 2|3", "snapshot_done"}));
  EXPECT_EQ(t.told("REPLACE INTO t(rowid, a, b) VALUES (3, 5, 5)"),
            (lines{"snapshot_started", "rows 1|1 5|5", "snapshot_done"}));
}

TEST(sqlite_changes, cascades_and_several_tables_are_one_commit) {
  const sqlite_file file(
      "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);"
      "CREATE TABLE other(id INTEGER PRIMARY KEY)");
  enable(file, {"p", "c", "other"});
  sqlite::connector from(file.reading());
  const std::vector<table_info> tables{{"c", {}}, {"p", {}}};
  auto s = from.follow(tables, {}, until_now);
  ASSERT_TRUE(s);
  while (s->next() != change::snapshot_done) {}
  file.run(
      "PRAGMA foreign_keys = 1; BEGIN; INSERT INTO p VALUES (1); INSERT INTO other VALUES (1); INSERT INTO c VALUES (1, 1), (2, 1);"
      "UPDATE p SET id = 3; DELETE FROM p; COMMIT; INSERT INTO other VALUES (2)");
  std::string seen;
  for (change c = s->next(); c != change::end; c = s->next())
    seen += std::string(name_of(c)) + (c == change::commit ? "; "
                                       : s->table() == 0   ? " c, "
                                                           : " p, ");
  EXPECT_EQ(
      seen,
      "insert p, insert c, insert c, update c, update c, update p, remove c, remove c, remove p, commit; ");
}

// --- The capture ------------------------------------------------------------------------------------

TEST(sqlite_changes, what_cannot_be_captured_says_why) {
  const sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t;"
      "CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE r(rowid, oid, _rowid_)");
  sqlite::connector to(file.writing()), reading(file.reading());
  const auto kind = [&](sqlite::connector& c, table_id id) {
    const std::vector<table_id> one{std::move(id)};
    auto done = c.enable_capture(one);
    return done ? errc::none : done.error().kind;
  };
  EXPECT_EQ(kind(reading, "t"), errc::permission);
  EXPECT_EQ(kind(to, "missing"), errc::not_found);
  for (const char* name : {"v", "f", "f_data", "r"})
    EXPECT_EQ(kind(to, name), errc::unsupported) << name;
  EXPECT_EQ(kind(to, {"temp", "t"}), errc::not_found);
  for (const int columns : {996, 999}) {
    std::string wide = "CREATE TABLE wide" + std::to_string(columns) + "(c0";
    for (int i = 1; i < columns; ++i) wide += ", c" + std::to_string(i);
    file.run(wide + ")");
  }
  EXPECT_EQ(kind(to, "wide999"), errc::limit);
  EXPECT_EQ(file.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'ferrule%'"),
            lines{});  // all or nothing
  EXPECT_EQ(kind(to, "wide996"), errc::none);
  file.run("INSERT INTO wide996(c0, c995) VALUES (1, 2)");
  EXPECT_EQ(file.rows("SELECT n0, n995 FROM ferrule_capture_log WHERE op = 1"), lines{"1|2"});
  EXPECT_EQ(kind(to, "ferrule_capture_log"), errc::unsupported);
  const std::vector<table_info> t{{"t", {}}};
  EXPECT_EQ(reading.follow(t).error().kind, errc::unsupported);  // not captured
  const std::vector<table_id> id{"t"};
  EXPECT_EQ(to.disable_capture(id).error().kind, errc::not_found);
  sqlite::connector memory({.path = ":memory:", .read_only = false});
  EXPECT_EQ(memory.follow(t).error().kind, errc::unsupported);
  EXPECT_EQ(memory.serialize_state().error().kind, errc::unsupported);
}

TEST(sqlite_changes, a_capture_comes_and_goes_without_a_trace) {
  const sqlite_file file(
      "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(id INTEGER PRIMARY KEY, v)");
  const auto before = file.rows("SELECT name, sql FROM sqlite_schema ORDER BY name");
  sqlite::connector c(file.writing());
  const std::vector<table_id> a{"a"}, both{"b", "a"};
  EXPECT_TRUE(c.captured_tables()->empty());
  ASSERT_TRUE(c.enable_capture(both));
  EXPECT_EQ(*c.captured_tables(), (std::vector<table_id>{"a", "b"}));
  EXPECT_EQ(*c.list_tables(), (std::vector<table_id>{"a", "b"}));
  EXPECT_EQ(*c.table_names(), (lines{"a", "b"}));
  EXPECT_EQ(c.hidden_table_names()->size(), 4u);  // and sqlite_sequence
  const auto log = file.rows("SELECT count(*) FROM ferrule_capture_log");
  ASSERT_TRUE(c.enable_capture(both));  // they are: nothing is done
  EXPECT_EQ(file.rows("SELECT count(*) FROM ferrule_capture_log"), log);
  ASSERT_TRUE(c.begin());
  ASSERT_TRUE(c.disable_capture(both));
  ASSERT_TRUE(c.rollback());
  EXPECT_EQ(c.captured_tables()->size(), 2u);
  ASSERT_TRUE(c.disable_capture(a));
  EXPECT_EQ(*c.captured_tables(), (std::vector<table_id>{"b"}));
  file.run("INSERT INTO a VALUES (1)");
  file.run("DROP TABLE b");
  const std::vector<table_id> b{"b"};
  ASSERT_TRUE(c.disable_capture(b));
  file.run("CREATE TABLE b(id INTEGER PRIMARY KEY, v)");
  auto after = file.rows("SELECT name, sql FROM sqlite_schema ORDER BY name");
  std::erase_if(after, [](const std::string& s) { return s.starts_with("sqlite_sequence"); });
  EXPECT_EQ(after, before);
}

TEST(sqlite_changes, a_table_that_has_changed_must_be_captured_anew) {
  for (
      const char* ddl :
      {"ALTER TABLE t ADD COLUMN more DEFAULT 7", "CREATE UNIQUE INDEX late ON t(v)",
       "ALTER TABLE t RENAME COLUMN v TO w", "DROP TRIGGER ferrule_capture_2_delete",
       "DROP TABLE t; CREATE TABLE t(id INTEGER PRIMARY KEY, v, x); INSERT INTO t VALUES (5, 5, 5)"}) {
    const sqlite_file file(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
    enable(file, {"t"});
    sqlite::connector from(file.reading());
    const std::vector<table_info> tables{{"t", {}}};
    const std::string copy = file.beside("copy");
    catch_up(from, copy, tables);
    auto running = from.follow(tables, {}, until_now);
    ASSERT_TRUE(running);
    while (running->next() != change::snapshot_done) {}
    file.run(ddl);
    file.run("DELETE FROM t WHERE id = 1; INSERT INTO t(id) VALUES (2)");
    EXPECT_EQ(running->next(), change::end);
    EXPECT_EQ(running->status().kind, errc::closed) << ddl << to_text(running->status());
    EXPECT_NE(running->status().message.find("call enable_capture again"), std::string::npos);
    EXPECT_EQ(from.follow(tables).error().kind, errc::closed);
    enable(file, {"t"});
    file.run("INSERT INTO t(id) VALUES (3)");
    catch_up(from, copy, tables);
    EXPECT_TRUE(sqlite_history::same(file.path(), copy, {"t"})) << ddl;
    file.run("DELETE FROM t WHERE id = 2");
    EXPECT_EQ(catch_up(from, copy, tables), 3u);
    EXPECT_TRUE(sqlite_history::same(file.path(), copy, {"t"})) << ddl;
  }
}

TEST(sqlite_changes, a_running_stream_goes_on_where_the_capture_is_enabled_anew) {
  followed t("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
  auto [sender, receiver] = make_change_channel();
  t.file.run("INSERT INTO t VALUES (2, 'b'); ALTER TABLE t ADD COLUMN more DEFAULT 7");
  enable(t.file, {"t"});
  t.file.run("INSERT INTO t VALUES (3, 'c', 8)");
  ASSERT_EQ(deliver_changes(*t.stream, sender), finish::exhausted);
  lines seen;
  for (change c = receiver.next(); c != change::end; c = receiver.next()) {
    seen.emplace_back(name_of(c));
    if (c == change::rows)
      while (receiver.rows().next())
        seen.back() += " " + support::text_of_row(receiver.rows().row(), 3);
  }
  EXPECT_EQ(seen, (lines{"snapshot_started", "rows 1|a|7 2|b|7 3|c|8", "snapshot_done"}));
  EXPECT_EQ(receiver.schemas()[0].schema.fields.size(), 3u);
}

TEST(sqlite_changes, a_table_or_log_that_is_gone_ends_the_stream) {
  followed dropped("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  dropped.file.run("DROP TABLE t");
  EXPECT_EQ(dropped.stream->next(), change::end);
  EXPECT_EQ(dropped.stream->status().kind, errc::not_found);
  followed gone("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  sqlite::connector c(gone.file.writing());
  const std::vector<table_id> t{"t"};
  ASSERT_TRUE(c.disable_capture(t));
  ASSERT_TRUE(c.enable_capture(t));
  EXPECT_EQ(gone.stream->next(), change::end);
  EXPECT_EQ(gone.stream->status().kind, errc::closed);
}

// --- The stream -------------------------------------------------------------------------------------

TEST(sqlite_changes, a_checkpoint_that_cannot_be_resumed_from_says_why) {
  followed t("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  t.told("INSERT INTO t VALUES (1), (2), (3)");
  const std::vector<table_info> tables{{"t", {}}};
  const std::string state = *t.source->serialize_state();
  const auto refused = [&](checkpoint at) {
    auto opened = t.source->follow(tables, std::move(at), until_now);
    return opened ? error{} : opened.error();
  };
  EXPECT_EQ(refused({{9, {}}, state}).kind, errc::none);
  EXPECT_EQ(refused({{9, {}}, "another"}).kind, errc::closed);
  EXPECT_NE(refused({{99, {}}, state}).message.find("the last operation of this log is 8"),
            std::string::npos);
  t.file.run("DELETE FROM ferrule_capture_log WHERE id <= 3");
  EXPECT_NE(refused({{5, {}}, state}).message.find("was trimmed"), std::string::npos);
  EXPECT_EQ(refused({{7, {}}, state}).kind, errc::none);
  const std::vector<table_info> no_key{{"t", {}}, {"k", {"v"}}};
  t.file.run("CREATE TABLE k(id INTEGER PRIMARY KEY, v)");
  enable(t.file, {"k"});
  EXPECT_EQ(t.source->follow(no_key).error().kind, errc::unsupported);
}

TEST(sqlite_changes, columns_asked_for_come_in_the_order_asked_for) {
  const sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)");
  enable(file, {"t"});
  sqlite::connector from(file.reading());
  const std::vector<table_info> tables{{"t", {"b", "id"}}};
  auto s = from.follow(tables, {}, until_now);
  ASSERT_TRUE(s);
  while (s->next() != change::snapshot_done) {}
  file.run("INSERT INTO t VALUES (1, 'a', 'b'); UPDATE t SET b = 'c'");
  ASSERT_EQ(s->next(), change::insert);
  EXPECT_EQ(support::text_of_row(s->row(), 2), "b|1");
  ASSERT_EQ(s->next(), change::update);
  EXPECT_EQ(support::text_of_row(s->row(), 2) + support::text_of_row(s->old_row(), 2), "c|1b|1");
  EXPECT_EQ(s->schemas()[0].schema.primary_key, std::vector<std::size_t>{1});
}

TEST(sqlite_changes, a_cell_that_is_not_what_its_column_says_is_an_error_in_its_place) {
  followed t("CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER)");
  EXPECT_EQ(t.told("INSERT INTO t VALUES (1, 1), (2, 'two'), (3, 3)").front(), "insert 1|1");
  EXPECT_EQ(t.stream->status().kind, errc::type_mismatch);
  EXPECT_NE(t.stream->status().message.find("column 'n', operation 6 holds 'two'"),
            std::string::npos)
      << to_text(t.stream->status());
  auto settings = t.file.reading();
  settings.mismatched_cells = sqlite::cell_policy::text;
  sqlite::connector lenient(settings);
  const std::vector<table_info> tables{{"t", {}}};
  auto s = lenient.follow(tables, checkpoint{{2, {}}, *lenient.serialize_state()}, until_now);
  ASSERT_TRUE(s);
  s->next();
  s->next();
  EXPECT_EQ(support::text_of_row(s->row(), 2), "2|two");
}

TEST(sqlite_changes, a_large_transaction_is_one_commit_in_portions) {
  followed t("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
  t.file.run(
      "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i, hex(zeroblob(i % 900)) FROM n");
  std::int64_t next = 0;
  for (; t.stream->next() == change::insert; ++next) {
    value_view id;
    t.stream->row().read(id);
    ASSERT_EQ(id, value_view(next + 1));
    if (next == 2000) t.file.run("INSERT INTO t VALUES (0, 'not in this commit')");
  }
  EXPECT_EQ(next, 5000);
  EXPECT_EQ(t.stream->id().sequence, 2u * 5001 + 1);
  EXPECT_EQ(t.stream->next(), change::insert);
}

TEST(sqlite_changes, what_is_acknowledged_is_trimmed_where_that_is_asked_for) {
  for (const bool trims : {false, true}) {
    const sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY)");
    enable(file, {"t"});
    auto settings = file.writing();
    settings.trim_changes = trims;
    sqlite::connector from(settings);
    const std::vector<table_info> tables{{"t", {}}};
    auto slow = from.follow(tables, {}, until_now);
    while (slow->next() != change::snapshot_done) {}
    auto s = from.follow(tables, {}, until_now);
    ASSERT_TRUE(s);
    while (s->next() != change::snapshot_done) {}
    file.run("INSERT INTO t VALUES (1), (2)");
    while (s->next() != change::commit) {}
    file.run("INSERT INTO t VALUES (3)");
    ASSERT_TRUE(s->acknowledge(s->id()));
    EXPECT_EQ(s->next(), change::insert);
    EXPECT_EQ(file.rows("SELECT count(*) FROM ferrule_capture_log")[0], trims ? "1" : "4");
    EXPECT_EQ(slow->next() == change::end, trims);
    EXPECT_EQ(slow->status().kind, trims ? errc::closed : errc::none);
  }
  const sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  auto settings = file.reading();
  settings.trim_changes = true;
  EXPECT_EQ(sqlite::connector(settings).follow({}).error().kind, errc::permission);
}

TEST(sqlite_changes, waiting_is_idle_at_every_heartbeat_and_can_be_cancelled_from_a_thread) {
  using namespace std::chrono_literals;
  followed t("PRAGMA journal_mode = DELETE; CREATE TABLE t(id INTEGER PRIMARY KEY)",
             {.heartbeat = 40ms});
  EXPECT_EQ(t.stream->next(), change::idle);
  t.file.run("INSERT INTO t VALUES (1)");
  EXPECT_EQ(t.stream->next(), change::insert);
  EXPECT_TRUE(t.stream->committed_at());
  EXPECT_EQ(t.stream->next(), change::commit);
  const auto age = std::chrono::system_clock::now() - *t.stream->committed_at();
  EXPECT_LT(age < 0s ? -age : age, 60s);
  {  // somebody holds the file: nothing for now
    support::plain_sqlite writer(t.file.path());
    writer.run("INSERT INTO t VALUES (2)");
    writer.run("BEGIN EXCLUSIVE");
    EXPECT_EQ(t.stream->next(), change::idle);
    writer.run("COMMIT");
  }
  EXPECT_EQ(t.stream->next(), change::insert);
  EXPECT_EQ(t.stream->next(), change::commit);
  const auto handle = t.source->cancel_handle();
  std::jthread other([&] {
    std::this_thread::sleep_for(20ms);
    handle.cancel();
  });
  while (t.stream->next() == change::idle) {}
  EXPECT_EQ(t.stream->status().kind, errc::cancelled);
}

// --- Random histories -------------------------------------------------------------------------------

TEST(sqlite_changes, a_snapshot_and_what_follows_arrive_in_tables) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const sqlite_file file(sqlite_history::schema);
    if (seed % 2 == 0) file.run("PRAGMA journal_mode = WAL");
    sqlite_history::writer other(file.path(), seed, seed % 3 == 0);
    for (int i = 0; i < 20; ++i) other.transaction();
    enable(file, sqlite_history::names);
    sqlite::connector from(file.reading());
    for (int round = 0; round < 5; ++round) {
      catch_up(from, file.beside("copy"));
      ASSERT_TRUE(sqlite_history::same(file.path(), file.beside("copy")))
          << "seed " << seed << ", round " << round;
      for (int i = 0; i < 15; ++i) other.transaction();
    }
  }
}

TEST(sqlite_changes, ending_at_every_message_by_sigkill_too_loses_and_doubles_nothing) {
  const sqlite_file file(sqlite_history::schema);
  sqlite_history::writer other(file.path(), 3, true);
  for (int i = 0; i < 8; ++i) other.transaction();
  enable(file, sqlite_history::names);
  sqlite::connector from(file.reading());
  const std::string begun = file.beside("begun"), killed = file.beside("killed");
  catch_up(from, begun);
  std::uint64_t messages = 0;
  for (int i = 0; i < 6; ++i) {  // some commits, one of them a snapshot
    other.transaction();
    catch_up(from, file.beside("each"), sqlite_history::tables());
  }
  std::filesystem::copy_file(begun, killed);
  messages = catch_up(from, killed);
  const std::string state = *from.serialize_state();
  for (std::uint64_t kill = 0; kill <= messages; ++kill)
    for (const bool with_snapshot : {false, true})
      for (const bool by_signal : {false, true}) {
        for (const char* beside : {"", "-journal"}) std::filesystem::remove(killed + beside);
        if (!with_snapshot) std::filesystem::copy_file(begun, killed);
        support::stops_or_is_killed(by_signal, [&] {
          sqlite::connector source(
              file.reading());  // SQLite's connections are not for two processes
          auto to = sqlite_history::writable(killed);
          table_applier into(to, {.state = state, .rows_per_transaction = 1});
          support::until_message<decltype(into)> stopping{&into, kill};
          auto at = into.resume_point(sqlite_history::tables());
          ASSERT_TRUE(at) << to_text(at.error());
          ASSERT_TRUE(start(source, stopping, sqlite_history::tables(), *at, {}, until_now));
        });
        catch_up(from, killed);
        ASSERT_TRUE(sqlite_history::same(file.path(), killed)) << "message " << kill;
      }
}

/// From where the last run ended, into a file of lines: until there is nothing more, or a message; how many messages that were.
std::uint64_t follow_into_lines(const sqlite_file& file, const std::string& path,
                                std::uint64_t stop = ~std::uint64_t{0}) {
  sqlite::connector source(file.reading());
  change_lines into(path, {.state = *source.serialize_state(), .rows_per_transaction = 1});
  protocol_validator checked(into);
  support::until_message<decltype(checked)> stopping{&checked, stop};
  const auto at = into.resume_point(sqlite_history::tables());
  EXPECT_TRUE(at) << to_text(at.error());
  const auto done = start(source, stopping, sqlite_history::tables(), *at, {}, until_now);
  EXPECT_TRUE(done) << to_text(done.error());
  return checked.messages();
}

TEST(sqlite_changes, into_lines_ending_at_every_message_by_sigkill_too_loses_and_doubles_nothing) {
  const char* const endings[] = {"", ".checkpoint", ".checkpoint.previous", ".checkpoint.next"};
  const sqlite_file file(sqlite_history::schema);
  sqlite_history::writer other(file.path(), 5, true);
  for (int i = 0; i < 8; ++i) other.transaction();
  enable(file, sqlite_history::names);
  const std::string begun = file.beside("begun"), whole = file.beside("whole"),
                    ended = file.beside("ended");
  const auto copied = [&](const std::string& to, bool with_snapshot) {
    for (const char* ending : endings) {
      std::filesystem::remove(to + ending);
      if (!with_snapshot && std::filesystem::exists(begun + ending))
        std::filesystem::copy_file(begun + ending, to + ending);
    }
  };
  const auto bytes_of = [](const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  follow_into_lines(file, begun);
  for (int i = 0; i < 6; ++i) other.transaction();
  for (const bool with_snapshot : {false, true}) {
    copied(whole, with_snapshot);
    const std::uint64_t messages = follow_into_lines(file, whole);
    for (std::uint64_t stop = 0; stop <= messages; ++stop)
      for (const bool killed : {false, true}) {
        copied(ended, with_snapshot);
        support::stops_or_is_killed(killed, [&] { follow_into_lines(file, ended, stop); });
        follow_into_lines(file, ended);
        ASSERT_EQ(bytes_of(ended), bytes_of(whole)) << "message " << stop;
      }
  }
}

/// Somebody writes while the messages go by.
template<class I>
struct written_meanwhile {
  I* to;
  sqlite_history::writer* by;
  int left = 20;
  template<class S>
  offered take(change what, S& from, offer_deadline until) {
    const offered answer = to->take(what, from, until);
    if (what != change::end && left-- > 0) by->transaction();
    return answer;
  }
  std::optional<op_id> acknowledged_up_to() const { return to->acknowledged_up_to(); }
  const error& status() const { return to->status(); }
};

/// A table at a time, each as it is when it is read: what a snapshot must not be.
class reads_only : public sqlite::connector {
public:
  static constexpr capability_set capabilities{capability::introspectable};
  using sqlite::connector::connector;
};

TEST(sqlite_changes, a_snapshot_without_a_shared_point_is_found_out) {
  int differ = 0;
  for (const bool shared : {true, false})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const sqlite_file file(sqlite_history::schema);
      file.run("PRAGMA journal_mode = WAL");
      sqlite_history::writer other(file.path(), seed);
      for (int i = 0; i < 20; ++i) other.transaction();
      enable(file, sqlite_history::names);
      sqlite::connector from(file.reading());
      const std::string state = *from.serialize_state();
      auto to = sqlite_history::writable(file.beside("copy"));
      table_applier into(to, {.state = state});
      written_meanwhile<decltype(into)> meanwhile{&into, &other};
      if (shared) {
        ASSERT_TRUE(start(from, meanwhile, sqlite_history::tables(), {}, {}, until_now));
        catch_up(from, file.beside("copy"));
        EXPECT_TRUE(sqlite_history::same(file.path(), file.beside("copy"))) << "seed " << seed;
        continue;
      }
      reads_only snapshot(file.reading());
      ASSERT_TRUE(start(snapshot, meanwhile, sqlite_history::tables()));
      const auto last = std::stoull(file.rows("SELECT max(id) FROM ferrule_capture_log")[0]);
      other.transaction();
      const auto done = start(from, into, sqlite_history::tables(),
                              checkpoint{{2 * last + 1, {}}, state}, {}, until_now);
      differ += !done || !sqlite_history::same(file.path(), file.beside("copy"));
    }
  EXPECT_GT(differ, 0);
}

}  // namespace
