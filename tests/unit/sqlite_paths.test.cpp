// SPDX-License-Identifier: BSL-1.0
// The batch path, the step path and plain SQL, or a condition evaluated here, deliver the same rows for every shape of request.
#include <algorithm>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/rows.hpp>
#include <support/sqlite_file.hpp>

namespace {

using ferrule::col;
using ferrule::errc;
using ferrule::flow;
using ferrule::predicate;
using ferrule::request;
using ferrule::table_info;
using ferrule::value;
using ferrule::value_view;
using support::sqlite_file;
using strings = std::vector<std::string>;

constexpr const char* everything_sql =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, i INTEGER, r REAL, b BOOLEAN, s TEXT, nc TEXT COLLATE NOCASE, x BLOB, d DATE, m DECIMAL(10,2), u UUID, ts TIMESTAMP, j JSON, o, k INTEGER);"
    "CREATE INDEX ik ON t(k); CREATE INDEX isn ON t(s, nc); CREATE INDEX inc ON t(nc); CREATE INDEX partial ON t(i) WHERE i > 3;"
    "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 200) INSERT INTO t SELECT a, CASE a % 7 WHEN 0 THEN NULL ELSE a % 11 - 5 END, "
    "CASE a % 5 WHEN 0 THEN NULL ELSE a % 9 / 2.0 END, CASE a % 4 WHEN 0 THEN NULL ELSE a % 2 END, CASE a % 6 WHEN 0 THEN NULL ELSE substr('aAbBcC', a % 6 + 1, 2) END, "
    "CASE a % 5 WHEN 1 THEN NULL ELSE substr('xXyYzZ', a % 6 + 1, 1) END, CASE a % 8 WHEN 0 THEN NULL ELSE CAST(zeroblob(a % 3) || x'01' AS BLOB) END, "
    "CASE a % 3 WHEN 0 THEN NULL ELSE date('2001-05-08', '+' || (a % 13) || ' days') END, CASE a % 4 WHEN 1 THEN NULL ELSE a % 10 / 4.0 END, "
    "CASE a % 9 WHEN 0 THEN NULL WHEN 1 THEN upper(printf('%08x-0000-4000-8000-000000000000', a % 5)) ELSE printf('%08x-0000-4000-8000-000000000000', a % 5) END, "
    "CASE a % 6 WHEN 0 THEN NULL WHEN 1 THEN '2001-05-08T0' || (a % 4) || ':00:00+01:00' ELSE '2001-05-08 0' || (a % 4) || ':00:00' END, CASE a % 3 WHEN 0 THEN NULL ELSE '{\"a\":' || (a % 4) || '}' END, "
    "CASE a % 4 WHEN 0 THEN NULL WHEN 1 THEN a WHEN 2 THEN 'o' || a ELSE a / 2.0 END, a % 20 FROM n;"
    "CREATE TABLE w(a TEXT, b INTEGER, v TEXT, PRIMARY KEY(b, a)) WITHOUT ROWID; INSERT INTO w SELECT 'k' || id, id % 7, s FROM t;"
    "CREATE VIEW v AS SELECT id, i, s, nc FROM t UNION ALL SELECT id + 1000, i, s, nc FROM t ORDER BY 2; CREATE VIEW dv AS SELECT DISTINCT i, nc COLLATE BINARY AS nc FROM t;"
    "CREATE VIEW lim AS SELECT id, i FROM t ORDER BY i, id LIMIT 10; CREATE VIEW agg AS SELECT k, count(*) AS n, max(i) AS top FROM t GROUP BY k;"
    "CREATE VIRTUAL TABLE f USING fts5(s); INSERT INTO f SELECT s FROM t; ANALYZE";

struct sqlite_paths : ::testing::Test {
  static const sqlite_file& file() {
    static const sqlite_file one(everything_sql);
    return one;
  }
  static ferrule::sqlite::connector with(bool batches) {
    auto config = file().reading();
    config.batches = batches;
    return ferrule::sqlite::connector(config);
  }
  ferrule::sqlite::connector batch = with(true), step = with(false);

  // Every way to read the request; they must agree, up to order where none was asked for. Returns the rows.
  strings agreed(const table_info& table, const request& wanted) {
    strings first;
    int ways = 0;
    for (ferrule::sqlite::connector* c : {&batch, &step})
      for (const bool pull : {false, true}) {
        auto stream = c->open(table, wanted);
        EXPECT_TRUE(stream) << (stream ? "" : to_text(stream.error()));
        if (!stream) return {};
        strings rows = pull ? support::pulled(*stream) : support::pumped(*stream);
        EXPECT_FALSE(stream->status()) << to_text(stream->status());
        if (wanted.order_by.empty() && !wanted.limit && wanted.offset == 0)
          std::sort(rows.begin(), rows.end());
        if (ways++ == 0) first = std::move(rows);
        else EXPECT_EQ(rows, first) << "way " << ways << ", " << to_text(wanted.where);
      }
    return first;
  }
  // What the library says of the condition, on all rows.
  strings evaluated(const std::string& table, const predicate& where) {
    auto stream = step.open(table_info{table, {}});
    const auto bound = ferrule::bind_predicate(where, stream->schema());
    EXPECT_TRUE(bound) << (bound ? "" : to_text(bound.error()));
    strings out;
    std::vector<value_view> cells(stream->schema().fields.size());
    while (stream->next()) {
      auto row = stream->row();
      for (value_view& cell : cells) row.read(cell);
      if (ferrule::evaluate(*bound, cells) == ferrule::truth::yes)
        out.push_back(support::text_of_row(stream->row(), cells.size()));
    }
    std::sort(out.begin(), out.end());
    return out;
  }
};

std::vector<predicate> conditions() {
  std::vector<predicate> out;
  const std::vector<std::pair<const char*, std::vector<value>>> values{
      {"id", {1, 100, std::int64_t{-1}, 50.5}},
      {"i", {0, 3, -5, 2.5, std::uint64_t{1} << 63, ferrule::decimal{25, 1}, NAN}},
      {"r", {0, 1.5, 3, 0.1, HUGE_VAL}},
      {"b", {true, false, 1}},
      {"s", {"a", "B", "", "aA", "\xff"}},
      {"nc", {"x", "X", "z"}},
      {"x", {value_view(std::as_bytes(std::span("\0\1", 2))), value_view(ferrule::bytes_view())}},
      {"d", {"2001-05-10", *ferrule::parse_date("2001-05-12")}},
      {"m", {1, ferrule::decimal{150, 2}, 0.25}},
      {"u", {"00000001-0000-4000-8000-000000000000"}},
      {"ts", {"2001-05-08 01:00:00", "2001-05-08T02:00:00+01:00"}},
      {"j", {"{\"a\":1}"}},
      {"k", {5, 19}},
      {"o", {5, "o6", 1.5}},
  };
  for (const auto& [name, with] : values) {
    const auto c = col(name);
    out.push_back(c.is_null());
    out.push_back(c.is_not_null());
    out.push_back(!c.is_null());
    out.push_back(c.in({}));
    out.push_back(!c.in({}));
    out.push_back(c.in(with));
    for (const value& v : with)
      for (const predicate& p : {c == v, c != v, c<v, c <= v, c> v, c >= v, !(c == v),
                                 c == v || col("k") == 3, c != v && col("i") > 0})
        out.push_back(p);
  }
  for (const char* name : {"s", "nc", "j"}) {
    out.push_back(col(name).starts_with("a"));
    out.push_back(col(name).starts_with(""));
    out.push_back(col(name).contains("A"));
    out.push_back(!col(name).contains("%"));
  }
  out.push_back(col("k") > 5 && col("k") < 9);
  out.push_back(col("k") == 5 && col("s").starts_with("a"));
  out.push_back((col("i") > 0 || col("r") > 1) && !(col("b") == true && col("s") == "a"));
  out.push_back(predicate{ferrule::predicate_op::all_of, {}, {}, {}});
  out.push_back(predicate{ferrule::predicate_op::any_of, {}, {}, {}});
  out.push_back(predicate{ferrule::predicate_op::none_of, {}, {}, {}});
  return out;
}

TEST_F(sqlite_paths, every_condition_on_every_type_of_column) {
  for (const predicate& where : conditions())
    EXPECT_EQ(agreed({"t", {}}, {.where = where}), evaluated("t", where)) << to_text(where);
}

TEST_F(sqlite_paths, plain_sql_says_the_same) {
  const std::pair<predicate, const char*> pairs[] = {
      {col("i") > 2, "i > 2"},
      {col("nc") == "x", "nc = 'x' COLLATE BINARY"},
      {col("k") == 5, "k = 5"},
      {col("s") >= "b", "s >= 'b'"},
      {!(col("i") > 2), "NOT (i > 2)"},
      {col("r").in({1.5, 2}), "r IN (1.5, 2)"},
      {col("d") == "2001-05-10", "d = '2001-05-10'"}};
  for (const auto& [where, sql] : pairs) {
    strings expected = file().rows(std::string("SELECT id, s FROM t WHERE ") + sql);
    std::sort(expected.begin(), expected.end());
    EXPECT_FALSE(expected.empty()) << sql;
    EXPECT_EQ(agreed({"t", {"id", "s"}}, {.where = where}), expected) << sql;
  }
}

TEST_F(sqlite_paths, orders_limits_and_offsets) {
  const std::pair<std::vector<ferrule::order_key>, const char*> orders[] = {
      {{}, "id"},
      {{ferrule::ascending("id")}, "id"},
      {{ferrule::descending("id")}, "id DESC"},
      {{ferrule::ascending("i"), ferrule::descending("id")}, "i, id DESC"},
      {{ferrule::descending("s"), ferrule::ascending("id")}, "s DESC, id"},
      {{ferrule::ascending("nc"), ferrule::ascending("id")}, "nc COLLATE BINARY, id"},
      {{ferrule::ascending("k"), ferrule::ascending("id")}, "k, id"},
      {{ferrule::ascending("x"), ferrule::ascending("r"), ferrule::ascending("id")}, "x, r, id"}};
  for (const auto& [keys, sql] : orders)
    for (const std::optional<std::uint64_t> limit :
         {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0),
          std::optional<std::uint64_t>(7), std::optional<std::uint64_t>(UINT64_MAX)})
      for (const std::uint64_t offset :
           {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{1000}, UINT64_MAX}) {
        if (keys.empty() && (limit || offset != 0)) continue;  // which rows is then SQLite's choice
        const std::string tail = std::string(" ORDER BY ") + sql + " LIMIT " +
                                 (limit && *limit < 1000 ? std::to_string(*limit) : "-1") +
                                 " OFFSET " +
                                 std::to_string(std::min<std::uint64_t>(offset, 100000));
        strings expected = file().rows("SELECT id, nc FROM t WHERE i > 0" + tail);
        if (keys.empty()) std::sort(expected.begin(), expected.end());
        EXPECT_EQ(agreed({"t", {"id", "nc"}}, {col("i") > 0, keys, limit, offset}), expected)
            << tail;
        // The same limit around a condition that SQLite was not asked for.
        strings filtered = file().rows("SELECT id, nc FROM t WHERE substr(s, 1, 1) = 'b'" + tail);
        if (keys.empty()) std::sort(filtered.begin(), filtered.end());
        EXPECT_EQ(agreed({"t", {"id", "nc"}}, {col("s").starts_with("b"), keys, limit, offset}),
                  filtered)
            << tail;
      }
  EXPECT_EQ(batch.open(table_info{"t", {}}, {.order_by = {ferrule::ascending("ts")}}).error().kind,
            errc::unsupported);
  EXPECT_EQ(
      batch.open(table_info{"t", {}}, {.order_by = {ferrule::ascending("nosuch")}}).error().kind,
      errc::not_found);
}

TEST_F(sqlite_paths, limits_without_order_count) {
  for (const predicate& where : {predicate(), col("i") > 0, col("s").contains("b")}) {
    const std::size_t all = agreed({"t", {"id"}}, {.where = where}).size();
    EXPECT_EQ(agreed({"t", {"id"}}, {.where = where, .limit = 5, .offset = 3}).size(),
              std::min<std::size_t>(5, all - 3))
        << to_text(where);
  }
}

TEST_F(sqlite_paths, projections_in_any_order_and_twice) {
  for (const std::vector<std::string>& columns :
       {strings{"k"}, strings{"s"}, strings{"nc", "s"}, strings{"id"}, strings{"k", "id", "k"},
        strings{"o", "j", "ts", "u", "m", "d", "x", "nc", "s", "b", "r", "i", "id"}, strings{}}) {
    std::string list;
    for (const std::string& c : columns) list += (list.empty() ? "" : ", ") + c;
    for (const predicate& where :
         {predicate(), col("k") > 10, col("nc") == "x", col("d") > "2001-05-09"}) {
      const strings got = agreed({"t", columns}, {.where = where});
      EXPECT_EQ(got.size(), evaluated("t", where).size());
      if (columns.size() == 3) {
        EXPECT_TRUE(std::all_of(got.begin(), got.end(), [](const std::string& row) {
          return row.substr(0, row.find('|')) == row.substr(row.rfind('|') + 1);
        }));
      }
    }
    if (columns.empty() || columns.size() > 5) continue;
    strings expected = file().rows("SELECT " + list + " FROM t");
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(agreed({"t", columns}, {}), expected) << list;
  }
}

TEST_F(sqlite_paths, views_virtual_tables_and_tables_without_rowid) {
  for (const auto& [table, columns] :
       std::initializer_list<std::pair<const char*, const char*>>{{"v", "id, i, s, nc"},
                                                                  {"dv", "i, nc"},
                                                                  {"lim", "id, i"},
                                                                  {"agg", "k, n, top"},
                                                                  {"w", "a, b, v"},
                                                                  {"f", "s"}}) {
    strings expected = file().rows(std::string("SELECT ") + columns + " FROM " + table);
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(agreed({table, {}}, {}), expected) << table;
  }
  for (const predicate& where :
       {col("i") > 0, col("i") == 3 || col("nc") == "x", col("nc").starts_with("x")})
    for (const char* view : {"v", "dv"})
      EXPECT_EQ(agreed({view, {}}, {.where = where}), evaluated(view, where))
          << view << to_text(where);
  EXPECT_EQ(agreed({"w", {"v", "a"}}, {.where = col("b") == 3}).size(),
            file().rows("SELECT 1 FROM w WHERE b = 3").size());
  EXPECT_EQ(agreed({"lim", {}}, {.where = col("i") < 0}), evaluated("lim", col("i") < 0));
}

TEST_F(sqlite_paths, conditions_too_large_for_sqlite_are_evaluated_here) {
  std::vector<value> many;
  for (int i = 0; i < 40'000; ++i) many.emplace_back(i * 2);
  EXPECT_EQ(agreed({"t", {"id"}}, {.where = col("id").in(many)}).size(), 100u);
  many.resize(5000);
  EXPECT_EQ(agreed({"t", {"id"}}, {.where = col("id").in(many)}).size(), 100u);
  predicate wide{ferrule::predicate_op::any_of, {}, {}, {}};
  for (int i = 0; i < 1500; ++i) wide.children.push_back(col("id") == i * 2);
  EXPECT_EQ(agreed({"t", {"id"}}, {.where = wide}).size(), 100u);
}

TEST_F(sqlite_paths, text_in_other_encodings_is_ordered_here) {
  sqlite_file utf16(
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(s TEXT); INSERT INTO t VALUES ('a'), ('ā'), ('b'), ('価'), ('\xf0\x9f\x99\x82'), ('z')");
  ferrule::sqlite::connector c(utf16.reading());
  for (const predicate& where :
       {col("s") < "ā", col("s") >= "b", col("s") == "ā", col("s").in({"a", "価"})}) {
    auto stream = c.open(table_info{"t", {}}, {.where = where});
    strings got = support::pumped(*stream), expected;
    for (const char* s : {"a", "ā", "b", "価", "\xf0\x9f\x99\x82", "z"}) {
      const value_view cell(s);
      const auto bound = ferrule::bind_predicate(where, stream->schema());
      if (ferrule::evaluate(*bound, std::span(&cell, 1)) == ferrule::truth::yes)
        expected.push_back(s);
    }
    EXPECT_EQ(got, expected) << to_text(where);
  }
  EXPECT_EQ(c.open(table_info{"t", {}}, {.order_by = {ferrule::ascending("s")}}).error().kind,
            errc::unsupported);
}

TEST_F(sqlite_paths, as_many_columns_as_sqlite_has) {
  for (const std::size_t n : {1, 126, 127, 128, 500, 1999, 2000}) {
    SCOPED_TRACE(n);
    std::string columns, values;
    for (std::size_t i = 0; i < n; ++i) {
      columns += (i == 0 ? "c" : ", c") + std::to_string(i) + " INTEGER";
      values += (i == 0 ? "" : ", ") + std::to_string(i);
    }
    sqlite_file wide("CREATE TABLE t(" + columns + "); INSERT INTO t VALUES (" + values + "), (" +
                     values + ")");
    const strings expected = wide.rows("SELECT * FROM t");
    for (const bool batches : {true, false}) {
      auto config = wide.reading();
      config.batches = batches;
      ferrule::sqlite::connector c(config);
      auto stream = c.open(table_info{"t", {}});
      ASSERT_TRUE(stream) << to_text(stream.error());
      EXPECT_EQ(stream->batches(), batches && n <= 126);  // and one for the rowid in messages
      EXPECT_EQ(support::pumped(*stream), expected);
      auto filtered =
          c.open(table_info{"t", {"c0"}}, {.where = col("c" + std::to_string(n - 1)) == n - 1});
      EXPECT_EQ(support::pumped(*filtered).size(), 2u);
    }
  }
}

TEST_F(sqlite_paths, streams_nest_on_one_connection) {
  auto outer = batch.open(table_info{"t", {"id"}});
  std::size_t inner_rows = 0, outer_rows = 0;
  ferrule::pump(*outer, [&](auto& row) {
    std::int64_t id = 0;
    row.read(id);
    ++outer_rows;
    if (id % 50 == 0) {
      auto inner = batch.open(table_info{"t", {"id"}}, {.where = col("id") <= 3});
      ferrule::pump(*inner, [&](auto&) {
        auto third = batch.execute("SELECT 1");
        while (third->next()) ++inner_rows;
        return flow::more;
      });
    }
    return flow::more;
  });
  EXPECT_EQ(outer_rows, 200u);
  EXPECT_EQ(inner_rows, 4u * 3);
}

TEST_F(sqlite_paths, stopping_and_going_on_loses_no_row) {
  for (ferrule::sqlite::connector* c : {&batch, &step})
    for (const predicate& where : {predicate(), col("i") > 0, col("s").contains("b")}) {
      const strings expected = evaluated("t", where);
      auto stream = c->open(table_info{"t", {}}, {.where = where});
      strings got;
      for (std::size_t before = 1; before != got.size();) {
        before = got.size();
        std::size_t calls = 0;
        const auto sink = [&](auto& row) {
          got.push_back(support::text_of_row(row, 14));
          return ++calls == 7 ? flow::stop : flow::more;
        };
        stream->drain(sink);
      }
      std::sort(got.begin(), got.end());
      EXPECT_EQ(got, expected);
      std::size_t after = 0;
      ferrule::pump(*stream, [&](auto&) { return ++after, flow::more; });
      EXPECT_EQ(after, 0u);
      EXPECT_FALSE(stream->next());
    }
}

TEST_F(sqlite_paths, ranges_may_be_left_early) {
  struct one {
    std::int64_t id;
  };
  for (ferrule::sqlite::connector* c : {&batch, &step}) {
    std::int64_t last = 0;
    for (const one& row : ferrule::rows<one>(*c, "t"))
      if ((last = row.id) == 42) break;
    EXPECT_EQ(last, 42);
  }
  ferrule::sqlite::connector writer(file().writing());
  {
    for (const one& row : ferrule::rows<one>(writer, "t"))
      if (row.id == 3) break;
    EXPECT_TRUE(writer.begin());
    EXPECT_TRUE(writer.rollback());
  }
}

#if defined(__cpp_exceptions)
TEST_F(sqlite_paths, what_a_sink_throws_comes_out) {
  for (ferrule::sqlite::connector* c : {&batch, &step}) {
    auto stream = c->open(table_info{"t", {"id"}});
    int seen = 0;
    EXPECT_THROW(ferrule::pump(*stream,
                               [&](auto&) -> flow {
                                 if (++seen == 10) throw std::runtime_error("enough");
                                 return flow::more;
                               }),
                 std::runtime_error);
    EXPECT_EQ(seen, 10);
    auto again = c->open(table_info{"t", {"id"}});
    EXPECT_EQ(support::pumped(*again).size(), 200u);
  }
}
#endif

TEST_F(sqlite_paths, cancelling_inside_a_sink_ends_the_stream) {
  for (ferrule::sqlite::connector* c : {&batch, &step}) {
    auto handle = c->cancel_handle();
    auto stream = c->open(table_info{"t", {"id"}});
    auto unstarted = c->open(table_info{"t", {"id"}});
    int seen = 0;
    const ferrule::error& why = ferrule::pump(*stream, [&](auto&) {
      if (++seen == 10) handle.cancel();
      return flow::more;
    });
    EXPECT_EQ(why.kind, errc::cancelled) << to_text(why);
    EXPECT_LT(seen, 200);
    EXPECT_FALSE(unstarted->next());
    EXPECT_EQ(unstarted->status().kind, errc::cancelled);
    EXPECT_FALSE(stream->next());
    auto later = c->open(table_info{"t", {"id"}});
    EXPECT_EQ(support::pumped(*later).size(), 200u);
  }
}

TEST_F(sqlite_paths, a_stream_moves_and_ends_its_reading_when_destroyed) {
  auto a = std::move(*batch.open(table_info{"t", {"id"}}));
  auto b = std::move(*batch.open(table_info{"w", {"b"}}));
  int seen = 0;
  const auto stop_at_once = [&](auto&) { return ++seen, flow::stop; };
  a.drain(stop_at_once);
  b = std::move(a);
  EXPECT_EQ(seen, 1);
  while (seen < 200) b.drain(stop_at_once);
  b.drain(stop_at_once);
  EXPECT_EQ(seen, 200);
}

}  // namespace
