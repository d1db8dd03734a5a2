// SPDX-License-Identifier: BSL-1.0
// The shortest decimal: reads back as the same double, and no spelling without exponent is shorter.
#include <cstring>
#include <ferrule/core/shortest.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string_view>

namespace {

std::string written(double value) {
  char text[ferrule::shortest_chars];
  return {text, ferrule::write_shortest(text, value)};
}

TEST(shortest, examples) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-0.0), "-0");
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(-12.5), "-12.5");
  EXPECT_EQ(written(99.99), "99.99");
  EXPECT_EQ(written(0.0001), "0.0001");
  EXPECT_EQ(written(0.00001), "1e-05");
  EXPECT_EQ(written(100000), "100000");
  EXPECT_EQ(written(1e300), "1e+300");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(shortest, reads_back_and_is_no_longer_than_it_must_be) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 500'000; ++i) {
    double value = 0;
    const std::uint64_t bits = random();
    switch (i % 5) {
      case 0: value = static_cast<double>(bits % 2'000'000'000) / 100; break;
      case 1: value = static_cast<double>(bits % 100'000'000) / 1e4; break;
      case 2: value = -static_cast<double>(bits % 1'000'000'007) / 1e3; break;
      case 3: value = static_cast<double>(bits % 3'000'000'000); break;
      default: std::memcpy(&value, &bits, sizeof value);
    }
    if (std::isnan(value)) continue;
    const std::string text = written(value);
    double back = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(read.ptr, text.data() + text.size()) << text;
    ASSERT_EQ(std::memcmp(&back, &value, sizeof value), 0) << text;
    if (std::fabs(value) >= 1e9) continue;
    char plain[400];
    const auto longest =
        std::to_chars(plain, plain + sizeof plain, value, std::chars_format::fixed);
    ASSERT_LE(text.size(), static_cast<std::size_t>(longest.ptr - plain)) << text;
  }
}

}  // namespace
