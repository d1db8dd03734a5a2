// SPDX-License-Identifier: BSL-1.0
#include <ferrule/rows.hpp>
#include <support/sqlite_file.hpp>

namespace {

using ferrule::errc;
using ferrule::kind;
using ferrule::table_info;
using ferrule::typing;
using ferrule::value_view;
using ferrule::sqlite::cell_policy;
using ferrule::sqlite::integer_time;
using support::sqlite_file;
using strings = std::vector<std::string>;

std::string schema_text(ferrule::sqlite::connector& c, const char* table) {
  const table_info asked[] = {{table, {}}};
  auto all = c.get_schemas(asked);
  if (!all) return to_text(all.error());
  return all->front() ? to_text(all->front()->schema) : to_text(all->front().error());
}

strings read(ferrule::sqlite::connector& c, table_info table) {
  auto stream = c.open(table);
  if (!stream) return {to_text(stream.error())};
  strings out = support::pumped(*stream);
  if (stream->status()) out.push_back(to_text(stream->status()));
  return out;
}

TEST(sqlite_types, declarations_mean_what_people_mean_by_them) {
  const std::pair<const char*, const char*> cases[] = {
      {"INTEGER", "int64"},
      {"int", "int64"},
      {"unsigned big int", "int64"},
      {"TINYINT(1)", "int64"},
      {"INT8", "int64"},
      {"FLOATING POINT", "int64"},
      {"BOOLEAN", "boolean"},
      {"bool", "boolean"},
      {"REAL", "float64"},
      {"double precision", "float64"},
      {"FLOAT(7)", "float64"},
      {"DECIMAL", "decimal"},
      {"DECIMAL(10,5)", "decimal(10,5)"},
      {"numeric(4)", "decimal(4,0)"},
      {"DECIMAL(2,5)", "decimal"},
      {"MONEY", "decimal"},
      {"NUMERIC", "text"},
      {"VARCHAR(20)", "string(20)"},
      {"character varying(7)", "string(7)"},
      {"NATIVE CHARACTER(70)", "text"},
      {"nchar(55)", "string(55)"},
      {"TEXT", "text"},
      {"CLOB", "text"},
      {"LONGTEXT", "text"},
      {"JSON", "json"},
      {"JSONB", "json"},
      {"BLOB", "binary"},
      {"VARBINARY(16)", "binary(16)"},
      {"DATE", "date"},
      {"TIME", "time(microsecond)"},
      {"TIMESTAMP", "timestamp(microsecond, utc)"},
      {"DATETIME", "timestamp(microsecond, utc)"},
      {"TIMESTAMP(3)", "timestamp(millisecond, utc)"},
      {"DATETIME(0)", "timestamp(second, utc)"},
      {"TIME(9)", "time(nanosecond)"},
      {"LOCALTIMESTAMP", "timestamp(microsecond)"},
      {"UUID", "uuid"},
      {"GUID", "uuid"},
      {"ANY", "text"},
      {"", "text"},
      {"STRING", "text"},
      {"DURATION", "text"},
      {"DURATION TEXT", "duration(microsecond)"},
      {"INTERVAL", "int64"},
      {"INTERVAL TEXT", "interval"},
      {"unsigned64 text", "uint64"},
      {"SIGNED128 TEXT", "int128"},
      {"UNSIGNED128 TEXT", "uint128"},
      {"DECIMAL TEXT(38,4)", "decimal(38,4)"}};
  for (const auto& [declaration, expected] : cases) {
    sqlite_file file("CREATE TABLE t(x " + std::string(declaration) + ")");
    ferrule::sqlite::connector c(file.reading());
    const table_info asked[] = {{"t", {}}};
    EXPECT_EQ(to_text(c.get_schemas(asked).value()[0].value().schema.fields[0].type), expected)
        << declaration;
  }
}

TEST(sqlite_types, affinity_is_sqlites) {
  for (const char* declaration : {"INTEGER",
                                  "UNSIGNED BIG INT",
                                  "CHARINT",
                                  "FLOATING POINT",
                                  "TEXT",
                                  "VARCHAR(3)",
                                  "CLOB",
                                  "BLOB",
                                  "",
                                  "REAL",
                                  "DOUBLE",
                                  "FLOAT",
                                  "NUMERIC",
                                  "DECIMAL(10,2)",
                                  "BOOLEAN",
                                  "DATE",
                                  "STRING",
                                  "JSON",
                                  "JSON TEXT",
                                  "DECIMAL TEXT(5,1)",
                                  "UNSIGNED64 TEXT",
                                  "INTERVAL TEXT",
                                  "DURATION TEXT",
                                  "UUID",
                                  "ANY",
                                  "LOCALTIMESTAMP"}) {
    sqlite_file file("CREATE TABLE t(x " + std::string(declaration) +
                     "); INSERT INTO t VALUES ('1'), (1), (1.0), (x'31')");
    const strings stored = file.rows("SELECT typeof(x) FROM t");
    using ferrule::sqlite::detail::affinity;
    const affinity a = ferrule::sqlite::detail::affinity_of(declaration, false);
    const strings expected = a == affinity::text   ? strings{"text", "text", "text", "blob"}
                             : a == affinity::blob ? strings{"text", "integer", "real", "blob"}
                             : a == affinity::real
                                 ? strings{"real", "real", "real", "blob"}
                                 : strings{"integer", "integer", "integer", "blob"};
    EXPECT_EQ(stored, expected) << declaration;
  }
}

TEST(sqlite_types, unsupported_columns_are_named_and_can_be_left_out) {
  sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, shape POLYGON, at GEOMETRY); INSERT INTO t VALUES (1, x'00', x'01')");
  ferrule::sqlite::connector c(file.reading());
  const std::string why = schema_text(c, "t");
  EXPECT_TRUE(why.starts_with(
      "unsupported: sqlite table 't': column 'shape' is POLYGON, which is not supported (SpatiaLite's own format"))
      << why;
  EXPECT_NE(why.find("column 'at' is GEOMETRY"), std::string::npos);
  EXPECT_EQ(read(c, {"t", {"id"}}), (strings{"1"}));
}

TEST(sqlite_types, keys_nullability_and_rowids) {
  sqlite_file file(
      "CREATE TABLE a(id INTEGER PRIMARY KEY, n TEXT NOT NULL); CREATE TABLE b(id INT PRIMARY KEY, n TEXT); CREATE TABLE c(x TEXT, y TEXT, PRIMARY KEY(y, x)) WITHOUT ROWID;"
      "CREATE TABLE d(id INTEGER PRIMARY KEY DESC); CREATE TABLE e(rowid TEXT, v INTEGER); CREATE TABLE f(a ANY, b INT, c REAL NOT NULL, d BLOB) STRICT; INSERT INTO e VALUES ('mine', 'bad')");
  ferrule::sqlite::connector c(file.reading());
  EXPECT_EQ(schema_text(c, "a"),
            "(id int64 not null [INTEGER], n text not null [TEXT]; primary key id)");
  EXPECT_EQ(schema_text(c, "b"), "(id int64 [INT], n text [TEXT]; primary key id)");
  EXPECT_EQ(schema_text(c, "c"),
            "(x text not null [TEXT], y text not null [TEXT]; primary key y, x)");
  EXPECT_EQ(schema_text(c, "d"),
            "(id int64 [INTEGER]; primary key id)");  // SQLite's own exception: not the rowid
  EXPECT_EQ(schema_text(c, "f"),
            "(a any [ANY], b int64 [INT], c float64 not null [REAL], d binary [BLOB])");
  EXPECT_NE(read(c, {"e", {"v"}}).at(0).find("rowid 1: holds 'bad'"), std::string::npos);
  const table_info some[] = {{"c", {"x"}}};
  EXPECT_TRUE(c.get_schemas(some).value()[0].value().schema.primary_key.empty());
}

TEST(sqlite_types, views_hidden_and_generated_columns) {
  sqlite_file file(
      "CREATE TABLE t(a INTEGER, b TEXT, c INTEGER AS (a * 2) STORED, d AS (b || '!')); INSERT INTO t(a, b) VALUES (1, 'x'); CREATE VIEW v AS SELECT a, b, a + 1 AS next, count(*) OVER () FROM t;"
      "CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('some words'); CREATE VIEW gone AS SELECT * FROM nosuch");
  ferrule::sqlite::connector c(file.reading());
  EXPECT_EQ(schema_text(c, "t"), "(a int64 [INTEGER], b text [TEXT], c int64 [INTEGER], d any)");
  EXPECT_EQ(read(c, {"t", {}}), (strings{"1|x|2|x!"}));
  EXPECT_EQ(schema_text(c, "v"),
            "(a int64 [INTEGER], b text [TEXT], next any, count(*) OVER () any)");
  EXPECT_EQ(read(c, {"v", {}}), (strings{"1|x|2|1"}));
  EXPECT_EQ(read(c, {"f", {}}), (strings{"some words"}));
  EXPECT_EQ(read(c, {"f", {"body", "rank"}}), (strings{"some words|null"}));
  EXPECT_NE(schema_text(c, "gone").find("nosuch"), std::string::npos);
  const ferrule::table_id asked[] = {"t", "gone", "f", "nosuch"};
  const auto listed = c.list_columns(asked).value();
  EXPECT_TRUE(listed[0] && !listed[1] && listed[2] && !listed[3]);
  const auto problems = c.validate_tables(asked).value();
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].table, "gone");
  EXPECT_EQ(problems[1].why.kind, errc::not_found);
}

// What each declaration makes of an integer, a float, text and a blob. "!" is an error, ">" one that says that the number is beyond the type.
struct decoding {
  const char* declaration;
  const char* insert;
  const char* error;
  const char* null;
  const char* text;
};
constexpr decoding decodings[] = {
    {"INTEGER", "7", "7", "7", "7"},
    {"INTEGER", "1.5", "!", "null", "1.5"},
    {"INTEGER", "'many'", "!", "null", "many"},
    {"INTEGER", "x'37'", "!", "null", "x'37'"},
    {"INTEGER", "NULL", "null", "null", "null"},
    {"BOOLEAN", "1", "true", "true", "true"},
    {"BOOLEAN", "2", "!", "null", "2"},
    {"BOOLEAN", "'true'", "!", "null", "true"},
    {"BOOLEAN", "0.5", "!", "null", "0.5"},
    {"REAL", "7", "7", "7", "7"},
    {"REAL", "0.1", "0.1", "0.1", "0.1"},
    {"REAL", "'x'", "!", "null", "x"},
    {"REAL", "9e999", "inf", "inf", "inf"},
    {"DECIMAL(10,2)", "7", "7", "7", "7"},
    {"DECIMAL(10,2)", "0.1", "0.1", "0.1", "0.1"},
    {"DECIMAL(10,2)", "'12.30'", "12.3", "12.3", "12.3"},
    {"DECIMAL", "'x'", "!", "null", "x"},
    {"DECIMAL TEXT", "'12.30'", "12.30", "12.30", "12.30"},
    {"TEXT", "'x'", "x", "x", "x"},
    {"TEXT", "7", "7", "7", "7"},
    {"TEXT", "x'78'", "!", "null", "x'78'"},
    {"VARCHAR(3)", "'longer'", "longer", "longer", "longer"},
    {"JSON", "'{}'", "{}", "{}", "{}"},
    {"JSON", "'5'", "5", "5", "5"},
    {"JSON", "'0.25'", "0.25", "0.25", "0.25"},
    {"JSON", "x'7b7d'", "!", "null", "x'7b7d'"},
    {"BLOB", "x'00ff'", "x'00ff'", "x'00ff'", "x'00ff'"},
    {"BLOB", "'x'", "!", "null", "x"},
    {"BLOB", "7", "!", "null", "7"},
    {"BLOB", "x''", "x''", "x''", "x''"},
    {"DATE", "'2001-05-08'", "2001-05-08", "2001-05-08", "2001-05-08"},
    {"DATE", "'soon'", "!", "null", "soon"},
    {"DATE", "20010508", "!", "null", "20010508"},
    {"DATE", "'2001-02-30'", "!", "null", "2001-02-30"},
    {"TIME", "'16:00'", "16:00:00", "16:00:00", "16:00:00"},
    {"TIME", "'16:00:00.000000001'", "16:00:00.000000001", "16:00:00.000000001",
     "16:00:00.000000001"},
    {"TIME", "'25:00'", "!", "null", "25:00"},
    {"TIMESTAMP", "'2001-05-08 16:00:00'", "2001-05-08T16:00:00Z", "2001-05-08T16:00:00Z",
     "2001-05-08T16:00:00Z"},
    {"TIMESTAMP", "'2001-05-08T16:00:00+01:00'", "2001-05-08T15:00:00Z", "2001-05-08T15:00:00Z",
     "2001-05-08T15:00:00Z"},
    {"TIMESTAMP", "989337600", "!", "null", "989337600"},
    {"TIMESTAMP", "2452038.1", "!", "null", "2452038.1"},
    {"LOCALTIMESTAMP", "'2001-05-08 16:00:00'", "2001-05-08T16:00:00", "2001-05-08T16:00:00",
     "2001-05-08T16:00:00"},
    {"LOCALTIMESTAMP", "'2001-05-08 16:00:00Z'", "!", "null", "2001-05-08 16:00:00Z"},
    {"UUID", "'12345678-1234-1234-1234-123456789012'", "12345678-1234-1234-1234-123456789012",
     "12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789012"},
    {"UUID", "x'12345678123412341234123456789012'", "12345678-1234-1234-1234-123456789012",
     "12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789012"},
    {"UUID", "'x'", "!", "null", "x"},
    {"UUID", "x'00'", "!", "null", "x'00'"},
    {"DURATION TEXT", "'PT1.5S'", "PT1.500S", "PT1.500S", "PT1.500S"},
    {"DURATION TEXT", "'P1M'", "!", "null", "P1M"},
    {"INTERVAL TEXT", "'P1M'", "P1M", "P1M", "P1M"},
    {"INTERVAL TEXT", "5", "!", "null", "5"},
    {"UNSIGNED64 TEXT", "'18446744073709551615'", "18446744073709551615", "18446744073709551615",
     "18446744073709551615"},
    {"UNSIGNED64 TEXT", "'18446744073709551616'", ">", "null", "18446744073709551616"},
    {"UNSIGNED64 TEXT", "-1", ">", "null", "-1"},
    {"", "7", "7", "7", "7"},
    {"", "'x'", "x", "x", "x"},
    {"ANY", "1.5", "1.5", "1.5", "1.5"},
    {"NUMERIC", "'7'", "7", "7", "7"},
};

TEST(sqlite_types, every_storage_class_under_every_declaration_and_policy) {
  for (const decoding& d : decodings) {
    SCOPED_TRACE(std::string(d.declaration) + " " + d.insert);
    sqlite_file file("CREATE TABLE t(x " + std::string(d.declaration) +
                     "); INSERT INTO t(rowid, x) VALUES (5, " + d.insert + ")");
    for (const auto& [policy, expected] : {std::pair{cell_policy::error, d.error},
                                           {cell_policy::null, d.null},
                                           {cell_policy::text, d.text}})
      for (const bool batches : {true, false}) {
        auto config = file.reading();
        config.mismatched_cells = policy;
        config.batches = batches;
        ferrule::sqlite::connector c(config);
        const std::string got = read(c, {"t", {}}).at(0);
        const std::string refused = ": sqlite table 't', column 'x', rowid 5: holds ";
        EXPECT_TRUE(std::string_view(expected) == "!" ? got.starts_with("type_mismatch" + refused)
                    : std::string_view(expected) == ">"
                        ? got.starts_with("value_out_of_range" + refused)
                        : got == expected)
            << got;
      }
  }
}

TEST(sqlite_types, mismatches_say_table_column_row_value_and_what_to_do) {
  sqlite_file file(
      "CREATE TABLE trades(id INTEGER PRIMARY KEY, qty INTEGER, at TIMESTAMP, day DATE); INSERT INTO trades VALUES (4000, 'many', 989337600, x'00'); CREATE TABLE w(k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID; INSERT INTO w VALUES ('a', 'b');"
      "CREATE VIEW v AS SELECT qty FROM trades");
  ferrule::sqlite::connector c(file.reading());
  EXPECT_EQ(
      read(c, {"trades", {"qty"}}).at(0),
      "type_mismatch: sqlite table 'trades', column 'qty', rowid 4000: holds 'many' (text), which is no int64; set mismatched_cells to null or text to read on");
  EXPECT_EQ(
      read(c, {"trades", {"at", "id"}}).at(0),
      "type_mismatch: sqlite table 'trades', column 'at', rowid 4000: holds 989337600 (an integer), which is no timestamp(microsecond, utc); SQLite does not say what an integer time counts, set integer_times");
  EXPECT_EQ(
      read(c, {"trades", {"day"}}).at(0),
      "type_mismatch: sqlite table 'trades', column 'day', rowid 4000: holds x'00' (a blob), which is no date; set mismatched_cells to null or text to read on");
  EXPECT_EQ(
      read(c, {"w", {"n"}}).at(0),
      "type_mismatch: sqlite table 'w', column 'n', row 1 of the result: holds 'b' (text), which is no int64; set mismatched_cells to null or text to read on");
  EXPECT_EQ(
      read(c, {"v", {}}).at(0),
      "type_mismatch: sqlite table 'v', column 'qty', row 1 of the result: holds 'many' (text), which is no int64; set mismatched_cells to null or text to read on");
}

TEST(sqlite_types, an_error_ends_the_stream_also_for_readers_that_do_not_ask) {
  sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 1), (2, 'x'), (3, 3)");
  for (const bool batches : {true, false}) {
    auto config = file.reading();
    config.batches = batches;
    ferrule::sqlite::connector c(config);
    auto stream = c.open(table_info{"t", {"n"}});
    int seen = 0;
    ferrule::pump(*stream, [&](auto& row) {
      value_view cell;
      row.read(cell);
      ++seen;
      return ferrule::flow::more;
    });
    EXPECT_EQ(seen, 2);
    EXPECT_FALSE(stream->next());
    EXPECT_EQ(stream->status().kind, errc::type_mismatch);
  }
}

TEST(sqlite_types, conditions_compare_what_is_read) {
  sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 1), (2, 'many'), (3, 30), (4, NULL)");
  auto config = file.reading();
  config.mismatched_cells = cell_policy::null;
  ferrule::sqlite::connector c(config);
  const auto found = [&](const ferrule::predicate& where) {
    auto stream = c.open(table_info{"t", {"id", "n"}}, {.where = where});
    return support::pumped(*stream);
  };
  EXPECT_EQ(found(ferrule::col("n") > 5),
            (strings{"3|30"}));  // SQLite orders text above all numbers
  EXPECT_EQ(found(ferrule::col("n").is_null()), (strings{"2|null", "4|null"}));
}

TEST(sqlite_types, integer_times_count_what_the_settings_say) {
  sqlite_file file(
      "CREATE TABLE t(at TIMESTAMP, day DATE); INSERT INTO t VALUES (989337600, 989280000), (-1, -86400)");
  auto config = file.reading();
  config.integer_times = integer_time::seconds;
  ferrule::sqlite::connector s(config);
  EXPECT_EQ(read(s, {"t", {}}),
            (strings{"2001-05-08T16:00:00Z|2001-05-08", "1969-12-31T23:59:59Z|1969-12-31"}));
  config.integer_times = integer_time::milliseconds;
  ferrule::sqlite::connector ms(config);
  EXPECT_EQ(read(ms, {"t", {"at"}}).at(1), "1969-12-31T23:59:59.999Z");
  EXPECT_NE(read(ms, {"t", {"day"}}).at(0).find("holds 989280000 (an integer)"),
            std::string::npos);  // no whole day
}

TEST(sqlite_types, integers_are_checked_cell_by_cell) {
  struct narrow {
    std::int8_t n;
  };
  struct wide {
    std::uint64_t n;
  };
  sqlite_file file("CREATE TABLE t(n INTEGER NOT NULL); INSERT INTO t VALUES (127), (128)");
  ferrule::sqlite::connector c(file.reading());
  int seen = 0;
  const auto done = ferrule::each_row<narrow>(c, "t", [&](const narrow&) { ++seen; });
  EXPECT_EQ(seen, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(
      to_text(done.error()),
      "value_out_of_range: sqlite table 't', column 'n', rowid 2: holds 128, which does not fit std::int8_t");
  EXPECT_TRUE(ferrule::each_row<wide>(c, "t", [&](const wide&) {}));
}

TEST(sqlite_types, text_and_bytes_are_delivered_as_stored) {
  sqlite_file file(
      "CREATE TABLE t(s TEXT, x BLOB); INSERT INTO t VALUES (CAST(x'61ff00c328' AS TEXT), x''), ('', NULL)");
  ferrule::sqlite::connector c(file.reading());
  auto stream = c.open(table_info{"t", {}});
  ASSERT_TRUE(stream->next());
  value_view s, x;
  auto row = stream->row();
  row.read(s);
  row.read(x);
  EXPECT_EQ(s.as<std::string_view>(), std::string_view("a\xff\0\xc3(", 5));
  EXPECT_TRUE(x.holds<ferrule::bytes_view>());
  ASSERT_TRUE(stream->next());
  row = stream->row();
  row.read(s);
  row.read(x);
  EXPECT_FALSE(s.is_null());
  EXPECT_TRUE(x.is_null());
}

}  // namespace
