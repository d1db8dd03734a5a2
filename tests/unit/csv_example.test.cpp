// SPDX-License-Identifier: BSL-1.0
// The programs of docs/how-to/read-csv.md, run.
#include <ferrule/connectors/csv.hpp>
#include <ferrule/rows.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

namespace {

const std::string airports = FERRULE_SOURCE_DIR "/tests/data/csv/airports.csv";

//[struct
struct airport {
  std::string iata;
  std::string name;
  double latitude = 0;
  double longitude = 0;
};

int northern(const std::string& path) {
  ferrule::csv::connector source({.path = path});
  int found = 0;
  for (const airport& a : ferrule::rows<airport>(source, "airports"))
    if (a.latitude > 60) ++found;
  return found;
}
//]

//[explain
std::string explained(const std::string& path) {
  ferrule::csv::connector source({.path = path});
  const auto origin = source.explain("airports");
  if (!origin) return origin.error().message;
  std::string out;
  for (const ferrule::csv::column_origin& c : origin->columns)
    out += fmt::format("{} is {}, by line {}: {}\n", c.column, c.type, c.line, c.why);
  return out;
}
//]

//[parts
std::uint64_t count_on_threads(const std::string& path, std::size_t threads) {
  ferrule::csv::connector source({.path = path});
  const auto plan = source.plan({"airports", {}}, threads);
  if (!plan) return 0;
  std::atomic<std::uint64_t> rows = 0;
  std::vector<std::thread> running;
  for (const ferrule::partition& part : plan->partitions())
    running.emplace_back([&rows, part, settings = source.settings()] {
      ferrule::csv::connector own(settings);
      auto stream = own.open(part);
      while (stream && stream->next()) ++rows;
    });
  for (std::thread& t : running) t.join();
  return rows;
}
//]

TEST(csv_example, reads_a_struct) { EXPECT_EQ(northern(airports), 3); }
TEST(csv_example, explains) {
  const std::string text = explained(airports);
  EXPECT_NE(text.find("zip is text, by line 5: before it every cell was int64, and this is text\n"),
            std::string::npos)
      << text;
}
TEST(csv_example, counts_on_threads) { EXPECT_EQ(count_on_threads(airports, 3), 6u); }

}  // namespace
