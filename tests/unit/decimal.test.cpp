// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ferrule/core/decimal.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using ferrule::decimal;
using ferrule::decimal_from_double;
using ferrule::int128;
using ferrule::int128_max;
using ferrule::int128_min;
using ferrule::is_exact_double;
using ferrule::normalized;
using ferrule::parse_decimal;
using ferrule::rescale;
using ferrule::to_double;
using ferrule::to_integer;
using ferrule::to_text;
using ferrule::uint128;

constexpr std::int32_t scale_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t scale_min = std::numeric_limits<std::int32_t>::min();

constexpr bool same(const decimal& a, const decimal& b) {
  return a.unscaled == b.unscaled && a.scale == b.scale;
}
constexpr bool parses(std::string_view text, const decimal& expected) {
  const auto value = parse_decimal(text);
  return value && same(*value, expected);
}
constexpr bool writes(const decimal& value, std::string_view expected) {
  char chars[ferrule::decimal_chars]{};
  const char* const end = ferrule::write_decimal(chars, value);
  return std::string_view(chars, static_cast<std::size_t>(end - chars)) == expected;
}
decimal decimal_of(std::string_view text) { return parse_decimal(text).value(); }

static_assert(parses("-12.34", {-1234, 2}) && parses("+1", {1, 0}) && parses(".5", {5, 1}));
static_assert(parses("5.", {5, 0}) && parses("1e5", {1, -5}) && parses("1.5E-3", {15, 4}));
static_assert(parses("1.50", {150, 2}) && parses("-0", {0, 0}) && parses("0.00", {0, 2}));
static_assert(decimal{10, 1} == decimal{1, 0} && decimal{-10, 1} < decimal{-9, 1});
static_assert(writes({150, 2}, "1.50") && writes({-5, 3}, "-0.005") && writes({1, -5}, "1e5"));
static_assert(to_integer<int>(decimal{1200, 2}) == 12 && !to_integer<int>(decimal{1201, 2}));
static_assert(same(normalized({1200, 2}), {12, 0}) && same(normalized({0, 7}), {0, 0}));
static_assert(is_exact_double({125, 3}) && !is_exact_double({1, 1}));

TEST(decimal, parses_every_form_with_its_scale) {
  EXPECT_TRUE(parses("0001.500", {1500, 3}));
  EXPECT_TRUE(parses("-.5", {-5, 1}));
  EXPECT_TRUE(parses("-0.00", {0, 2}));
  EXPECT_TRUE(parses("0e5", {0, -5}));
  EXPECT_TRUE(parses("12.5e1", {125, 0}));
  EXPECT_TRUE(parses("12.5e+3", {125, -2}));
  EXPECT_TRUE(parses("5.e2", {5, -2}));
  EXPECT_TRUE(parses(".5e-2", {5, 3}));
  EXPECT_TRUE(parses("1e-0", {1, 0}));
  EXPECT_TRUE(parses("1e00000000000000000000000000000000000000000000000000005", {1, -5}));
  EXPECT_TRUE(parses("170141183460469231731687303715884105727", {int128_max, 0}));
  EXPECT_TRUE(parses("-1.70141183460469231731687303715884105728", {int128_min, 38}));
  EXPECT_TRUE(parses("1e2147483648", {1, scale_min}));
  EXPECT_TRUE(parses("1e-2147483647", {1, scale_max}));
  EXPECT_TRUE(parses("1.0e2147483649", {10, scale_min}));
  EXPECT_TRUE(parses("0." + std::string(99, '0') + "1", {1, 100}));
}

TEST(decimal, refuses_everything_else) {
  for (const char* wrong : {"",
                            "+",
                            "-",
                            ".",
                            "-.",
                            "+.",
                            "e5",
                            ".e5",
                            "-e5",
                            "1e",
                            "1e+",
                            "1e-",
                            "1e5.",
                            "1e1.5",
                            "1.2.3",
                            "1..2",
                            "--1",
                            "+-1",
                            "1-",
                            " 1",
                            "1 ",
                            "1,5",
                            "0x10",
                            "nan",
                            "NaN",
                            "inf",
                            "Infinity",
                            "1e5e5",
                            "1f",
                            "1e999999999999",
                            "1e-999999999999",
                            "0e999999999999",
                            "1e2147483649",
                            "1e-2147483648",
                            "1e99999999999999999999999999999999999999999999999",
                            "1.0e-2147483647",
                            "170141183460469231731687303715884105728",
                            "-170141183460469231731687303715884105729",
                            "1.00000000000000000000000000000000000000000"})
    EXPECT_FALSE(parse_decimal(wrong)) << wrong;
  EXPECT_FALSE(parse_decimal(std::string_view()));
  EXPECT_FALSE(parse_decimal(std::string_view("1\0", 2)));
}

TEST(decimal, writes_the_scale_it_has) {
  EXPECT_EQ(to_text(decimal{}), "0");
  EXPECT_EQ(to_text(decimal{0, 2}), "0.00");
  EXPECT_EQ(to_text(decimal{0, -2}), "0e2");
  EXPECT_EQ(to_text(decimal{1, 38}), "0.00000000000000000000000000000000000001");
  EXPECT_EQ(to_text(decimal{1, 39}), "1e-39");
  EXPECT_EQ(to_text(decimal{-123, 3}), "-0.123");
  EXPECT_EQ(to_text(decimal{-123, 2}), "-1.23");
  EXPECT_EQ(to_text(decimal{int128_min, 38}), "-1.70141183460469231731687303715884105728");
  EXPECT_EQ(to_text(decimal{int128_min, scale_min}),
            "-170141183460469231731687303715884105728e2147483648");
  EXPECT_EQ(to_text(decimal{int128_min, scale_max}).size(), ferrule::decimal_chars);
  EXPECT_EQ(fmt::format("{:>8}|{:<8}|{}", decimal{-125, 1}, decimal{1, 0}, decimal{7, 2}),
            "   -12.5|1       |0.07");
}

TEST(decimal, compares_by_value_at_any_scales) {
  EXPECT_EQ((decimal{1, -2147483647}), (decimal{10, -2147483646}));
  EXPECT_EQ((decimal{0, scale_max}), (decimal{0, scale_min}));
  EXPECT_LT((decimal{1, scale_max}), (decimal{1, scale_min}));
  EXPECT_GT((decimal{-1, scale_max}), (decimal{-1, scale_min}));
  EXPECT_LT((decimal{-1, scale_min}), (decimal{1, scale_max}));
  EXPECT_LT((decimal{0, 0}), (decimal{1, scale_max}));
  EXPECT_GT((decimal{0, scale_min}), (decimal{-1, scale_max}));
  EXPECT_LT((decimal{int128_max, 0}), (decimal{int128_max, -1}));
  EXPECT_LT((decimal{int128_min, 0}), (decimal{int128_max, 0}));
  EXPECT_GT((decimal{int128_max, 0}), (decimal{1, -38}));
  EXPECT_LT((decimal{int128_max, 0}), (decimal{2, -38}));
  EXPECT_LT((decimal{int128_min, 0}), (decimal{-1, -38}));
  EXPECT_LT((decimal{int128_max, 38}), (decimal{2, 0}));
  EXPECT_GT((decimal{int128_max, 38}), (decimal{1, 0}));
  EXPECT_LT(decimal_of("0.3333"), decimal_of("0.33333"));
  EXPECT_LT(decimal_of("-0.33333"), decimal_of("-0.3333"));
  EXPECT_NE(decimal_of("1.0"), decimal_of("1.00000000000000000001"));
}

TEST(decimal, order_agrees_with_128_bit_integers) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const auto draw = [&] { return static_cast<std::int64_t>(random()) >> random() % 64; };
    const std::int64_t a = draw(), b = random() % 4 == 0 ? a / 1000 : draw();
    const std::int32_t scale_a = static_cast<std::int32_t>(random() % 19),
                       scale_b = static_cast<std::int32_t>(random() % 19);
    const int128 wide_a = *ferrule::multiply_by_power_of_ten(int128{a}, 18 - scale_a);
    const int128 wide_b = *ferrule::multiply_by_power_of_ten(int128{b}, 18 - scale_b);
    const decimal x{a, scale_a}, y{b, scale_b};
    EXPECT_EQ(x <=> y, wide_a <=> wide_b);
    EXPECT_EQ(y <=> x, wide_b <=> wide_a);
    EXPECT_EQ(x == y, wide_a == wide_b);
    if (x == y) { EXPECT_EQ(std::hash<decimal>()(x), std::hash<decimal>()(y)); }
  }
}

TEST(decimal, rescales_exactly_or_not_at_all) {
  EXPECT_TRUE(same(*rescale({15, 1}, 3), {1500, 3}));
  EXPECT_TRUE(same(*rescale({1500, 3}, 1), {15, 1}));
  EXPECT_TRUE(same(*rescale({-1500, 0}, -2), {-15, -2}));
  EXPECT_TRUE(same(*rescale({0, scale_min}, scale_max), {0, scale_max}));
  EXPECT_TRUE(same(*rescale({0, scale_max}, scale_min), {0, scale_min}));
  EXPECT_TRUE(same(*rescale({int128_min, 5}, 5), {int128_min, 5}));
  EXPECT_FALSE(rescale({1501, 3}, 1));
  EXPECT_FALSE(rescale({int128_max, 0}, 1));
  EXPECT_FALSE(rescale({int128_min, 0}, 1));
  EXPECT_FALSE(rescale({2, 0}, 38));
  EXPECT_TRUE(rescale({1, 0}, 38));
  EXPECT_FALSE(rescale({1, 0}, 39));
  EXPECT_FALSE(rescale({1, scale_min}, scale_max));
  EXPECT_FALSE(rescale({1, scale_max}, scale_min));
}

TEST(decimal, becomes_an_integer_only_exactly) {
  EXPECT_EQ(to_integer<std::int8_t>(decimal{-128, 0}), std::int8_t{-128});
  EXPECT_EQ(to_integer<std::int8_t>(decimal{-129, 0}), std::nullopt);
  EXPECT_EQ(to_integer<std::int8_t>(decimal{128, 0}), std::nullopt);
  EXPECT_EQ(to_integer<std::uint8_t>(decimal{2550, 1}), std::uint8_t{255});
  EXPECT_EQ(to_integer<std::uint8_t>(decimal{256, 0}), std::nullopt);
  EXPECT_EQ(to_integer<std::uint8_t>(decimal{-1, 0}), std::nullopt);
  EXPECT_EQ(to_integer<std::uint8_t>(decimal{0, 5}), std::uint8_t{0});
  EXPECT_EQ(to_integer<std::int64_t>(decimal_of("9223372036854775807.000")), INT64_MAX);
  EXPECT_EQ(to_integer<std::int64_t>(decimal_of("9223372036854775808")), std::nullopt);
  EXPECT_EQ(to_integer<std::int64_t>(decimal_of("-9223372036854775808")), INT64_MIN);
  EXPECT_EQ(to_integer<std::uint64_t>(decimal_of("18446744073709551615")), UINT64_MAX);
  EXPECT_EQ(to_integer<int>(decimal_of("1e3")), 1000);
  EXPECT_EQ(to_integer<int>(decimal_of("1e-3")), std::nullopt);
  EXPECT_EQ(to_integer<int128>(decimal{int128_min, 0}), int128_min);
  EXPECT_EQ(to_integer<int128>(decimal{2, -38}), std::nullopt);
  EXPECT_EQ(to_integer<uint128>(decimal{2, -38}), 2 * ferrule::detail::powers_of_ten[38]);
  EXPECT_EQ(to_integer<int>(decimal{1, scale_min}), std::nullopt);
}

TEST(decimal, normalizes_as_far_as_the_scale_goes) {
  EXPECT_TRUE(same(normalized({100, 0}), {1, -2}));
  EXPECT_TRUE(same(normalized({-1000, 3}), {-1, 0}));
  EXPECT_TRUE(same(normalized({100, scale_min}), {100, scale_min}));
  EXPECT_TRUE(same(normalized({100, scale_min + 1}), {10, scale_min}));
  for (std::int32_t zeros = 0; zeros <= 38; ++zeros) {
    const auto power = static_cast<int128>(ferrule::detail::powers_of_ten[std::size_t(zeros)]);
    EXPECT_TRUE(same(normalized({-power, 5}), {-1, 5 - zeros}));
  }
}

TEST(decimal, text_goes_round) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200'000; ++i) {
    const auto bits = static_cast<int128>(uint128{random()} << 64 | random()) >> random() % 128;
    const auto wide = static_cast<std::int32_t>(static_cast<std::uint32_t>(random()));
    const decimal value{bits, random() % 2 ? wide >> 25 : wide >> random() % 32};
    const auto again = parse_decimal(to_text(value));
    ASSERT_TRUE(again && same(*again, value)) << to_text(value);
    EXPECT_LE(to_text(value).size(), ferrule::decimal_chars);
    const decimal stripped = normalized(value);
    EXPECT_EQ(stripped, value);
    EXPECT_TRUE(same(normalized(stripped), stripped));
  }
}

TEST(decimal, to_double_is_the_nearest) {
  EXPECT_EQ(to_double({1, 1}), 0.1);
  EXPECT_EQ(to_double({-15, 1}), -1.5);
  EXPECT_EQ(to_double(decimal_of("9007199254740993")), 9007199254740992.0);
  EXPECT_EQ(to_double(decimal_of("9007199254740993.0000000000000001")), 9007199254740994.0);
  EXPECT_EQ(to_double({1, -400}), std::numeric_limits<double>::infinity());
  EXPECT_EQ(to_double({-1, -400}), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(to_double({1, 400}), 0.0);
  EXPECT_EQ(to_double({0, scale_min}), 0.0);
  EXPECT_EQ(to_double({1, scale_min}), std::numeric_limits<double>::infinity());
  EXPECT_EQ(to_double(decimal_of("4.9406564584124654e-324")), 0x1p-1074);
  EXPECT_EQ(to_double(decimal_of("2.4703282292062327e-324")), 0.0);
  EXPECT_EQ(to_double({int128_min, 0}), -0x1p127);
  errno = 7;
  to_double({1, -400});
  EXPECT_EQ(errno, 7);
  std::mt19937_64 random(3);
  for (int i = 0; i < 200'000; ++i) {
    const auto bits = static_cast<int128>(uint128{random()} << 64 | random()) >> random() % 128;
    const decimal value{bits, static_cast<std::int32_t>(random() % 80) - 40};
    const std::string text = to_text(value);
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    EXPECT_EQ(to_double(value), expected) << text;
  }
}

TEST(decimal, knows_which_doubles_are_exact) {
  EXPECT_TRUE(is_exact_double({0, scale_max}));
  EXPECT_TRUE(is_exact_double({1500, 3}));
  EXPECT_TRUE(is_exact_double(decimal_of("9007199254740992")));
  EXPECT_FALSE(is_exact_double(decimal_of("9007199254740993")));
  EXPECT_TRUE(is_exact_double(decimal_of("9007199254740994")));
  EXPECT_TRUE(is_exact_double({1, -22}));
  EXPECT_FALSE(is_exact_double({1, -23}));
  EXPECT_TRUE(is_exact_double({int128_min, 0}));
  EXPECT_FALSE(is_exact_double({int128_max, 0}));
  EXPECT_FALSE(is_exact_double({1, scale_max}));
  EXPECT_FALSE(is_exact_double({1, scale_min}));
  std::mt19937_64 random(4);
  for (int i = 0; i < 100'000; ++i) {
    const auto bits = static_cast<std::int64_t>(random()) >> random() % 64;
    const decimal value{bits, static_cast<std::int32_t>(random() % 24) - 8};
    char exact[1200];  // the decimal expansion of the double, all of it
    std::snprintf(exact, sizeof exact, "%.60f", to_double(value));
    std::string digits(exact);
    digits.erase(digits.find_last_not_of('0') + 1);
    const auto expanded = parse_decimal(digits);
    EXPECT_EQ(is_exact_double(value), expanded && *expanded == value) << to_text(value);
  }
}

TEST(decimal, from_double_is_the_shortest_that_goes_round) {
  EXPECT_TRUE(same(*decimal_from_double(0.1), {1, 1}));
  EXPECT_TRUE(same(*decimal_from_double(-1.5), {-15, 1}));
  EXPECT_TRUE(same(*decimal_from_double(100.0), {100, 0}));
  EXPECT_TRUE(same(*decimal_from_double(0.0), {0, 0}));
  EXPECT_TRUE(same(*decimal_from_double(-0.0), {0, 0}));
  EXPECT_TRUE(same(*decimal_from_double(1e300), {1, -300}));
  EXPECT_TRUE(same(*decimal_from_double(5e-324), {5, 324}));
  EXPECT_FALSE(decimal_from_double(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(decimal_from_double(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(decimal_from_double(-std::numeric_limits<double>::infinity()));
  std::mt19937_64 random(5);
  for (int i = 0; i < 200'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const auto shortest = decimal_from_double(value);
    ASSERT_TRUE(shortest);
    EXPECT_EQ(to_double(*shortest), value);
  }
}

}  // namespace
