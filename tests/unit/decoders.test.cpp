// SPDX-License-Identifier: BSL-1.0
// Lines of decoders that no other test runs (tests/coverage.sh --lines): found by counting, so of several connectors.
#include <ferrule/config/placeholders.hpp>
#include <gtest/gtest.h>
#include <support/csv_text.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;

// --- CSV ------------------------------------------------------------------------------------------

// Where rows and fields of a text end, by one path: offsets of fields, and '|' behind each row.
std::string ends_of(const std::string& text, const csv::detail::marks& m,
                    csv::detail::scan_path path) {
  csv::detail::row_index index;
  index.reset(text.size() + 64);
  csv::detail::scan_state state;
  csv::detail::scan(m, state, text.data(), 0, static_cast<std::uint32_t>(text.size()), index, path);
  std::string out;
  std::uint32_t field = 0;
  for (std::uint32_t row = 0; row < index.row_count(); ++row) {
    for (; field < index.rows()[row]; ++field) out += std::to_string(index.ends()[field]) + " ";
    out += "|";
  }
  return out + (state.at == csv::detail::place::quoted ? "quoted" : "");
}

TEST(decoders, every_path_of_csv_sees_escapes_and_comments_as_the_machine_does) {
  using csv::detail::scan_path;
  std::vector<scan_path> paths{scan_path::portable};
#if FERRULE_CSV_X86
  paths.push_back(scan_path::sse2);
  for (const scan_path wide : {scan_path::avx2, scan_path::avx512})
    if (csv::detail::best_path() >= wide) paths.push_back(wide);
#endif
  // Each mark moves through every place of a block, and over its end.
  for (std::size_t shift = 0; shift < 70; ++shift) {
    const std::string before(shift, 'x');
    const std::string text = before + ",a\n# it's \"here, or\nb\\,c,\"d\\\"e\nf\",g\\\nh\n" +
                             before + before + "\n#\nlast,#no\n" + std::string(200, 'y') + ",z\n";
    for (const int special : {1, 2, 3}) {
      csv::detail::marks m;
      m.has_escape = (special & 1) != 0;
      m.has_comment = (special & 2) != 0;
      const std::string expected = ends_of(text, m, scan_path::bytes);
      ASSERT_GT(expected.size(), 20u);
      for (const scan_path path : paths)
        ASSERT_EQ(ends_of(text, m, path), expected)
            << "shift " << shift << ", marks " << special << ", path " << static_cast<int>(path);
    }
  }
}

TEST(decoders, csv_durations_and_intervals_by_their_names_in_the_settings) {
  csv::config settings{.header = csv::header_policy::no};
  settings.columns = {{"column_1", "duration"}, {"column_2", "interval"}};
  const auto good = ferrule_test::read_text("PT1M0.5S,P1Y2M3D\n,\n", settings);
  EXPECT_FALSE(good.error) << to_text(good.error);
  EXPECT_EQ(good.rows, (ferrule_test::text_rows{{"PT1M0.500S", "P1Y2M3D"}, {"<null>", "<null>"}}));
  for (const char* wrong : {"1 minute,P1Y\n", "PT1M,a year\n", "PT0.0000001S,P1Y\n"}) {
    const auto read = ferrule_test::read_text(wrong, settings);
    EXPECT_EQ(read.error.kind, errc::type_mismatch) << wrong << to_text(read.error);
  }
}

TEST(decoders, csv_explains_what_it_decided) {
  const ferrule_test::csv_folder folder;
  std::string text = "id;name\n";
  for (int i = 0; i < 20000; ++i) text += std::to_string(i) + ";row\n";
  csv::connector source({.path = folder.write("t.csv", text), .sample = {1000}});
  const auto origin = source.explain({"t"});
  ASSERT_TRUE(origin) << to_text(origin.error());
  const std::string said = to_text(*origin);
  EXPECT_TRUE(said.starts_with("delimiter ';': ")) << said;
  for (const char* part : {"\nheader yes: ", "\ncolumn id is int64: ", "\ncolumn name is text: ",
                           " (line 2: 'row')\n", "raise sample to look at more\n"})
    EXPECT_NE(said.find(part), said.npos) << part << " is not in\n" << said;
}

TEST(decoders, what_the_system_says_of_a_file_has_a_kind) {
  EXPECT_EQ(kind_of_errno(ENOENT), errc::not_found);
  EXPECT_EQ(kind_of_errno(ENOTDIR), errc::not_found);
  EXPECT_EQ(kind_of_errno(EACCES), errc::permission);
  EXPECT_EQ(kind_of_errno(EPERM), errc::permission);
  EXPECT_EQ(kind_of_errno(EROFS), errc::permission);
  EXPECT_EQ(kind_of_errno(ENOSPC), errc::resource);
  EXPECT_EQ(kind_of_errno(EMFILE), errc::resource);
  EXPECT_EQ(kind_of_errno(ENFILE), errc::resource);
  EXPECT_EQ(kind_of_errno(ENOMEM), errc::resource);
  EXPECT_EQ(kind_of_errno(EIO), errc::io);
}

// --- SQLite ---------------------------------------------------------------------------------------

// A table makes floats of integers that are put into a column of them; a virtual table may hand out integers.
TEST(decoders, sqlite_integers_in_a_column_of_floats) {
  const support::plain_sqlite db(":memory:");
  const auto decoded = [&](const char* cell) {
    sqlite3_stmt* s = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db.get(), concat("SELECT ", cell).c_str(), -1, &s, nullptr),
              SQLITE_OK);
    EXPECT_EQ(sqlite3_step(s), SQLITE_ROW);
    value_view value;
    const bool is_float =
        sqlite::detail::decode(sqlite3_column_value(s, 0), sqlite::codec::real, {}, value);
    std::string out = is_float ? concat(name_of(value.kind()), " ", to_text(value)) : "no float";
    sqlite3_finalize(s);
    return out;
  };
  EXPECT_EQ(decoded("-7"), "float64 -7");
  EXPECT_EQ(decoded("9007199254740992"), "float64 9007199254740992");
  EXPECT_EQ(decoded("9007199254740993"), "no float");
  EXPECT_EQ(decoded("9223372036854775807"), "no float");  // becomes 2^63, which is no int64
  EXPECT_EQ(decoded("-9223372036854775807 - 1"), "float64 -9223372036854775808");
}

struct measured {
  std::int64_t id = 0;
  double x = 0;
  std::optional<double> y;
};

TEST(decoders, sqlite_cells_that_disagree_in_a_struct) {
  const support::sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, x DOUBLE NOT NULL, y DOUBLE);"
      "INSERT INTO t VALUES (1, 1.5, 2), (2, 'much', 3), (3, 2.5, 'more')");
  for (const bool batches : {true, false})
    for (const auto policy : {sqlite::cell_policy::error, sqlite::cell_policy::null}) {
      auto config = file.reading();
      config.batches = batches;
      config.mismatched_cells = policy;
      sqlite::connector source(config);
      std::vector<std::int64_t> got;
      auto done =
          each_row<measured>(source, "t", [&](const measured& row) { got.push_back(row.id); });
      ASSERT_FALSE(done);
      EXPECT_EQ(got, std::vector<std::int64_t>{1});
      const std::string said = to_text(done.error());
      const bool refused = policy == sqlite::cell_policy::error;
      EXPECT_TRUE(said.starts_with("type_mismatch: sqlite table 't', column 'x', rowid 2: "))
          << said;
      EXPECT_NE(said.find(refused ? "holds 'much' (text), which is no float64" : "is null"),
                said.npos)
          << said;
    }
}

TEST(decoders, sqlite_texts_that_are_not_what_their_column_declares) {
  const std::pair<const char*, const char*> cells[] = {{"SIGNED128 TEXT", "many"},
                                                       {"UNSIGNED128 TEXT", "-1"},
                                                       {"UNSIGNED64 TEXT", "18446744073709551616"},
                                                       {"DURATION TEXT", "a while"},
                                                       {"INTERVAL TEXT", "a year"},
                                                       {"UUID", "no uuid"}};
  for (const auto& [declared, cell] : cells) {
    const support::sqlite_file file(
        concat("CREATE TABLE t(x ", declared, "); INSERT INTO t VALUES ('", cell, "')"));
    sqlite::connector source(file.reading());
    auto stream = source.open(table_info{"t", {}});
    ASSERT_TRUE(stream) << to_text(stream.error());
    EXPECT_TRUE(support::pulled(*stream).empty()) << declared;
    EXPECT_TRUE(stream->status().kind == errc::type_mismatch ||
                stream->status().kind == errc::value_out_of_range)
        << declared << ": " << to_text(stream->status());
  }
}

// --- Values and settings --------------------------------------------------------------------------

TEST(decoders, booleans_become_numbers_and_numbers_booleans) {
  const auto from = [](const value_view& cell, auto to) {
    const conversion c = convert(cell, to);
    return std::pair(c, to);
  };
  EXPECT_EQ(from(value_view(true), std::int32_t{9}), std::pair(conversion::ok, std::int32_t{1}));
  EXPECT_EQ(from(value_view(false), std::int32_t{9}), std::pair(conversion::ok, std::int32_t{0}));
  EXPECT_EQ(from(value_view(std::int64_t{1}), false), std::pair(conversion::ok, true));
  EXPECT_EQ(from(value_view(std::int64_t{2}), false).first, conversion::range);
  EXPECT_EQ(from(value_view(std::int64_t{-1}), false).first, conversion::range);
  EXPECT_EQ(from(value_view("1"), false).first, conversion::mismatch);
  EXPECT_EQ(from(value_view(1e300), 0.0f).first, conversion::range);
}

TEST(decoders, values_of_their_own_type_and_no_other) {
  const std::byte bytes[] = {std::byte{1}, std::byte{0}};
  std::vector<std::byte> to;
  EXPECT_EQ(convert(value_view(bytes_view(bytes)), to), conversion::ok);
  EXPECT_EQ(to, (std::vector<std::byte>{std::byte{1}, std::byte{0}}));
  EXPECT_EQ(convert(value_view("text"), to), conversion::mismatch);
  const uuid id{{std::byte{7}}};
  uuid other;
  EXPECT_EQ(convert(value_view(id), other), conversion::ok);
  EXPECT_EQ(other, id);
  EXPECT_EQ(convert(value_view(date{}), other), conversion::mismatch);
}

TEST(decoders, placeholders_may_come_from_the_environment) {
  ASSERT_EQ(setenv("FERRULE_DECODERS_TEST", "seven", 1), 0);
  EXPECT_EQ(process_environment()("FERRULE_DECODERS_TEST"), "seven");
  ASSERT_EQ(unsetenv("FERRULE_DECODERS_TEST"), 0);
  EXPECT_EQ(process_environment()("FERRULE_DECODERS_TEST"), std::nullopt);
}

}  // namespace
