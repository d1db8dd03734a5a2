// SPDX-License-Identifier: BSL-1.0
// Files, folders and patterns as tables; compressed and damaged files; standard input; parts of a file; conditions.
#include <gtest/gtest.h>
#include <support/csv_text.hpp>
#include <unistd.h>

namespace {

using namespace ferrule;
using ferrule_test::csv_folder;
using ferrule_test::csv_read;
using ferrule_test::read_csv;
using ferrule_test::text_rows;
using names = std::vector<std::string>;

std::string gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  std::string in = text;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

names tables(const csv::config& settings) {
  csv::connector source(settings);
  names out;
  const auto listed = source.list_tables();
  if (!listed) return {to_text(listed.error())};
  for (const table_id& t : *listed) out.push_back(to_text(t));
  return out;
}

TEST(csv_files, tables) {
  const csv_folder folder;
  for (const char* name :
       {"b.csv", "a.csv.gz", "c.tsv.zst", "c.psv", "d.txt", ".hidden.csv", "sub/e.csv"})
    folder.write(name, "x,y\n");
  EXPECT_EQ(tables({.path = folder.path()}), (names{"a", "b", "c.psv", "c.tsv.zst"}));
  EXPECT_EQ(tables({.path = folder.path() + "/[ab]*"}), (names{"a", "b"}));
  EXPECT_EQ(tables({.path = folder.path() + "/d.txt"}), (names{"d"}));
  EXPECT_EQ(tables({.path = folder.path() + "/*/*.csv"}), (names{"e"}));
  EXPECT_EQ(tables({.path = folder.path() + "/[ab]*", .table = "all"}), (names{"all"}));
  EXPECT_EQ(tables({.path = "-"}), (names{"stdin"}));
  EXPECT_EQ(csv::connector({.path = folder.path() + "/*.parquet"}).list_tables().error().kind,
            errc::not_found);
  EXPECT_EQ(csv::connector({}).list_tables().error().kind, errc::config);
}

TEST(csv_files, several_as_one_table) {
  const csv_folder folder;
  folder.write("1.csv", "a,b\n1,x\n2,y\n");
  folder.write("2.csv.gz", gzip("b,a\nz,3\n"));
  folder.write("3.csv.zst", zstd("a,c,b\r\n4,,w"));
  folder.write("4.csv", "");
  const csv::config all{.path = folder.path(), .table = "t"};
  csv_read read = read_csv(all);
  EXPECT_FALSE(read.error) << read.error.message;
  EXPECT_EQ(read.rows, (text_rows{{"1", "x"}, {"2", "y"}, {"3", "z"}, {"4", "w"}}));
  folder.write("5.csv", "a,d\n5,x\n");
  read = read_csv(all);
  EXPECT_EQ(read.rows.size(), 4u);
  EXPECT_EQ(read.error.kind, errc::type_mismatch);
  EXPECT_NE(read.error.message.find("5.csv has no column 'b'"), std::string::npos)
      << read.error.message;
}

TEST(csv_files, compressed) {
  const csv_folder folder;
  std::string text = "n,t\n";
  for (int i = 0; i < 100000; ++i)
    text += std::to_string(i) + ",\"row, " + std::to_string(i) + "\"\n";
  const csv_read plain = read_csv({.path = folder.write("t.csv", text)});
  ASSERT_EQ(plain.rows.size(), 100000u);
  // The name does not matter, the first bytes do.
  EXPECT_EQ(read_csv({.path = folder.write("x/t.csv", gzip(text))}).rows, plain.rows);
  EXPECT_EQ(read_csv({.path = folder.write("y/t.csv.zst", zstd(text))}).rows, plain.rows);
  const std::string two =
      gzip(text.substr(0, 5000)) + gzip(text.substr(5000)) + std::string(512, '\0');
  EXPECT_EQ(read_csv({.path = folder.write("z/t.csv.gz", two)}).rows, plain.rows);
  const std::string frames = zstd(text.substr(0, 5000)) + zstd(text.substr(5000));
  EXPECT_EQ(read_csv({.path = folder.write("z/t.csv.zst", frames), .table = "t"}).rows, plain.rows);
}

TEST(csv_files, damaged) {
  const csv_folder folder;
  std::string text = "n,t\n";
  for (int i = 0; i < 100000; ++i)
    text += std::to_string(i) + ",row " + std::to_string(i * 7919 % 10007) + "\n";
  for (const std::string& whole : {gzip(text), zstd(text)}) {
    for (const std::size_t left :
         {whole.size() - 1, whole.size() - 9, whole.size() / 2, std::size_t{30}}) {
      const csv_read read =
          read_csv({.path = folder.write("t.csv.gz", whole.substr(0, left)), .sample = {1000}});
      EXPECT_EQ(read.error.kind, errc::corrupt) << left << read.error.message;
      EXPECT_NE(read.error.message.find("is damaged"), std::string::npos) << read.error.message;
    }
  }
  std::string flipped = gzip(text);
  flipped[flipped.size() - 6] ^= 1;  // of the checksum
  EXPECT_EQ(read_csv({.path = folder.write("t.csv.gz", flipped)}).error.kind, errc::corrupt);
  flipped = gzip(text);
  flipped[flipped.size() / 2] ^= 0x55;
  EXPECT_EQ(read_csv({.path = folder.write("t.csv.gz", flipped)}).error.kind, errc::corrupt);
  EXPECT_EQ(read_csv({.path = folder.write("t.csv.gz", gzip(text) + "rubbish")}).error.kind,
            errc::corrupt);
}

TEST(csv_files, standard_input) {
  const csv_folder folder;
  std::string text = "n,t\n";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + ",row\n";
  const int before = ::dup(STDIN_FILENO);
  ASSERT_NE(std::freopen(folder.write("in", gzip(text)).c_str(), "r", stdin), nullptr);
  csv::connector source({.path = "-"});
  const table_id id{"stdin"};
  const auto columns = source.list_columns(std::span(&id, 1));
  ASSERT_TRUE(columns && columns->front());
  EXPECT_EQ(columns->front()->columns, (names{"n", "t"}));
  auto stream = source.open(table_info{id, {}});
  ASSERT_TRUE(stream) << stream.error().message;
  csv_read read;
  ferrule_test::read_rows(*stream, read);
  EXPECT_EQ(read.rows.size(), 100000u);
  EXPECT_EQ(read.rows.front(), (names{"0", "row"}));
  auto again = source.open(table_info{id, {}});
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->next());
  EXPECT_EQ(again->status().kind, errc::closed);
  ::dup2(before, STDIN_FILENO);
}

text_rows in_parts(csv::connector& source, std::size_t parts, std::size_t* made = nullptr,
                   error* why = nullptr) {
  csv_read read;
  const auto plan = source.plan({"t", {}}, parts);
  if (!plan) {
    ADD_FAILURE() << plan.error().message;
    return {};
  }
  if (made != nullptr) *made = plan->partitions().size();
  for (const partition& part : plan->partitions()) {
    auto stream = source.open(part);
    if (!stream) {
      ADD_FAILURE() << stream.error().message;
      return {};
    }
    ferrule_test::read_rows(*stream, read);
    if (why == nullptr) EXPECT_FALSE(read.error) << read.error.message;
    else if (read.error && !*why) *why = read.error;
  }
  return read.rows;
}

TEST(csv_files, parts_resynchronise_inside_of_quotes) {
  const csv_folder folder;
  for (const char* end : {"\n", "\r\n", "\r"}) {
    std::string text = std::string("n,t") + end;
    for (int i = 0; i < 3000; ++i) {
      text += std::to_string(i);
      // Inside of quotes, what looks like rows, and text that looks like quotes.
      if (i % 7 == 0)
        text += std::string(",\"1,\"\"x\"\"") + end + "2,y" + end +
                std::string(static_cast<std::size_t>(i % 900), 'z') + "\"\",\"\"" + end + "\"";
      else text += ",plain";
      text += end;
    }
    csv::connector source({.path = folder.write("t.csv", text)});
    const text_rows whole = read_csv(source.settings()).rows;
    ASSERT_EQ(whole.size(), 3000u);
    for (const std::size_t parts : {1u, 2u, 3u, 8u, 100u, 1000u}) {
      std::size_t made = 0;
      EXPECT_EQ(in_parts(source, parts, &made), whole) << parts;
      EXPECT_LE(made, parts);
      if (parts <= 100) { EXPECT_GT(made, parts / 2); }
    }
  }
}

TEST(csv_files, parts_of_several_files) {
  const csv_folder folder;
  std::string rows;
  for (int i = 0; i < 2000; ++i) rows += std::to_string(i) + ",x\n";
  folder.write("1.csv", "n,t\n" + rows);
  folder.write("2.csv.gz", gzip("n,t\n" + rows));
  std::string turned;
  for (int i = 0; i < 2000; ++i) turned += "x," + std::to_string(i) + "\n";
  folder.write("3.csv", "t,n\n" + turned);
  csv::connector source({.path = folder.path(), .table = "t"});
  const text_rows whole = read_csv(source.settings()).rows;
  ASSERT_EQ(whole.size(), 6000u);
  for (const std::size_t parts : {1u, 2u, 5u, 20u})
    EXPECT_EQ(in_parts(source, parts), whole) << parts;
}

// The quote before the comma makes the guess wrong; the part before finds out.
TEST(csv_files, parts_of_quotes_that_mislead) {
  const csv_folder folder;
  std::string text = "n,t\n";
  for (int i = 0; i < 1000; ++i) text += "x\",y\n";
  csv::connector source({.path = folder.write("t.csv", text), .header = csv::header_policy::yes});
  EXPECT_EQ(read_csv(source.settings()).rows.size(), 1000u);
  error why;
  const text_rows rows = in_parts(source, 3, nullptr, &why);
  EXPECT_TRUE(why || rows.size() == 1000u);
}

TEST(csv_files, parts_of_a_file_that_changed) {
  const csv_folder folder;
  csv::connector source({.path = folder.write("t.csv", "n,t\n1,x\n2,y\n")});
  const auto plan = source.plan({"t", {}}, 2);
  ASSERT_TRUE(plan);
  folder.write("t.csv", "n,t\n1,x\n2,y\n3,z\n");
  EXPECT_EQ(source.open(plan->partitions().front()).error().kind, errc::closed);
}

// What the plan found out is not found out again: this connection would say that everything is text.
TEST(csv_files, a_part_is_what_the_plan_says) {
  const csv_folder folder;
  const std::string path = folder.write("a table.csv", "n;a name\n1;x\n2;y\n");
  csv::connector source({.path = path, .table = "t"}),
      other({.path = path, .table = "t", .sample = {0}}),
      changed({.path = path, .table = "t", .columns = {{"n", "text"}}});
  const auto plan = source.plan({"t", {}}, 1);
  ASSERT_TRUE(plan);
  const partition& part = plan->partitions().front();
  auto planned = source.open(part), opened = other.open(part);
  ASSERT_TRUE(planned && opened) << opened.error().message;
  EXPECT_EQ(opened->schema(), planned->schema());
  EXPECT_EQ(opened->schema().fields[0].type.kind, kind::int64);
  csv_read read;
  ferrule_test::read_rows(*opened, read);
  EXPECT_EQ(read.rows, (text_rows{{"1", "x"}, {"2", "y"}}));
  const auto refused = changed.open(part);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::closed);
  EXPECT_NE(refused.error().message.find("column 'n' is int64 in the plan, and the settings now "
                                         "say text; make a new plan"),
            std::string::npos)
      << refused.error().message;
}

TEST(csv_files, conditions_and_counts) {
  const csv_folder folder;
  std::string text = "n,t,broken\n";
  for (int i = 0; i < 1000; ++i)
    text +=
        std::to_string(i) + (i % 3 == 0 ? ",," : ",\"x\ny\",") + (i == 999 ? "7" : "oops") + "\n";
  csv::connector source({.path = folder.write("t.csv", text), .columns = {{"broken", "int64"}}});
  EXPECT_EQ(source.count_rows({"t"}).value(), 1000u);
  auto stream =
      source.open(table_info{"t", {"broken"}}, {.where = col("n") >= 999 && col("t").is_null()});
  ASSERT_TRUE(stream) << stream.error().message;
  csv_read read;
  ferrule_test::read_rows(*stream, read);  // the cells that cannot be read are not looked at
  EXPECT_EQ(read.rows, (text_rows{{"7"}})) << read.error.message;
  auto some =
      source.open(table_info{"t", {"n"}}, {.where = col("t") == "x\ny", .limit = 2, .offset = 1});
  ASSERT_TRUE(some);
  csv_read found;
  ferrule_test::read_rows(*some, found);
  EXPECT_EQ(found.rows, (text_rows{{"2"}, {"4"}}));
  EXPECT_EQ(source.open(table_info{"t", {}}, {.order_by = {{"n"}}}).error().kind,
            errc::unsupported);
}

}  // namespace
