// SPDX-License-Identifier: BSL-1.0
#include <ferrule/core/calendar_text.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using ferrule::date;
using ferrule::duration;
using ferrule::interval;
using ferrule::parse_date;
using ferrule::parse_duration;
using ferrule::parse_interval;
using ferrule::parse_status;
using ferrule::parse_time;
using ferrule::parse_timestamp;
using ferrule::per_second;
using ferrule::time_of_day;
using ferrule::time_unit;
using ferrule::timestamp;
using ferrule::to_text;
using std::chrono::days;

constexpr auto s = time_unit::second, ms = time_unit::millisecond, us = time_unit::microsecond,
               ns = time_unit::nanosecond;
constexpr time_unit units[] = {s, ms, us, ns};
constexpr auto malformed = parse_status::malformed, too_fine = parse_status::too_fine,
               out_of_range = parse_status::out_of_range, ok = parse_status::ok;

constexpr bool same(const timestamp& a, const timestamp& b) {
  return a.count == b.count && a.unit == b.unit && a.zoned == b.zoned;
}
constexpr bool parses(std::string_view text, const timestamp& expected) {
  const auto read = parse_timestamp(text, expected.unit);
  return read && same(read.value, expected);
}
constexpr bool writes(const timestamp& value, std::string_view expected) {
  char chars[ferrule::timestamp_chars]{};
  const char* const end = ferrule::write_timestamp(chars, value);
  return std::string_view(chars, static_cast<std::size_t>(end - chars)) == expected;
}

static_assert(parses("2001-05-08 16:00:00.123456", {989'337'600'123'456, us, false}));
static_assert(parses("2001-05-08T16:00:00.123456Z", {989'337'600'123'456, us, true}));
static_assert(writes({989'337'600'123'456, us, true}, "2001-05-08T16:00:00.123456Z"));
static_assert(parse_date("1970-01-01") == date());
static_assert(parse_date("0000-02-29") && !parse_date("1900-02-29"));
static_assert(parse_time("00:00:01.5", ms).value.count == 1500);
static_assert(parse_duration("P1DT2H3.5S", ms).value.count == 93'603'500);
static_assert(parse_interval("P1Y2M3DT4H5M6.789S").value == interval{14, 3, 14'706'789'000'000});

TEST(calendar_text, dates) {
  EXPECT_EQ(parse_date("1969-12-31"), date(days(-1)));
  EXPECT_EQ(parse_date("2000-02-29"), date(days(11016)));
  EXPECT_EQ(parse_date("0000-01-01"), date(days(-719'528)));
  EXPECT_EQ(parse_date("9999-12-31"), date(days(2'932'896)));
  EXPECT_EQ(parse_date("+10000-01-01"), date(days(2'932'897)));
  EXPECT_EQ(parse_date("-0001-12-31"), date(days(-719'529)));
  EXPECT_EQ(parse_date("+2001-05-08"), parse_date("2001-05-08"));
  EXPECT_EQ(parse_date("+000000000000000000000000000000002001-05-08"), parse_date("2001-05-08"));
  EXPECT_EQ(parse_date("+0000-01-01"), parse_date("0000-01-01"));
  EXPECT_TRUE(parse_date("-0004-02-29"));
  EXPECT_FALSE(parse_date("-0001-02-29"));
  EXPECT_TRUE(parse_date("+12000-02-29"));
  EXPECT_FALSE(parse_date("+12100-02-29"));
  for (const char* wrong : {"",
                            "-",
                            "+",
                            "2001",
                            "2001-05",
                            "2001-5-8",
                            "2001-05-8",
                            "2001-05-080",
                            "2001-05-08 ",
                            " 2001-05-08",
                            "2001/05/08",
                            "2001-05/08",
                            "20010508",
                            "2001-00-08",
                            "2001-13-08",
                            "2001-05-00",
                            "2001-05-32",
                            "2001-02-29",
                            "2001-04-31",
                            "2023-02-30",
                            "1900-02-29",
                            "2100-02-29",
                            "200a-05-08",
                            "2001-0a-08",
                            "2001-05-0a",
                            "2001-05-:8",
                            "2001-05-08Z",
                            "-0000-01-01",
                            "-00000-01-01",
                            "+200-05-08",
                            "-200-05-08",
                            "--2001-05-08",
                            "+-2001-05-08",
                            "+20010-5-08",
                            "+2001-05-0",
                            "+2001-05-08x",
                            "10000-01-01",
                            "12001-05-08",
                            "2001-05-08T16:00",
                            "+99999999999999999999-01-01",
                            "-99999999999999999999999999999999999999999999-01-01",
                            "+2001-05\xff"
                            "08",
                            "\xff\xff\xff\xff-\xff\xff-01"})
    EXPECT_FALSE(parse_date(wrong)) << wrong;
  EXPECT_EQ(parse_date(std::string_view()), std::nullopt);
}

TEST(calendar_text, every_date_of_ten_thousand_years_goes_round) {
  for (int day = -719'528; day <= 2'932'896; ++day) {
    const date value{days(day)};
    char chars[ferrule::date_chars];
    const std::string_view text(chars, ferrule::write_date(chars, value));
    ASSERT_EQ(text.size(), 10u);
    ASSERT_EQ(parse_date(text), value) << text;
  }
}

TEST(calendar_text, dates_beyond_go_round) {
  using limits = std::numeric_limits<days::rep>;
  std::mt19937_64 random(1);
  const auto check = [](days::rep count) {
    const date value{days(count)};
    const std::string text = to_text(value);
    ASSERT_EQ(parse_date(text), value) << text;
    ASSERT_LE(text.size(), ferrule::date_chars);
  };
  for (const auto count : {limits::min(), limits::min() + 1, limits::max(), limits::max() - 1})
    check(count);
  for (int i = 0; i < 100'000; ++i) check(static_cast<days::rep>(random()) >> random() % 64);
  if (limits::digits == 63) {
    EXPECT_EQ(to_text(date(days(limits::max()))), "+25252734927768524-07-27");
    EXPECT_FALSE(parse_date("+25252734927768524-07-28"));
    EXPECT_FALSE(parse_date("+99999999999999999-01-01"));
  }
}

TEST(calendar_text, timestamps_in_every_form) {
  constexpr std::int64_t noon = 989'323'200;  // 2001-05-08 12:00
  EXPECT_TRUE(parses("2001-05-08", {noon - 43'200, s, false}));
  EXPECT_TRUE(parses("2001-05-08 12:00", {noon, s, false}));
  EXPECT_TRUE(parses("2001-05-08T12:00", {noon, s, false}));
  EXPECT_TRUE(parses("2001-05-08t12:00:00z", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 12:00Z", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 13:00+01:00", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 13:30:00+0130", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 13:00:00+01", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 08:30:00.000-03:30", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 12:00:00-00:00", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-09 11:59:00+23:59", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-07 12:01:00-23:59", {noon, s, true}));
  EXPECT_TRUE(parses("2001-05-08 12:00:00.1", {noon * 1000 + 100, ms, false}));
  EXPECT_TRUE(parses("2001-05-08 12:00:00.123000000000000000", {noon * 1000 + 123, ms, false}));
  EXPECT_TRUE(parses("2001-05-08 12:00:00.000000001+00", {noon * 1'000'000'000 + 1, ns, true}));
  EXPECT_TRUE(parses("+2001-05-08 12:00:59", {noon + 59, s, false}));
  EXPECT_TRUE(parses("1969-12-31 23:59:59.999", {-1, ms, false}));
  EXPECT_TRUE(parses("0000-01-01 00:00+23:59", {-62'167'219'200 - 86'340, s, true}));
}

TEST(calendar_text, minutes_may_be_followed_by_a_zone) {
  EXPECT_TRUE(parses("1970-01-01 12:00-00", {43'200, s, true}));
  EXPECT_TRUE(parses("1970-01-01 12:00-0130", {48'600, s, true}));
  EXPECT_TRUE(parses("1970-01-01 12:00+12", {0, s, true}));
}

TEST(calendar_text, malformed_timestamps) {
  for (const char* wrong : {"",
                            "2001-05-08 ",
                            "2001-05-08T",
                            "2001-05-08 1",
                            "2001-05-08 12",
                            "2001-05-08 12:",
                            "2001-05-08 12:0",
                            "2001-05-08 12:00:",
                            "2001-05-08 12:00:0",
                            "2001-05-08 12:00:00.",
                            "2001-05-08 12:00:00,5",
                            "2001-05-08 12:00:00.5.5",
                            "2001-05-08 12:00.5",
                            "2001-05-08 12:00:00 Z",
                            "2001-05-08 12:00:00 ",
                            "2001-05-08  12:00:00",
                            "2001-05-08_12:00:00",
                            "2001-05-08Z",
                            "2001-05-08+01:00",
                            "2001-05-08 24:00:00",
                            "2001-05-08 25:00:00",
                            "2001-05-08 12:60:00",
                            "2001-05-08 23:59:60",
                            "2001-02-30 12:00:00",
                            "2001-05-08 12:00:00+24:00",
                            "2001-05-08 12:00:00+01:60",
                            "2001-05-08 12:00:00+1",
                            "2001-05-08 12:00:00+1:00",
                            "2001-05-08 12:00:00+001",
                            "2001-05-08 12:00:00+",
                            "2001-05-08 12:00:00+01:0",
                            "2001-05-08 12:00:00+01:000",
                            "2001-05-08 12:00:00+01:00:00",
                            "2001-05-08 12:00:00+01 00",
                            "2001-05-08 12:00:00ZZ",
                            "2001-05-08 12:00:00Z+01",
                            "2001-05-08 12:00:00UTC",
                            "2001-05-08 12-00-00",
                            "2001-05-08 12:00-0",
                            "2001-05-08 1a:00:00",
                            "2001-05-08 12:0a:00",
                            "2001-05-08 12:00:0a",
                            "2001-05-08 12:00:00.a",
                            "2001-05-08 -1:00:00",
                            "infinity",
                            "-infinity",
                            "now",
                            "2001-05-08 12:00:00.0000000001x",
                            "+999999999999999999999-05-08 12:00:00x"})
    EXPECT_EQ(parse_timestamp(wrong, ns).status, malformed) << wrong;
}

TEST(calendar_text, every_wrong_byte_is_noticed) {
  const std::string sample = "2001-05-08 11:12:13";
  for (std::size_t place = 0; place < sample.size(); ++place) {
    for (int c = 0; c < 256; ++c) {
      std::string text = sample;
      text[place] = static_cast<char>(c);
      const bool digit = c >= '0' && c <= '9';
      const auto status = parse_timestamp(text, s).status;
      if (sample[place] == ' ') {
        EXPECT_EQ(status, c == ' ' || c == 'T' || c == 't' ? ok : malformed) << text;
      } else if (sample[place] < '0' || sample[place] > '9') {
        const bool zone = place == 16 && (c == '+' || c == '-');  // 11:12+13 is a time in a zone
        EXPECT_EQ(status, c == sample[place] || zone ? ok : malformed) << text;
      } else if (!digit) {
        EXPECT_EQ(status, malformed) << text;
      } else if (place < 4 || (place % 3 == 0 && (place > 9 || c != '0'))) {
        EXPECT_EQ(status, ok) << text;
      }
    }
  }
}

TEST(calendar_text, too_fine_and_out_of_range) {
  EXPECT_EQ(parse_timestamp("2001-05-08 12:00:00.5", s).status, too_fine);
  EXPECT_EQ(parse_timestamp("2001-05-08 12:00:00.0005", ms).status, too_fine);
  EXPECT_EQ(parse_timestamp("2001-05-08 12:00:00.0000000001Z", ns).status, too_fine);
  EXPECT_EQ(parse_timestamp("2262-04-11 23:47:16.854775807", ns).value.count, INT64_MAX);
  EXPECT_EQ(parse_timestamp("2262-04-11 23:47:16.854775808", ns).status, out_of_range);
  EXPECT_EQ(parse_timestamp("1677-09-21 00:12:43.145224192", ns).value.count, INT64_MIN);
  EXPECT_EQ(parse_timestamp("1677-09-21 00:12:43.145224191", ns).status, out_of_range);
  EXPECT_EQ(parse_timestamp("9999-12-31 23:59:59.999999", us).status, ok);
  EXPECT_EQ(parse_timestamp("9999-12-31 23:59:59.999999", ns).status, out_of_range);
  EXPECT_EQ(parse_timestamp("+292277026596-12-04T15:30:07Z", s).value.count, INT64_MAX);
  EXPECT_EQ(parse_timestamp("+292277026596-12-04T15:30:08Z", s).status, out_of_range);
  EXPECT_EQ(parse_timestamp("+292277026596-12-04T16:30:07+01", s).value.count, INT64_MAX);
  EXPECT_EQ(parse_timestamp("+99999999999999999-12-04T15:30:08Z", s).status, out_of_range);
  const std::string nines(400, '9');
  EXPECT_EQ(parse_timestamp("-" + nines + "-12-04T15:30:08Z", s).status, out_of_range);
}

TEST(calendar_text, timestamps_are_written_with_few_digits) {
  EXPECT_TRUE(writes({0, ns, false}, "1970-01-01T00:00:00"));
  EXPECT_TRUE(writes({1, ns, true}, "1970-01-01T00:00:00.000000001Z"));
  EXPECT_TRUE(writes({1000, ns, false}, "1970-01-01T00:00:00.000001"));
  EXPECT_TRUE(writes({500'000'000, ns, false}, "1970-01-01T00:00:00.500"));
  EXPECT_TRUE(writes({-1, us, false}, "1969-12-31T23:59:59.999999"));
  EXPECT_TRUE(writes({-1, s, false}, "1969-12-31T23:59:59"));
  EXPECT_TRUE(writes({INT64_MAX, s, true}, "+292277026596-12-04T15:30:07Z"));
  EXPECT_TRUE(writes({INT64_MIN, s, true}, "-292277022657-01-27T08:29:52Z"));
  EXPECT_TRUE(writes({INT64_MIN, ns, false}, "1677-09-21T00:12:43.145224192"));
  EXPECT_EQ(fmt::format("{:>22}|{}", timestamp{0, s, true}, timestamp{0, s, false}),
            "  1970-01-01T00:00:00Z|1970-01-01T00:00:00");
}

TEST(calendar_text, every_timestamp_goes_round) {
  std::mt19937_64 random(2);
  const auto check = [](const timestamp& value) {
    const std::string text = to_text(value);
    ASSERT_TRUE(parses(text, value)) << text;
    ASSERT_LE(text.size(), ferrule::timestamp_chars);
  };
  for (const time_unit unit : units) {
    for (const bool zoned : {false, true}) {
      for (const auto count : {INT64_MIN, INT64_MIN + 1, std::int64_t{-1}, std::int64_t{0},
                               std::int64_t{1}, INT64_MAX - 1, INT64_MAX})
        check({count, unit, zoned});
      for (int i = 0; i < 50'000; ++i) {
        auto count = static_cast<std::int64_t>(random()) >> random() % 64;
        if (random() % 4 == 0) count = count / 1000 * 1000;
        check({count, unit, zoned});
      }
    }
  }
}

TEST(calendar_text, offsets_shift_to_utc) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const auto local = static_cast<std::int64_t>(random() % 253'402'300'800);
    const auto minutes = static_cast<std::int64_t>(random() % 1440);
    const bool west = random() % 2;
    const std::string hh = fmt::format("{:02}", minutes / 60);
    const std::string mm = fmt::format("{:02}", minutes % 60);
    const std::string text = to_text(timestamp{local, s, false}) + (west ? '-' : '+') + hh;
    const timestamp expected{local - minutes * (west ? -60 : 60), s, true};
    EXPECT_TRUE(parses(text + mm, expected)) << text;
    EXPECT_TRUE(parses(text + ':' + mm, expected)) << text;
    if (mm == "00") { EXPECT_TRUE(parses(text, expected)) << text; }
  }
}

TEST(calendar_text, times) {
  EXPECT_EQ(parse_time("16:00", s).value.count, 57'600);
  EXPECT_EQ(parse_time("23:59:59.999999999", ns).value.count, 86'399'999'999'999);
  EXPECT_EQ(parse_time("00:00:00.000", s).status, ok);
  EXPECT_EQ(parse_time("00:00:00.001", s).status, too_fine);
  for (const char* wrong :
       {"",          "1",        "16",       "16:",      "16:0",      "16:00:",      "16:00:0",
        "24:00",     "24:00:00", "23:60",    "23:59:60", "16:00:00Z", "16:00:00+01", "16:00Z",
        "16:00:00.", " 16:00",   "16:00 ",   "-1:00",    "4:00:00",   "16:00:00 PM", "1600",
        "160000",    "16-00",    "16:00-00", "T16:00"})
    EXPECT_EQ(parse_time(wrong, us).status, malformed) << wrong;
  EXPECT_EQ(to_text(time_of_day{57'600, s}), "16:00:00");
  EXPECT_EQ(to_text(time_of_day{1, us}), "00:00:00.000001");
  EXPECT_EQ(to_text(time_of_day{-1, s}), "-00:00:01");
  EXPECT_EQ(to_text(time_of_day{90'000, s}), "25:00:00");
  EXPECT_EQ(to_text(time_of_day{INT64_MIN, s}), "-2562047788015215:30:08");
  EXPECT_LE(to_text(time_of_day{INT64_MIN, ms}).size(), ferrule::time_chars);
  EXPECT_EQ(fmt::format("{:>9}", time_of_day{0, ns}), " 00:00:00");
  std::mt19937_64 random(4);
  for (int i = 0; i < 100'000; ++i) {
    const time_unit unit = units[random() % 4];
    const auto per_day = static_cast<std::uint64_t>(86'400 * per_second(unit));
    const auto count = static_cast<std::int64_t>(random() % per_day);
    const auto read = parse_time(to_text(time_of_day{count, unit}), unit);
    EXPECT_TRUE(read && read.value.count == count && read.value.unit == unit);
  }
}

TEST(calendar_text, durations) {
  EXPECT_EQ(parse_duration("PT0S", s).value.count, 0);
  EXPECT_EQ(parse_duration("P1D", s).value.count, 86'400);
  EXPECT_EQ(parse_duration("PT36H", s).value.count, 129'600);
  EXPECT_EQ(parse_duration("-PT1M30S", s).value.count, -90);
  EXPECT_EQ(parse_duration("+PT1M", s).value.count, 60);
  EXPECT_EQ(parse_duration("PT1M-30S", s).value.count, 30);
  EXPECT_EQ(parse_duration("-PT-0.5S", ms).value.count, 500);
  EXPECT_EQ(parse_duration("PT-0.5S", ms).value.count, -500);
  EXPECT_EQ(parse_duration("P0001DT00H", s).value.count, 86'400);
  EXPECT_EQ(parse_duration("PT0.5S", s).status, too_fine);
  EXPECT_EQ(parse_duration("PT0.0000000001S", ns).status, too_fine);
  EXPECT_EQ(parse_duration("PT9223372036854775807S", s).value.count, INT64_MAX);
  EXPECT_EQ(parse_duration("-PT9223372036854775808S", s).value.count, INT64_MIN);
  EXPECT_EQ(parse_duration("PT9223372036854775808S", s).status, out_of_range);
  EXPECT_EQ(parse_duration("PT9223372036854775808S", ns).status, out_of_range);
  EXPECT_EQ(parse_duration("P" + std::string(60, '9') + "D", s).status, out_of_range);
  EXPECT_EQ(parse_duration("P18446744073709551616DT18446744073709551616H", s).status, out_of_range);
  for (const char* wrong :
       {"",    "P",     "PT",     "-P",     "-",      "1D",     "P1",    "PD",    "P1DT",
        "PT1", "P1H",   "PT1D",   "P1S",    "PT1S1M", "PT1M1M", "P1D1D", "P1Y",   "P1M",
        "P1W", "P1.5D", "PT1.5M", "PT.5S",  "PT1.S",  "PT1,5S", "PT1.5", "P 1D",  "P1DT1H ",
        "p1d", "PTT1S", "PT1ST",  "PT--1S", "PT1S-",  "P-",     "PT-S",  "P1D2H", "P--1D"})
    EXPECT_EQ(parse_duration(wrong, ns).status, malformed) << wrong;
  EXPECT_EQ(to_text(duration{0, ns}), "PT0S");
  EXPECT_EQ(to_text(duration{93'603'500, ms}), "P1DT2H3.500S");
  EXPECT_EQ(to_text(duration{-90, s}), "-PT1M30S");
  EXPECT_EQ(to_text(duration{86'400, s}), "P1D");
  EXPECT_EQ(to_text(duration{-1, ns}), "-PT0.000000001S");
  EXPECT_EQ(to_text(duration{INT64_MIN, s}), "-P106751991167300DT15H30M8S");
  EXPECT_EQ(fmt::format("{:<7}|", duration{0, s}), "PT0S   |");
  std::mt19937_64 random(5);
  const auto check = [](std::int64_t count, time_unit unit) {
    const std::string text = to_text(duration{count, unit});
    const auto read = parse_duration(text, unit);
    ASSERT_TRUE(read && read.value.count == count && read.value.unit == unit) << text;
    ASSERT_LE(text.size(), ferrule::duration_chars);
  };
  for (const time_unit unit : units) {
    check(INT64_MIN, unit);
    check(INT64_MAX, unit);
    for (int i = 0; i < 50'000; ++i)
      check(static_cast<std::int64_t>(random()) >> random() % 64, unit);
  }
}

TEST(calendar_text, intervals) {
  EXPECT_EQ(parse_interval("P2W").value, (interval{0, 14, 0}));
  EXPECT_EQ(parse_interval("P1W1D").value, (interval{0, 8, 0}));
  EXPECT_EQ(parse_interval("P-1Y2M").value, (interval{-10, 0, 0}));
  EXPECT_EQ(parse_interval("-P1Y2M3DT-4H").value, (interval{-14, -3, 14'400'000'000'000}));
  EXPECT_EQ(parse_interval("P1MT1M").value, (interval{1, 0, 60'000'000'000}));
  EXPECT_EQ(parse_interval("P-1Y-2M-3DT-4H-5M-6.789S").value,
            (interval{-14, -3, -14'706'789'000'000}));
  EXPECT_EQ(parse_interval("PT48H").value, (interval{0, 0, 172'800'000'000'000}));
  EXPECT_EQ(parse_interval("P2147483647M").value.months, INT32_MAX);
  EXPECT_EQ(parse_interval("P2147483648M").status, out_of_range);
  EXPECT_EQ(parse_interval("P178956971Y").status, out_of_range);
  EXPECT_EQ(parse_interval("P-2147483648D").value.days, INT32_MIN);
  EXPECT_EQ(parse_interval("P-2147483649D").status, out_of_range);
  EXPECT_EQ(parse_interval("PT9223372036.854775807S").value.nanoseconds, INT64_MAX);
  EXPECT_EQ(parse_interval("PT9223372036.854775808S").status, out_of_range);
  EXPECT_EQ(parse_interval("PT-9223372036.854775808S").value.nanoseconds, INT64_MIN);
  EXPECT_EQ(parse_interval("PT0.0000000005S").status, too_fine);
  for (const char* wrong : {"", "P", "PT", "P1M1Y", "P1D1W", "P1Y1Y", "P1.5Y", "P1DT", "1 day",
                            "P1Y2M3DT4H5M6.789", "P0001-02-03T04:05:06", "P1D T1H"})
    EXPECT_EQ(parse_interval(wrong).status, malformed) << wrong;
  EXPECT_EQ(to_text(interval{}), "PT0S");
  EXPECT_EQ(to_text(interval{14, 3, 14'706'789'000'000}), "P1Y2M3DT4H5M6.789S");
  EXPECT_EQ(to_text(interval{-14, 3, -500'000'000}), "P-1Y-2M3DT-0.500S");
  EXPECT_EQ(to_text(interval{0, 0, -60'000'000'000}), "PT-1M");
  EXPECT_EQ(to_text(interval{INT32_MIN, INT32_MIN, INT64_MIN}),
            "P-178956970Y-8M-2147483648DT-2562047H-47M-16.854775808S");
  EXPECT_EQ(fmt::format("{:^6}", interval{0, 1, 0}), " P1D  ");
  std::mt19937_64 random(6);
  const auto check = [](const interval& value) {
    const std::string text = to_text(value);
    const auto read = parse_interval(text);
    ASSERT_TRUE(read && read.value == value) << text;
    ASSERT_LE(text.size(), ferrule::interval_chars);
  };
  check({INT32_MIN, INT32_MIN, INT64_MIN});
  check({INT32_MAX, INT32_MAX, INT64_MAX});
  for (int i = 0; i < 200'000; ++i)
    check({static_cast<std::int32_t>(random()) >> random() % 32,
           static_cast<std::int32_t>(random()) >> random() % 32,
           static_cast<std::int64_t>(random()) >> random() % 64});
}

}  // namespace
