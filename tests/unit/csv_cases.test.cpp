// SPDX-License-Identifier: BSL-1.0
// Every file of tests/data/csv/ that ends with .expected is a case: what reading a small file must give, written down by hand.
//
//   file NAME                 the file beside it; without this line, the .expected file's own name with .csv
//   set NAME VALUE            a setting; see config_from
//   column "a" TYPE [null]    the columns, all of them, in order
//   {"a": 1}                  the rows, all of them, in order
//   rejected LINE FIELDS "…"  rows left out
//   error KIND                what ends reading, and in the lines `says TEXT`, what its message holds
//   delimiter ";", header no, because "a" LINE "TEXT"    decisions; only those that are written down are compared
//   open WHY                  the connector does not do this yet; the case fails as soon as it does
//   # ...                     a remark
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <support/csv_account.hpp>

namespace {

namespace fs = std::filesystem;
using csv_account::account;

const fs::path folder = fs::path(FERRULE_SOURCE_DIR) / "tests" / "data" / "csv";

struct expectation {
  std::string file, error, open;
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::string> decided, columns, rows, rejected, says, unknown;
};

expectation read_expectation(const fs::path& path) {
  expectation out;
  out.file = path.stem().string() + ".csv";
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto rest = [&](std::string_view word, std::string& to) {
      if (!line.starts_with(word)) return false;
      to = line.substr(word.size());
      return true;
    };
    std::string text;
    if (line.empty() || line.starts_with("#")) continue;
    if (rest("file ", out.file) || rest("error ", out.error) || rest("open ", out.open)) continue;
    if (rest("says ", text)) out.says.push_back(text);
    else if (rest("set ", text)) {
      const std::size_t space = std::min(text.find(' '), text.size());
      out.settings.emplace_back(text.substr(0, space),
                                text.substr(std::min(space + 1, text.size())));
    } else if (line.starts_with("column ")) out.columns.push_back(line);
    else if (line.starts_with("{")) out.rows.push_back(line);
    else if (line.starts_with("rejected ")) out.rejected.push_back(line);
    else if (line.starts_with("delimiter ") || line.starts_with("header ") ||
             line.starts_with("because "))
      out.decided.push_back(line);
    else out.unknown.push_back(line);
  }
  return out;
}

std::vector<std::string> cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".expected") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

class csv_case : public testing::TestWithParam<std::string> {};

// Each way in which what was read is not what was written down.
std::vector<std::string> differences(const expectation& wanted) {
  std::vector<std::string> out;
  const auto compare = [&](const char* what, const auto& seen, const auto& expected) {
    if (seen != expected)
      out.push_back(std::string(what) + ": " + testing::PrintToString(seen) + " instead of " +
                    testing::PrintToString(expected));
  };
  auto settings = csv_account::config_from((folder / wanted.file).string(), wanted.settings);
  account seen;
  if (settings) seen = csv_account::tell(*settings);
  else seen.ended = settings.error();
  const std::string kind = seen.ended ? std::string(name_of(seen.ended.kind)) : "";
  compare("error", kind, wanted.error);
  for (const std::string& text : wanted.says)
    if (seen.ended.message.find(text) == std::string::npos)
      out.push_back("the message does not say '" + text + "': " + seen.ended.message);
  compare("columns", seen.columns, wanted.columns);
  compare("rows", seen.rows, wanted.rows);
  compare("rejected", seen.rejected, wanted.rejected);
  for (const std::string& line : wanted.decided)
    if (std::find(seen.decided.begin(), seen.decided.end(), line) == seen.decided.end())
      out.push_back("not decided: " + line + "; instead: " + testing::PrintToString(seen.decided));
  if (!settings) return out;
  ferrule::csv::connector source(*settings);
  if (auto tables = source.list_tables())
    compare("one by one", csv_account::rows_one_by_one(source, {tables->front(), {}}), seen.rows);
  if (seen.ended || !seen.rejected.empty()) return out;
  for (const std::size_t parts : {2u, 3u, 9u})
    if (auto rows = csv_account::rows_in_parts(*settings, parts))
      compare("in parts", *rows, seen.rows);
    else out.push_back("in parts: " + rows.error().message);
  return out;
}

TEST_P(csv_case, reads_as_written_down) {
  const expectation wanted = read_expectation(folder / (GetParam() + ".expected"));
  ASSERT_TRUE(wanted.unknown.empty()) << "what does this line mean? " << wanted.unknown.front();
  const std::vector<std::string> found = differences(wanted);
  if (wanted.open.empty())
    for (const std::string& difference : found) ADD_FAILURE() << difference;
  else EXPECT_FALSE(found.empty()) << "is as it should be: take out the line `open`";
}

INSTANTIATE_TEST_SUITE_P(files, csv_case, testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param; });

TEST(csv_cases, there_are_some) { EXPECT_GE(cases().size(), 60u); }

}  // namespace
