// SPDX-License-Identifier: BSL-1.0
// The kinds of pollution of the Pollock benchmark (Vitagliano et al., VLDB 2023), each in one small file: what is read with no setting but
// the path, and with the settings a person who looks at the file would give. The table of docs/explanation/csv.md is this test's output.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <support/csv_text.hpp>

namespace {

using namespace ferrule;
using ferrule_test::csv_folder;
using ferrule_test::csv_read;
using ferrule_test::text_rows;

struct pollution {
  const char* kind;
  std::string text;
  csv::config told;  // what a person would say
  text_rows rows{{"1", "x y", "2001-05-08"}, {"2", "z", "2001-05-09"}};
  const char* names = "id,note,day";
};

csv::config with(auto change) {
  csv::config out;
  change(out);
  return out;
}

std::vector<pollution> pollutions() {
  const auto none = csv::config{};
  std::string utf16 = "\xff\xfe";
  for (const char c : std::string("id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\n"))
    utf16 += {c, '\0'};
  return {
      {"none", "id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\n", none},
      {"no line end at the end", "id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09", none},
      {"line ends CRLF", "id,note,day\r\n1,x y,2001-05-08\r\n2,z,2001-05-09\r\n", none},
      {"line ends CR", "id,note,day\r1,x y,2001-05-08\r2,z,2001-05-09\r", none},
      {"line ends mixed", "id,note,day\r\n1,x y,2001-05-08\n2,z,2001-05-09\r", none},
      {"two line ends", "id,note,day\n\n1,x y,2001-05-08\n\n2,z,2001-05-09\n\n", none},
      {"byte order mark", "\xef\xbb\xbfid,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\n", none},
      {"UTF-16", utf16, none},
      {"delimiter ;", "id;note;day\n1;x y;2001-05-08\n2;z;2001-05-09\n", none},
      {"delimiter tab", "id\tnote\tday\n1\tx y\t2001-05-08\n2\tz\t2001-05-09\n", none},
      {"delimiter |", "id|note|day\n1|x y|2001-05-08\n2|z|2001-05-09\n", none},
      {"delimiter of one row differs",
       "id,note,day\n1;x y;2001-05-08\n2,z,2001-05-09\n",
       with([](auto& c) { c.ragged = csv::ragged_policy::collect; }),
       {{"2", "z", "2001-05-09"}}},
      {"delimiter blank", "id note day\n1 \"x y\" 2001-05-08\n2 z 2001-05-09\n",
       with([](auto& c) { c.delimiter = " "; })},
      {"delimiter of two characters", "id, note, day\n1, x y, 2001-05-08\n2, z, 2001-05-09\n",
       none},
      {"all fields quoted",
       "\"id\",\"note\",\"day\"\n\"1\",\"x y\",\"2001-05-08\"\n\"2\",\"z\",\"2001-05-09\"\n", none},
      {"quote '", "id,note,day\n1,'x y',2001-05-08\n2,z,2001-05-09\n",
       with([](auto& c) { c.quote = "'"; })},
      {"quoted delimiter and line end",
       "id,note,day\n1,\"x,\ny\",2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x,\ny", "2001-05-08"}, {"2", "z", "2001-05-09"}}},
      {"doubled quotes",
       "id,note,day\n1,\"x \"\"y\",2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x \"y", "2001-05-08"}, {"2", "z", "2001-05-09"}}},
      {"quotes escaped by \\",
       "id,note,day\n1,\"x \\\"y\",2001-05-08\n2,z,2001-05-09\n",
       with([](auto& c) { c.escape = "\\"; }),
       {{"1", "x \"y", "2001-05-08"}, {"2", "z", "2001-05-09"}}},
      {"quote inside of a field",
       "id,note,day\n1,x\"y,2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x\"y", "2001-05-08"}, {"2", "z", "2001-05-09"}}},
      {"quote never closed",
       "id,note,day\n1,\"x y,2001-05-08\n2,z,2001-05-09\n",
       with([](auto& c) { c.quote = ""; }),
       {{"1", "\"x y", "2001-05-08"}, {"2", "z", "2001-05-09"}}},
      {"preamble", "Report of May\nby nobody\nid,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\n",
       with([](auto& c) { c.skip_lines = 2; })},
      {"comment lines", "# May\nid,note,day\n1,x y,2001-05-08\n# more\n2,z,2001-05-09\n",
       with([](auto& c) { c.comment = "#"; })},
      {"footer", "id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\nTotal,2\n",
       with([](auto& c) { c.ragged = csv::ragged_policy::collect; })},
      {"no header",
       "1,x y,2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x y", "2001-05-08"}, {"2", "z", "2001-05-09"}},
       "column_1,column_2,column_3"},
      {"header of equal names",
       "id,id,id\n1,x y,2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x y", "2001-05-08"}, {"2", "z", "2001-05-09"}},
       "id,id_2,id_3"},
      {"header with an empty name",
       "id,,day\n1,x y,2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x y", "2001-05-08"}, {"2", "z", "2001-05-09"}},
       "id,column_2,day"},
      {"header over two lines",
       "id,\"no\nte\",day\n1,x y,2001-05-08\n2,z,2001-05-09\n",
       none,
       {{"1", "x y", "2001-05-08"}, {"2", "z", "2001-05-09"}},
       "id,no\nte,day"},
      {"row with too few fields",
       "id,note,day\n1,x y,2001-05-08\n2,z\n",
       with([](auto& c) { c.ragged = csv::ragged_policy::pad; }),
       {{"1", "x y", "2001-05-08"}, {"2", "z", "<null>"}}},
      {"row with too many fields", "id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09,\n",
       with([](auto& c) { c.ragged = csv::ragged_policy::pad; })},
      {"empty file", "", none, {}, ""},
      {"header alone", "id,note,day\n", none, {}},
      {"one row, one column", "id\n1\n", none, {{"1"}}, "id"},
      {"two tables in one file", "id,note,day\n1,x y,2001-05-08\n2,z,2001-05-09\n\na,b\n3,4\n",
       with([](auto& c) { c.ragged = csv::ragged_policy::collect; })},
  };
}

bool reads(const pollution& p, csv::config settings) {
  const csv_folder folder;
  settings.path = folder.write("t.csv", p.text);
  const csv_read read = ferrule_test::read_csv(settings);
  std::string names;
  for (const std::string& c : read.columns)
    names += (names.empty() ? "" : ",") + c.substr(0, c.rfind(' '));
  return !read.error && read.rows == p.rows && names == p.names;
}

TEST(csv_pollock, score) {
  int alone = 0, told = 0, count = 0;
  std::string table = "| pollution | with the path alone | with settings |\n|---|---|---|\n",
              missed;
  for (const pollution& p : pollutions()) {
    const bool by_itself = reads(p, {}), with_settings = by_itself || reads(p, p.told);
    ++count;
    alone += by_itself;
    told += with_settings;
    if (!with_settings) missed += std::string(p.kind) + ";";
    table += fmt::format("| {} | {} | {} |\n", p.kind, by_itself ? "yes" : "no",
                         with_settings ? "yes" : "no");
  }
  fmt::print("{}| **{} kinds** | **{}** | **{}** |\n", table, count, alone, told);
  EXPECT_EQ(missed, "delimiter of two characters;");
  EXPECT_GE(alone, 22);
}

}  // namespace
