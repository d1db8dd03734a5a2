// SPDX-License-Identifier: BSL-1.0
// What was written through a cached connector is what is read. Among these are the mistakes of Weaviate's caching connector
// (kv-cache, 2018), each as a test.
#include <atomic>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/writer.hpp>
#include <support/sqlite_file.hpp>
#include <thread>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using lines = std::vector<std::string>;
using source_type = cached<sqlite::connector>;

struct key_row {
  std::int64_t id;
  std::string token;
};
struct only_key {
  std::int64_t id;
};

class cached_writes : public testing::Test {
protected:
  support::sqlite_file file{
      "PRAGMA journal_mode = WAL; CREATE TABLE keys (id INTEGER PRIMARY KEY, token TEXT NOT NULL);"
      "INSERT INTO keys VALUES (1, 'a'), (2, 'b');"
      "CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other VALUES (7);"
      "CREATE VIEW tokens AS SELECT token FROM keys"};

  source_type source(cache_options cache = {}) const {
    return source_type({.inner = file.writing(), .cache = cache, .shared = {}});
  }
  static lines read(source_type& from, const char* table = "keys") {
    auto stream = from.open({table, {}});
    EXPECT_TRUE(stream) << to_text(stream.error());
    const lines out = support::pulled(*stream);
    EXPECT_FALSE(stream->status()) << to_text(stream->status());
    return out;
  }
  static bool is_kept(source_type& from, const char* table = "keys") {
    return from.open({table, {}})->is_stored();
  }
  template<class T>
  static void write(source_type& to, std::vector<T> rows, write_mode mode = write_mode::insert) {
    const auto written = write_rows(to, "keys", rows, mode);
    ASSERT_TRUE(written) << to_text(written.error());
    for (const auto& one : *written) EXPECT_TRUE(one) << to_text(one.error());
  }
};

// DeleteKey dropped the entry, read the key again, which was still there, kept it, and then deleted it.
TEST_F(cached_writes, what_is_removed_is_gone) {
  auto db = source();
  EXPECT_EQ(read(db), (lines{"1|a", "2|b"}));
  auto writer = db.open_writer({"keys", {"id"}}, write_mode::remove);
  EXPECT_TRUE(is_kept(db)) << "opening a writer changes nothing";
  EXPECT_EQ(read(db), (lines{"1|a", "2|b"}));
  const value_view one = std::int64_t{1};
  ASSERT_TRUE(writer->write({&one, 1}));
  EXPECT_EQ(read(db), (lines{"2|b"}));
  const value_view two = std::int64_t{2};
  ASSERT_TRUE(writer->write({&two, 1}));
  EXPECT_EQ(read(db), lines{});  // it was read while it was being written to, and not kept
  ASSERT_TRUE(writer->finish());
  EXPECT_FALSE(is_kept(db));
  EXPECT_EQ(read(db), lines{});
  EXPECT_TRUE(is_kept(db));
}

// UpdateKey dropped nothing.
TEST_F(cached_writes, what_is_updated_is_new) {
  auto db = source();
  (void)read(db);
  write(db, std::vector<key_row>{{1, "renewed"}}, write_mode::update);
  EXPECT_EQ(read(db), (lines{"1|renewed", "2|b"}));
  write(db, std::vector<key_row>{{2, "b2"}, {3, "c"}}, write_mode::upsert);
  EXPECT_EQ(read(db), (lines{"1|renewed", "2|b2", "3|c"}));
  write(db, std::vector<only_key>{{3}}, write_mode::remove);
  EXPECT_EQ(read(db), (lines{"1|renewed", "2|b2"}));
}

// Dropping before writing lets a read in between bring the old value back.
TEST_F(cached_writes, a_read_that_began_before_a_write_is_not_kept_behind_it) {
  auto reader = source();
  source_type writer(reader.settings());
  auto stream = reader.open({"keys", {}});
  ASSERT_TRUE(stream->next());
  write(writer, std::vector<key_row>{{3, "c"}});
  EXPECT_TRUE(stream->next());
  EXPECT_FALSE(stream->next());
  EXPECT_EQ(reader.cache().statistics().entries, 0u);
  // As long as that stream is there SQLite shows its connection the old state, to others too.
  auto other = reader.open({"keys", {"id"}});
  (void)support::pulled(*other);
  EXPECT_EQ(reader.cache().statistics().entries, 0u);
  stream = reader.open({"keys", {}});
  other = reader.open({"keys", {"id"}});
  EXPECT_EQ(read(reader), (lines{"1|a", "2|b", "3|c"}));
}

TEST_F(cached_writes, an_older_stream_that_stands_keeps_new_reads_out) {
  auto reader = source();
  source_type writer(reader.settings());
  auto older = reader.open({"other", {}});
  ASSERT_TRUE(older->next());  // SQLite's read transaction has begun
  write(writer, std::vector<key_row>{{3, "c"}});
  EXPECT_EQ(read(reader), (lines{"1|a", "2|b"}));  // of the older state, which SQLite keeps for it
  EXPECT_EQ(read(writer), (lines{"1|a", "2|b", "3|c"})) << "the older state was kept for others";
}

// The caches of two instances knew nothing of each other. Here a cache belongs to the settings.
TEST_F(cached_writes, two_connections_of_one_cache) {
  auto one = source();
  source_type two(one.settings());
  EXPECT_EQ(&one.cache(), &two.cache());
  (void)read(one);
  EXPECT_TRUE(is_kept(two));
  write(two, std::vector<key_row>{{3, "c"}});
  EXPECT_EQ(read(one), (lines{"1|a", "2|b", "3|c"}));

  auto named = source({.name = "keys"}), same = source({.name = "keys"});
  EXPECT_EQ(&named.cache(), &same.cache());
  auto elsewhere = source({.name = "other keys"});
  EXPECT_NE(&named.cache(), &elsewhere.cache());
  EXPECT_NE(&one.cache(), &source().cache());
}

TEST_F(cached_writes, what_others_write_is_seen_in_time_or_when_the_cache_is_cleared) {
  auto db = source();
  (void)read(db);
  file.run("INSERT INTO keys VALUES (9, 'z')");
  EXPECT_EQ(read(db), (lines{"1|a", "2|b"}));
  db.cache().clear();
  EXPECT_EQ(read(db), (lines{"1|a", "2|b", "9|z"}));
}

TEST_F(cached_writes, what_is_not_committed_is_nobody_elses) {
  auto db = source();
  source_type other(db.settings());
  (void)read(db);
  ASSERT_TRUE(db.begin());
  write(db, std::vector<key_row>{{3, "c"}});
  EXPECT_EQ(read(db), (lines{"1|a", "2|b", "3|c"}));  // its own
  EXPECT_TRUE(is_kept(other));                        // what is committed stays
  EXPECT_EQ(read(other), (lines{"1|a", "2|b"}));
  EXPECT_EQ(read(other, "tokens"), (lines{"a", "b"}));
  ASSERT_TRUE(db.commit());
  EXPECT_EQ(read(other), (lines{"1|a", "2|b", "3|c"}));
  EXPECT_EQ(read(other, "tokens"), (lines{"a", "b", "c"}));
  EXPECT_EQ(read(db), (lines{"1|a", "2|b", "3|c"}));
}

TEST_F(cached_writes, what_is_rolled_back_never_was) {
  auto db = source();
  source_type other(db.settings());
  (void)read(db);
  ASSERT_TRUE(db.begin());
  write(db, std::vector<key_row>{{3, "c"}});
  EXPECT_EQ(read(db), (lines{"1|a", "2|b", "3|c"}));
  ASSERT_TRUE(db.rollback());
  EXPECT_TRUE(is_kept(db));
  EXPECT_EQ(read(db), (lines{"1|a", "2|b"}));
  EXPECT_EQ(read(other), (lines{"1|a", "2|b"}));
  // A writer that outlives its transaction writes on without one.
  ASSERT_TRUE(db.begin());
  auto writer = db.open_writer({"keys", {}});
  const std::vector<value_view> cells{std::int64_t{4}, "d"}, more{std::int64_t{5}, "e"};
  ASSERT_TRUE(writer->write(cells));
  ASSERT_TRUE(db.commit());
  EXPECT_EQ(read(other), (lines{"1|a", "2|b", "4|d"}));
  ASSERT_TRUE(writer->write(more));
  EXPECT_EQ(read(other), (lines{"1|a", "2|b", "4|d", "5|e"}));
}

TEST_F(cached_writes, a_connection_that_goes_away_in_a_transaction) {
  auto db = source();
  {
    source_type other(db.settings());
    ASSERT_TRUE(other.begin());
    write(other, std::vector<key_row>{{3, "c"}});
  }
  EXPECT_EQ(read(db), (lines{"1|a", "2|b"}));
  EXPECT_TRUE(is_kept(db));
}

TEST_F(cached_writes, views_change_with_their_tables) {
  auto db = source();
  EXPECT_EQ(read(db, "tokens"), (lines{"a", "b"}));
  (void)read(db, "other");
  write(db, std::vector<key_row>{{3, "c"}});
  EXPECT_EQ(read(db, "tokens"), (lines{"a", "b", "c"}));
  EXPECT_FALSE(is_kept(db, "other"));  // nobody knows that it does not depend on keys, ...
  auto told = source({.independent_tables = true});  // ... unless it is said
  (void)read(told, "other");
  (void)read(told);
  write(told, std::vector<key_row>{{4, "d"}});
  EXPECT_TRUE(is_kept(told, "other"));
  EXPECT_FALSE(is_kept(told));
}

// Memory has nothing by which a write could reach another table, and says so.
template<class C>
void only_the_written_table_is_dropped(typename C::config settings) {
  const source_schema numbers{"numbers", {{{"n", {.kind = kind::int64}, false}}, {0}}, {}};
  source_schema others = numbers;
  others.table = "others";
  C db(settings);
  C second(db.settings());
  const auto read = [&](const char* table) {
    auto stream = second.open({table, {}});
    return stream ? support::pulled(*stream) : lines{std::string(name_of(stream.error().kind))};
  };
  const auto is_kept = [&](const char* table) {
    auto stream = second.open({table, {}});
    return stream && stream->is_stored();
  };
  const auto add = [&](std::int64_t n) {
    auto writer = db.open_writer({"numbers", {}});
    const value_view cell = n;
    ASSERT_TRUE(writer && writer->write({&cell, 1}) && writer->finish());
  };
  for (const source_schema& one : {numbers, others})
    ASSERT_TRUE(db.create_table(one, if_exists::replace));
  for (const bool in_transaction : {false, true}) {
    (void)read("numbers");
    (void)read("others");
    if (in_transaction) { ASSERT_TRUE(db.begin()); }
    add(in_transaction ? 2 : 1);
    EXPECT_TRUE(is_kept("others"));
    if (in_transaction) {
      EXPECT_TRUE(is_kept("numbers"));
      ASSERT_TRUE(db.commit());
    }
    EXPECT_TRUE(is_kept("others"));
    EXPECT_FALSE(is_kept("numbers"));
    EXPECT_EQ(read("numbers"), in_transaction ? (lines{"1", "2"}) : lines{"1"});
  }
  // A name that another table has had, whose rows are kept.
  for (const bool in_transaction : {false, true}) {
    ASSERT_TRUE(db.create_table(others, if_exists::replace));
    EXPECT_EQ(read("others"), lines{});
    ASSERT_TRUE(memory::connector(settings.inner).drop_table({"others"}));  // behind its back
    EXPECT_TRUE(is_kept("others"));
    if (in_transaction) { ASSERT_TRUE(db.begin()); }
    ASSERT_TRUE(db.rename_table({"numbers"}, "others"));
    if (in_transaction) {
      EXPECT_EQ(read("others"), lines{"not_found"});  // all were dropped when it was renamed
      ASSERT_TRUE(db.commit());
    }
    EXPECT_EQ(read("others"), (lines{"1", "2"}));
    ASSERT_TRUE(db.rename_table({"others"}, "numbers"));
  }
}
TEST_F(cached_writes, tables_that_depend_on_nothing_are_kept_when_another_is_written) {
  using plain = cached<memory::connector>;
  only_the_written_table_is_dropped<plain>({.inner = {"cached writes"}, .cache = {}, .shared = {}});
  only_the_written_table_is_dropped<plain>(
      {.inner = {"cached writes, by name"}, .cache = {.name = "one"}, .shared = {}});
  static_assert(has_independent_tables<traced<memory::connector>>());
  static_assert(!has_independent_tables<sqlite::connector>());
  static_assert(!has_independent_tables<traced<sqlite::connector>>());
}

TEST_F(cached_writes, tables_that_are_made) {
  auto db = source();
  source_type other(db.settings());
  EXPECT_EQ(db.list_tables()->size(), 3u);
  (void)db.get_schemas(std::vector<table_info>{{"keys", {}}});
  const source_schema made{"new", {{{"n", {.kind = kind::int64}, true}}, {}}, {}};
  ASSERT_TRUE(db.create_table(made));
  EXPECT_EQ(other.list_tables()->size(), 4u);
  (void)read(other);
  ASSERT_TRUE(db.begin());
  source_schema keys{"keys", {{{"n", {.kind = kind::int64}, true}}, {}}, {}};
  ASSERT_TRUE(db.create_table(keys, if_exists::replace));
  EXPECT_EQ(read(db), lines{});
  EXPECT_EQ(read(other), (lines{"1|a", "2|b"}));
  ASSERT_TRUE(db.commit());
  EXPECT_EQ(read(other), lines{});
  EXPECT_EQ((*other.list_columns(std::vector<table_id>{"keys"}))[0]->columns, lines{"n"});
}

TEST_F(cached_writes, statements_may_do_anything) {
  auto db = source();
  source_type other(db.settings());
  (void)read(db);
  ASSERT_TRUE(db.execute("UPDATE keys SET token = token || token"));
  EXPECT_EQ(read(other), (lines{"1|aa", "2|bb"}));
  ASSERT_TRUE(db.execute("BEGIN"));
  ASSERT_TRUE(db.execute("DELETE FROM keys"));
  EXPECT_EQ(read(db), lines{});  // of a transaction that nobody told the cache about
  EXPECT_EQ(read(other), (lines{"1|aa", "2|bb"}));
  ASSERT_TRUE(db.execute("COMMIT"));
  EXPECT_EQ(read(other), lines{});

  auto reads = source({.statements_only_read = true});
  (void)read(reads);
  ASSERT_TRUE(reads.execute("SELECT 1"));
  EXPECT_TRUE(is_kept(reads));
}

TEST_F(cached_writes, a_write_that_fails_may_have_done_something) {
  auto db = source();
  (void)read(db);
  const auto written = write_rows(db, "keys", std::vector<key_row>{{3, "c"}, {1, "again"}});
  ASSERT_TRUE(written);
  EXPECT_FALSE((*written)[1]);
  EXPECT_EQ((*written)[1].error().kind, errc::constraint);
  EXPECT_EQ(read(db), (lines{"1|a", "2|b", "3|c"}));
  EXPECT_EQ(db.open_writer({"nothing", {}}).error().kind, errc::not_found);
}

// One thread counts up, in transactions and without, and says how far it is; others must never read less than was said.
TEST(cached_threads, readers_never_see_less_than_was_written) {
  const auto store = memory::store::named("cached threads");
  using counted = cached<memory::connector>;
  const counted first({.inner = {"cached threads"}, .cache = {}, .shared = {}});
  const source_schema made{
      "t", {{{"id", {.kind = kind::int64}, false}, {"n", {.kind = kind::int64}, false}}, {0}}, {}};
  ASSERT_TRUE(store->create(made));
  std::atomic<std::int64_t> written = -1;
  const auto put = [](counted& to, std::int64_t n, bool in_transaction) {
    EXPECT_TRUE(!in_transaction || to.begin());
    {
      auto writer = to.open_writer({"t", {}}, write_mode::upsert);
      const std::vector<value_view> cells{std::int64_t{1}, n};
      EXPECT_TRUE(writer && writer->write(cells) && writer->finish());
    }
    EXPECT_TRUE(!in_transaction || to.commit());
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      counted source(first.settings());
      std::int64_t seen = 0;
      while (seen < 300) {
        const std::int64_t least = written.load();
        std::int64_t now = -1;
        auto stream = source.open({"t", {}});
        ASSERT_TRUE(stream);
        while (stream->next()) {
          auto row = stream->row();
          value_view cell;
          row.read(cell);
          row.read(cell);
          now = cell.as<std::int64_t>();
        }
        ASSERT_GE(now, least);
        seen = now;
      }
    });
  counted writer(first.settings());
  for (std::int64_t n = 0; n <= 300; ++n) {
    put(writer, n, n % 2 == 0);
    written = n;
  }
  for (std::thread& t : readers) t.join();
}

}  // namespace
