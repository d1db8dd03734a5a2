// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <ferrule/schema.hpp>
#include <ferrule/schema/pairing.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace {

using namespace ferrule;

enum class color : std::int8_t { red = 1, green = 2 };

template<class T>
std::pair<conversion, T> converted(const value_view& from, bool may_round = false) {
  T to{};
  const conversion c = convert(from, to, may_round);
  return {c, to};
}

TEST(convert, integers_fit_or_are_refused) {
  EXPECT_EQ(converted<std::int8_t>(std::int64_t{127}), std::pair(conversion::ok, std::int8_t{127}));
  EXPECT_EQ(converted<std::int8_t>(std::int64_t{128}).first, conversion::range);
  EXPECT_EQ(converted<std::int8_t>(std::int64_t{-129}).first, conversion::range);
  EXPECT_EQ(converted<std::uint64_t>(std::int64_t{-1}).first, conversion::range);
  EXPECT_EQ(converted<std::int64_t>(std::numeric_limits<std::uint64_t>::max()).first,
            conversion::range);
  EXPECT_EQ(converted<std::uint64_t>(int128{1} << 64).first, conversion::range);
  EXPECT_EQ(converted<int128>(uint128_max).first, conversion::range);
  EXPECT_TRUE(converted<uint128>(uint128_max).second == uint128_max);
  EXPECT_EQ(converted<uint128>(int128{-1}).first, conversion::range);
}

// Every pair of integer kinds agrees with comparing in 128 bits.
TEST(convert, integers_agree_with_a_wide_model) {
  std::mt19937_64 random(7);
  const auto check = [&]<class From, class To>(From from, To) {
    To to{};
    const bool fits =
        static_cast<int128>(from) >= static_cast<int128>(std::numeric_limits<To>::min()) &&
        static_cast<int128>(from) <= static_cast<int128>(std::numeric_limits<To>::max());
    const conversion c = convert(value_view(from), to);
    ASSERT_EQ(c, fits ? conversion::ok : conversion::range);
    if (fits) { ASSERT_TRUE(static_cast<int128>(to) == static_cast<int128>(from)); }
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random() >> (random() % 64);
    const auto all_targets = [&](auto from) {
      check(from, std::int8_t{});
      check(from, std::int16_t{});
      check(from, std::int32_t{});
      check(from, std::int64_t{});
      check(from, std::uint8_t{});
      check(from, std::uint16_t{});
      check(from, std::uint32_t{});
      check(from, std::uint64_t{});
    };
    all_targets(static_cast<std::int64_t>(bits));
    all_targets(bits);
    all_targets(static_cast<std::int32_t>(bits));
    all_targets(static_cast<std::uint16_t>(bits));
  }
}

TEST(convert, floats_keep_their_value_or_are_refused) {
  EXPECT_EQ(converted<double>(std::int64_t{1} << 53).first, conversion::ok);
  EXPECT_EQ(converted<double>((std::int64_t{1} << 53) + 1).first, conversion::rounded);
  EXPECT_EQ(converted<double>(std::numeric_limits<std::int64_t>::max()).first, conversion::rounded);
  EXPECT_EQ(converted<double>(std::numeric_limits<std::int64_t>::max(), true).second, 0x1p63);
  EXPECT_EQ(converted<double>(uint128_max).first, conversion::rounded);
  EXPECT_EQ(converted<double>(int128_min), std::pair(conversion::ok, -0x1p127));
  EXPECT_EQ(converted<float>(0.1).first, conversion::rounded);
  EXPECT_EQ(converted<float>(0.5), std::pair(conversion::ok, 0.5f));
  EXPECT_EQ(converted<double>(0.1f).first, conversion::ok);
  EXPECT_TRUE(std::isnan(converted<float>(std::nan("")).second));
  EXPECT_EQ(converted<std::int64_t>(0x1p63).first, conversion::range);
  EXPECT_EQ(converted<std::int64_t>(-0x1p63),
            std::pair(conversion::ok, std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(converted<std::int64_t>(1.5).first, conversion::rounded);
  EXPECT_EQ(converted<std::int64_t>(-1.5, true), std::pair(conversion::ok, std::int64_t{-1}));
  EXPECT_EQ(converted<std::int64_t>(std::numeric_limits<double>::infinity()).first,
            conversion::range);
  EXPECT_EQ(converted<std::int64_t>(std::nan("")).first, conversion::range);
}

TEST(convert, decimals) {
  EXPECT_EQ(converted<std::int32_t>(decimal{1200, 2}), std::pair(conversion::ok, 12));
  EXPECT_EQ(converted<std::int32_t>(decimal{1234, 2}).first, conversion::rounded);
  EXPECT_EQ(converted<std::int32_t>(decimal{1234, 2}, true), std::pair(conversion::ok, 12));
  EXPECT_EQ(converted<std::int8_t>(decimal{1000, 0}).first, conversion::range);
  EXPECT_EQ(converted<double>(decimal{125, 2}), std::pair(conversion::ok, 1.25));
  EXPECT_EQ(converted<double>(decimal{1, 1}).first, conversion::rounded);
  EXPECT_EQ(converted<double>(decimal{1, 1}, true), std::pair(conversion::ok, 0.1));
  EXPECT_EQ(converted<decimal>(std::int64_t{-7}).second, (decimal{-7, 0}));
  EXPECT_EQ(converted<decimal>(0.1).first, conversion::rounded);
  EXPECT_EQ(converted<decimal>(0.1, true).second, (decimal{1, 1}));
}

TEST(convert, nulls_need_an_optional) {
  EXPECT_EQ(converted<std::int32_t>(value_view()).first, conversion::null);
  EXPECT_EQ(converted<std::optional<std::int32_t>>(value_view()),
            std::pair(conversion::ok, std::optional<std::int32_t>{}));
  EXPECT_EQ(converted<std::optional<std::int32_t>>(5),
            std::pair(conversion::ok, std::optional<std::int32_t>{5}));
  EXPECT_TRUE(converted<value>(value_view()).second.is_null());
}

TEST(convert, text_bytes_and_enumerations) {
  EXPECT_EQ(converted<std::string>("abc"), std::pair(conversion::ok, std::string("abc")));
  EXPECT_EQ(converted<std::string_view>(value_view("{}", kind::json)).second, "{}");
  EXPECT_EQ((converted<std::array<char, 3>>("abc").first), conversion::ok);
  EXPECT_EQ((converted<std::array<char, 3>>("abcd").first), conversion::range);
  EXPECT_EQ(converted<color>("green"), std::pair(conversion::ok, color::green));
  EXPECT_EQ(converted<color>("blue").first, conversion::unknown);
  EXPECT_EQ(converted<color>(2), std::pair(conversion::ok, color::green));
  EXPECT_EQ(converted<color>(300).first, conversion::range);
  EXPECT_EQ(converted<std::string>(5).first, conversion::mismatch);
  EXPECT_EQ(converted<std::int32_t>("5").first, conversion::mismatch);
}

TEST(convert, times_change_their_unit_exactly) {
  using namespace std::chrono;
  const timestamp at{1'500, time_unit::millisecond, true};
  EXPECT_EQ(converted<sys_time<microseconds>>(at).second, sys_time<microseconds>{1'500'000us});
  EXPECT_EQ(converted<sys_time<seconds>>(at).first, conversion::rounded);
  EXPECT_EQ(converted<sys_time<seconds>>(at, true).second, sys_time<seconds>{1s});
  EXPECT_EQ(converted<sys_time<seconds>>(timestamp{-1, time_unit::millisecond, true}, true).second,
            sys_time<seconds>{-1s});
  EXPECT_EQ(converted<local_time<milliseconds>>(at).first, conversion::mismatch);
  EXPECT_EQ(converted<sys_time<nanoseconds>>(
                timestamp{std::numeric_limits<std::int64_t>::max(), time_unit::second, true})
                .first,
            conversion::range);
  EXPECT_EQ(converted<milliseconds>(ferrule::duration{3, time_unit::second}).second, 3000ms);
}

TEST(convert, lists) {
  const value_view elements[] = {std::int64_t{1}, std::int64_t{2}};
  EXPECT_EQ(converted<std::vector<std::int32_t>>(list_view(elements)).second,
            (std::vector<std::int32_t>{1, 2}));
  const value_view with_null[] = {std::int64_t{1}, value_view()};
  EXPECT_EQ(converted<std::vector<std::int32_t>>(list_view(with_null)).first, conversion::null);
  EXPECT_EQ(converted<std::vector<std::optional<std::int32_t>>>(list_view(with_null)).second,
            (std::vector<std::optional<std::int32_t>>{1, std::nullopt}));
}

TEST(pairing, says_what_may_happen_before_the_first_row) {
  const auto pair = [](kind from, kind to, typing vouched = typing::declared) {
    return pair_types({.kind = from}, vouched, {.kind = to});
  };
  EXPECT_EQ(pair(kind::int64, kind::int64), pairing::exact);
  EXPECT_EQ(pair(kind::int32, kind::int64), pairing::converts);
  EXPECT_EQ(pair(kind::int64, kind::int32), pairing::narrowing);
  EXPECT_EQ(pair(kind::int64, kind::int32, typing::open_width), pairing::checked);
  EXPECT_EQ(pair(kind::int64, kind::float64, typing::open_width), pairing::checked);
  EXPECT_EQ(pair(kind::uint32, kind::int64), pairing::converts);
  EXPECT_EQ(pair(kind::uint64, kind::int64), pairing::narrowing);
  EXPECT_EQ(pair(kind::int64, kind::uint64), pairing::narrowing);
  EXPECT_EQ(pair(kind::int64, kind::float64), pairing::lossy);
  EXPECT_EQ(pair(kind::int32, kind::float64), pairing::converts);
  EXPECT_EQ(pair(kind::float64, kind::float32), pairing::lossy);
  EXPECT_EQ(pair(kind::decimal, kind::float64), pairing::lossy);
  EXPECT_EQ(pair(kind::text, kind::int64), pairing::impossible);
  EXPECT_EQ(pair(kind::string, kind::text), pairing::exact);
  EXPECT_EQ(pair(kind::text, kind::int64, typing::open), pairing::checked);
  EXPECT_EQ(pair_types({.kind = kind::timestamp, .zoned = true}, typing::declared,
                       {.kind = kind::timestamp, .zoned = false}),
            pairing::impossible);
  EXPECT_EQ(pair_types({.kind = kind::timestamp, .unit = time_unit::second}, typing::declared,
                       {.kind = kind::timestamp, .unit = time_unit::nanosecond}),
            pairing::converts);
  EXPECT_EQ(pair_types({.kind = kind::timestamp, .unit = time_unit::nanosecond}, typing::declared,
                       {.kind = kind::timestamp, .unit = time_unit::second}),
            pairing::lossy);
  EXPECT_EQ(pair_types({.kind = kind::timestamp, .unit = time_unit::microsecond},
                       typing::open_width, {.kind = kind::timestamp, .unit = time_unit::second}),
            pairing::checked);
  EXPECT_EQ(
      pair_types(list_of({.kind = kind::int32}), typing::declared, list_of({.kind = kind::int64})),
      pairing::converts);
  EXPECT_EQ(pair_types(list_of({.kind = kind::int32}), typing::declared, {.kind = kind::int32}),
            pairing::impossible);
}

// A pair that converts never refuses a value of the column's kind.
TEST(pairing, converts_means_every_value_fits) {
  for (const std::int64_t v : {std::int64_t{INT32_MIN}, std::int64_t{INT32_MAX}, std::int64_t{0}}) {
    EXPECT_EQ(converted<std::int64_t>(static_cast<std::int32_t>(v)).first, conversion::ok);
    EXPECT_EQ(converted<double>(static_cast<std::int32_t>(v)).first, conversion::ok);
    EXPECT_EQ(converted<decimal>(static_cast<std::int32_t>(v)).first, conversion::ok);
  }
}

TEST(value, owns_what_a_view_borrows) {
  value kept;
  {
    const std::string text(100, 'x');
    kept = value_view(std::string_view(text));
  }
  EXPECT_EQ(kept.view().as<std::string_view>(), std::string(100, 'x'));
  value copy = kept;
  value moved = std::move(kept);
  EXPECT_TRUE(copy == moved);
  const value_view elements[] = {"a", value_view(), std::int64_t{3}};
  const value list{list_view(elements)};
  EXPECT_EQ(to_text(list), "[a, null, 3]");
}

TEST(value_view, says_its_kind_and_text) {
  EXPECT_EQ(value_view(std::uint16_t{5}).kind(), kind::uint16);
  EXPECT_EQ(value_view(5).kind(), kind::int32);
  EXPECT_EQ(to_text(value_view()), "null");
  EXPECT_EQ(to_text(value_view(true)), "true");
  EXPECT_EQ(to_text(value_view(0.1)), "0.1");
  EXPECT_EQ(to_text(value_view(point{1, -2.5})), "(1, -2.5)");
  const std::byte bytes[] = {std::byte{0x0a}, std::byte{0xff}};
  EXPECT_EQ(to_text(value_view(bytes_view(bytes))), "x'0aff'");
  EXPECT_EQ(shown(value_view("line\nbreak")), "'line\\nbreak'");
  EXPECT_EQ(fmt::format("{:>6}|", value_view(5)), "     5|");
  EXPECT_EQ(to_text(list_of(list_of({.kind = kind::int32}))), "list<list<int32>>");
}

}  // namespace
