// SPDX-License-Identifier: BSL-1.0
// connectors/csv/moments.hpp - dates, times and timestamps out of text: the usual layouts at once, the others by core's grammar.
#pragma once
#include <ferrule/connectors/csv/numbers.hpp>
#include <ferrule/core/calendar_text.hpp>

namespace ferrule::csv::detail {

/// The days since 1970 of the ten characters YYYY-MM-DD.
[[gnu::always_inline]] inline bool read_days(const char* b, std::int32_t& days) noexcept {
  const ferrule::detail::pairs front(b, "0000-00-");
  const unsigned year = front.at(0) * 100 + front.at(2), month = front.at(5);
  const unsigned day = ferrule::detail::pair_at(b + 8);
  // Every month has so many days; what is above is asked whether it exists.
  static constexpr std::uint8_t lengths[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (!front.matched || (day - 1 >= lengths[month & 15] || month > 12)) [[unlikely]]
    if (!front.matched || !ferrule::detail::is_civil(year, month, day)) return false;
  days = ferrule::detail::days_from_civil(year, month, day);
  return true;
}

[[gnu::always_inline]] inline bool read_date(const char* b, const char* e, date& out) noexcept {
  std::int32_t days = 0;
  if (e - b == 10 && read_days(b, days)) [[likely]] {
    out = date(std::chrono::days(days));
    return true;
  }
  const auto found = parse_date({b, static_cast<std::size_t>(e - b)});
  if (found) out = *found;
  return found.has_value();
}

[[gnu::noinline]] inline bool read_any_timestamp(const char* b, const char* e, time_unit unit,
                                                 std::int64_t& count, bool& zoned) noexcept {
  const auto found = parse_timestamp({b, static_cast<std::size_t>(e - b)}, unit);
  count = found.value.count;
  zoned = found.value.zoned;
  return found.status == parse_status::ok;
}

/// YYYY-MM-DD HH:MM:SS[.fraction][Z] at once; every other form of `parse_timestamp` the slow way.
template<time_unit Unit>
[[gnu::always_inline]] inline bool read_timestamp(const char* b, const char* e, std::int64_t& count,
                                                  bool& zoned) noexcept {
  static constexpr std::int64_t powers[] = {
      1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
  constexpr std::size_t width = 3 * static_cast<std::size_t>(Unit);
  const char* const given = e;
  std::int32_t days = 0;
  if (e - b < 19 || (b[10] != ' ' && b[10] != 'T') || !read_days(b, days)) [[unlikely]]
    return read_any_timestamp(b, e, Unit, count, zoned);
  zoned = e[-1] == 'Z';
  e -= zoned;
  const ferrule::detail::pairs clock(b + 11, "00:00:00");
  const unsigned hours = clock.at(0), minutes = clock.at(3), seconds = clock.at(6);
  std::uint64_t fraction = 0;
  bool good = clock.matched && hours <= 23 && minutes <= 59 && seconds <= 59;
  if (const auto behind = static_cast<std::size_t>(e - b) - 19; behind != 0) {
    const std::size_t digits = behind - 1;
    if (b[19] != '.' || digits - 1 >= std::min<std::size_t>(width, 8)) [[unlikely]]
      return read_any_timestamp(b, given, Unit, count, zoned);
    const std::uint64_t word = digits_at(b + 20, digits);
    good = good && all_digits(word);
    fraction = eight_digits(word) * static_cast<std::uint64_t>(powers[width - digits]);
  }
  if (!good) [[unlikely]]
    return false;
  const std::int64_t whole = std::int64_t{days} * 86400 + hours * 3600 + minutes * 60 + seconds;
  if constexpr (Unit == time_unit::nanosecond)  // the years that 64 bits of nanoseconds hold
    if (days < -106'000 || days > 106'000) return read_any_timestamp(b, given, Unit, count, zoned);
  count = whole * per_second(Unit) + static_cast<std::int64_t>(fraction);
  return true;
}

/// The same with the unit known only while running.
inline bool read_timestamp(const char* b, const char* e, time_unit unit, std::int64_t& count,
                           bool& zoned) noexcept {
  switch (unit) {
    case time_unit::second: return read_timestamp<time_unit::second>(b, e, count, zoned);
    case time_unit::millisecond: return read_timestamp<time_unit::millisecond>(b, e, count, zoned);
    case time_unit::microsecond: return read_timestamp<time_unit::microsecond>(b, e, count, zoned);
    default: return read_timestamp<time_unit::nanosecond>(b, e, count, zoned);
  }
}

}  // namespace ferrule::csv::detail
