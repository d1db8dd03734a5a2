// SPDX-License-Identifier: BSL-1.0
// Rows as CSV and JSON lines: every kind of cell, what needs quotes, and what is left when a row or the disk fails.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/sinks/csv.hpp>
#include <ferrule/sinks/json_lines.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace {

using namespace ferrule;
using memory::connector;
using namespace std::string_view_literals;

struct everything {
  bool flag = true;
  std::int8_t i8 = -128;
  std::int64_t i64 = std::numeric_limits<std::int64_t>::min();
  int128 i128 = parse_int128("-170141183460469231731687303715884105728").value();
  std::uint64_t u64 = std::numeric_limits<std::uint64_t>::max();
  uint128 u128 = parse_uint128("340282366920938463463374607431768211455").value();
  float f32 = 0.1f;
  double f64 = 0.1;
  double infinite = -std::numeric_limits<double>::infinity();
  double none = std::numeric_limits<double>::quiet_NaN();
  decimal dec = parse_decimal("-0.0100").value();
  std::string text = "a";
  std::vector<std::byte> blob{std::byte{0}, std::byte{0xab}};
  date day = parse_date("2001-05-08").value();
  time_of_day clock = parse_time("16:00:00.5", time_unit::millisecond).value;
  timestamp moment = parse_timestamp("2001-05-08T16:00:00.000001Z", time_unit::microsecond).value;
  timestamp civil = parse_timestamp("2001-05-08T16:00:00", time_unit::second).value;
  interval span = parse_interval("P1Y2M3DT4H").value;
  uuid id = parse_uuid("00112233-4455-6677-8899-aabbccddeeff").value();
  point at{1, 2.5};
  std::vector<std::int32_t> numbers{1, -2};
  std::optional<std::int32_t> nothing;
};

struct text_row {
  std::optional<std::string> first, second;
};

template<class T, class MakeSink>
std::string written(const std::vector<T>& rows, MakeSink make) {
  EXPECT_TRUE(memory::store::named("text")->add("rows", rows));
  connector from({.store = "text"});
  auto stream = from.open(table_info{"rows", {}});
  std::string out = "before\n";
  const auto delivered = deliver(*stream, make(out));
  EXPECT_TRUE(delivered) << to_text(delivered.error());
  return out.substr(7);
}
template<class T>
std::string csv_of(const std::vector<T>& rows, csv_options options = {}) {
  return written(rows, [&](std::string& to) { return into_csv(to, options); });
}
template<class T>
std::string json_of(const std::vector<T>& rows) {
  return written(rows, [](std::string& to) { return into_json_lines(to); });
}

TEST(sinks_csv, every_kind) {
  EXPECT_EQ(csv_of(std::vector<everything>(1), {.header = false}),
            "true,-128,-9223372036854775808,-170141183460469231731687303715884105728,"
            "18446744073709551615,340282366920938463463374607431768211455,0.1,0.1,-inf,nan,"
            "-0.0100,a,\\x00ab,2001-05-08,16:00:00.500,2001-05-08T16:00:00.000001Z,"
            "2001-05-08T16:00:00,P1Y2M3DT4H,00112233-4455-6677-8899-aabbccddeeff,\"(1, 2.5)\","
            "\"[1, -2]\",\n");
}

TEST(sinks_csv, quotes_only_where_they_are_needed) {
  const std::vector<text_row> rows{{"plain", " with spaces "},         {"a,b", "say \"quack\""},
                                   {"two\nlines", "carriage\rreturn"}, {"", {}},
                                   {{}, std::string("a\0b", 3)},       {"\xff", "\xc3\xa9"}};
  EXPECT_EQ(csv_of(rows),
            "first,second\n"
            "plain, with spaces \n"
            "\"a,b\",\"say \"\"quack\"\"\"\n"
            "\"two\nlines\",\"carriage\rreturn\"\n"
            "\"\",\n"
            ",a\0b\n"
            "\xff,\xc3\xa9\n"sv);
}

struct moment_row {
  timestamp at;
  bool flag;
  std::int64_t number;
  std::uint32_t small;
};

// What the sink writes by ways of its own is what core writes. Days and units follow one another in every order.
TEST(sinks_csv, moments_and_numbers_as_core_writes_them) {
  using limits = std::numeric_limits<std::int64_t>;
  std::mt19937_64 random(3);
  std::vector<moment_row> rows;
  for (const time_unit unit :
       {time_unit::second, time_unit::millisecond, time_unit::microsecond, time_unit::nanosecond})
    for (const std::int64_t days : {-1, 0, 1, 11016, -719'528, 2'932'896})
      for (const std::int64_t beside : {-1, 0, 1, 999, 1000})
        if (const auto noon = rescale(days * 86400, time_unit::second, unit))
          rows.push_back({{*noon + beside, unit, days > 0}, days > 0, beside, 0});
  for (const time_unit unit : {time_unit::millisecond, time_unit::second, time_unit::nanosecond})
    for (const std::int64_t count : {limits::min(), limits::min() + 1, limits::max()})
      rows.push_back({{count, unit, false}, false, count, 99});
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = static_cast<std::int64_t>(random()) >> random() % 64;
    rows.push_back({{bits, static_cast<time_unit>(random() % 4), random() % 2 == 0},
                    random() % 2 == 0,
                    bits,
                    static_cast<std::uint32_t>(random() >> random() % 64)});
  }
  std::string expected;
  for (const moment_row& r : rows)
    expected += to_text(r.at) + (r.flag ? ",true," : ",false,") + std::to_string(r.number) + "," +
                std::to_string(r.small) + "\n";
  EXPECT_EQ(csv_of(rows, {.header = false}), expected);
}

TEST(sinks_csv, bytes_as_they_are) {
  std::vector<everything> rows(1);
  rows[0].blob = {std::byte{'a'}, std::byte{'"'}, std::byte{0}};
  EXPECT_NE(csv_of(rows, {.raw_binary = true}).find(",\"a\"\"\0\","sv), std::string::npos);
}

TEST(sinks_csv, options) {
  const std::vector<text_row> rows{{"a;b", "it's"}, {"NA", {}}};
  EXPECT_EQ(csv_of(rows, {.delimiter = ';', .quote = '\'', .crlf = true, .null = "NA"}),
            "first;second\r\n'a;b';'it''s'\r\n'NA';NA\r\n");
  EXPECT_EQ(csv_of(rows, {.header = false, .quote_all_text = true}), "\"a;b\",\"it's\"\n\"NA\",\n");
}

TEST(sinks_csv, options_that_contradict_each_other_are_refused) {
  ASSERT_TRUE(memory::store::named("text")->add("rows", std::vector<text_row>{{"a", "b"}}));
  connector from({.store = "text"});
  for (const csv_options& wrong : {csv_options{.delimiter = '"'}, csv_options{.delimiter = '\n'},
                                   csv_options{.null = "a,b"}}) {
    std::string out;
    auto stream = from.open(table_info{"rows", {}});
    const auto delivered = deliver(*stream, into_csv(out, wrong));
    ASSERT_FALSE(delivered);
    EXPECT_EQ(delivered.error().kind, errc::config);
    EXPECT_EQ(out, "");
  }
}

struct one_column {
  std::optional<std::string> only;
};

TEST(sinks_csv, a_null_alone_in_its_row_needs_a_spelling) {
  const std::vector<one_column> rows{{"a"}, {""}, {{}}, {"b"}};
  EXPECT_EQ(csv_of(rows, {.null = "NA"}), "only\na\n\"\"\nNA\nb\n");
  ASSERT_TRUE(memory::store::named("text")->add("rows", rows));
  connector from({.store = "text"});
  auto stream = from.open(table_info{"rows", {}});
  std::string out;
  const auto refused = deliver(*stream, into_csv(out));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::unsupported);
  EXPECT_EQ(out, "only\na\n\"\"\n");
}

TEST(sinks_json_lines, every_kind) {
  EXPECT_EQ(
      json_of(std::vector<everything>(1)),
      R"({"flag": true, "i8": -128, "i64": -9223372036854775808, )"
      R"("i128": "-170141183460469231731687303715884105728", "u64": 18446744073709551615, )"
      R"("u128": "340282366920938463463374607431768211455", "f32": 0.1, "f64": 0.1, )"
      R"("infinite": "-Infinity", "none": "NaN", "dec": "-0.0100", "text": "a", "blob": "AKs=", )"
      R"("day": "2001-05-08", "clock": "16:00:00.500", "moment": "2001-05-08T16:00:00.000001Z", )"
      R"("civil": "2001-05-08T16:00:00", "span": "P1Y2M3DT4H", )"
      R"("id": "00112233-4455-6677-8899-aabbccddeeff", "at": [1, 2.5], "numbers": [1, -2], )"
      R"("nothing": null})"
      "\n");
}

TEST(sinks_json_lines, text_is_escaped_and_what_is_no_utf8_is_base64) {
  const std::vector<text_row> rows{{"quote \" backslash \\ newline \n tab \t del \x7f", "\xc3\xa9"},
                                   {"\xed\xa0\x80", std::string("\0", 1)}};
  EXPECT_EQ(json_of(rows),
            "{\"first\": \"quote \\\" backslash \\\\ newline \\n tab \\u0009 del \\u007f\", "
            "\"second\": \"\xc3\xa9\"}\n"
            "{\"first\": {\"base64\": \"7aCA\"}, \"second\": \"\\u0000\"}\n");
}

// A stream that fails while its second row is read: the destination has the first, and nothing of the second.
struct two_rows {
  struct row {
    two_rows* of;
    void read(value_view& cell) {
      if (of->rows == 2) of->why = {errc::io, false, "the cable was cut"};
      cell = std::int64_t{7};
    }
    bool failed() const { return static_cast<bool>(of->why); }
    void reject(const value_view&, conversion, std::string_view) {}
  };
  bool next() { return ++rows <= 2 && !why; }
  struct row row() { return {this}; }
  const error& status() const { return why; }
  const ferrule::schema& schema() const { return columns; }

  ferrule::schema columns{{{"n", {.kind = kind::int64}, false, typing::declared, {}, {}}}, {}};
  int rows = 0;
  error why;
};

TEST(sinks_text, a_row_that_fails_leaves_no_part_of_itself) {
  std::string out;
  two_rows source;
  EXPECT_EQ(deliver(source, into_csv(out)).error().kind, errc::io);
  EXPECT_EQ(out, "n\n7\n");
  out.clear();
  two_rows again;
  EXPECT_EQ(deliver(again, into_json_lines(out)).error().kind, errc::io);
  EXPECT_EQ(out, "{\"n\": 7}\n");
}

TEST(sinks_text, records_larger_than_the_block_arrive_whole) {
  std::vector<text_row> rows;
  std::string expected = "first,second\n";
  for (std::size_t size : {1u, 4095u, 4096u, 4097u, 100'000u, 3u}) {
    rows.push_back({std::string(size, 'x'), std::string(size / 2, '"')});
    expected += std::string(size, 'x') + ",\"" + std::string(size / 2 * 2, '"') + "\"\n";
  }
  EXPECT_EQ(csv_of(rows), expected);
}

TEST(sinks_text, a_full_disk_is_said) {
  ASSERT_TRUE(memory::store::named("text")->add("rows", std::vector<text_row>{{"a", "b"}}));
  connector from({.store = "text"});
  std::FILE* const full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  auto stream = from.open(table_info{"rows", {}});
  const auto delivered = deliver(*stream, into_csv(full));
  std::fclose(full);
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().kind, errc::resource);
  EXPECT_NE(delivered.error().message.find("No space left"), std::string::npos);
}

}  // namespace
