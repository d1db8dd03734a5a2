// SPDX-License-Identifier: BSL-1.0
// core/calendar_text.hpp - dates, times, timestamps, durations and intervals from and to text.
//
// ISO 8601 and RFC 3339, and the forms that SQLite documents. A fraction follows a '.', not a ','.
// Formatting and parsing are inverse: parse(to_text(x), x.unit) is x for every valid x. Only
// `to_text` allocates. Writers need the space named by the constant above them, write no
// terminating zero, and return the end.
#pragma once
#include <cstddef>
#include <ferrule/core/calendar_reader.hpp>
#include <fmt/format.h>
#include <string>

namespace ferrule {

/// The day that the whole of `text` is: "2001-05-08", years 0000 to 9999, or with a sign and four
/// or more digits of the year, "+12001-05-08" and "-0044-03-15". Year 0 is 1 BC, "-0000" refused.
/// Nothing where it is anything else or there is no such day.
constexpr std::optional<date> parse_date(std::string_view text) {
  detail::calendar_reader reader(text);
  std::int64_t days = 0;
  const bool well_formed = reader.read_date(days);
  if (reader.status(well_formed) != parse_status::ok) return std::nullopt;
  const std::chrono::days count(static_cast<std::chrono::days::rep>(days));
  return count.count() == days ? std::optional(date(count)) : std::nullopt;
}

/// The time that the whole of `text` is: "16:00", "16:00:00", "16:00:00.123456". No zone, no 24:00,
/// no second 60.
constexpr parsed<time_of_day> parse_time(std::string_view text, time_unit unit) {
  detail::calendar_reader reader(text);
  std::int64_t seconds = 0, fraction = 0;
  const bool well_formed = reader.read_clock(unit, seconds, fraction);
  return {{seconds * per_second(unit) + fraction, unit}, reader.status(well_formed)};
}

/// The timestamp that the whole of `text` is: a date as `parse_date` has it, which alone is its
/// midnight; then ' ' or 'T' and a time as `parse_time` has it; then perhaps a zone, "Z", "+01:00",
/// "+0100" or "+01", up to 23:59 either way. With a zone the value is zoned and its count is UTC.
constexpr parsed<timestamp> parse_timestamp(std::string_view text, time_unit unit) {
  detail::calendar_reader reader(text);
  std::int64_t days = 0, seconds = 0, fraction = 0, offset = 0;
  bool zoned = false;
  bool well_formed = reader.read_date(days);
  if (well_formed && reader.p != reader.end) {
    const char separator = *reader.p++;
    well_formed = (separator == ' ' || separator == 'T' || separator == 't') &&
                  reader.read_clock(unit, seconds, fraction) && reader.read_zone(zoned, offset);
  }
  const int128 whole = int128{days} * 86400 + (seconds - offset);
  const auto count = detail::narrow(whole * per_second(unit) + fraction);
  reader.fits = reader.fits && count;
  return {{count.value_or(0), unit, zoned}, reader.status(well_formed)};
}

/// The duration that the whole of `text` is, in ISO 8601 with parts of fixed length: "P1DT2H3.5S",
/// "-PT1M", "PT-0.5S". A day is 24 hours. Only seconds may have a fraction; any part may be
/// negative, and a '-' before the P turns all of them round.
constexpr parsed<duration> parse_duration(std::string_view text, time_unit unit) {
  detail::calendar_reader reader(text);
  detail::calendar_reader::parts sum;
  const bool well_formed = reader.read_parts(sum) && !sum.calendar;
  const int128 total = sum.days * 86400 * 1'000'000'000 + sum.nanoseconds;
  const int128 step = 1'000'000'000 / per_second(unit);
  const auto count = detail::narrow(total / step);
  reader.fits = reader.fits && count;
  reader.too_fine = reader.too_fine || total % step != 0;
  return {{count.value_or(0), unit}, reader.status(well_formed)};
}

/// The interval that the whole of `text` is, in ISO 8601: "P1Y2M3DT4H5M6.789S", "P-1M", "P2W".
/// Signs and fractions as in `parse_duration`. A year is 12 months and a week 7 days; no other part
/// is converted into another.
constexpr parsed<interval> parse_interval(std::string_view text) {
  detail::calendar_reader reader(text);
  detail::calendar_reader::parts sum;
  const bool well_formed = reader.read_parts(sum);
  const interval value{static_cast<std::int32_t>(sum.months), static_cast<std::int32_t>(sum.days),
                       static_cast<std::int64_t>(sum.nanoseconds)};
  reader.fits = reader.fits && value.months == sum.months && value.days == sum.days &&
                value.nanoseconds == sum.nanoseconds;
  return {value, reader.status(well_formed)};
}

namespace detail {

/// Writes ".123", ".123456" or the like: groups of three, as few as needed, none for zero.
constexpr char* write_fraction(char* first, std::uint64_t count, time_unit unit) {
  if (count == 0) return first;
  int width = 3 * static_cast<int>(unit);
  for (; count % 1000 == 0; count /= 1000) width -= 3;
  *first++ = '.';
  if (width > 6) return write_padded(first, count, width);
  if (width == 6) {
    first = write_pair(first, count / 10'000);
    first = write_pair(first, count / 100 % 100);
    return write_pair(first, count % 100);
  }
  *first++ = static_cast<char>('0' + count / 100);
  return write_pair(first, count % 100);
}

constexpr char* write_clock(char* first, std::uint64_t seconds, std::uint64_t fraction,
                            time_unit unit) {
  first = seconds < 360'000 ? write_pair(first, seconds / 3600)
                            : write_padded(first, seconds / 3600, 2);
  *first++ = ':';
  first = write_pair(first, seconds / 60 % 60);
  *first++ = ':';
  return write_fraction(write_pair(first, seconds % 60), fraction, unit);
}

constexpr char* write_days(char* first, std::int64_t days) {
  const auto [year, month, day] = civil_from_days(days);
  if (year < 0 || year > 9999) *first++ = year < 0 ? '-' : '+';
  first = write_padded(first, static_cast<std::uint64_t>(year < 0 ? -year : year), 4);
  *first++ = '-';
  first = write_pair(first, month);
  *first++ = '-';
  return write_pair(first, day);
}

/// Writes "2H", "-3M" or the like, nothing for zero.
constexpr char* write_part(char* first, int128 count, char letter) {
  if (count == 0) return first;
  first = write_int128(first, count);
  *first++ = letter;
  return first;
}

/// Writes "T4H5M6.789S" without the parts that are zero, nothing if all are; `sign` is 1 or -1.
constexpr char* write_clock_parts(char* first, int sign, std::uint64_t seconds,
                                  std::uint64_t fraction, time_unit unit) {
  if (seconds == 0 && fraction == 0) return first;
  *first++ = 'T';
  first = write_part(first, sign * int128{seconds / 3600}, 'H');
  first = write_part(first, sign * int128{seconds / 60 % 60}, 'M');
  if (seconds % 60 == 0 && fraction == 0) return first;
  if (sign < 0) *first++ = '-';
  first = write_fraction(write_padded(first, seconds % 60, 1), fraction, unit);
  *first++ = 'S';
  return first;
}

}  // namespace detail

inline constexpr std::size_t date_chars = 24;
/// Writes "2001-05-08"; years beyond 0 to 9999 get a sign, "+12001-05-08".
constexpr char* write_date(char* first, const date& value) {
  return detail::write_days(first, value.time_since_epoch().count());
}

inline constexpr std::size_t time_chars = 40;
/// Writes "16:00:00.123456". A value that is not valid still shows what it is, "-00:00:01" or
/// "25:00:00", but does not parse.
constexpr char* write_time(char* first, const time_of_day& value) {
  if (value.count < 0) *first++ = '-';
  const auto count = static_cast<std::uint64_t>(detail::magnitude(value.count));
  const auto unit = static_cast<std::uint64_t>(per_second(value.unit));
  return detail::write_clock(first, count / unit, count % unit, value.unit);
}

inline constexpr std::size_t timestamp_chars = 40;
/// Writes "2001-05-08T16:00:00.123456", and a 'Z' at the end where it is zoned.
constexpr char* write_timestamp(char* first, const timestamp& value) {
  const auto [whole, fraction] = detail::divide_floor(value.count, per_second(value.unit));
  const auto [days, seconds] = detail::divide_floor(whole, 86400);
  first = detail::write_days(first, days);
  *first++ = 'T';
  first = detail::write_clock(first, static_cast<std::uint64_t>(seconds),
                              static_cast<std::uint64_t>(fraction), value.unit);
  if (value.zoned) *first++ = 'Z';
  return first;
}

inline constexpr std::size_t duration_chars = 40;
/// Writes "P1DT2H3M4.5S" without the parts that are zero, "-PT1M" for a negative one, "PT0S" for
/// none at all.
constexpr char* write_duration(char* first, const duration& value) {
  const auto count = static_cast<std::uint64_t>(detail::magnitude(value.count));
  const auto unit = static_cast<std::uint64_t>(per_second(value.unit));
  const auto seconds = count / unit;
  if (value.count < 0) *first++ = '-';
  *first++ = 'P';
  if (count == 0) return std::copy_n("T0S", 3, first);
  first = detail::write_part(first, seconds / 86400, 'D');
  return detail::write_clock_parts(first, 1, seconds % 86400, count % unit, value.unit);
}

inline constexpr std::size_t interval_chars = 72;
/// Writes "P1Y2M3DT4H5M6.789S" without the parts that are zero, each part with its sign, "PT0S" for
/// none at all.
constexpr char* write_interval(char* first, const interval& value) {
  *first++ = 'P';
  if (value == interval{}) return std::copy_n("T0S", 3, first);
  first = detail::write_part(first, value.months / 12, 'Y');
  first = detail::write_part(first, value.months % 12, 'M');
  first = detail::write_part(first, value.days, 'D');
  const auto count = static_cast<std::uint64_t>(detail::magnitude(value.nanoseconds));
  return detail::write_clock_parts(first, value.nanoseconds < 0 ? -1 : 1, count / 1'000'000'000,
                                   count % 1'000'000'000, time_unit::nanosecond);
}

namespace detail {

/// The text that `Write` writes.
template<std::size_t Chars, auto Write, class T>
std::string written(const T& value) {
  char chars[Chars];
  return {chars, Write(chars, value)};
}

/// Prints what `Write` writes; takes the width, fill and alignment of a string.
template<std::size_t Chars, auto Write>
struct written_formatter : fmt::formatter<std::string_view> {
  template<class T, class Context>
  auto format(const T& value, Context& context) const {
    char chars[Chars];
    const std::string_view text(chars, Write(chars, value));
    return fmt::formatter<std::string_view>::format(text, context);
  }
};

}  // namespace detail

inline std::string to_text(const date& value) {
  return detail::written<date_chars, write_date>(value);
}
inline std::string to_text(const time_of_day& value) {
  return detail::written<time_chars, write_time>(value);
}
inline std::string to_text(const timestamp& value) {
  return detail::written<timestamp_chars, write_timestamp>(value);
}
inline std::string to_text(const duration& value) {
  return detail::written<duration_chars, write_duration>(value);
}
inline std::string to_text(const interval& value) {
  return detail::written<interval_chars, write_interval>(value);
}

}  // namespace ferrule

// A `date` is std::chrono::sys_days, which fmt/chrono.h prints; the others print like `to_text`.
namespace fmt {
template<>
struct formatter<ferrule::time_of_day>
    : ferrule::detail::written_formatter<ferrule::time_chars, ferrule::write_time> {};
template<>
struct formatter<ferrule::timestamp>
    : ferrule::detail::written_formatter<ferrule::timestamp_chars, ferrule::write_timestamp> {};
template<>
struct formatter<ferrule::duration>
    : ferrule::detail::written_formatter<ferrule::duration_chars, ferrule::write_duration> {};
template<>
struct formatter<ferrule::interval>
    : ferrule::detail::written_formatter<ferrule::interval_chars, ferrule::write_interval> {};
}  // namespace fmt
