// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <ctime>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/query.hpp>
#include <ferrule/rows.hpp>
#include <support/sqlite_file.hpp>
#include <thread>

namespace {

using ferrule::errc;
using ferrule::kind;
using ferrule::query_options;
using ferrule::statement;
using ferrule::value;
using support::pulled;
using support::sqlite_file;
using strings = std::vector<std::string>;

constexpr const char* runaway =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

struct query : ::testing::Test {
  sqlite_file file{
      "CREATE TABLE t(id INTEGER PRIMARY KEY, name VARCHAR(20), price DECIMAL(10,2), at TIMESTAMP, g INTEGER GENERATED ALWAYS AS (id * 2));"
      "INSERT INTO t(id, name, price, at) VALUES (1, 'one', 1.5, '2001-05-08 16:00:00'), (2, 'two', 2.25, NULL), (3, NULL, 3, '2001-05-09');"
      "CREATE VIEW v AS SELECT name, id FROM t"};
  ferrule::sqlite::connector source{file.reading()};

  strings rows(const statement& s, const query_options& o = {}) {
    auto stream = source.execute(s, o);
    if (!stream) return {to_text(stream.error())};
    strings out = pulled(*stream);
    if (stream->status()) out.push_back(to_text(stream->status()));
    return out;
  }
  ferrule::error refusal(const statement& s, const query_options& o = {}) {
    auto stream = source.execute(s, o);
    if (!stream) return stream.error();
    (void)pulled(*stream);
    return stream->status();
  }
};

TEST_F(query, delivers_rows_with_typed_columns) {
  auto stream =
      source.execute("SELECT id, name, price, at, g, id + 1 AS next, name FROM t ORDER BY id");
  ASSERT_TRUE(stream) << to_text(stream.error());
  const auto& fields = stream->schema().fields;
  ASSERT_EQ(fields.size(), 7u);
  EXPECT_EQ(
      to_text(stream->schema()),
      "(id int64 [INTEGER], name string(20) [VARCHAR(20)], price decimal(10,2) [DECIMAL(10,2)], at timestamp(microsecond, utc) [TIMESTAMP], "
      "g int64 [INTEGER], next any, name string(20) [VARCHAR(20)])");
  EXPECT_EQ(fields[0].typing, ferrule::typing::open_width);
  EXPECT_EQ(fields[5].typing, ferrule::typing::open);
  EXPECT_EQ(pulled(*stream),
            (strings{"1|one|1.5|2001-05-08T16:00:00Z|2|2|one", "2|two|2.25|null|4|3|two",
                     "3|null|3|2001-05-09T00:00:00Z|6|4|null"}));
  EXPECT_FALSE(stream->next());
  EXPECT_FALSE(stream->truncated());
}

TEST_F(query, columns_keep_their_types_through_views_and_their_names_though_repeated) {
  auto stream = source.execute("SELECT v.id, t.id FROM v JOIN t USING (id) LIMIT 1");
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->schema().fields[0].name, "id");
  EXPECT_EQ(stream->schema().fields[1].name, "id");
  EXPECT_EQ(stream->schema().fields[1].type.kind, kind::int64);
}

struct named_row {
  std::int64_t id;
  std::optional<std::string> name;
};
TEST_F(query, fills_structs) {
  auto stream = source.execute("SELECT id, name FROM t ORDER BY id DESC LIMIT 1");
  ASSERT_TRUE(stream);
  std::vector<named_row> seen;
  auto done = ferrule::each<named_row>(*stream, [&](const named_row& r) { seen.push_back(r); },
                                       {.nulls = true});
  ASSERT_TRUE(done) << to_text(done.error());
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].id, 3);
  EXPECT_FALSE(seen[0].name);
}

TEST_F(query, binds_by_position_and_by_name) {
  EXPECT_EQ(rows(statement("SELECT ?, ?").bind(1).bind("x")), (strings{"1|x"}));
  EXPECT_EQ(rows(statement("SELECT ?2, ?1").bind(1).bind("x")), (strings{"x|1"}));
  EXPECT_EQ(rows(statement("SELECT :a, @b, $c, :a").bind("c", 3).bind("a", 1).bind("b", 2)),
            (strings{"1|2|3|1"}));
  EXPECT_EQ(rows(statement("SELECT :a, @a").bind("a", 7)), (strings{"7|7"}));
  EXPECT_EQ(rows(statement("SELECT :a, ?, ?").bind(1).bind("a", 0).bind(2)), (strings{"0|1|2"}));
  EXPECT_EQ(rows(statement("SELECT name FROM t WHERE id = :id").bind("id", 2)), (strings{"two"}));
}

TEST_F(query, names_every_parameter_that_is_missing_or_too_many) {
  const auto why = refusal(statement("SELECT :a, :b, ?").bind("c", 1).bind("a", 1));
  EXPECT_EQ(why.kind, errc::not_found);
  EXPECT_NE(
      why.message.find("no value was given for :b, ?3; the statement has no parameter for 'c'"),
      std::string::npos)
      << why.message;
  EXPECT_NE(refusal(statement("SELECT ?").bind(1).bind(2))
                .message.find("no parameter for positional value 2"),
            std::string::npos);
  EXPECT_NE(
      refusal(statement("SELECT :a").bind("a", 1).bind("a", 2)).message.find("given twice: 'a'"),
      std::string::npos);
  EXPECT_NE(refusal(statement("SELECT :a").bind("A", 1)).message.find("no parameter for 'A'"),
            std::string::npos);
  EXPECT_NE(refusal("SELECT ?3").message.find("no value was given for ?1, ?2, ?3"),
            std::string::npos);
}

TEST_F(query, binds_every_kind_exactly_or_refuses_it) {
  const auto seen = [&](value v) {
    return rows(statement("SELECT ?1, typeof(?1)").bind(std::move(v))).at(0);
  };
  EXPECT_EQ(seen(nullptr), "null|null");
  EXPECT_EQ(seen(true), "1|integer");
  EXPECT_EQ(seen(std::int8_t{-5}), "-5|integer");
  EXPECT_EQ(seen(INT64_MIN), "-9223372036854775808|integer");
  EXPECT_EQ(seen(std::uint64_t{INT64_MAX}), "9223372036854775807|integer");
  EXPECT_EQ(seen(ferrule::int128{-3}), "-3|integer");
  EXPECT_EQ(seen(0.1f), "0.10000000149011612|real");
  EXPECT_EQ(seen(0.1), "0.1|real");
  EXPECT_EQ(seen(HUGE_VAL), "inf|real");
  EXPECT_EQ(seen(ferrule::decimal{1234, 2}), "12.34|text");
  EXPECT_EQ(seen(std::string("a\0b", 3)), std::string("a\0b|text", 8));
  EXPECT_EQ(seen(""), "|text");
  const std::byte bytes[] = {std::byte{0}, std::byte{255}};
  EXPECT_EQ(seen(ferrule::value_view(ferrule::bytes_view(bytes))), "x'00ff'|blob");
  EXPECT_EQ(seen(ferrule::value_view(ferrule::bytes_view())), "x''|blob");
  EXPECT_EQ(seen(*ferrule::parse_date("2001-05-08")), "2001-05-08|text");
  EXPECT_EQ(seen(ferrule::timestamp{1'500'000, ferrule::time_unit::microsecond, true}),
            "1970-01-01 00:00:01.500|text");
  EXPECT_EQ(seen(ferrule::time_of_day{3600, ferrule::time_unit::second}), "01:00:00|text");
  EXPECT_EQ(seen(ferrule::duration{90, ferrule::time_unit::second}), "PT1M30S|text");
  EXPECT_EQ(seen(ferrule::interval{14, 3, 0}), "P1Y2M3D|text");
  EXPECT_EQ(seen(ferrule::uuid{}), "00000000-0000-0000-0000-000000000000|text");

  EXPECT_EQ(refusal(statement("SELECT ?").bind(std::uint64_t{1} << 63)).kind,
            errc::value_out_of_range);
  EXPECT_EQ(refusal(statement("SELECT ?").bind(ferrule::int128_max)).kind,
            errc::value_out_of_range);
  EXPECT_EQ(refusal(statement("SELECT ?").bind(NAN)).kind, errc::unsupported);
  EXPECT_EQ(refusal(statement("SELECT :p").bind("p", ferrule::point{1, 2})).kind,
            errc::unsupported);
  const auto list = refusal(statement("SELECT :p").bind("p", value(std::vector<value>{1, 2})));
  EXPECT_EQ(list.kind, errc::unsupported);
  EXPECT_NE(list.message.find("parameter 'p' is [1, 2] (list), which SQLite cannot hold exactly"),
            std::string::npos)
      << list.message;
}

TEST_F(query, takes_exactly_one_statement) {
  for (const char* text :
       {"SELECT 1", "SELECT 1;", " SELECT 1 ; ; ", "SELECT 1 -- end", "SELECT 1; /* end */ -- \n ;",
        "-- begin\nSELECT 1", "SELECT 1 /* not closed"})
    EXPECT_EQ(rows(text), (strings{"1"})) << text;
  for (const char* text : {"", "  ", ";", "-- only", "/* only */ ;"}) {
    EXPECT_EQ(refusal(text).kind, errc::syntax) << text;
    EXPECT_NE(refusal(text).message.find("the statement is empty"), std::string::npos) << text;
  }
  for (const char* text : {"SELECT 1; SELECT 2", "SELECT 1; x", "SELECT 1;; --\nDROP TABLE t"})
    EXPECT_NE(refusal(text).message.find("more than one statement"), std::string::npos) << text;
  EXPECT_NE(
      refusal(std::string("SELECT 1;\0DROP TABLE t", 22)).message.find("more than one statement"),
      std::string::npos);
  EXPECT_NE(refusal(std::string("\0SELECT 1", 9)).message.find("zero byte"), std::string::npos);
}

TEST_F(query, says_where_a_statement_is_wrong) {
  const auto syntax = refusal("SELECT id FORM t");
  EXPECT_EQ(syntax.kind, errc::syntax);
  EXPECT_NE(syntax.message.find("syntax error"), std::string::npos) << syntax.message;
#if SQLITE_VERSION_NUMBER >= 3038000
  EXPECT_NE(syntax.message.find("at byte 15 of the statement: 't'"), std::string::npos)
      << syntax.message;
#endif
  for (const char* text : {"", "SELECT 1; SELECT 2", "SELECT (", "SELECT 'a", "SELECT abs(1, 2)",
                           "SELECT id FROM t GROUP BY sum(id)", "SELECT id FROM t JOIN t AS u"})
    EXPECT_EQ(refusal(text).kind, errc::syntax) << text << ": " << refusal(text).message;
  EXPECT_EQ(refusal("SELECT no_such_function(1)").kind, errc::unsupported);
  EXPECT_EQ(refusal("SELECT id FROM trades").kind, errc::not_found);
  EXPECT_EQ(refusal("SELECT nosuch FROM t").kind, errc::not_found);
  EXPECT_EQ(refusal("SELECT abs(-9223372036854775808)").message.find("integer overflow") !=
                std::string::npos,
            true);
}

TEST_F(query, truncates_only_where_more_rows_exist) {
  for (const auto& [limit, truncated] :
       {std::pair{std::uint64_t{0}, true}, {1, true}, {2, true}, {3, false}, {4, false}}) {
    auto stream = source.execute("SELECT id FROM t ORDER BY id", {.max_rows = limit});
    ASSERT_TRUE(stream);
    EXPECT_EQ(pulled(*stream).size(), std::min<std::size_t>(limit, 3));
    EXPECT_EQ(stream->truncated(), truncated) << limit;
  }
  auto none = source.execute("SELECT id FROM t WHERE 0", {.max_rows = 0});
  EXPECT_TRUE(pulled(*none).empty());
  EXPECT_FALSE(none->truncated());
}

TEST_F(query, pages) {
  auto stream = source.execute("SELECT id FROM t ORDER BY id", {.page_size = 2});
  auto first = ferrule::fetch_page(*stream);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->rows.size(), 2u);
  EXPECT_TRUE(first->more);
  EXPECT_EQ(first->columns.fields[0].name, "id");
  auto second = ferrule::fetch_page(*stream);
  ASSERT_EQ(second->rows.size(), 1u);
  EXPECT_EQ(second->rows[0][0], value(std::int64_t{3}));
  EXPECT_FALSE(second->more);
  EXPECT_FALSE(second->truncated);
  EXPECT_TRUE(ferrule::fetch_page(*stream)->rows.empty());

  auto exact = source.execute("SELECT id FROM t", {.page_size = 3});
  EXPECT_FALSE(ferrule::fetch_page(*exact)->more);
  auto capped = source.execute("SELECT id FROM t", {.max_rows = 2, .page_size = 2});
  const auto page = ferrule::fetch_page(*capped);
  EXPECT_EQ(page->rows.size(), 2u);
  EXPECT_FALSE(page->more);
  EXPECT_TRUE(page->truncated);
  auto zero = source.execute("SELECT id FROM t", {.page_size = 0});
  EXPECT_EQ(ferrule::fetch_page(*zero)->rows.size(), 1u);
}

TEST_F(query, looking_ahead_changes_nothing) {
  auto stream = source.execute("SELECT id FROM t ORDER BY id");
  strings seen;
  while (stream->more()) {
    EXPECT_TRUE(stream->more());
    ASSERT_TRUE(stream->next());
    seen.push_back(support::text_of_row(stream->row(), 1));
  }
  EXPECT_EQ(seen, (strings{"1", "2", "3"}));
}

TEST_F(query, a_runaway_statement_ends_at_its_time_limit) {
  const auto began = std::chrono::steady_clock::now();
  const std::clock_t worked = std::clock();
  const auto why = refusal(runaway, {.time_limit = std::chrono::milliseconds(150)});
  EXPECT_EQ(why.kind, errc::timeout);
  EXPECT_NE(why.message.find("time limit"), std::string::npos);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(140));
  EXPECT_LT(static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC,
            0.25);  // the processor's time, because the machine may have other work
  EXPECT_EQ(rows("SELECT 1"), (strings{"1"}));  // the connection goes on, without limit
}

TEST_F(query, the_limit_covers_all_rows_and_not_the_time_between_them) {
  const char* endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
  auto slow_reader =
      source.execute(endless, {.max_rows = 20, .time_limit = std::chrono::milliseconds(50)});
  std::size_t seen = 0;
  while (slow_reader->next()) {
    ++seen;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(seen, 20u);
  EXPECT_FALSE(slow_reader->status()) << to_text(slow_reader->status());
  auto all = source.execute(endless, {.time_limit = std::chrono::milliseconds(50)});
  while (all->next()) {}
  EXPECT_EQ(all->status().kind, errc::timeout);
}

TEST_F(query, the_limit_covers_waiting_for_a_lock) {
  auto writer = file.plain();
  writer.run("BEGIN EXCLUSIVE");
  const auto began = std::chrono::steady_clock::now();
  const auto why = refusal("SELECT count(*) FROM sqlite_schema, t",
                           {.time_limit = std::chrono::milliseconds(100)});
  EXPECT_EQ(why.kind, errc::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - began,
            std::chrono::seconds(4));  // the busy timeout is 5 s
}

TEST_F(query, logs_an_error_once_where_asked_to) {
  strings lines;
  query_options options{.log_errors = true};
  options.log = {
      [](void* to, const std::string& text, const ferrule::error& why) {
        static_cast<strings*>(to)->push_back(text + ": " + std::string(name_of(why.kind)));
      },
      &lines};
  (void)refusal("SELECT nosuch", options);
  EXPECT_EQ(lines, (strings{"SELECT nosuch: not_found"}));
  lines.clear();
  (void)refusal(statement("SELECT ?"), options);
  EXPECT_EQ(lines.size(), 1u);
  lines.clear();
  auto later = source.execute(
      "SELECT abs(i) FROM (SELECT 1 AS i UNION ALL SELECT -9223372036854775808)", options);
  while (later->next()) {}
  EXPECT_FALSE(later->next());
  EXPECT_EQ(lines.size(), 1u);
  lines.clear();
  options.log_errors = false;
  (void)refusal("SELECT nosuch", options);
  EXPECT_TRUE(lines.empty());
}

TEST_F(query, cells_that_are_not_what_their_column_declares_are_errors) {
  file.run("INSERT INTO t(id, at) VALUES (9, 'yesterday')");
  const auto why = refusal("SELECT at FROM t WHERE id = 9");
  EXPECT_EQ(why.kind, errc::type_mismatch);
  EXPECT_NE(
      why.message.find(
          "column 'at', row 1 of the result: holds 'yesterday' (text), which is no timestamp"),
      std::string::npos)
      << why.message;
}

TEST_F(query, a_writing_statement_has_happened_when_execute_returns) {
  ferrule::sqlite::connector writer(file.writing());
  ASSERT_TRUE(writer.execute("INSERT INTO t(id) VALUES (10)"));
  EXPECT_EQ(file.rows("SELECT count(*) FROM t"), (strings{"4"}));
  auto returning = writer.execute("DELETE FROM t WHERE id > 2 RETURNING id");
  EXPECT_EQ(file.rows("SELECT count(*) FROM t"),
            (strings{"4"}));  // the transaction ends with the statement
  EXPECT_EQ(pulled(*returning), (strings{"3", "10"}));
  EXPECT_EQ(file.rows("SELECT count(*) FROM t"), (strings{"2"}));
  auto failed = writer.execute("INSERT INTO t(id) VALUES (1)");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, errc::constraint);
}

TEST_F(query, a_pragma_has_happened_when_execute_returns) {
  ferrule::sqlite::connector writer(file.writing());
  ASSERT_TRUE(writer.execute("PRAGMA user_version = 5"));
  ASSERT_TRUE(writer.execute("PRAGMA journal_mode = wal"));
  EXPECT_EQ(file.rows("PRAGMA user_version"), (strings{"5"}));
  EXPECT_EQ(file.rows("PRAGMA journal_mode"), (strings{"wal"}));
  EXPECT_EQ(rows("PRAGMA user_version"), (strings{"5"}));
}

TEST_F(query, does_not_write_under_a_stream_of_the_same_connection) {
  ferrule::sqlite::connector both(file.writing());
  auto reading = both.open(ferrule::table_info{"t", {"id"}});
  ASSERT_TRUE(reading->next());
  auto refused = both.execute("DELETE FROM t");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::unsupported);
  EXPECT_NE(refused.error().message.find("has not been read to its end"), std::string::npos);
  while (reading->next()) {}
  EXPECT_TRUE(both.execute("DELETE FROM t"));
}

TEST_F(query, streams_move_and_outlive_their_connector) {
  auto source2 = std::make_unique<ferrule::sqlite::connector>(file.reading());
  auto a = std::move(*source2->execute("SELECT id FROM t ORDER BY id"));
  auto b = std::move(*source2->execute("SELECT name FROM t ORDER BY id LIMIT 1"));
  source2.reset();
  EXPECT_TRUE(b.next());
  b = std::move(a);
  EXPECT_EQ(pulled(b), (strings{"1", "2", "3"}));
}

TEST_F(query, cancelling_from_another_thread_ends_a_statement) {
  auto handle = source.cancel_handle();
  std::thread other([handle] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    handle.cancel();
  });
  EXPECT_EQ(refusal(runaway).kind, errc::cancelled);
  other.join();
  EXPECT_EQ(rows("SELECT 1"), (strings{"1"}));
  auto before = source.execute("SELECT id FROM t");
  handle.cancel();
  EXPECT_FALSE(before->next());
  EXPECT_EQ(before->status().kind, errc::cancelled);
}

}  // namespace
