// SPDX-License-Identifier: BSL-1.0
#include <ferrule/core/int128.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using ferrule::int128;
using ferrule::int128_max;
using ferrule::int128_min;
using ferrule::multiply_by_power_of_ten;
using ferrule::parse_int128;
using ferrule::parse_uint128;
using ferrule::to_text;
using ferrule::uint128;
using ferrule::uint128_max;

constexpr std::string_view max_text = "170141183460469231731687303715884105727";
constexpr std::string_view min_text = "-170141183460469231731687303715884105728";
constexpr std::string_view umax_text = "340282366920938463463374607431768211455";

template<class I>
constexpr bool writes(I value, std::string_view expected) {
  char chars[ferrule::int128_chars]{};
  const char* end = chars;
  if constexpr (std::is_same_v<I, uint128>) end = ferrule::write_uint128(chars, value);
  else end = ferrule::write_int128(chars, value);
  return std::string_view(chars, static_cast<std::size_t>(end - chars)) == expected;
}

static_assert(sizeof(int128) == 16 && int128_min < 0 && int128_max > 0);
static_assert(static_cast<uint128>(int128_max) * 2 + 1 == uint128_max);
static_assert(parse_int128(max_text) == int128_max);
static_assert(parse_int128(min_text) == int128_min);
static_assert(parse_uint128(umax_text) == uint128_max);
static_assert(writes(int128_max, max_text) && writes(int128_min, min_text));
static_assert(writes(uint128_max, umax_text) && writes(uint128{0}, "0"));
static_assert(writes(int128{-7}, "-7") && writes(int128{0}, "0"));
static_assert(ferrule::detail::magnitude(int128_min) == uint128{1} << 127);
static_assert(!ferrule::detail::with_sign(false, uint128{1} << 127));
static_assert(ferrule::detail::with_sign(true, uint128{1} << 127) == int128_min);

TEST(int128, parses_the_whole_text_only) {
  EXPECT_EQ(parse_int128("0"), int128{0});
  EXPECT_EQ(parse_int128("-0"), int128{0});
  EXPECT_EQ(parse_int128("+5"), int128{5});
  EXPECT_EQ(parse_int128("-" + std::string(57, '0') + "12"), int128{-12});
  for (const char* wrong : {"", "+", "-", "--1", "++1", "-+1", "+-1", " 1", "1 ", "1.0", "0x1",
                            "1e3", "1_000", "1,000", "a", "12a", "-a", "\xd9\xa1"})
    EXPECT_EQ(parse_int128(wrong), std::nullopt) << wrong;
  EXPECT_EQ(parse_int128(std::string_view()), std::nullopt);
  EXPECT_EQ(parse_int128(std::string_view("1\0", 2)), std::nullopt);
  EXPECT_EQ(parse_uint128("-0"), std::nullopt);
  EXPECT_EQ(parse_uint128("-1"), std::nullopt);
  EXPECT_EQ(parse_uint128("+"), std::nullopt);
  EXPECT_EQ(parse_uint128("+1"), uint128{1});
}

TEST(int128, refuses_what_does_not_fit) {
  EXPECT_EQ(parse_int128("170141183460469231731687303715884105728"), std::nullopt);
  EXPECT_EQ(parse_int128("-170141183460469231731687303715884105729"), std::nullopt);
  EXPECT_EQ(parse_int128("-" + std::string(umax_text)), std::nullopt);
  EXPECT_EQ(parse_uint128("340282366920938463463374607431768211456"), std::nullopt);
  EXPECT_EQ(parse_uint128("999999999999999999999999999999999999999"), std::nullopt);
  EXPECT_EQ(parse_uint128("1000000000000000000000000000000000000000"), std::nullopt);
  EXPECT_EQ(parse_uint128(std::string(1000, '9')), std::nullopt);
  EXPECT_EQ(parse_uint128(std::string(1000, '0') + "7"), uint128{7});
  EXPECT_EQ(parse_uint128(std::string(1000, '9') + "x"), std::nullopt);
}

TEST(int128, text_of_every_power_of_ten_and_its_neighbours) {
  std::string nines, power = "1";
  for (int i = 0; i <= 38; ++i, nines += '9', power += '0') {
    const auto value = multiply_by_power_of_ten(uint128{1}, i);
    ASSERT_TRUE(value);
    EXPECT_EQ(to_text(*value), power);
    EXPECT_EQ(to_text(*value - 1), i == 0 ? "0" : nines);
    EXPECT_EQ(parse_uint128(power), value);
    EXPECT_EQ(to_text(-static_cast<int128>(*value)), "-" + power);
  }
}

TEST(int128, text_goes_round) {
  std::mt19937_64 random(128);
  for (int i = 0; i < 200'000; ++i) {
    const uint128 bits = (uint128{random()} << 64 | random()) >> random() % 128;
    EXPECT_EQ(parse_uint128(to_text(bits)), bits);
    const auto value = static_cast<int128>(random() % 2 ? bits : 0 - bits);
    EXPECT_EQ(parse_int128(to_text(value)), value);
  }
}

TEST(int128, text_of_64_bits_agrees_with_the_standard_library) {
  std::mt19937_64 random(64);
  for (int i = 0; i < 50'000; ++i) {
    const auto bits = random() >> random() % 64;
    EXPECT_EQ(to_text(uint128{bits}), std::to_string(bits));
    EXPECT_EQ(to_text(int128{static_cast<std::int64_t>(bits)}),
              std::to_string(static_cast<std::int64_t>(bits)));
  }
}

TEST(int128, multiplies_by_powers_of_ten_exactly_or_not_at_all) {
  EXPECT_EQ(multiply_by_power_of_ten(int128{-12}, 3), int128{-12000});
  EXPECT_EQ(multiply_by_power_of_ten(int128{0}, 4000), int128{0});
  EXPECT_EQ(multiply_by_power_of_ten(int128{1}, 39), std::nullopt);
  EXPECT_EQ(multiply_by_power_of_ten(int128{1}, -1), std::nullopt);
  EXPECT_EQ(multiply_by_power_of_ten(int128_min, 0), int128_min);
  EXPECT_EQ(multiply_by_power_of_ten(int128_max, 0), int128_max);
  EXPECT_EQ(multiply_by_power_of_ten(int128{2}, 38), std::nullopt);
  EXPECT_EQ(multiply_by_power_of_ten(uint128{3}, 38), 3 * ferrule::detail::powers_of_ten[38]);
  EXPECT_EQ(multiply_by_power_of_ten(uint128{4}, 38), std::nullopt);
  for (int power = 1; power <= 38; ++power) {
    const uint128 ten_to = *multiply_by_power_of_ten(uint128{1}, power);
    const uint128 most = uint128_max / ten_to;
    EXPECT_EQ(multiply_by_power_of_ten(most, power), most * ten_to);
    EXPECT_EQ(multiply_by_power_of_ten(most + 1, power), std::nullopt);
    const int128 lowest = int128_min / static_cast<int128>(ten_to);
    EXPECT_TRUE(multiply_by_power_of_ten(lowest, power));
    EXPECT_EQ(multiply_by_power_of_ten(lowest - 1, power), std::nullopt);
  }
}

}  // namespace
