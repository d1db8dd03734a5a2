// SPDX-License-Identifier: BSL-1.0
// What the CSV sink writes, the CSV connector reads: the same cells, of every kind that a column of text can be.
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/sinks/csv.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;

enum class side : std::uint8_t { buy, sell };
struct cells {
  std::int64_t id = 0;
  std::optional<bool> flag;
  std::optional<std::int8_t> tiny;
  std::optional<std::uint64_t> large;
  std::optional<int128> huge;
  std::optional<uint128> unsigned_huge;
  std::optional<float> single;
  std::optional<double> real;
  std::optional<decimal> exact;
  std::optional<std::string> text;
  std::optional<std::vector<std::byte>> blob;
  std::optional<date> day;
  std::optional<std::chrono::sys_time<std::chrono::microseconds>> moment;
  std::optional<std::chrono::local_time<std::chrono::nanoseconds>> civil;
  std::optional<std::chrono::milliseconds> took;
  std::optional<interval> span;
  std::optional<uuid> key;
  std::optional<side> which;
  friend bool operator==(const cells&, const cells&) = default;
};

std::vector<cells> many(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](std::uint64_t below) { return random() % below; };
  constexpr std::string_view pieces[] = {
      "a",  ",", "\"", "\n", "\r\n", "\r", "", " ", "\t", "é", "null", "0", "\xf0\x9f\xa6\x86",
      "\0x"};
  std::vector<cells> out;
  for (int i = 0; i < 300; ++i) {
    cells c;
    c.id = static_cast<std::int64_t>(random());
    const auto maybe = [&](auto& cell, auto value) {
      if (pick(4) != 0) cell = value;
    };
    const auto signed_bits = static_cast<std::int64_t>(random());
    maybe(c.flag, pick(2) == 0);
    maybe(c.tiny, static_cast<std::int8_t>(signed_bits));
    maybe(c.large, random());
    maybe(c.huge, int128{signed_bits} * static_cast<std::int64_t>(random()));
    maybe(c.unsigned_huge, uint128{random()} * random());
    maybe(c.single, static_cast<float>(static_cast<double>(signed_bits) / 1e7));
    maybe(c.real, pick(2) == 0 ? static_cast<double>(signed_bits) / 1e11
                               : static_cast<double>(pick(1000000)) / 100);
    maybe(c.exact, decimal{signed_bits, static_cast<std::int32_t>(pick(19))});
    std::string text;
    for (std::uint64_t n = pick(6); n > 0; --n) text += pieces[pick(std::size(pieces))];
    maybe(c.text, text);
    std::vector<std::byte> blob;
    for (std::uint64_t n = pick(9); n > 0; --n) blob.push_back(static_cast<std::byte>(random()));
    maybe(c.blob, blob);
    maybe(c.day, date{std::chrono::days{static_cast<int>(pick(60'000)) - 10'000}});
    maybe(c.moment, std::chrono::sys_time<std::chrono::microseconds>(
                        std::chrono::microseconds(signed_bits / 100'000)));
    maybe(c.civil, std::chrono::local_time<std::chrono::nanoseconds>(
                       std::chrono::nanoseconds(signed_bits / 8)));
    maybe(c.took, std::chrono::milliseconds(signed_bits / 1'000'000'000));
    maybe(c.span, interval{static_cast<std::int32_t>(pick(99)), static_cast<std::int32_t>(pick(99)),
                           static_cast<std::int64_t>(pick(1'000'000)) * 1000});
    uuid key;
    for (std::byte& b : key.bytes) b = static_cast<std::byte>(random());
    maybe(c.key, key);
    maybe(c.which, pick(2) == 0 ? side::buy : side::sell);
    out.push_back(c);
  }
  return out;
}

TEST(csv_round_trip, structs_come_back_as_they_were) {
  const support::temporary_folder folder;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<cells> rows = many(seed);
    ASSERT_TRUE(memory::store::named("round trip")->lend("rows", rows));
    memory::connector from({.store = "round trip"});
    auto stream = from.open(table_info{"rows", {}});
    ASSERT_TRUE(stream);
    std::string text;
    ASSERT_TRUE(deliver(*stream, into_csv(text, {.raw_binary = true})));
    std::ofstream(folder / "rows.csv", std::ios::binary) << text;
    csv::connector to({.path = folder / "rows.csv", .header = csv::header_policy::yes});
    const auto back = collect<cells>(to, "rows");
    ASSERT_TRUE(back) << to_text(back.error());
    ASSERT_EQ(back->size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      ASSERT_EQ((*back)[i], rows[i]) << "seed " << seed << ", row " << i;
  }
}

}  // namespace
