// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <support/sqlite_file.hpp>
#include <sys/wait.h>
#include <thread>

namespace {

using ferrule::errc;
using ferrule::partition;
using ferrule::value_view;
using support::sqlite_file;
using strings = std::vector<std::string>;

constexpr const char* thousand =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i, 'row ' || i FROM n";

// Reads all parts one after the other and returns how many rows each has; checks that they are disjoint and complete.
std::vector<std::size_t> sizes(ferrule::sqlite::connector& c, std::span<const partition> parts,
                               const strings& expected) {
  std::vector<std::size_t> out;
  strings all;
  for (const partition& p : parts) {
    auto stream = c.open(p);
    EXPECT_TRUE(stream) << (stream ? "" : to_text(stream.error()));
    if (!stream) return out;
    const strings rows = out.size() % 2 == 0 ? support::pumped(*stream) : support::pulled(*stream);
    EXPECT_FALSE(stream->status()) << to_text(stream->status());
    out.push_back(rows.size());
    all.insert(all.end(), rows.begin(), rows.end());
  }
  EXPECT_EQ(all, expected);  // parts are in rowid order
  return out;
}

struct sqlite_partition : ::testing::Test {
  sqlite_file file{thousand};
  ferrule::sqlite::connector c{file.reading()};
  strings expected = file.rows("SELECT id, v FROM t ORDER BY id");
};

TEST_F(sqlite_partition, parts_are_disjoint_complete_and_about_equal) {
  for (const std::size_t n : {1, 2, 3, 7, 16, 100}) {
    auto plan = c.plan({"t", {}}, n);
    ASSERT_TRUE(plan) << to_text(plan.error());
    ASSERT_EQ(plan->partitions().size(), n);
    const auto found = sizes(c, plan->partitions(), expected);
    const auto [least, most] = std::minmax_element(found.begin(), found.end());
    EXPECT_GE(*least, 1000 / n * 8 / 10) << n;
    EXPECT_LE(*most, 1000 / n * 12 / 10 + 2) << n;
    EXPECT_EQ(plan->partitions()[0].count, n);
    EXPECT_EQ(plan->partitions()[0].connector, "sqlite");
    EXPECT_FALSE(plan->partitions()[0].first);
    EXPECT_FALSE(plan->partitions().back().last);
  }
  EXPECT_EQ(c.plan({"t", {}}, 0).error().kind, errc::config);
}

TEST_F(sqlite_partition, delivers_the_columns_asked_for) {
  auto plan = c.plan({"t", {"v"}}, 2);
  auto stream = c.open(plan->partitions()[1]);
  EXPECT_EQ(stream->schema().fields.size(), 1u);
  EXPECT_EQ(support::pumped(*stream).back(), "row 1000");
  EXPECT_EQ(c.plan({"t", {"w"}}, 2).error().kind, errc::not_found);
}

TEST(sqlite_partition_ranges, any_distribution_of_rowids) {
  const struct {
    const char* name;
    std::string insert;
    std::size_t rows;
  } cases[] = {
      {"empty", "SELECT 1", 0},
      {"one", "INSERT INTO t VALUES (5)", 1},
      {"fewer rows than parts", "INSERT INTO t VALUES (1), (1000000), (-7)", 3},
      {"negative",
       "WITH RECURSIVE n(i) AS (SELECT -500 UNION ALL SELECT i + 1 FROM n WHERE i < 499) INSERT INTO t SELECT i FROM n",
       1000},
      {"extremes",
       "INSERT INTO t VALUES (-9223372036854775808), (9223372036854775807), (0), (-1), (1)", 5},
      {"clusters far apart",
       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT i FROM n UNION ALL SELECT 9000000000000000000 + i FROM n "
       "UNION ALL SELECT -9000000000000000000 + i FROM n",
       1500},
      {"one far away",
       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i FROM n UNION ALL SELECT 9223372036854775807",
       1001},
      {"evenly sparse",
       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i * 9000000000000000 FROM n",
       1000},
      {"dense and sparse",
       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i FROM n UNION ALL SELECT 1000000 + i * 1000 FROM n",
       2000},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY);" + one.insert);
    ferrule::sqlite::connector c(file.reading());
    auto plan = c.plan({"t", {}}, 4);
    ASSERT_TRUE(plan) << to_text(plan.error());
    EXPECT_GE(plan->partitions().size(), 1u);
    EXPECT_LE(plan->partitions().size(), 4u);
    const auto found = sizes(c, plan->partitions(), file.rows("SELECT id FROM t ORDER BY id"));
    if (one.rows >= 1000)
      for (const std::size_t n : found) {
        EXPECT_GE(n, one.rows / 4 * 6 / 10);
        EXPECT_LE(n, one.rows / 4 * 14 / 10);
      }
  }
}

TEST_F(sqlite_partition, says_why_a_table_cannot_be_split) {
  file.run(
      "CREATE VIEW v AS SELECT * FROM t; CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE w(a TEXT PRIMARY KEY) WITHOUT ROWID; CREATE TABLE r(rowid, _rowid_, oid)");
  const auto why = [&](const char* table) { return to_text(c.plan({table, {}}, 2).error()); };
  EXPECT_EQ(why("v"),
            "unsupported: sqlite table 'v' cannot be split: it is a view, which has no rowids");
  EXPECT_EQ(
      why("f"),
      "unsupported: sqlite table 'f' cannot be split: it is a virtual table, whose rows only its module knows");
  EXPECT_EQ(why("w"), "unsupported: sqlite table 'w' cannot be split: it was made WITHOUT ROWID");
  EXPECT_NE(why("r").find("leaves no name for the rowid"), std::string::npos);
  EXPECT_EQ(why("nosuch").substr(0, 9), "not_found");
  ferrule::sqlite::connector writer(file.writing());
  ASSERT_TRUE(writer.begin());
  EXPECT_NE(to_text(writer.plan({"t", {}}, 2).error()).find("open transaction"), std::string::npos);
  ferrule::sqlite::connector memory({.path = ":memory:", .read_only = false});
  ASSERT_TRUE(memory.execute("CREATE TABLE t(a)"));
  const auto in_memory = memory.plan({"t", {}}, 2);
  ASSERT_FALSE(in_memory);
  EXPECT_NE(to_text(in_memory.error()).find("the database is in memory"), std::string::npos)
      << to_text(in_memory.error());
}

TEST_F(sqlite_partition, holds_writers_off_until_it_is_released) {
  for (const char* mode : {"delete", "wal"}) {
    SCOPED_TRACE(mode);
    file.run(std::string("PRAGMA journal_mode = ") + mode);
    auto config = file.writing();
    config.busy_timeout = std::chrono::milliseconds(30);
    ferrule::sqlite::connector writer(config);
    auto plan = c.plan({"t", {}}, 3);
    ASSERT_TRUE(plan) << to_text(plan.error());
    EXPECT_TRUE(plan->holds_writers());
    EXPECT_EQ(writer.begin().error().kind, errc::timeout);
    EXPECT_EQ(sizes(c, plan->partitions(), file.rows("SELECT id, v FROM t ORDER BY id")).size(),
              3u);
    auto moved = std::move(*plan);
    EXPECT_EQ(writer.begin().error().kind, errc::timeout);
    plan = fail(errc::closed, "");
    EXPECT_EQ(writer.begin().error().kind, errc::timeout);
    moved.release();
    EXPECT_TRUE(writer.begin());
    EXPECT_TRUE(writer.rollback());
  }
}

TEST_F(sqlite_partition, refuses_a_part_of_another_state) {
  for (const char* mode : {"delete", "truncate", "persist", "wal"}) {
    SCOPED_TRACE(mode);
    file.run(std::string("PRAGMA journal_mode = ") + mode);
    for (const char* change :
         {"UPDATE t SET v = v || 'x' WHERE id = 500", "INSERT INTO t(v) VALUES ('new')",
          "CREATE TABLE IF NOT EXISTS other(a)",
          "DELETE FROM t WHERE id = (SELECT max(id) FROM t)"}) {
      auto plan = c.plan({"t", {}}, 2);
      ASSERT_TRUE(plan) << to_text(plan.error());
      const std::vector<partition> parts(plan->partitions().begin(), plan->partitions().end());
      plan->release();
      ASSERT_TRUE(c.open(parts[0])) << change;
      ASSERT_TRUE(c.open(parts[1])) << change;
      auto open = c.open(parts[1]);
      EXPECT_TRUE(open->next());
      open = fail(errc::closed, "");
      file.run(change);
      const auto stale = c.open(parts[1]);
      if (std::string_view(change).starts_with("CREATE") && std::string_view(mode) != "delete")
        continue;  // it exists: nothing changed
      ASSERT_FALSE(stale) << change;
      EXPECT_EQ(stale.error().kind, errc::closed);
      EXPECT_NE(stale.error().message.find("part 2 of 2 was planned; make a new plan"),
                std::string::npos)
          << stale.error().message;
    }
  }
}

TEST_F(sqlite_partition, a_part_survives_what_changes_no_rows) {
  file.run("PRAGMA journal_mode = wal");
  auto keeper = file.plain();
  keeper.run("INSERT INTO t(v) VALUES ('in the log')");
  auto plan = c.plan({"t", {}}, 2);
  ASSERT_TRUE(plan);
  plan->release();
  keeper.run("PRAGMA wal_checkpoint(PASSIVE)");
  EXPECT_EQ(sizes(c, plan->partitions(), file.rows("SELECT id, v FROM t ORDER BY id")).size(), 2u);
}

TEST_F(sqlite_partition, an_open_part_reads_its_state_to_the_end) {
  file.run("PRAGMA journal_mode = wal");
  auto plan = c.plan({"t", {}}, 2);
  auto first = c.open(plan->partitions()[0]);
  auto second = c.open(plan->partitions()[1]);
  ASSERT_TRUE(second) << to_text(second.error());
  plan->release();
  file.run("DELETE FROM t");
  strings all = support::pumped(*first);
  for (const std::string& row : support::pulled(*second)) all.push_back(row);
  EXPECT_EQ(all, expected);
}

TEST_F(sqlite_partition, a_connection_in_an_older_state_cannot_open_a_part) {
  file.run("PRAGMA journal_mode = wal");
  auto old = c.open(ferrule::table_info{"t", {}});
  ASSERT_TRUE(old->next());
  file.run("DELETE FROM t WHERE id > 10");
  ferrule::sqlite::connector planner(file.reading());
  auto plan = planner.plan({"t", {}}, 2);
  ASSERT_TRUE(plan) << to_text(plan.error());
  const auto refused = c.open(plan->partitions()[0]);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::unsupported) << to_text(refused.error());
  while (old->next()) {}
  EXPECT_TRUE(c.open(plan->partitions()[0]));
}

TEST_F(sqlite_partition, a_file_that_was_replaced_is_another_state) {
  auto plan = c.plan({"t", {}}, 2);
  ASSERT_TRUE(plan);
  const std::vector<partition> parts(plan->partitions().begin(), plan->partitions().end());
  plan = fail(errc::closed, "");
  std::filesystem::remove(file.path());
  file.run(thousand);  // the same transactions, so the same counters
  ferrule::sqlite::connector fresh(file.reading());
  EXPECT_EQ(fresh.open(parts[0]).error().kind, errc::closed);
}

TEST_F(sqlite_partition, everybody_leaving_does_not_bring_a_state_back) {
  file.run("PRAGMA journal_mode = wal");
  std::vector<partition> parts;
  {
    ferrule::sqlite::connector planner(file.reading());
    auto plan = planner.plan({"t", {}}, 2);
    ASSERT_TRUE(plan) << to_text(plan.error());
    parts.assign(plan->partitions().begin(), plan->partitions().end());
  }
  file.run(
      "UPDATE t SET v = 'changed' WHERE id = 500");  // opens alone, and empties the log when it closes
  EXPECT_EQ(c.open(parts[0]).error().kind, errc::closed);
}

TEST_F(sqlite_partition, a_file_nobody_may_write_is_split_without_holding) {
  auto immutable = file.reading();
  immutable.immutable = true;
  ferrule::sqlite::connector frozen(immutable);
  auto plan = frozen.plan({"t", {}}, 3);
  ASSERT_TRUE(plan) << to_text(plan.error());
  EXPECT_FALSE(plan->holds_writers());
  EXPECT_EQ(sizes(frozen, plan->partitions(), expected).size(), 3u);
}

TEST_F(sqlite_partition, planning_changes_nothing_of_a_file_that_is_only_read) {
  file.run("PRAGMA journal_mode = wal");
  const auto read_file = [&] {
    std::string bytes(std::filesystem::file_size(file.path()), '\0');
    FILE* f = std::fopen(file.path().c_str(), "rb");
    EXPECT_EQ(std::fread(bytes.data(), 1, bytes.size(), f), bytes.size());
    std::fclose(f);
    return bytes;
  };
  auto keeper = file.plain();
  keeper.run("INSERT INTO t(v) VALUES ('in the log')");
  {
    auto before = read_file();
    ferrule::sqlite::connector planner(file.reading());
    auto plan = planner.plan({"t", {}}, 2);
    ASSERT_TRUE(plan);
    plan->release();
    EXPECT_EQ(read_file(), before);
  }
}

TEST_F(sqlite_partition, refuses_parts_of_other_connectors) {
  partition p;
  p.connector = "memory";
  EXPECT_EQ(c.open(p).error().kind, errc::unsupported);
  p.connector = "sqlite";
  p.table.id = "t";
  EXPECT_EQ(c.open(p).error().kind, errc::closed);  // no state at all
}

TEST_F(sqlite_partition, threads_read_parts_through_connectors_of_their_own) {
  for (const char* mode : {"delete", "wal"}) {
    file.run(std::string("PRAGMA journal_mode = ") + mode);
    auto plan = c.plan({"t", {}}, 4);
    ASSERT_TRUE(plan) << to_text(plan.error());
    std::vector<strings> found(4);
    std::vector<std::thread> readers;
    for (std::size_t reader = 0; reader < 2; ++reader)
      readers.emplace_back([&, reader, settings = c.settings()] {
        ferrule::sqlite::connector own(settings);
        for (std::size_t i = reader; i < 4; i += 2) {
          auto stream = own.open(plan->partitions()[i]);
          if (stream) found[i] = support::pumped(*stream);
        }
      });
    for (std::thread& t : readers) t.join();
    strings all;
    for (const strings& part : found) all.insert(all.end(), part.begin(), part.end());
    EXPECT_EQ(all, expected) << mode;
  }
}

TEST_F(sqlite_partition, another_process_reads_a_part) {
  auto plan = c.plan({"t", {"id"}}, 2);
  ASSERT_TRUE(plan);
  const partition part = plan->partitions()[1];
  const pid_t child = fork();
  if (child == 0) {
    ferrule::sqlite::connector own(file.reading());
    auto stream = own.open(part);
    std::size_t rows = 0;
    if (stream)
      while (stream->next()) ++rows;
    std::_Exit(rows == 500 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
