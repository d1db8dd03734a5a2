// SPDX-License-Identifier: BSL-1.0
// core/calendar_reader.hpp - the grammar under core/calendar_text.hpp, piece by piece.
//
// The layout YYYY-MM-DD HH:MM:SS is checked and read eight characters at a time; everything else
// takes the same path with a few branches more.
#pragma once
#include <bit>
#include <cstring>
#include <ferrule/core/calendar.hpp>
#include <type_traits>

namespace ferrule {

enum class parse_status : std::uint8_t {
  ok,
  malformed,     ///< not of the documented form, or no such day or time (February 30, 24:00)
  too_fine,      ///< digits other than zero beyond the unit that was asked for
  out_of_range,  ///< well-formed, but the count does not fit
};

/// A value, or why there is none; `value` means nothing unless `status` is ok.
template<class T>
struct parsed {
  T value{};
  parse_status status = parse_status::malformed;
  constexpr explicit operator bool() const noexcept { return status == parse_status::ok; }
};

namespace detail {

/// Eight characters to match at once: '0' stands for any digit, the rest for itself. XORed with
/// `expected`, a digit leaves 0 to 9 and a literal leaves 0; a byte that then has, or gets by
/// adding 6, a bit in `wrong` is not what it should be.
struct shape {
  std::uint64_t expected = 0, six = 0, wrong = 0, digits = 0;
  consteval shape(const char (&pattern)[9]) {
    for (int i = 0; i < 8; ++i) {
      const bool is_digit = pattern[i] == '0';
      expected |= std::uint64_t{static_cast<unsigned char>(pattern[i])} << 8 * i;
      six |= std::uint64_t{is_digit ? 0x06u : 0u} << 8 * i;
      wrong |= std::uint64_t{is_digit ? 0xf0u : 0xffu} << 8 * i;
      digits |= std::uint64_t{is_digit ? 0xffu : 0u} << 8 * i;
    }
  }
};

/// Eight characters, the first in the lowest byte.
constexpr std::uint64_t load8(const char* p) noexcept {
  std::uint64_t word = 0;
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::memcpy(&word, p, 8);
  } else {
    for (int i = 0; i < 8; ++i) word |= std::uint64_t{static_cast<unsigned char>(p[i])} << 8 * i;
  }
  return word;
}

/// Eight characters of known shape, as numbers.
struct pairs {
  std::uint64_t bytes = 0;
  bool matched = false;
  constexpr pairs(const char* p, const shape& s) noexcept {
    const std::uint64_t word = load8(p) ^ s.expected;
    matched = (((word + s.six) | word) & s.wrong) == 0;
    bytes = (word & s.digits) * 10 + ((word & s.digits) >> 8);
  }
  /// The two-digit number at this place.
  constexpr unsigned at(int place) const noexcept { return bytes >> 8 * place & 0xff; }
};

/// The two-digit number at `p`; above 99 where there is none.
constexpr unsigned pair_at(const char* p) noexcept {
  const unsigned tens = digit(p[0]), ones = digit(p[1]);
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

constexpr bool is_sign(char c) noexcept { return c == '+' || c == '-'; }

/// Reads text from the front. A reader returns false where the text is malformed; what is well
/// formed but not representable is noted in the flags, and the reading goes on.
struct calendar_reader {
  const char* p;
  const char* end;
  bool too_fine = false;
  bool fits = true;

  constexpr explicit calendar_reader(std::string_view text)
      : p(text.data()), end(text.data() + text.size()) {}
  constexpr std::ptrdiff_t left() const noexcept { return end - p; }
  constexpr bool next_is(char c) const noexcept { return p != end && *p == c; }
  constexpr parse_status status(bool well_formed) const noexcept {
    if (!well_formed || p != end) return parse_status::malformed;
    if (!fits) return parse_status::out_of_range;
    return too_fine ? parse_status::too_fine : parse_status::ok;
  }

  /// YYYY-MM-DD, as days since 1970.
  constexpr bool read_date(std::int64_t& days) {
    if (left() < 10) return false;
    if (is_sign(*p)) return read_expanded_date(days);
    const pairs front(p, "0000-00-");
    const unsigned year = front.at(0) * 100 + front.at(2), month = front.at(5);
    const unsigned day = pair_at(p + 8);
    if (!front.matched || !is_civil(year, month, day)) return false;
    days = days_from_civil(year, month, day);
    p += 10;
    return true;
  }

  /// +YYYYY-MM-DD: a sign and four digits or more, but not -0000.
  constexpr bool read_expanded_date(std::int64_t& days) {
    const bool negative = *p++ == '-';
    const char* const first = p;
    uint128 digits = 0;
    p = read_digits(p, end, digits, fits);
    if (p - first < 4 || left() < 6 || p[0] != '-' || p[3] != '-') return false;
    if (negative && fits && digits == 0) return false;
    fits = fits && digits <= 100'000'000'000'000'000u;
    const auto distance = static_cast<std::int64_t>(fits ? digits : 0);
    const auto [cycles, year] = divide_floor(negative ? -distance : distance, 400);
    const unsigned month = pair_at(p + 1), day = pair_at(p + 4);
    if (!is_civil(static_cast<std::uint64_t>(year), month, day)) return false;
    const auto sum =
        narrow(int128{cycles} * 146'097 + days_from_civil(static_cast<unsigned>(year), month, day));
    fits = fits && sum;
    days = sum.value_or(0);
    p += 6;
    return true;
  }

  /// The digits after a '.', as a count of 10^-width; at least one.
  constexpr bool read_fraction(int width, std::int64_t& count) {
    const char* const first = p;
    for (; p != end && digit(*p) <= 9; ++p) {
      if (p - first < width) count = count * 10 + digit(*p);
      else too_fine = too_fine || *p != '0';
    }
    for (auto missing = width - (p - first); missing > 0; --missing) count *= 10;
    return p != first;
  }

  /// HH:MM[:SS[.fff...]], as seconds and units.
  constexpr bool read_clock(time_unit unit, std::int64_t& seconds, std::int64_t& fraction) {
    if (left() < 5) return false;
    const bool with_seconds = left() >= 8 && p[5] == ':';
    unsigned hours = 0, minutes = 0, second = 0;
    if (with_seconds) {
      const pairs clock(p, "00:00:00");
      hours = clock.matched ? clock.at(0) : 24;
      minutes = clock.at(3);
      second = clock.at(6);
    } else {
      hours = p[2] == ':' ? pair_at(p) : 24;
      minutes = pair_at(p + 3);
    }
    if (hours > 23 || minutes > 59 || second > 59) return false;
    seconds = hours * 3600 + minutes * 60 + second;
    p += with_seconds ? 8 : 5;
    if (!with_seconds || !next_is('.')) return true;
    ++p;
    return read_fraction(3 * static_cast<int>(unit), fraction);
  }

  /// Z, +HH:MM, +HHMM, +HH, or nothing up to the end of the text.
  constexpr bool read_zone(bool& zoned, std::int64_t& offset) {
    zoned = p != end;
    if (!zoned) return true;
    const char mark = *p++;
    if (mark == 'Z' || mark == 'z') return true;
    const auto size = left();
    const bool colon = size == 5 && p[2] == ':';
    if (!is_sign(mark) || !(size == 2 || size == 4 || colon)) return false;
    const unsigned hours = pair_at(p), minutes = size == 2 ? 0 : pair_at(end - 2);
    offset = static_cast<std::int64_t>(hours * 3600 + minutes * 60) * (mark == '-' ? -1 : 1);
    p = end;
    return hours <= 23 && minutes <= 59;
  }

  /// The parts of an ISO 8601 duration added up, each with a sign of its own if need be.
  struct parts {
    int128 months = 0, days = 0, nanoseconds = 0;
    bool calendar = false;  ///< years, months or weeks are among them
  };

  /// [-]P[nY][nM][nW][nD][T[nH][nM][n[.fff...]S]], at least one part and one after a T.
  constexpr bool read_parts(parts& sum) {
    const bool minus = next_is('-');
    if (p != end && is_sign(*p)) ++p;
    if (!next_is('P')) return false;
    std::string_view letters = "YMWD";
    bool clock = false, any = false;
    for (++p; p != end; ++p) {
      if (*p == 'T' && !clock) {
        letters = "HMS";
        clock = true;
        any = false;
        continue;
      }
      const bool negative = minus != next_is('-');
      if (is_sign(*p)) ++p;
      const char* const first = p;
      uint128 digits = 0;
      p = read_digits(p, end, digits, fits);
      if (p == first) return false;
      std::int64_t fraction = 0;
      const bool fractional = clock && next_is('.');
      if (fractional && (++p, !read_fraction(9, fraction))) return false;
      const auto place = p == end ? letters.npos : letters.find(*p);
      if (place == letters.npos || (fractional && *p != 'S')) return false;
      letters.remove_prefix(place + 1);
      fits = fits && digits <= uint128{1} << 64;  // more fits no count; sums of less stay small
      add(sum, clock, *p, fits ? static_cast<int128>(digits) : 0, negative ? -1 : 1, fraction);
      any = true;
    }
    return any;
  }

private:
  static constexpr void add(parts& sum, bool clock, char letter, int128 count, int sign,
                            std::int64_t fraction) {
    constexpr int128 second = 1'000'000'000;
    count *= sign;
    sum.calendar = sum.calendar || letter == 'Y' || letter == 'W' || (letter == 'M' && !clock);
    switch (letter) {
      case 'Y': sum.months += count * 12; break;
      case 'M': clock ? sum.nanoseconds += count* 60 * second : sum.months += count; break;
      case 'W': sum.days += count * 7; break;
      case 'D': sum.days += count; break;
      case 'H': sum.nanoseconds += count * 3600 * second; break;
      default: sum.nanoseconds += count * second + sign * fraction;
    }
  }
};

}  // namespace detail
}  // namespace ferrule
