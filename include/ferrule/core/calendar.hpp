// SPDX-License-Identifier: BSL-1.0
// core/calendar.hpp - dates, times, timestamps, durations and intervals, and their units.
//
// Everything is in the proleptic Gregorian calendar with days of 86400 seconds (POSIX time, no leap
// seconds).
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <ferrule/core/int128.hpp>
#include <limits>
#include <optional>
#include <string_view>

namespace ferrule {

enum class time_unit : std::uint8_t { second, millisecond, microsecond, nanosecond };

/// How many of the unit make a second.
constexpr std::int64_t per_second(time_unit unit) noexcept {
  switch (unit) {
    case time_unit::second: return 1;
    case time_unit::millisecond: return 1'000;
    case time_unit::microsecond: return 1'000'000;
    case time_unit::nanosecond: return 1'000'000'000;
  }
  return 1;
}

/// The name of a unit as it is printed: "microsecond".
constexpr std::string_view name_of(time_unit unit) noexcept {
  switch (unit) {
    case time_unit::second: return "second";
    case time_unit::millisecond: return "millisecond";
    case time_unit::microsecond: return "microsecond";
    case time_unit::nanosecond: return "nanosecond";
  }
  return "unknown";
}

namespace detail {

struct quotient {
  std::int64_t whole;
  std::int64_t rest;  ///< 0 <= rest < divisor
};

/// Division that rounds down; `divisor` > 0. Exact for every dividend.
constexpr quotient divide_floor(std::int64_t dividend, std::int64_t divisor) noexcept {
  const std::int64_t rest = dividend % divisor;
  if (rest >= 0) return {dividend / divisor, rest};
  return {dividend / divisor - 1, rest + divisor};
}

constexpr std::optional<std::int64_t> narrow(int128 value) noexcept {
  const auto low = static_cast<std::int64_t>(value);
  return low == value ? std::optional(low) : std::nullopt;
}

constexpr int128 in_nanoseconds(std::int64_t count, time_unit unit) noexcept {
  return int128{count} * (1'000'000'000 / per_second(unit));
}

}  // namespace detail

/// `count` units of `from` as units of `to`; nothing where digits would be lost or it does not fit.
constexpr std::optional<std::int64_t> rescale(std::int64_t count, time_unit from,
                                              time_unit to) noexcept {
  if (to >= from) return detail::narrow(int128{count} * (per_second(to) / per_second(from)));
  const auto [whole, rest] = detail::divide_floor(count, per_second(from) / per_second(to));
  return rest == 0 ? std::optional(whole) : std::nullopt;
}

/// Like `rescale`, with lost digits rounded down, towards the past: -1 ms is -1 s. Nothing where it
/// does not fit.
constexpr std::optional<std::int64_t> rescale_floor(std::int64_t count, time_unit from,
                                                    time_unit to) noexcept {
  if (to >= from) return rescale(count, from, to);
  return detail::divide_floor(count, per_second(from) / per_second(to)).whole;
}

/// A day; counts days since 1970-01-01.
using date = std::chrono::sys_days;

/// A moment. `count` units since 1970-01-01T00:00:00: in UTC where `zoned`, otherwise on the wall
/// clock of a place that the value does not name.
///
/// Compared exactly by value, whatever the units. A zoned and an unzoned timestamp are unordered
/// and never equal: which comes first depends on that place.
struct timestamp {
  std::int64_t count = 0;
  time_unit unit = time_unit::microsecond;
  bool zoned = false;

  friend constexpr std::partial_ordering operator<=>(const timestamp& a,
                                                     const timestamp& b) noexcept {
    if (a.zoned != b.zoned) return std::partial_ordering::unordered;
    return detail::in_nanoseconds(a.count, a.unit) <=> detail::in_nanoseconds(b.count, b.unit);
  }
  friend constexpr bool operator==(const timestamp& a, const timestamp& b) noexcept {
    return (a <=> b) == 0;
  }
};

/// `count` units since midnight, 0 <= count < 24 hours; 24:00:00 is not a time of day. Compared
/// exactly by value, whatever the units.
struct time_of_day {
  std::int64_t count = 0;
  time_unit unit = time_unit::microsecond;

  friend constexpr std::weak_ordering operator<=>(const time_of_day& a,
                                                  const time_of_day& b) noexcept {
    return detail::in_nanoseconds(a.count, a.unit) <=> detail::in_nanoseconds(b.count, b.unit);
  }
  friend constexpr bool operator==(const time_of_day& a, const time_of_day& b) noexcept {
    return (a <=> b) == 0;
  }
};

/// Whether the count lies within a day.
constexpr bool is_valid(const time_of_day& value) noexcept {
  return value.count >= 0 && value.count < 86400 * per_second(value.unit);
}

/// A span of time of fixed length. Compared exactly by value, whatever the units.
struct duration {
  std::int64_t count = 0;
  time_unit unit = time_unit::microsecond;

  friend constexpr std::weak_ordering operator<=>(const duration& a, const duration& b) noexcept {
    return detail::in_nanoseconds(a.count, a.unit) <=> detail::in_nanoseconds(b.count, b.unit);
  }
  friend constexpr bool operator==(const duration& a, const duration& b) noexcept {
    return (a <=> b) == 0;
  }
};

/// A span of calendar time, as PostgreSQL and Arrow (month-day-nano) have it: three counts that do
/// not convert into each other, each with its own sign. Equal where all three are equal; not
/// ordered, because a month has no fixed length.
struct interval {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t nanoseconds = 0;
  friend constexpr bool operator==(const interval&, const interval&) = default;
};

namespace detail {

struct civil {
  std::int64_t year;
  unsigned month;  ///< 1 to 12
  unsigned day;    ///< 1 to 31
};

/// Whether such a day exists; `year` >= 0.
constexpr bool is_civil(std::uint64_t year, unsigned month, unsigned day) noexcept {
  if (month - 1 > 11) return false;
  const bool leap = year % (year % 100 == 0 ? 400 : 4) == 0;
  return day - 1 < (month == 2 ? 28u + leap : 30u | (month ^ month >> 3));
}

/// Days since 1970-01-01 of an existing day of the years 0 to 9999. Years are counted from March
/// on, so that the leap day is the last of its year, and from 400 years earlier, so that they are
/// not negative.
constexpr std::int32_t days_from_civil(unsigned year, unsigned month, unsigned day) noexcept {
  const unsigned early = month <= 2;
  const unsigned y = year + 400 - early;
  const unsigned day_of_year = (153 * (month + 12 * early - 3) + 2) / 5 + day - 1;
  const unsigned days = 365 * y + y / 4 - y / 100 + y / 400 + day_of_year;
  return static_cast<std::int32_t>(days) - (719'468 + 146'097);
}

/// The inverse, for every day. 146097 days are 400 years; 719468 of them, 4 * 146097 + 135080, lie
/// between 0000-03-01 and 1970-01-01.
constexpr civil civil_from_days(std::int64_t days) noexcept {
  const auto [cycles, rest] = divide_floor(days, 146'097);
  const auto shifted = static_cast<unsigned>(rest) + 135'080;
  const unsigned of_cycle = shifted % 146'097;
  const unsigned year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
  const unsigned of_year = of_cycle - (365 * year + year / 4 - year / 100);
  const unsigned march = (5 * of_year + 2) / 153;
  const bool early = march >= 10;
  return {(cycles + 4 + shifted / 146'097) * 400 + year + early, march + 3 - 12 * early,
          of_year - (153 * march + 2) / 5 + 1};
}

}  // namespace detail
}  // namespace ferrule
