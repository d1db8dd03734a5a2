// SPDX-License-Identifier: BSL-1.0
// What a file means: quotes, line ends, ragged rows, headers, encodings. Expected answers are written by hand.
#include <gtest/gtest.h>
#include <support/csv_text.hpp>

namespace {

using namespace ferrule;
using ferrule_test::csv_folder;
using ferrule_test::csv_read;
using ferrule_test::read_csv;
using ferrule_test::read_text;
using ferrule_test::text_rows;

csv::config plain() { return {.header = csv::header_policy::no, .nulls = {}, .sample = {0}}; }
csv::config with(auto change) {
  csv::config out = plain();
  change(out);
  return out;
}

struct text_case {
  const char* name;
  std::string text;
  text_rows rows;
};

TEST(csv_text, rows_and_fields) {
  const std::vector<text_case> cases{
      {"nothing", "", {}},
      {"one field", "a", {{"a"}}},
      {"line end", "a,b\n", {{"a", "b"}}},
      {"no line end", "a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
      {"CRLF", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {"CR", "a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
      {"mixed line ends", "a,b\r\nc,d\ne,f\rg,h", {{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}}},
      {"empty fields", ",\n,x\n", {{"", ""}, {"", "x"}}},
      {"empty lines", "\n\na,b\n\n\r\n\rc,d\n\n", {{"a", "b"}, {"c", "d"}}},
      {"empty line in one column", "a\n\nb\n", {{"a"}, {"b"}}},
      {"quoted nothing in one column", "a\n\"\"\nb\n", {{"a"}, {""}, {"b"}}},
      {"quoted", "\"a\",\"b c\"\n", {{"a", "b c"}}},
      {"quoted delimiter", "\"a,b\",c\n", {{"a,b", "c"}}},
      {"quoted line ends",
       "\"a\nb\",\"c\r\nd\"\n\"e\rf\",g\n",
       {{"a\nb", "c\r\nd"}, {"e\rf", "g"}}},
      {"doubled quotes",
       "\"a\"\"b\",\"\"\"\"\n\"\"\"x\"\"\",y\n",
       {{"a\"b", "\""}, {"\"x\"", "y"}}},
      {"quoted empty", "\"\",\"\"\n", {{"", ""}}},
      {"quote inside of a field", "a\"b,c\"\nd\",\"e\n", {{"a\"b", "c\""}, {"d\"", "e\n"}}},
      {"text behind a quote", "\"a\"b,c\n\"a\"b\"c,d\n", {{"ab", "c"}, {"ab\"c", "d"}}},
      {"quote behind a blank", "a, \"b\"\n", {{"a", " \"b\""}}},
      {"blanks stay", " a , b \n", {{" a ", " b "}}},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a,b\n",
       {{"a", "b"}}},
      {"byte order mark and a quote", "\xef\xbb\xbf\"a,1\",b\n", {{"a,1", "b"}}},
      {"zero byte", std::string("a\0b,c\n", 6), {{std::string("a\0b", 3), "c"}}},
  };
  for (const text_case& c : cases) {
    if (c.name == std::string("quote inside of a field")) continue;  // see below
    const csv_read read = read_text(c.text, plain());
    EXPECT_FALSE(read.error) << c.name << ": " << read.error.message;
    EXPECT_EQ(read.rows, c.rows) << c.name;
  }
  EXPECT_EQ(read_text("a\"b,c\"\nd\"x\",\"e\nf\"\n").rows,
            (text_rows{{"a\"b", "c\""}, {"d\"x\"", "e\nf"}}));
}

// Everything also where a block of the scanner, or of the file, ends in the middle of it.
TEST(csv_text, at_every_offset) {
  const std::string tail = "\"x,\"\"y\r\n\",z\r\nq,\"\"\r\"p\"\"\",w\n";
  const text_rows rows{{"x,\"y\r\n", "z"}, {"q", ""}, {"p\"", "w"}};
  for (const std::size_t before : {0u, 30u, 31u, 32u, 33u, 50u, 62u, 63u, 64u, 65u, 127u, 131040u,
                                   131060u, 131071u, 131072u}) {
    for (std::size_t more = 0; more < 16; ++more) {
      std::string text;
      text_rows expected;
      const std::size_t size = before + more;
      if (size >= 4) {
        text = std::string(size - 3, 'a') + ",b\n";
        expected.push_back({std::string(size - 3, 'a'), "b"});
      }
      expected.insert(expected.end(), rows.begin(), rows.end());
      const csv_read read = read_text(text + tail);
      ASSERT_FALSE(read.error) << read.error.message;
      ASSERT_EQ(read.rows, expected) << size;
    }
  }
}

TEST(csv_text, dialects) {
  EXPECT_EQ(
      read_text("a;'b;c';'d''e'\n", with([](auto& c) { c.delimiter = ";", c.quote = "'"; })).rows,
      (text_rows{{"a", "b;c", "d'e"}}));
  EXPECT_EQ(read_text("a\t\"b\n", with([](auto& c) { c.delimiter = "\\t", c.quote = ""; })).rows,
            (text_rows{{"a", "\"b"}}));
  EXPECT_EQ(read_text("\"a\\\"b\",c\\,d,\\\\\n", with([](auto& c) { c.escape = "\\"; })).rows,
            (text_rows{{"a\"b", "c,d", "\\"}}));
  EXPECT_EQ(
      read_text("# it's \"here\na,b\n#x,y\n\"#c\",d#\n#", with([](auto& c) { c.comment = "#"; }))
          .rows,
      (text_rows{{"a", "b"}, {"#c", "d#"}}));
  EXPECT_EQ(read_text("Report, \"May\n\na,b\n", with([](auto& c) { c.skip_lines = 2; })).rows,
            (text_rows{{"a", "b"}}));
  EXPECT_EQ(read_text("x\r\ny\ra,b\n", with([](auto& c) { c.skip_lines = 2; })).rows,
            (text_rows{{"a", "b"}}));
  for (const csv::config& wrong :
       {with([](auto& c) { c.delimiter = ",,"; }), with([](auto& c) { c.delimiter = "\""; }),
        with([](auto& c) { c.quote = "\n"; }), with([](auto& c) { c.comment = "\""; })})
    EXPECT_EQ(read_text("a,b\n", wrong).error.kind, errc::config);
}

TEST(csv_text, ragged_rows) {
  const std::string text = "a,b,c\n1,2\n3,4,5,6\n7,8,9\n1,2,3,,\n";
  csv_read read = read_text(text);
  EXPECT_EQ(read.error.kind, errc::corrupt);
  EXPECT_NE(read.error.message.find("t.csv line 2: the row has 2 fields, the table 3 columns"),
            std::string::npos)
      << read.error.message;
  EXPECT_EQ(read.rows.size(), 1u);

  read = read_text("a,b,c\n1,2\n\"x\n\"\n1,2,3,,\n",
                   with([](auto& c) { c.ragged = csv::ragged_policy::pad; }));
  EXPECT_EQ(read.rows,
            (text_rows{{"a", "b", "c"}, {"1", "2", ""}, {"x\n", "", ""}, {"1", "2", "3"}}))
      << read.error.message;
  read = read_text(text, with([](auto& c) { c.ragged = csv::ragged_policy::pad; }));
  EXPECT_NE(read.error.message.find("line 3"), std::string::npos) << read.error.message;

  const csv_folder folder;
  csv::config settings =
      with([](auto& c) { c.ragged = csv::ragged_policy::collect, c.delimiter = ","; });
  settings.path = folder.write("t.csv", text);
  csv::connector source(settings);
  auto stream = source.open(table_info{"t", {}});
  ASSERT_TRUE(stream);
  csv_read rest;
  ferrule_test::read_rows(*stream, rest);
  EXPECT_EQ(rest.rows, (text_rows{{"a", "b", "c"}, {"7", "8", "9"}}));
  ASSERT_EQ(source.rejected().size(), 3u);
  EXPECT_EQ(source.rejected()[1].line, 3u);
  EXPECT_EQ(source.rejected()[1].fields, 4u);
  EXPECT_EQ(source.rejected()[1].text, "3,4,5,6");
}

TEST(csv_text, a_quote_that_is_never_closed) {
  const csv_read read = read_text("a,b\nc,\"d\ne,f\n");
  EXPECT_EQ(read.error.kind, errc::corrupt);
  EXPECT_NE(read.error.message.find("line 2: a quote is opened in this row and never closed"),
            std::string::npos)
      << read.error.message;
  EXPECT_EQ(read_text("a,b\nc," + std::string(5000, 'x') + "\n",
                      with([](auto& c) { c.max_row = {1024}; }))
                .rows.size(),
            2u);
  EXPECT_EQ(read_text("a,b\n\"" + std::string(500000, 'x') + "\",c\n",
                      with([](auto& c) { c.max_row = {1024}; }))
                .error.kind,
            errc::limit);
  const std::string longest(3'000'000, 'x');
  EXPECT_EQ(read_text("a,b\n\"" + longest + "\n\",c\nd,e\n").rows,
            (text_rows{{"a", "b"}, {longest + "\n", "c"}, {"d", "e"}}));
}

TEST(csv_text, encodings) {
  EXPECT_EQ(read_text("Gr\xc3\xbc\xc3\x9f"
                      "e,\xf0\x9f\x90\x9f\n")
                .rows,
            (text_rows{{"Grüße", "🐟"}}));
  const std::string latin =
      "x,y\na,Gr\xfc\xdf"
      "e\n";
  csv_read read = read_text(latin);
  EXPECT_EQ(read.error.kind, errc::corrupt);
  EXPECT_NE(read.error.message.find("column 'column_2'"), std::string::npos) << read.error.message;
  EXPECT_NE(read.error.message.find("line 2"), std::string::npos) << read.error.message;
  EXPECT_NE(read.error.message.find("byte 3"), std::string::npos) << read.error.message;
  EXPECT_EQ(read_text(latin, with([](auto& c) { c.encoding = csv::encoding_policy::replace; }))
                .rows[1][1],
            "Gr��e");
  read = read_text(latin, with([](auto& c) { c.encoding = csv::encoding_policy::bytes; }));
  EXPECT_FALSE(read.error);
  EXPECT_EQ(read.columns[1], "column_2 binary");
  for (const char* wrong :
       {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xf8\x88\x80\x80\x80"})
    EXPECT_EQ(read_text(std::string("a,") + wrong + "\n").error.kind, errc::corrupt);

  const std::u16string wide = u"\ufeffa,Grüße\r\n\"x\n\",🐟\n";
  std::string little, big;
  for (const char16_t c : wide) {
    little += {static_cast<char>(c & 0xff), static_cast<char>(c >> 8)};
    big += {static_cast<char>(c >> 8), static_cast<char>(c & 0xff)};
  }
  EXPECT_EQ(read_text(little).rows, (text_rows{{"a", "Grüße"}, {"x\n", "🐟"}}));
  EXPECT_EQ(read_text(big).rows, (text_rows{{"a", "Grüße"}, {"x\n", "🐟"}}));
  EXPECT_EQ(read_text(little.substr(0, little.size() - 1)).error.kind, errc::corrupt);
  EXPECT_EQ(read_text(std::string("\xff\xfe\x00\xd8"
                                  "a\0",
                                  6))
                .error.kind,
            errc::corrupt);
  EXPECT_EQ(read_text(std::string("\xff\xfe\0\0a\0\0\0", 8)).error.kind, errc::unsupported);
}

TEST(csv_text, headers) {
  const auto columns = [](std::string_view text, csv::header_policy header) {
    return read_text(text, {.header = header, .nulls = {""}, .sample = {1 << 20}}).columns;
  };
  using strings = std::vector<std::string>;
  const auto detect = csv::header_policy::detect;
  EXPECT_EQ(columns("id,name\n1,x\n", detect), (strings{"id int64", "name text"}));
  EXPECT_EQ(columns("1,x\n2,y\n", detect), (strings{"column_1 int64", "column_2 text"}));
  EXPECT_EQ(columns("name,town\nx,y\n", detect), (strings{"name text", "town text"}));
  EXPECT_EQ(columns("id,2019,2020\n1,2,3\n", detect),
            (strings{"id int64", "2019 int64", "2020 int64"}));
  EXPECT_EQ(columns("a,a,,a_2,a\n1,2,3,4,5\n", detect),
            (strings{"a int64", "a_2 int64", "column_3 int64", "a_2_2 int64", "a_3 int64"}));
  EXPECT_EQ(columns("1,2\n3,4\n", csv::header_policy::yes), (strings{"1 int64", "2 int64"}));
  EXPECT_EQ(columns("\"a\nb\",c\n1,2\n", detect), (strings{"a\nb int64", "c int64"}));
  EXPECT_EQ(columns("a,b\n", csv::header_policy::yes), (strings{"a text", "b text"}));
}

}  // namespace
