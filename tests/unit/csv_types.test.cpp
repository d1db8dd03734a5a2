// SPDX-License-Identifier: BSL-1.0
// Types detected and types asked for: what stays text, what is exact, what is refused, and what is said about it.
#include <gtest/gtest.h>
#include <random>
#include <support/csv_text.hpp>

namespace {

using namespace ferrule;
using ferrule_test::csv_folder;
using ferrule_test::csv_read;
using ferrule_test::read_csv;
using ferrule_test::read_text;
using ferrule_test::text_rows;

const csv::config no_header{.header = csv::header_policy::no};

std::string detected(const std::vector<std::string>& cells, csv::config settings = no_header) {
  std::string text;
  for (const std::string& c : cells) text += c + ",x\n";
  const csv_read read = read_text(text, settings);
  EXPECT_FALSE(read.error) << read.error.message;
  return read.columns.empty() ? "none" : read.columns[0].substr(read.columns[0].find(' ') + 1);
}

TEST(csv_types, detected) {
  EXPECT_EQ(detected({"1", "-2", "0"}), "int64");
  EXPECT_EQ(detected({"9223372036854775807", "-9223372036854775808"}), "int64");
  EXPECT_EQ(detected({"9223372036854775808"}), "int128");
  EXPECT_EQ(detected({"-9223372036854775809", "1"}), "int128");
  EXPECT_EQ(detected({std::string(38, '9')}), "int128");
  EXPECT_EQ(detected({std::string(39, '9')}), "text");
  EXPECT_EQ(detected({"00501", "10001"}), "text");
  EXPECT_EQ(detected({"10001", "00501"}), "text");
  EXPECT_EQ(detected({"+4930123456"}), "text");
  EXPECT_EQ(detected({"555-1234"}), "text");
  EXPECT_EQ(detected({"0x10"}), "text");
  EXPECT_EQ(detected({"1_000"}), "text");
  EXPECT_EQ(detected({"\"1,000\""}), "text");
  EXPECT_EQ(detected({"1e5", "2"}), "float64");
  EXPECT_EQ(detected({"1.5", "2E-7"}), "float64");
  EXPECT_EQ(detected({"-0"}), "float64");
  EXPECT_EQ(detected({"1", "2.50"}), "decimal");
  EXPECT_EQ(detected({".5", "5.", "-0.5"}), "decimal");
  EXPECT_EQ(detected({"1.5"}, {.header = csv::header_policy::no,
                               .fractions = csv::fraction_policy::float64}),
            "float64");
  EXPECT_EQ(detected({"0.1234567890123456789012345678901234567"}), "decimal");
  EXPECT_EQ(detected({"00.5"}), "text");
  EXPECT_EQ(detected({"1.2.3"}), "text");
  EXPECT_EQ(detected({"."}), "text");
  EXPECT_EQ(detected({"-"}), "text");
  EXPECT_EQ(detected({"1e"}), "text");
  EXPECT_EQ(detected({"nan"}), "text");
  EXPECT_EQ(detected({"true", "FALSE", "True"}), "boolean");
  EXPECT_EQ(detected({"true", "1"}), "text");
  EXPECT_EQ(detected({"t", "f"}), "text");
  EXPECT_EQ(detected({"2001-05-08"}), "date");
  EXPECT_EQ(detected({"2001-02-29"}), "text");
  EXPECT_EQ(detected({"05/08/2001"}), "text");
  EXPECT_EQ(detected({"16:00", "16:00:00.5"}), "time(microsecond)");
  EXPECT_EQ(detected({"2001-05-08 16:00", "2001-05-08T16:00:00.123456"}), "timestamp(microsecond)");
  EXPECT_EQ(detected({"2001-05-08 16:00:00", "2001-05-08T16:00:00.1234567"}),
            "timestamp(nanosecond)");
  EXPECT_EQ(detected({"2001-05-08T16:00:00Z", "2001-05-08 16:00:00+01:00"}),
            "timestamp(microsecond, utc)");
  EXPECT_EQ(detected({"2001-05-08 16:00:00", "2001-05-08 16:00:00Z"}), "text");
  EXPECT_EQ(detected({"2001-05-08", "2001-05-08 16:00:00"}), "text");
  EXPECT_EQ(detected({"", "1"}), "int64");
  EXPECT_EQ(detected({"", ""}), "text");
  EXPECT_EQ(detected({"NA", "1"}), "text");
  EXPECT_EQ(
      detected({"NA", "1", "\\N"}, {.header = csv::header_policy::no, .nulls = {"NA", "\\N"}}),
      "int64");
  EXPECT_EQ(detected({"\"1\"", "2"}), "int64");
  EXPECT_EQ(detected({"\"\"", "2"}), "text");  // quoted, so not null
}

TEST(csv_types, values) {
  const csv_read read = read_text(
      "i,d,f,b,day,at,t\n1,1.50,1e5,TRUE,2001-05-08,2001-05-08 16:00:00.5,\n-3,-0.07,-2.5e-3,false,1969-12-31,1969-12-31T23:59,\"\"\n",
      {});
  EXPECT_EQ(
      read.rows,
      (text_rows{{"1", "1.50", "1e+05", "true", "2001-05-08", "2001-05-08T16:00:00.500", "<null>"},
                 {"-3", "-0.07", "-0.0025", "false", "1969-12-31", "1969-12-31T23:59:00", ""}}))
      << read.error.message;
}

TEST(csv_types, told) {
  const csv_folder folder;
  csv::connector source({.path = folder.write("t.csv", "zip,n,\"q\nr\"\n10001,1,\n00501,NA,2\n")});
  const auto origin = source.explain("t");
  ASSERT_TRUE(origin) << origin.error().message;
  EXPECT_EQ(origin->delimiter, ',');
  EXPECT_TRUE(origin->header);
  EXPECT_TRUE(origin->complete);
  ASSERT_EQ(origin->columns.size(), 3u);
  const csv::column_origin& zip = origin->columns[0];
  EXPECT_EQ(zip.type, "text");
  EXPECT_EQ(zip.line, 4u);
  EXPECT_EQ(zip.text, "00501");
  EXPECT_EQ(zip.why, "before it every cell was int64, and this is text");
  EXPECT_EQ(
      origin->columns[1].why,
      "before it every cell was int64, and this is text; if 'NA' means null, add it to nulls");
  EXPECT_EQ(origin->columns[2].nulls, 1u);
  EXPECT_EQ(origin->columns[2].line, 4u);
}

TEST(csv_types, said_in_the_settings) {
  csv::config settings{.columns = {{"a", "text"}, {"b", "decimal"}, {"c", "int8"}}};
  EXPECT_EQ(read_text("a,b,c\n1,2,3\n", settings).columns,
            (std::vector<std::string>{"a text", "b decimal", "c int8"}));
  csv_read read = read_text("a,b,c\n1,2,3\n\n4,x,5\n", settings);
  EXPECT_EQ(read.rows.size(), 1u);
  EXPECT_NE(read.error.message.find("column 'b'"), std::string::npos) << read.error.message;
  EXPECT_NE(read.error.message.find("t.csv line 4: holds 'x', which is no decimal"),
            std::string::npos)
      << read.error.message;
  EXPECT_EQ(read_text("a,b,c\n1,2,300\n", settings).error.kind, errc::value_out_of_range);
  settings.columns = {{"a", "txt"}};
  read = read_text("a,b,c\n1,2,3\n", settings);
  EXPECT_EQ(read.error.kind, errc::config);
  EXPECT_NE(read.error.message.find("did you mean 'text'?"), std::string::npos)
      << read.error.message;
}

// What a struct says is never second-guessed, whatever was detected.
struct wanted {
  std::string zip;
  double price = 0;
  std::chrono::sys_days day;
  std::optional<std::int32_t> n;
};

TEST(csv_types, the_struct_decides) {
  const csv_folder folder;
  csv::connector source(
      {.path = folder.write(
           "t.csv",
           "zip,price,n,day,more\n10001,1.5,,2001-05-08,x\n\"12,\"\"3\",\"2\",7,2001-05-09,\n")});
  std::vector<wanted> rows;
  for (const wanted& w : ferrule::rows<wanted>(source, "t")) rows.push_back(w);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].zip, "10001");
  EXPECT_EQ(rows[1].zip, "12,\"3");
  EXPECT_EQ(rows[1].price, 2.0);
  EXPECT_FALSE(rows[0].n);
  EXPECT_EQ(rows[1].n, 7);
  EXPECT_EQ(rows[1].day, std::chrono::sys_days(std::chrono::year(2001) / 5 / 9));
}

enum class color : std::uint8_t { red, green };
struct everything {
  bool b = false;
  std::int8_t i8 = 0;
  std::uint16_t u16 = 0;
  std::uint64_t u64 = 0;
  int128 i128 = 0;
  float f = 0;
  double d = 0;
  decimal dec;
  std::string_view text;
  std::array<char, 4> code{};
  color c = color::red;
  date day;
  std::chrono::sys_time<std::chrono::milliseconds> at;
  std::chrono::local_time<std::chrono::nanoseconds> civil;
  timestamp stamp;
  time_of_day time;
  std::chrono::seconds span{};
  uuid id;
};

result<void> read_everything(const std::string& row, std::vector<std::string>& out) {
  const csv_folder folder;
  csv::connector source(
      {.path = folder.write(
           "t.csv", "b,i8,u16,u64,i128,f,d,dec,text,code,c,day,at,civil,stamp,time,span,id\n" +
                        row + "\n")});
  return each_row<everything>(source, "t", [&](const everything& e) {
    out = {std::to_string(e.b),
           std::to_string(e.i8),
           std::to_string(e.u16),
           std::to_string(e.u64),
           to_text(e.i128),
           std::to_string(e.f),
           std::to_string(e.d),
           to_text(e.dec),
           std::string(e.text),
           std::string(e.code.data(), 2),
           std::to_string(static_cast<int>(e.c)),
           to_text(value_view(e.day)),
           std::to_string(e.at.time_since_epoch().count()),
           std::to_string(e.civil.time_since_epoch().count()),
           to_text(e.stamp),
           to_text(e.time),
           std::to_string(e.span.count()),
           to_text(e.id)};
  });
}

TEST(csv_types, every_type_of_a_field) {
  const std::string good =
      "yes,-128,65535,18446744073709551615,-170141183460469231731687303715884105728,0.1,-1e-300,123456789012345678.90,a b,xy,green,"
      "2000-02-29,1970-01-01T00:00:00.001Z,1970-01-01 00:00:00.000000001,2001-05-08T16:00:00.123456789+02:00,23:59:59.9,PT1M,"
      "00112233-4455-6677-8899-aabbccddeeff";
  std::vector<std::string> seen;
  const auto ok = read_everything(good, seen);
  ASSERT_TRUE(ok) << ok.error().message;
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "-128", "65535", "18446744073709551615",
                                            "-170141183460469231731687303715884105728", "0.100000",
                                            "-0.000000", "123456789012345678.90", "a b", "xy", "1",
                                            "2000-02-29", "1", "1",
                                            "2001-05-08T14:00:00.123456789Z", "23:59:59.900", "60",
                                            "00112233-4455-6677-8899-aabbccddeeff"}));
  // The same in quotes.
  std::string quoted = "\"";
  for (const char c : good) quoted += c == ',' ? std::string("\",\"") : std::string(1, c);
  std::vector<std::string> again;
  ASSERT_TRUE(read_everything(quoted + "\"", again));
  EXPECT_EQ(again, seen);
}

template<class T>
struct one {
  T v{};
};
template<class T>
std::string why_not(const std::string& cell) {
  const csv_folder folder;
  csv::connector source({.path = folder.write("t.csv", "v,w\n" + cell + ",\n"),
                         .header = csv::header_policy::yes,
                         .sample = {0}});
  const auto done = each_row<one<T>>(source, "t", [](const one<T>&) {});
  if (done) return "read";
  const std::string& text = done.error().message;
  const auto at = text.find("line 2: ");
  return at == text.npos ? "elsewhere: " + text : text.substr(at + 8);
}

TEST(csv_types, what_does_not_fit) {
  EXPECT_EQ(why_not<std::int32_t>("2147483648"),
            "holds '2147483648', which does not fit std::int32_t");
  EXPECT_EQ(why_not<std::int32_t>("-2147483648"), "read");
  EXPECT_EQ(why_not<std::int32_t>("-2147483649"),
            "holds '-2147483649', which does not fit std::int32_t");
  EXPECT_EQ(why_not<std::int64_t>("9223372036854775808"),
            "holds '9223372036854775808', which does not fit std::int64_t");
  EXPECT_EQ(why_not<std::int64_t>("-9223372036854775808"), "read");
  EXPECT_EQ(why_not<std::uint8_t>("256"), "holds '256', which does not fit std::uint8_t");
  EXPECT_EQ(why_not<std::uint8_t>("-1"), "holds '-1', which does not fit std::uint8_t");
  EXPECT_EQ(why_not<std::uint8_t>("-0"), "read");
  EXPECT_EQ(why_not<std::int32_t>("1.5"), "holds '1.5', which std::int32_t would have to round");
  EXPECT_EQ(why_not<std::int32_t>("abc"), "holds 'abc' (text), which is no std::int32_t");
  EXPECT_EQ(why_not<std::int32_t>(" 1"), "holds ' 1' (text), which is no std::int32_t");
  EXPECT_EQ(why_not<std::int32_t>("+1"), "read");
  for (const char* wrong : {"+-1", "--1", "1-", "-", "+", "0x10", "1e5 ", "12345678a", "a2345678",
                            "1234567890123456x", "12 4", "1:"})
    EXPECT_NE(why_not<std::int64_t>(wrong), "read") << wrong;
  for (const char* wrong : {"1.2.3", ".", "-.", "1..2", "e5", "1e", "1,5 ", "0x1p3", "1234567.8.9",
                            "12345678.12.4", "+-1", "..", "1234567890.1234567x"})
    EXPECT_NE(why_not<double>(std::string("\"") + wrong + "\""), "read") << wrong;
  for (const char* right : {"1.", ".5", "-.5", "+1.5", "1e5", "1E+5", "inf", "nan",
                            "123456789.1234567890123456789", "9007199254740993"})
    EXPECT_EQ(why_not<double>(right), "read") << right;
  for (const char* wrong : {"2001-13-01", "2001-02-29", "2001-00-10", "2001-01-00", "2001-04-31",
                            "2001-1-1", "20010101"})
    EXPECT_NE(why_not<date>(wrong), "read") << wrong;
  using moment = std::chrono::local_time<std::chrono::milliseconds>;
  EXPECT_EQ(
      why_not<std::optional<moment>>("2001-01-01 00:00:00.1234"),
      "holds '2001-01-01 00:00:00.1234', which std::chrono::local_time<std::chrono::milliseconds> would have to round");
  EXPECT_NE(why_not<std::optional<moment>>("2001-01-01 00:00:00Z"), "read");
  EXPECT_NE(why_not<std::optional<moment>>("2001-01-01 24:00:00"), "read");
  EXPECT_EQ(why_not<std::int32_t>(""),
            "is null, but std::int32_t cannot be; read it into std::optional<std::int32_t>");
  EXPECT_EQ(why_not<std::optional<std::int32_t>>(""), "read");
  EXPECT_NE(why_not<std::optional<std::int32_t>>("\"\""), "read");
  EXPECT_EQ(why_not<std::string>(""), "read");
}

// The fast readers against slower ones, on numbers of every length.
// What is passed over at once is what looking closely would have passed over.
TEST(csv_types, cells_that_are_surely_what_their_column_is) {
  using enum csv::detail::shape;
  std::mt19937 random(7);
  std::size_t sure = 0;
  const auto check = [&](std::string_view cell) {
    const std::string behind = std::string(cell) + "99999999";
    const char* const b = behind.data();
    for (const csv::detail::shape column : {boolean, int64, int128, decimal, float64, date, time,
                                            timestamp, timestamp_ns, timestamp_utc, text}) {
      if (!csv::detail::is_surely(column, b, b + cell.size())) continue;
      ++sure;
      EXPECT_EQ(csv::detail::joined(column, csv::detail::shape_of(cell)), column) << cell;
    }
  };
  for (const std::string_view cell : {"0",
                                      "00",
                                      "-0",
                                      "1",
                                      "-1",
                                      "+1",
                                      "12345678",
                                      "123456789",
                                      "1234567890123456",
                                      "12345678901234567",
                                      "99999999999999999999",
                                      "5.",
                                      ".5",
                                      ".",
                                      "0.5",
                                      "00.5",
                                      "1.2.3",
                                      "1e5",
                                      "12345678.1234567",
                                      "1.23456789012345678",
                                      "12a",
                                      "123456781x",
                                      "1234567x1",
                                      "x"})
    check(cell);
  const std::string_view moment = "2001-05-08 16:00:00.123456";
  for (std::size_t size = 1; size <= moment.size(); ++size)
    for (const std::string_view zone : {"", "Z", "+01:00", "7"})
      check(std::string(moment.substr(0, size)) + std::string(zone));
  for (int i = 0; i < 20000; ++i) {  // one character or two of it changed
    std::string changed(moment.substr(0, 10 + random() % 17));
    for (unsigned k = random() % 3; k != 0; --k)
      changed[random() % changed.size()] = "0123459-:. TZ+x"[random() % 15];
    check(changed);
    std::string number;
    for (std::size_t left = 1 + random() % 20; left != 0; --left)
      number += random() % 9 == 0 ? "0.-+ex"[random() % 6] : static_cast<char>('0' + random() % 10);
    check(number);
  }
  EXPECT_GT(sure, 50000u);
}

TEST(csv_types, fast_numbers_are_the_slow_ones) {
  std::string padded;
  std::uint64_t seed = 1;
  const auto next = [&] { return seed = seed * 6364136223846793005u + 1442695040888963407u; };
  for (int i = 0; i < 200000; ++i) {
    std::string text = next() >> 63 != 0 ? "-" : "";
    for (auto digits = (next() >> 40) % 20 + 1; digits > 0; --digits)
      text += static_cast<char>('0' + (next() >> 33) % 10);
    if ((next() >> 40) % 2 == 0)
      text.insert(text.size() - (next() >> 40) % (text.size() - text.starts_with('-') + 1), ".");
    padded = text + "99999999";
    const char *b = padded.data(), *e = b + text.size();
    double d = 0, slow_d = 0;
    const auto done = std::from_chars(b, e, slow_d);
    const bool good = done.ec == std::errc() && done.ptr == e;
    ASSERT_EQ(csv::detail::read_float(b, e, d), good) << text;
    if (good) { ASSERT_EQ(d, slow_d) << text; }
    float f = 0, slow_f = 0;
    if (std::from_chars(b, e, slow_f).ptr == e && csv::detail::read_float(b, e, f)) {
      ASSERT_EQ(f, slow_f) << text;
    }
    decimal exact;
    const auto slow_exact = parse_decimal(text);
    ASSERT_EQ(csv::detail::read_decimal(b, e, exact), slow_exact.has_value()) << text;
    if (slow_exact) {
      ASSERT_TRUE(exact.unscaled == slow_exact->unscaled && exact.scale == slow_exact->scale)
          << text;
    }
    std::int64_t n = 0, slow_n = 0;
    const auto whole = std::from_chars(b, e, slow_n);
    ASSERT_EQ(csv::detail::read_integer(b, e, n), whole.ec == std::errc() && whole.ptr == e)
        << text;
    if (whole.ec == std::errc() && whole.ptr == e) { ASSERT_EQ(n, slow_n) << text; }
  }
}

}  // namespace
