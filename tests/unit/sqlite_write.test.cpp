// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <support/sqlite_file.hpp>

namespace {

using ferrule::errc;
using ferrule::field;
using ferrule::field_type;
using ferrule::if_exists;
using ferrule::kind;
using ferrule::source_schema;
using ferrule::time_unit;
using ferrule::value;
using ferrule::value_view;
using ferrule::write_mode;
using support::sqlite_file;
using cells = std::vector<value_view>;
using strings = std::vector<std::string>;

source_schema schema_of(std::vector<field> fields, std::vector<std::size_t> key = {},
                        const char* table = "t") {
  return {table, {std::move(fields), std::move(key)}, ferrule::cdc_kind::nothing};
}
field column(std::string name, field_type type, bool nullable = true) {
  return {std::move(name), type, nullable, ferrule::typing::declared, {}, {}};
}

struct sqlite_write : ::testing::Test {
  sqlite_file file;
  ferrule::sqlite::connector c{file.writing()};

  void create(const source_schema& made, if_exists existing = if_exists::fail) {
    auto ok = c.create_table(made, existing);
    ASSERT_TRUE(ok) << to_text(ok.error());
  }
  source_schema described(const char* table = "t") {
    return std::move(
        c.get_schemas(std::vector<ferrule::table_info>{{table, {}}}).value()[0].value());
  }
  strings read(const char* table = "t") {
    auto stream = c.open(ferrule::table_info{table, {}});
    if (!stream) return {to_text(stream.error())};
    strings out = support::pulled(*stream);
    if (stream->status()) out.push_back(to_text(stream->status()));
    return out;
  }
};

struct kind_case {
  const char* declaration;
  field_type type;
  field_type read_as;
  std::vector<value> held;  ///< come back as they went in
  std::vector<value> refused;
};

std::vector<kind_case> all_kinds() {
  using ferrule::decimal;
  const auto of = [](kind k) { return field_type{.kind = k}; };
  const auto counted = [](kind k, time_unit u, bool zoned = false) {
    return field_type{.kind = k, .unit = u, .zoned = zoned};
  };
  const auto dec = [](int p, int s) {
    return field_type{.kind = kind::decimal,
                      .precision = static_cast<std::uint16_t>(p),
                      .scale = static_cast<std::int16_t>(s)};
  };
  const auto stamp = [](std::int64_t n, time_unit u, bool zoned) {
    return value(ferrule::timestamp{n, u, zoned});
  };
  constexpr auto us = time_unit::microsecond, ns = time_unit::nanosecond,
                 ms = time_unit::millisecond, s = time_unit::second;
  std::vector<kind_case> out{
      {"BOOLEAN", of(kind::boolean), of(kind::boolean), {true, false}, {2, "true", 0.5}},
      {"INTEGER",
       of(kind::int64),
       of(kind::int64),
       {INT64_MIN, INT64_MAX, std::int64_t{0}},
       {std::uint64_t{1} << 63, 0.5, "1", ferrule::decimal{15, 1}}},
      {"UNSIGNED64 TEXT",
       of(kind::uint64),
       of(kind::uint64),
       {std::uint64_t{0}, UINT64_MAX, std::uint64_t{1} << 63},
       {-1, ferrule::int128_max, "1"}},
      {"SIGNED128 TEXT",
       of(kind::int128),
       of(kind::int128),
       {ferrule::int128_max, ferrule::int128_min, ferrule::int128{0}},
       {ferrule::uint128_max}},
      {"UNSIGNED128 TEXT",
       of(kind::uint128),
       of(kind::uint128),
       {ferrule::uint128_max, ferrule::uint128{0}},
       {-1}},
      {"REAL",
       of(kind::float64),
       of(kind::float64),
       {0.1, 2.0, 1e300, -HUGE_VAL, 5e-324},
       {NAN, "x", INT64_MAX}},
      {"DECIMAL(10,2)",
       dec(10, 2),
       dec(10, 2),
       {decimal{1234, 2}, decimal{-9999999999, 2}, decimal{5, 0}},
       {decimal{1, 3}, decimal{10000000000, 2}, "1.5", 0.5}},
      {"DECIMAL TEXT(38,10)",
       dec(38, 10),
       dec(38, 10),
       {decimal{ferrule::int128_max / 100, 10}, decimal{1, 10}},
       {decimal{1, 11}}},
      {"DECIMAL TEXT",
       of(kind::decimal),
       of(kind::decimal),
       {decimal{ferrule::int128_max, 7}, decimal{ferrule::int128_min, -3}, decimal{120, 2}},
       {"x"}},
      {"VARCHAR(3)",
       {.kind = kind::string, .length = 3},
       {.kind = kind::string, .length = 3},
       {"abc", "", "äöü", "123"},
       {"abcd", 1}},
      {"VARCHAR", of(kind::string), of(kind::string), {"1e5", " 7 "}, {ferrule::uuid{}}},
      {"TEXT",
       of(kind::text),
       of(kind::text),
       {"", "1.0", std::string("a\0b", 3), "価格"},
       {1, true}},
      {"JSON TEXT",
       of(kind::json),
       of(kind::json),
       {"{\"a\": 1}", "5", "1.0", "123456789012345678901234567890"},
       {1}},
      {"BLOB",
       of(kind::binary),
       of(kind::binary),
       {value_view(ferrule::bytes_view()), value_view(std::as_bytes(std::span("x\0y", 4)))},
       {"x"}},
      {"BLOB(2)",
       {.kind = kind::binary, .length = 2},
       {.kind = kind::binary, .length = 2},
       {value_view(std::as_bytes(std::span("xy", 2)))},
       {value_view(std::as_bytes(std::span("xyz", 3)))}},
      {"DATE",
       of(kind::date),
       of(kind::date),
       {*ferrule::parse_date("2001-05-08"), *ferrule::parse_date("-0044-03-15"),
        *ferrule::parse_date("+12001-05-08")},
       {"2001-05-08"}},
      {"TIME",
       counted(kind::time, us),
       counted(kind::time, us),
       {ferrule::time_of_day{86399999999, us}, ferrule::time_of_day{0, s}},
       {ferrule::time_of_day{1, ns}, ferrule::time_of_day{-1, s}}},
      {"TIME(9)",
       counted(kind::time, ns),
       counted(kind::time, ns),
       {ferrule::time_of_day{1, ns}},
       {}},
      {"TIMESTAMP",
       counted(kind::timestamp, us, true),
       counted(kind::timestamp, us, true),
       {stamp(-1, us, true), stamp(989337600, s, true), stamp(INT64_MAX, us, true),
        stamp(INT64_MIN, us, true)},
       {stamp(1, ns, true), stamp(0, us, false), "2001-05-08"}},
      {"TIMESTAMP(9)",
       counted(kind::timestamp, ns, true),
       counted(kind::timestamp, ns, true),
       {stamp(INT64_MAX, ns, true), stamp(INT64_MIN, ns, true)},
       {stamp(INT64_MAX, s, true)}},
      {"TIMESTAMP(3)",
       counted(kind::timestamp, ms, true),
       counted(kind::timestamp, ms, true),
       {stamp(1, ms, true)},
       {stamp(1, us, true)}},
      {"TIMESTAMP(0)",
       counted(kind::timestamp, s, true),
       counted(kind::timestamp, s, true),
       {stamp(1, s, true)},
       {stamp(1, ms, true)}},
      {"LOCALTIMESTAMP",
       counted(kind::timestamp, us),
       counted(kind::timestamp, us),
       {stamp(1, us, false)},
       {stamp(1, us, true)}},
      {"LOCALTIMESTAMP(9)",
       counted(kind::timestamp, ns),
       counted(kind::timestamp, ns),
       {stamp(1, ns, false)},
       {}},
      {"DURATION TEXT",
       counted(kind::duration, us),
       counted(kind::duration, us),
       {ferrule::duration{-1500000, us}, ferrule::duration{0, s}, ferrule::duration{INT64_MAX, us}},
       {ferrule::duration{1, ns}, "PT1S"}},
      {"DURATION TEXT(9)",
       counted(kind::duration, ns),
       counted(kind::duration, ns),
       {ferrule::duration{INT64_MIN, ns}, ferrule::duration{1, ns}},
       {}},
      {"INTERVAL TEXT",
       of(kind::interval),
       of(kind::interval),
       {ferrule::interval{14, -3, 5}, ferrule::interval{}},
       {ferrule::duration{1, s}}},
      {"UUID",
       of(kind::uuid),
       of(kind::uuid),
       {*ferrule::parse_uuid("12345678-1234-1234-1234-123456789012"), ferrule::uuid{}},
       {"12345678-1234-1234-1234-123456789012"}},
  };
  for (const kind k :
       {kind::int8, kind::int16, kind::int32, kind::uint8, kind::uint16, kind::uint32})
    out.push_back({"INTEGER", of(k), of(kind::int64), {std::int64_t{100}}, {}});
  out.push_back({"REAL", of(kind::float32), of(kind::float64), {0.5}, {}});
  return out;
}

TEST_F(sqlite_write, every_kind_is_created_written_and_read_back_or_refused) {
  for (const kind_case& k : all_kinds()) {
    SCOPED_TRACE(k.declaration + (" for " + to_text(k.type)));
    create(schema_of({column("x", k.type)}), if_exists::replace);
    const field made = described().schema.fields[0];
    EXPECT_EQ(made.external_type, k.declaration);
    EXPECT_EQ(to_text(made.type), to_text(k.read_as));
    EXPECT_EQ(made.typing, k.read_as.kind == kind::int64 || counts_units(k.read_as.kind)
                               ? ferrule::typing::open_width
                               : ferrule::typing::declared);
    auto writer = c.open_writer({"t", {}}, write_mode::insert);
    ASSERT_TRUE(writer) << to_text(writer.error());
    for (const value& v : k.held)
      EXPECT_TRUE(writer->write(cells{v.view()})) << to_text(writer->status());
    for (const value& v : k.refused) {
      EXPECT_FALSE(writer->write(cells{v.view()})) << shown(v.view());
      EXPECT_NE(writer->status().message.find("sqlite table 't', row "), std::string::npos)
          << writer->status().message;
      EXPECT_NE(writer->status().message.find("column 'x'"), std::string::npos)
          << writer->status().message;
    }
    EXPECT_TRUE(writer->write(cells{nullptr}));
    auto stream = c.open(ferrule::table_info{"t", {}});
    ASSERT_TRUE(stream);
    for (const value& v : k.held) {
      ASSERT_TRUE(stream->next()) << to_text(stream->status());
      value_view cell;
      stream->row().read(cell);
      EXPECT_EQ(cell, v.view()) << to_text(stream->status());
    }
    ASSERT_TRUE(stream->next());
    value_view null(1);
    stream->row().read(null);
    EXPECT_TRUE(null.is_null());
    EXPECT_FALSE(stream->next());
    EXPECT_FALSE(stream->status()) << to_text(stream->status());
  }
}

TEST_F(sqlite_write, every_kind_has_a_row_or_is_refused_with_column_and_kind) {
  for (std::size_t i = 0; i < ferrule::kind_count; ++i) {
    field_type type{.kind = static_cast<kind>(i)};
    if (type.kind == kind::list) type = ferrule::list_of({.kind = kind::int32});
    auto ok = c.create_table(schema_of({column("x", type)}), if_exists::replace);
    if (type.kind == kind::list || type.kind == kind::point) {
      ASSERT_FALSE(ok);
      EXPECT_EQ(ok.error().kind, errc::unsupported);
      EXPECT_NE(ok.error().message.find("column 'x' is " + to_text(type)), std::string::npos)
          << ok.error().message;
    } else EXPECT_TRUE(ok) << to_text(ok.error());
  }
}

TEST_F(sqlite_write, creates_keys_and_nullability) {
  create(schema_of({column("b", {.kind = kind::text}), column("a", {.kind = kind::int64}),
                    column("n", {.kind = kind::text}, false)},
                   {1, 0}));
  EXPECT_EQ(
      file.rows("SELECT sql FROM sqlite_schema WHERE name = 't'"),
      (strings{
          "CREATE TABLE \"t\" (\"b\" TEXT NOT NULL, \"a\" INTEGER NOT NULL, \"n\" TEXT NOT NULL, PRIMARY KEY (\"a\", \"b\"))"}));
  EXPECT_EQ(described().schema.primary_key, (std::vector<std::size_t>{1, 0}));
  auto alias = schema_of({column("id", {.kind = kind::int64})}, {0}, "alias");
  create(alias);
  auto w = c.open_writer({"alias", {}}, write_mode::insert);
  EXPECT_TRUE(w->write(cells{7}));
  EXPECT_EQ(file.rows("SELECT rowid FROM alias"), (strings{"7"}));
  EXPECT_FALSE(w->write(cells{nullptr}));
  EXPECT_EQ(w->status().kind, errc::constraint);
}

TEST_F(sqlite_write, open_columns_take_storage_classes) {
  field open = column("x", {.kind = kind::text});
  open.typing = ferrule::typing::open;
  create(schema_of({open}));
  auto w = c.open_writer({"t", {}}, write_mode::insert);
  for (const value& v : {value(1), value(2.5), value("3"), value(true),
                         value(value_view(std::as_bytes(std::span("x", 1))))})
    EXPECT_TRUE(w->write(cells{v.view()}));
  EXPECT_EQ(read(), (strings{"1", "2.5", "3", "1", "x'78'"}));
  for (const value& v : {value(ferrule::decimal{1, 1}), value(std::uint64_t{1} << 63),
                         value(ferrule::uuid{}), value(NAN)})
    EXPECT_FALSE(w->write(cells{v.view()}));
}

TEST_F(sqlite_write, text_that_sqlite_would_make_a_number_is_refused) {
  file.run("CREATE TABLE n(x NUMERIC, j JSON)");
  auto w = c.open_writer({"n", {}}, write_mode::insert);
  for (const char* text : {"12", " 12 ", "-1.5e3", ".5", "5."}) {
    EXPECT_FALSE(w->write(cells{text, nullptr})) << text;
    EXPECT_NE(w->status().message.find("SQLite makes a number"), std::string::npos)
        << w->status().message;
  }
  for (const char* text : {"x12", "", " ", "-", "1e", "1.2.3", "0x10", "e5", "."})
    EXPECT_TRUE(w->write(cells{text, nullptr})) << text;
  EXPECT_TRUE(w->write(cells{nullptr, "5"}));
  EXPECT_FALSE(w->write(cells{nullptr, "1.0"}));
  EXPECT_FALSE(w->write(cells{nullptr, "12345678901234567890"}));
  EXPECT_EQ(read("n"), (strings{"x12|null", "|null", " |null", "-|null", "1e|null", "1.2.3|null",
                                "0x10|null", "e5|null", ".|null", "null|5"}));
}

TEST_F(sqlite_write, inserts_upserts_updates_and_removes_by_key) {
  file.run(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER DEFAULT 7, CHECK (n < 100))");
  auto insert = c.open_writer({"t", {"id", "name"}}, write_mode::insert);
  EXPECT_TRUE(insert->write(cells{1, "a"}));
  EXPECT_TRUE(insert->write(cells{2, "b"}));
  EXPECT_FALSE(insert->write(cells{1, "c"}));
  EXPECT_EQ(insert->status().kind, errc::constraint);
  EXPECT_NE(insert->status().message.find("sqlite table 't', row 3 of this writer: "),
            std::string::npos)
      << insert->status().message;
  EXPECT_NE(insert->status().message.find("UNIQUE constraint failed: t.id"), std::string::npos);
  EXPECT_TRUE(insert->write(cells{3, "c"}));
  EXPECT_FALSE(insert->write(cells{3}));
  EXPECT_EQ(insert->status().kind, errc::type_mismatch);

  auto upsert = c.open_writer({"t", {"name", "id"}}, write_mode::upsert);
  EXPECT_TRUE(upsert->write(cells{"A", 1}));
  EXPECT_TRUE(upsert->write(cells{"d", 4}));
  EXPECT_FALSE(upsert->write(cells{"d", 1}));
  EXPECT_EQ(upsert->status().kind, errc::constraint);

  auto update = c.open_writer({"t", {"id", "n"}}, write_mode::update);
  EXPECT_TRUE(update->write(cells{2, 20}));
  EXPECT_TRUE(update->write(cells{2, 20}));
  EXPECT_FALSE(update->write(cells{9, 20}));
  EXPECT_EQ(update->status().kind, errc::not_found);
  EXPECT_NE(update->status().message.find("sqlite table 't' has no row with id = 9"),
            std::string::npos)
      << update->status().message;
  EXPECT_FALSE(update->write(cells{2, 200}));
  EXPECT_EQ(update->status().kind, errc::constraint);

  auto remove = c.open_writer({"t", {}}, write_mode::remove);
  EXPECT_TRUE(remove->write(cells{3}));
  EXPECT_FALSE(remove->write(cells{3}));
  EXPECT_EQ(remove->status().kind, errc::not_found);
  EXPECT_TRUE(remove->finish());
  EXPECT_EQ(read(), (strings{"1|A|7", "2|b|20", "4|d|7"}));
}

TEST_F(sqlite_write, tables_without_rowid_with_compound_keys_and_with_only_a_key) {
  file.run(
      "CREATE TABLE w(a TEXT, b INTEGER, v TEXT, PRIMARY KEY(b, a)) WITHOUT ROWID; CREATE TABLE k(a TEXT PRIMARY KEY)");
  auto upsert = c.open_writer({"w", {}}, write_mode::upsert);
  for (const char* v : {"1", "2"}) EXPECT_TRUE(upsert->write(cells{"x", 1, v}));
  auto remove = c.open_writer({"w", {}}, write_mode::remove);  // in key order
  EXPECT_FALSE(remove->write(cells{2, "x"}));
  EXPECT_NE(remove->status().message.find("b = 2, a = 'x'"), std::string::npos)
      << remove->status().message;
  EXPECT_EQ(read("w"), (strings{"x|1|2"}));
  EXPECT_TRUE(remove->write(cells{1, "x"}));
  auto keys = c.open_writer({"k", {}}, write_mode::upsert);
  EXPECT_TRUE(keys->write(cells{"x"}));
  EXPECT_TRUE(keys->write(cells{"x"}));
  EXPECT_EQ(read("k"), (strings{"x"}));
}

TEST_F(sqlite_write, says_why_a_table_cannot_be_written) {
  file.run(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, g INTEGER AS (id * 2), need TEXT NOT NULL, v TEXT); CREATE TABLE bare(x); CREATE VIEW w AS SELECT * FROM t; CREATE VIRTUAL TABLE f USING fts5(x);"
      "CREATE TABLE shapes(id INTEGER PRIMARY KEY, where_ POINT)");
  const auto why = [&](ferrule::table_info t, write_mode m) {
    auto w = c.open_writer(t, m);
    return w ? std::string("opened") : to_text(w.error());
  };
  EXPECT_EQ(why({"w", {}}, write_mode::insert),
            "unsupported: sqlite table 'w' is a view; write to the tables it shows");
  EXPECT_EQ(why({"f_data", {}}, write_mode::insert),
            "unsupported: sqlite table 'f_data' belongs to a virtual table; write to that");
  EXPECT_EQ(why({"f", {}}, write_mode::insert), "opened");
  EXPECT_EQ(
      why({"f", {}}, write_mode::remove),
      "unsupported: sqlite table 'f' is a virtual table, which rows can only be inserted into");
  EXPECT_EQ(why({"bare", {}}, write_mode::upsert),
            "unsupported: sqlite table 'bare' has no primary key, which upsert needs");
  EXPECT_EQ(why({"t", {"id", "g"}}, write_mode::insert),
            "unsupported: sqlite table 't': column 'g' is generated and cannot be written");
  EXPECT_EQ(why({"t", {"id"}}, write_mode::insert),
            "constraint: sqlite table 't': insert needs the column 'need', which is not null");
  EXPECT_EQ(why({"t", {"need"}}, write_mode::insert), "opened");
  EXPECT_EQ(why({"t", {"need"}}, write_mode::update),
            "constraint: sqlite table 't': update needs the key column 'id'");
  EXPECT_EQ(why({"t", {"id"}}, write_mode::update),
            "constraint: sqlite table 't': update needs a column besides the key's");
  EXPECT_EQ(why({"t", {"id", "v"}}, write_mode::remove),
            "constraint: sqlite table 't': remove takes the key's columns, and 'v' is not one");
  EXPECT_EQ(why({"t", {"need", "need"}}, write_mode::insert),
            "constraint: sqlite table 't': column 'need' is to be written twice");
  EXPECT_TRUE(why({"shapes", {}}, write_mode::insert)
                  .starts_with("unsupported: sqlite table 'shapes': column 'where_' is POINT"));
  EXPECT_TRUE(
      why({"t", {"ned"}}, write_mode::insert).ends_with("no column 'ned' (did you mean 'need'?)"));
  EXPECT_EQ(why({"nosuch", {}}, write_mode::insert).substr(0, 9), "not_found");
}

TEST_F(sqlite_write, conflict_clauses_and_triggers_drop_nothing_without_a_word) {
  file.run(
      "CREATE TABLE i(id INTEGER PRIMARY KEY ON CONFLICT REPLACE, u TEXT UNIQUE ON CONFLICT IGNORE, n TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'd');"
      "INSERT INTO i VALUES (1, 'a', 'x'); CREATE TABLE q(id INTEGER PRIMARY KEY); CREATE TRIGGER g BEFORE INSERT ON q WHEN new.id = 5 BEGIN SELECT RAISE(IGNORE); END");
  auto w = c.open_writer({"i", {}}, write_mode::insert);
  EXPECT_FALSE(w->write(cells{1, "b", "y"}));
  EXPECT_EQ(w->status().kind, errc::constraint);
  EXPECT_FALSE(w->write(cells{2, "a", "y"}));
  EXPECT_EQ(w->status().kind, errc::constraint);
  EXPECT_FALSE(w->write(cells{3, "c", nullptr}));
  EXPECT_EQ(read("i"), (strings{"1|a|x"}));
  auto q = c.open_writer({"q", {}}, write_mode::insert);
  EXPECT_FALSE(q->write(cells{5}));
  EXPECT_NE(q->status().message.find("a trigger of the table ignored the row"), std::string::npos);
  EXPECT_TRUE(q->write(cells{6}));
}

TEST_F(sqlite_write, create_table_fails_keeps_or_replaces) {
  create(schema_of({column("a", {.kind = kind::text})}, {}, "odd \" (name"));
  file.run("INSERT INTO \"odd \"\" (name\" VALUES ('kept')");
  const auto other = schema_of({column("b", {.kind = kind::text})}, {}, "odd \" (name");
  const auto failed = c.create_table(other, if_exists::fail);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, errc::constraint);
  create(other, if_exists::keep);
  EXPECT_EQ(read("odd \" (name"), (strings{"kept"}));
  EXPECT_FALSE(c.create_table(schema_of({column("b", {}), column("b", {})}, {}, "odd \" (name"),
                              if_exists::replace));
  EXPECT_EQ(read("odd \" (name"), (strings{"kept"}));  // replaced as a whole, or not
  create(other, if_exists::replace);
  EXPECT_TRUE(read("odd \" (name").empty());
  file.run("CREATE VIEW v AS SELECT 1");
  EXPECT_EQ(c.create_table(schema_of({column("a", {})}, {}, "v"), if_exists::keep).error().kind,
            errc::constraint);
  EXPECT_FALSE(c.create_table(schema_of({}), if_exists::fail));
  EXPECT_FALSE(c.create_table(schema_of({column("a", {})}, {}, "sqlite_own"), if_exists::fail));
}

TEST_F(sqlite_write, transactions) {
  create(schema_of({column("a", {.kind = kind::int64})}));
  auto w = c.open_writer({"t", {}}, write_mode::insert);
  ASSERT_TRUE(c.begin());
  EXPECT_FALSE(c.begin());
  EXPECT_TRUE(w->write(cells{1}));
  EXPECT_EQ(file.rows("SELECT count(*) FROM t"), (strings{"0"}));
  EXPECT_EQ(read(), (strings{"1"}));
  ASSERT_TRUE(c.rollback());
  EXPECT_TRUE(read().empty());
  ASSERT_TRUE(c.begin());
  EXPECT_TRUE(w->write(cells{2}));
  ASSERT_TRUE(c.commit());
  EXPECT_EQ(file.rows("SELECT a FROM t"), (strings{"2"}));
  EXPECT_FALSE(c.commit());
  EXPECT_FALSE(c.rollback());
  {
    auto open = ferrule::transaction<ferrule::sqlite::connector>::begin(c);
    EXPECT_TRUE(w->write(cells{3}));
  }
  EXPECT_EQ(file.rows("SELECT a FROM t"), (strings{"2"}));
}

TEST_F(sqlite_write, a_writer_waits_for_another_and_then_says_so) {
  auto config = file.writing();
  config.busy_timeout = std::chrono::milliseconds(60);
  ferrule::sqlite::connector other(config);
  ASSERT_TRUE(c.begin());
  const auto refused = other.begin();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::timeout);
  EXPECT_TRUE(refused.error().transient);
  ASSERT_TRUE(c.rollback());
  EXPECT_TRUE(other.begin());
}

TEST_F(sqlite_write, a_read_only_connector_answers_permission) {
  create(schema_of({column("a", {.kind = kind::int64})}));
  for (const ferrule::sqlite::config& settings :
       {file.reading(), ferrule::sqlite::config{.path = ":memory:"}}) {
    ferrule::sqlite::connector r(settings);
    EXPECT_EQ(r.create_table(schema_of({column("a", {})}, {}, "u"), if_exists::fail).error().kind,
              errc::permission);
    EXPECT_EQ(r.open_writer({"t", {}}, write_mode::insert).error().kind, errc::permission);
    EXPECT_EQ(r.begin().error().kind, errc::permission);
    EXPECT_EQ(r.commit().error().kind, errc::permission);
    EXPECT_EQ(r.rollback().error().kind, errc::permission);
  }
}

TEST_F(sqlite_write, does_not_write_under_a_scan_of_the_same_connection) {
  file.run(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i, 'x' FROM n");
  auto w = c.open_writer({"t", {}}, write_mode::upsert);
  auto stream = c.open(ferrule::table_info{"t", {"id"}});
  std::size_t seen = 0, refused = 0;
  const ferrule::error& why = ferrule::pump(*stream, [&](auto& row) {
    std::int64_t id = 0;
    row.read(id);
    ++seen;
    if (!w->write(cells{id + 100'000, "new"})) ++refused;
    if (!c.create_table(schema_of({column("a", {})}, {}, "t"), if_exists::replace)) ++refused;
    return ferrule::flow::more;
  });
  EXPECT_FALSE(why);
  EXPECT_EQ(seen, 1000u);
  EXPECT_EQ(refused, 2000u);
  EXPECT_EQ(w->status().kind, errc::unsupported);
  EXPECT_NE(w->status().message.find("write through a connector of its own"), std::string::npos);
  EXPECT_TRUE(w->write(cells{5000, "after"}));

  // The same through a connection of its own: a write-ahead log keeps the readers' state as it was.
  file.run("PRAGMA journal_mode = wal");
  ferrule::sqlite::connector own(c.settings());
  auto apart = own.open_writer({"t", {}}, write_mode::insert);
  auto again = c.open(ferrule::table_info{"t", {"id"}});
  seen = 0;
  while (again->next()) {
    ++seen;
    EXPECT_TRUE(apart->write(cells{static_cast<std::int64_t>(10'000 + seen), "new"}))
        << to_text(apart->status());
  }
  EXPECT_EQ(seen, 1001u);
}

TEST_F(sqlite_write, a_rollback_under_a_stream_leaves_rows_or_a_typed_end) {
  create(schema_of({column("a", {.kind = kind::int64})}));
  ASSERT_TRUE(c.begin());
  auto w = c.open_writer({"t", {}}, write_mode::insert);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(w->write(cells{i}));
  auto stream = c.open(ferrule::table_info{"t", {}});
  ASSERT_TRUE(stream->next());
  EXPECT_TRUE(c.rollback());
  while (stream->next()) {}
  EXPECT_TRUE(stream->status().kind == errc::none || stream->status().kind == errc::closed)
      << to_text(stream->status());
}

TEST_F(sqlite_write, a_transaction_that_sqlite_gives_up_is_told) {
  create(schema_of({column("a", {.kind = kind::text})}));
  EXPECT_TRUE(c.execute("PRAGMA max_page_count = 10"));
  ASSERT_TRUE(c.begin());
  auto w = c.open_writer({"t", {}}, write_mode::insert);
  const std::string much(3000, 'x');
  std::size_t taken = 0;
  while (taken < 1000 && w->write(cells{std::string_view(much)})) ++taken;
  EXPECT_EQ(w->status().kind, errc::resource);
  EXPECT_GT(taken, 0u);
  if (const auto finished = w->finish(); !finished) {
    EXPECT_EQ(finished.error().kind, errc::closed);
    EXPECT_FALSE(w->write(cells{"small"}));
    EXPECT_TRUE(read().empty());
  } else EXPECT_TRUE(c.rollback());
}

struct trade {
  std::int64_t id;
  std::string symbol;
  double price;
  std::optional<std::string> note;
};
TEST_F(sqlite_write, structs_go_in_and_come_out) {
  ASSERT_TRUE(ferrule::create_table_for<trade>(c, "trades", {"id"}));
  const std::vector<trade> made{{1, "A", 1.5, std::nullopt}, {2, "B", 2.0, "x"}, {2, "C", 0, "y"}};
  auto written = ferrule::write_rows(c, "trades", made);
  ASSERT_TRUE(written) << to_text(written.error());
  ASSERT_EQ(written->size(), 3u);
  EXPECT_TRUE((*written)[1]);
  EXPECT_FALSE((*written)[2]);
  std::vector<trade> back;
  ASSERT_TRUE(ferrule::each_row<trade>(c, "trades", [&](const trade& t) { back.push_back(t); }));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[1].symbol, "B");
  EXPECT_EQ(back[1].price, 2.0);
  EXPECT_EQ(back[1].note, "x");
}

}  // namespace
