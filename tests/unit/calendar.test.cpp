// SPDX-License-Identifier: BSL-1.0
#include <ferrule/core/calendar.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using ferrule::duration;
using ferrule::int128;
using ferrule::interval;
using ferrule::is_valid;
using ferrule::per_second;
using ferrule::rescale;
using ferrule::rescale_floor;
using ferrule::time_of_day;
using ferrule::time_unit;
using ferrule::timestamp;

constexpr auto s = time_unit::second, ms = time_unit::millisecond, us = time_unit::microsecond,
               ns = time_unit::nanosecond;
constexpr time_unit units[] = {s, ms, us, ns};

static_assert(per_second(s) == 1 && per_second(ns) == 1'000'000'000);
static_assert(ferrule::name_of(us) == "microsecond");

static_assert(rescale(5, s, ms) == 5000 && rescale(5000, ms, s) == 5 && rescale(-7, us, us) == -7);
static_assert(!rescale(5001, ms, s) && !rescale(-1, ns, us) && rescale(0, ns, s) == 0);
static_assert(rescale(INT64_MIN, s, s) == INT64_MIN && !rescale(INT64_MIN, s, ms));
static_assert(rescale(9'223'372'036, s, ns) == 9'223'372'036'000'000'000);
static_assert(!rescale(INT64_MAX, ms, us));
static_assert(!rescale(9'223'372'037, s, ns) && !rescale(-9'223'372'037, s, ns));
static_assert(rescale_floor(1999, ms, s) == 1 && rescale_floor(-1, ms, s) == -1);
static_assert(rescale_floor(-1000, ms, s) == -1 && rescale_floor(-1001, ms, s) == -2);
static_assert(rescale_floor(INT64_MIN, ns, s) == -9'223'372'037);
static_assert(!rescale_floor(INT64_MAX, s, ns));

static_assert(timestamp{1, s} == timestamp{1'000'000'000, ns});
static_assert(timestamp{1, s} < timestamp{1001, ms});
static_assert(timestamp{INT64_MAX, s} > timestamp{INT64_MAX, ms});
static_assert(timestamp{INT64_MIN, s} < timestamp{INT64_MIN, ns});
static_assert(timestamp{0, s, true} != timestamp{0, s, false});
static_assert((timestamp{0, s, true} <=> timestamp{0, s, false}) ==
              std::partial_ordering::unordered);
static_assert(time_of_day{60, s} == time_of_day{60'000, ms});
static_assert(time_of_day{1, ns} < time_of_day{1, us});
static_assert(duration{-1, s} < duration{-1, ms} && duration{-1, s} == duration{-1'000'000, us});
static_assert(interval{1, 0, 0} != interval{0, 30, 0} && interval{} == interval{0, 0, 0});
static_assert(is_valid(time_of_day{0, s}) && is_valid(time_of_day{86'399, s}));
static_assert(!is_valid(time_of_day{86'400, s}) && !is_valid(time_of_day{-1, ns}));
static_assert(is_valid(time_of_day{86'399'999'999'999, ns}));

TEST(calendar, rescaling_agrees_with_wide_arithmetic) {
  std::mt19937_64 random(1970);
  for (int i = 0; i < 200'000; ++i) {
    auto count = static_cast<std::int64_t>(random()) >> random() % 64;
    if (random() % 2) count = count / 1000 * 1000;
    const time_unit from = units[random() % 4], to = units[random() % 4];
    const int128 scaled = int128{count} * per_second(to);
    const bool exact = scaled % per_second(from) == 0;
    int128 whole = scaled / per_second(from);
    if (!exact && count < 0) --whole;
    const bool fits = whole >= INT64_MIN && whole <= INT64_MAX;
    const auto expected = fits ? std::optional(static_cast<std::int64_t>(whole)) : std::nullopt;
    EXPECT_EQ(rescale_floor(count, from, to), expected);
    EXPECT_EQ(rescale(count, from, to), exact ? expected : std::nullopt);
  }
}

TEST(calendar, order_does_not_depend_on_units) {
  std::mt19937_64 random(2000);
  for (int i = 0; i < 100'000; ++i) {
    const auto draw = [&] { return static_cast<std::int64_t>(random()) >> random() % 64; };
    const std::int64_t a = draw(), b = random() % 2 ? a / 1000 : draw();
    const time_unit of_a = units[random() % 4], of_b = units[random() % 4];
    const auto expected = int128{a} * (per_second(ns) / per_second(of_a)) <=>
                          int128{b} * (per_second(ns) / per_second(of_b));
    EXPECT_EQ((timestamp{a, of_a} <=> timestamp{b, of_b}), expected);
    EXPECT_EQ((duration{a, of_a} <=> duration{b, of_b}), expected);
    EXPECT_EQ((time_of_day{a, of_a} <=> time_of_day{b, of_b}), expected);
    EXPECT_EQ((timestamp{a, of_a} == timestamp{b, of_b}), expected == 0);
  }
}

TEST(calendar, days_agree_with_the_standard_library) {
  namespace detail = ferrule::detail;
  for (std::int64_t day = -719'528; day <= 2'932'896; ++day) {  // 0000-01-01 to 9999-12-31
    const auto [year, month, of_month] = detail::civil_from_days(day);
    const std::chrono::year_month_day expected{ferrule::date(std::chrono::days(day))};
    ASSERT_EQ(year, int{expected.year()});
    ASSERT_EQ(month, unsigned{expected.month()});
    ASSERT_EQ(of_month, unsigned{expected.day()});
    ASSERT_TRUE(detail::is_civil(static_cast<std::uint64_t>(year), month, of_month));
    ASSERT_EQ(detail::days_from_civil(static_cast<unsigned>(year), month, of_month), day);
  }
}

TEST(calendar, knows_which_days_exist) {
  for (unsigned year = 0; year <= 9999; ++year) {
    for (unsigned month = 0; month <= 20; ++month) {
      for (const unsigned day : {0u, 1u, 27u, 28u, 29u, 30u, 31u, 32u, 99u, 100u}) {
        const bool expected =
            std::chrono::year_month_day{std::chrono::year(static_cast<int>(year)),
                                        std::chrono::month(month), std::chrono::day(day)}
                .ok();
        ASSERT_EQ(ferrule::detail::is_civil(year, month, day), expected)
            << year << '-' << month << '-' << day;
      }
    }
  }
}

}  // namespace
