// SPDX-License-Identifier: BSL-1.0
// What is kept and what is not. Writes are in decorators_cached_writes.test.cpp.
#include <ferrule/decorators/cached.hpp>
#include <ferrule/ferrule.hpp>
#include <support/failing_connector.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using support::failures;
using enum connector_method;
using lines = std::vector<std::string>;

struct fake_clock {
  static inline std::chrono::nanoseconds passed{};
  static std::chrono::time_point<fake_clock, std::chrono::nanoseconds> now() {
    return std::chrono::time_point<fake_clock, std::chrono::nanoseconds>(passed);
  }
  using duration = std::chrono::nanoseconds;
};
using source_type = cached<support::failing_memory, fake_clock>;
using cached_sqlite = cached<sqlite::connector>;

struct item {
  std::int64_t id;
  std::string name;
};

source_type source_with(cache_options cache) {
  failures = {};
  const auto store = memory::store::named("cached");
  for (const table_id& t : store->list()) (void)store->remove(t);
  EXPECT_TRUE(store->add("a", std::vector<item>{{1, "one"}, {2, "two"}}, {"id"}));
  EXPECT_TRUE(store->add("b", std::vector<item>{{3, "three"}}, {"id"}));
  return source_type({.inner = {.inner = {"cached"}, .failing = {}}, .cache = cache, .shared = {}});
}
template<class C>
lines read(C& source, const table_info& table) {
  auto stream = source.open(table);
  EXPECT_TRUE(stream) << to_text(stream.error());
  return support::pulled(*stream);
}

TEST(cached, the_second_read_is_from_memory) {
  auto source = source_with({});
  EXPECT_EQ(read(source, {"a", {}}), (lines{"1|one", "2|two"}));
  auto again = source.open(table_info{"a", {}});
  EXPECT_TRUE(again->is_stored());
  EXPECT_EQ(support::pulled(*again), (lines{"1|one", "2|two"}));
  EXPECT_FALSE(again->next());
  EXPECT_FALSE(again->status());
  EXPECT_EQ(failures.calls[open], 1);
  EXPECT_EQ(source.cache().statistics().hits, 1u);
  // Structs are filled from it.
  std::string names;
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(each_row<item>(source, "a", [&](const item& one) { names += one.name; }));
  EXPECT_EQ(names, "onetwoonetwo");
  EXPECT_EQ(failures.calls[open], 2);
  // What is kept borrows nothing from the source.
  ASSERT_TRUE(memory::store::named("cached")->remove("a"));
  EXPECT_EQ(read(source, {"a", {}}), (lines{"1|one", "2|two"}));
}

TEST(cached, what_is_asked_for_is_part_of_the_question) {
  auto source = source_with({});
  EXPECT_EQ(read(source, {"a", {"name"}}), (lines{"one", "two"}));
  EXPECT_EQ(read(source, {"a", {"id", "name"}}), (lines{"1|one", "2|two"}));
  EXPECT_EQ(read(source, {"a", {"name", "id"}}), (lines{"one|1", "two|2"}));
  EXPECT_EQ(failures.calls[open], 3);

  const support::sqlite_file file(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')");
  cached_sqlite db({.inner = file.reading(), .cache = {}, .shared = {}});
  const auto asked = [&](const request& wanted) {
    auto stream = db.open({"t", {"id"}}, wanted);
    EXPECT_TRUE(stream) << to_text(stream.error());
    const auto first = support::pulled(*stream);
    stream = db.open({"t", {"id"}}, wanted);
    EXPECT_TRUE(stream->is_stored());
    EXPECT_EQ(support::pulled(*stream), first);
    return first;
  };
  EXPECT_EQ(asked({}), (lines{"1", "2", "3"}));
  EXPECT_EQ(asked({.where = col("id") > 1}), (lines{"2", "3"}));
  EXPECT_EQ(asked({.where = col("id") >= 1}), (lines{"1", "2", "3"}));
  EXPECT_EQ(asked({.where = !(col("id") > 1)}), (lines{"1"}));
  EXPECT_EQ(asked({.where = col("s") == "x"}), (lines{"1"}));
  EXPECT_EQ(asked({.where = col("s").in({"x", "y"})}), (lines{"1", "2"}));
  EXPECT_EQ(asked({.where = col("s") == "x" || col("s") == "y"}), (lines{"1", "2"}));
  EXPECT_EQ(asked({.where = col("s") == "x" && col("s") == "y"}), lines{});
  EXPECT_EQ(asked({.order_by = {descending("id")}}), (lines{"3", "2", "1"}));
  EXPECT_EQ(asked({.order_by = {ascending("id")}, .limit = 2}), (lines{"1", "2"}));
  EXPECT_EQ(asked({.order_by = {ascending("id")}, .limit = 2, .offset = 1}), (lines{"2", "3"}));
  EXPECT_EQ(asked({.limit = 0}), lines{});
}

TEST(cached, questions_that_look_alike_are_not_the_same) {
  const auto key = [](const predicate& where) {
    return detail::cache_key('Q').add(table_info{"t", {}}).add(request{.where = where}).take();
  };
  const std::string long_text(500, 'x');
  EXPECT_NE(key(col("a") == long_text), key(col("a") == long_text + "y"));
  EXPECT_NE(key(col("a") == std::int32_t{1}), key(col("a") == std::int64_t{1}));
  EXPECT_NE(key(col("a") == 0.0), key(col("a") == -0.0));
  EXPECT_NE(key(col("a") == value()), key(col("a") == "null"));
  EXPECT_NE(key(col("a") == timestamp{1, time_unit::microsecond, true}),
            key(col("a") == timestamp{1, time_unit::microsecond, false}));
  const auto table = [](const table_info& t) { return detail::cache_key('R').add(t).take(); };
  EXPECT_NE(table({{"a", "b"}, {}}), table({{"a.b"}, {}}));
  EXPECT_NE(table({{"a"}, {"b", "c"}}), table({{"a"}, {"b,c"}}));
  EXPECT_NE(table({{"a"}, {"1:b"}}), table({{"a"}, {"b"}}));
}

TEST(cached, for_as_long_as_it_may_live) {
  auto source = source_with({.time_to_live = 1s});
  (void)read(source, {"a", {}});
  fake_clock::passed += 999ms;
  (void)read(source, {"a", {}});
  EXPECT_EQ(failures.calls[open], 1);
  fake_clock::passed += 1ms;
  auto stream = source.open(table_info{"a", {}});
  fake_clock::passed += 600ms;  // reading takes time, and what was read is from when it began
  (void)support::pulled(*stream);
  fake_clock::passed += 400ms;
  (void)read(source, {"a", {}});
  EXPECT_EQ(failures.calls[open], 3);
}

TEST(cached, a_read_that_ends_early_is_not_kept) {
  auto source = source_with({});
  {
    auto stream = source.open(table_info{"a", {}});
    ASSERT_TRUE(stream->next());
    ASSERT_TRUE(stream->next());  // the last row, but nobody knows yet
  }
  EXPECT_EQ(source.cache().statistics().entries, 0u);
  failures.fail_behind_row = 1;
  auto failed = source.open(table_info{"a", {}});
  EXPECT_EQ(support::pulled(*failed), (lines{"1|one"}));
  EXPECT_EQ(failed->status().kind, errc::io);
  EXPECT_FALSE(failed->next());
  EXPECT_EQ(source.cache().statistics().entries, 0u);
  failures.fail_behind_row = UINT64_MAX;
  auto stopped = source.open(table_info{"a", {}});
  source.cancel_handle().cancel();
  EXPECT_EQ(support::pulled(*stopped), lines{});
  EXPECT_EQ(stopped->status().kind, errc::cancelled);
  EXPECT_EQ(source.cache().statistics().entries, 0u);
  EXPECT_EQ(read(source, {"a", {}}), (lines{"1|one", "2|two"}));
}

TEST(cached, a_cell_that_a_reader_refuses_ends_the_read_and_is_not_kept) {
  const support::sqlite_file file(
      "CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1), (300), (2)");
  struct small {
    std::int8_t id;
  };
  cached_sqlite db({.inner = file.reading(), .cache = {}, .shared = {}});
  for (const bool stored : {false, true}) {
    auto stream = db.open({"t", {"id"}});
    EXPECT_EQ(stream->is_stored(), stored);
    const auto why = each<small>(*stream, [](const small&) {}, {.narrowing = true, .nulls = true});
    ASSERT_FALSE(why);
    EXPECT_EQ(why.error().kind, errc::value_out_of_range);
    EXPECT_NE(why.error().message.find("sqlite table 't', column 'id', row 2"), std::string::npos)
        << why.error().message;
    if (!stored) {
      EXPECT_EQ(db.cache().statistics().entries, 0u);
      (void)read(db, {"t", {"id"}});
    }
  }
}

TEST(cached, errors_are_not_kept) {
  auto source = source_with({});
  EXPECT_EQ(source.open(table_info{"c", {}}).error().kind, errc::not_found);
  failures.fail(list_tables, 1, errc::io);
  EXPECT_EQ(source.list_tables().error(), (error{errc::io, true, "prepared"}));
  const table_id both[] = {"a", "c"};
  EXPECT_FALSE((*source.list_columns(both))[1]);
  ASSERT_TRUE(memory::store::named("cached")->add("c", std::vector<item>{{4, "four"}}));
  EXPECT_EQ(read(source, {"c", {}}), (lines{"4|four"}));
  EXPECT_EQ(source.list_tables()->size(), 3u);
  EXPECT_TRUE((*source.list_columns(both))[1]);
  EXPECT_EQ(failures.calls[list_columns], 2);
}

TEST(cached, descriptions_are_kept_and_belong_to_nobody) {
  auto source = source_with({});
  auto tables = source.list_tables();
  tables->front().name = "spoilt";  // what a caller does with an answer
  EXPECT_EQ(source.list_tables()->front().name, "a");
  EXPECT_EQ(failures.calls[list_tables], 1);
  const table_info asked[] = {{"b", {}}, {"a", {}}, {"b", {}}};
  auto first = source.get_schemas(std::span(asked).first(1));
  first->front()->schema.fields.clear();
  const auto all = source.get_schemas(asked);
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[0]->table.name, "b");
  EXPECT_EQ((*all)[1]->table.name, "a");
  EXPECT_EQ((*all)[2]->schema.fields.size(), 2u);
  (void)source.get_schemas(asked);
  EXPECT_EQ(failures.calls[get_schemas], 2);
  EXPECT_TRUE(source.get_schemas({})->empty());
}

TEST(cached, bounded_in_rows_the_one_used_least_goes_first) {
  auto source = source_with({.rows = 3});
  for (const char* columns : {"id", "name"}) (void)read(source, {"b", {columns}});
  (void)read(source, {"b", {"id"}});  // used again
  (void)read(source, {"a", {"id"}});  // two rows more: "name" has to go
  EXPECT_EQ(source.cache().statistics().rows, 3u);
  EXPECT_EQ(source.cache().statistics().evicted, 1u);
  EXPECT_TRUE(source.open(table_info{"b", {"id"}})->is_stored());
  EXPECT_TRUE(source.open(table_info{"a", {"id"}})->is_stored());
  EXPECT_FALSE(source.open(table_info{"b", {"name"}})->is_stored());
  // What is larger than the whole cache is read and not kept.
  auto small = source_with({.rows = 1});
  EXPECT_EQ(read(small, {"a", {}}), (lines{"1|one", "2|two"}));
  EXPECT_EQ(small.cache().statistics().entries, 0u);
}

TEST(cached, bounded_in_bytes) {
  auto source = source_with({.bytes = {64 * 1024}});
  std::vector<item> large;
  for (std::int64_t i = 0; i < 300; ++i) large.push_back({i, std::string(300, 'x')});
  ASSERT_TRUE(memory::store::named("cached")->add("large", large));
  for (std::int64_t i = 0; i < 30; ++i) {
    const std::string name = "part" + std::to_string(i);
    ASSERT_TRUE(memory::store::named("cached")->add(
        name, std::vector<item>(large.begin(), large.begin() + 20)));
    (void)read(source, {{name}, {}});
    EXPECT_LE(source.cache().statistics().bytes, 64u * 1024);
  }
  EXPECT_GE(source.cache().statistics().entries, 3u);
  const auto before = source.cache().statistics().entries;
  (void)read(source, {"large", {}});
  EXPECT_EQ(source.cache().statistics().entries, before) << "the large one took their place";
}

TEST(cached, can_be_switched_off) {
  auto source = source_with({.enabled = false});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(read(source, {"b", {}}), (lines{"3|three"}));
  EXPECT_EQ(failures.calls[open], 2);
  EXPECT_EQ(source.cache().statistics().entries, 0u);
}

TEST(cached, batches_of_sqlite_stay) {
  const support::sqlite_file file(
      "CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1), (2), (3)");
  cached_sqlite db({.inner = file.reading(), .cache = {}, .shared = {}});
  for (int i = 0; i < 2; ++i) {
    auto stream = db.open({"t", {}});
    EXPECT_EQ(stream->is_stored(), i == 1);
    lines seen;
    const auto body = [&](auto& row) {
      seen.push_back(support::text_of_row(row, 1));
      return seen.size() == 1 ? flow::stop : flow::more;
    };
    pump(*stream, body);
    EXPECT_EQ(seen, lines{"1"});
    pump(*stream, body);  // goes on
    EXPECT_EQ(seen, (lines{"1", "2", "3"}));
  }
}

TEST(cached, where_it_is_switched_off_rows_are_the_sources_own) {
  const support::sqlite_file file(
      "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)");
  for (const bool enabled : {false, true}) {
    cached_sqlite db({.inner = file.reading(), .cache = {.enabled = enabled}, .shared = {}});
    auto stream = db.open({"t", {}});
    EXPECT_TRUE(stream->reads<std::int64_t>(0));
    int own = 0, cells = 0;
    pump(*stream, [&]<class R>(R&) {
      ++(std::is_same_v<R, std::remove_reference_t<decltype(*stream)>::row_type> ? cells : own);
      return own + cells == 2 ? flow::stop : flow::more;
    });
    EXPECT_EQ(own, enabled ? 0 : 2);
    EXPECT_EQ(cells, enabled ? 2 : 0);
    struct only_id {
      std::int64_t id;
    };
    std::int64_t sum = 0;
    for (int i = 0; i < 2; ++i)
      ASSERT_TRUE(each_row<only_id>(db, "t", [&](const only_id& r) { sum += r.id; }));
    for (const only_id& r : rows<only_id>(db, "t")) sum += r.id;
    EXPECT_EQ(sum, 18);
  }
}

// The inner connector's errors, and those of settings, come out as they are (in Weaviate's cache they were dropped).
TEST(cached, settings_and_unknown_connectors) {
  using sources = registry<sqlite::connector, memory::connector>::with<cached>;
  const auto unknown = sources::make({"slqite", settings::map({{"cache", settings::map()}})});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, errc::not_found);
  EXPECT_NE(unknown.error().message.find("'sqlite'"), std::string::npos);
  const auto wrong = sources::make(
      {"sqlite", settings::map({{"pth", "x"}, {"cache", settings::map({{"row", 5}})}})});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, errc::config);
  EXPECT_NE(wrong.error().message.find("pth"), std::string::npos);
  EXPECT_NE(wrong.error().message.find("cache.row"), std::string::npos) << wrong.error().message;
  const auto made = sources::make(
      {"sqlite",
       settings::map({{"path", "/no/such.db"},
                      {"cache", settings::map({{"bytes", "1MiB"}, {"time_to_live", "2s"}})}})});
  ASSERT_TRUE(made) << to_text(made.error());
  auto source = cached_sqlite(std::get<cached_sqlite>(*made).settings());
  EXPECT_EQ(source.settings().cache.bytes.bytes, 1024u * 1024);
  EXPECT_EQ(source.validate_connection().error().kind, errc::not_found);
  EXPECT_TRUE(to_text(source).ends_with(
      "cache={enabled=true, name='', rows=1000000, bytes=1MiB, time_to_live=2s, "
      "independent_tables=false, statements_only_read=false}}"))
      << to_text(source);
}

}  // namespace
