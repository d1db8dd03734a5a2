// SPDX-License-Identifier: BSL-1.0
// hand/csv_loop.hpp - the careful loop over a CSV file that a program would contain: memchr, std::from_chars, every cell checked. It knows
// no quotes; files that have any are not for it.
#pragma once
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <support/data.hpp>
#include <unistd.h>
#include <vector>

namespace benchmarks::hand {

template<class T>
void read_number(std::string_view text, T& to) {
  const char* const end = text.data() + text.size();
  const auto done = std::from_chars(text.data(), end, to);
  if (done.ec != std::errc() || done.ptr != end) stop("no number: " + std::string(text));
}

inline int two_digits(const char* p) {
  const int tens = p[0] - '0', ones = p[1] - '0';
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) stop("no digits");
  return tens * 10 + ones;
}

/// YYYY-MM-DD HH:MM:SS.mmm as milliseconds since 1970.
inline std::int64_t read_moment(std::string_view t) {
  if (t.size() != 23 || t[4] != '-' || t[7] != '-' || t[10] != ' ' || t[13] != ':' ||
      t[16] != ':' || t[19] != '.' || t[22] < '0' || t[22] > '9')
    stop("no moment: " + std::string(t));
  const char* const p = t.data();
  const std::chrono::year_month_day day(
      std::chrono::year(two_digits(p) * 100 + two_digits(p + 2)),
      std::chrono::month(static_cast<unsigned>(two_digits(p + 5))),
      std::chrono::day(static_cast<unsigned>(two_digits(p + 8))));
  const int hours = two_digits(p + 11), minutes = two_digits(p + 14), seconds = two_digits(p + 17);
  if (!day.ok() || hours > 23 || minutes > 59 || seconds > 59) stop("no moment: " + std::string(t));
  const auto days = std::chrono::sys_days(day).time_since_epoch().count();
  return ((std::int64_t{days} * 24 + hours) * 60 + minutes) * 60'000 + seconds * 1000 +
         two_digits(p + 20) * 10 + (t[22] - '0');
}

template<class F>
void each_csv_trade(const std::string& path, F&& f) {
  const int file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) stop("cannot open " + path);
  std::vector<char> buffer(128 * 1024);
  std::size_t have = 0;
  bool header = true;
  for (;;) {
    const ::ssize_t count = ::read(file, buffer.data() + have, buffer.size() - have);
    if (count < 0) stop("cannot read " + path);
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
    const char *p = buffer.data(), *const end = p + have;
    while (const char* const line =
               static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)))) {
      const char* const behind = line != p && line[-1] == '\r' ? line - 1 : line;
      if (!std::exchange(header, false)) {
        std::string_view fields[8];
        const char* begin = p;
        for (int i = 0; i < 7; ++i) {
          const char* const comma = static_cast<const char*>(
              std::memchr(begin, ',', static_cast<std::size_t>(behind - begin)));
          if (comma == nullptr) stop("too few fields");
          fields[i] = {begin, comma};
          begin = comma + 1;
        }
        fields[7] = {begin, behind};
        if (std::memchr(begin, ',', fields[7].size()) != nullptr) stop("too many fields");
        trade t{};
        read_number(fields[0], t.id);
        t.ts = read_moment(fields[1]);
        read_number(fields[2], t.account);
        t.symbol = fields[3];
        read_number(fields[4], t.price);
        read_number(fields[5], t.qty);
        t.side = fields[6] == "true";
        if (!t.side && fields[6] != "false") stop("neither true nor false");
        if (!fields[7].empty()) t.note = fields[7];
        f(t);
      }
      p = line + 1;
    }
    have = static_cast<std::size_t>(end - p);
    std::memmove(buffer.data(), p, have);
  }
  ::close(file);
}

/// Lines by memchr alone.
inline std::uint64_t count_lines(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) stop("cannot open " + path);
  std::vector<char> buffer(128 * 1024);
  std::uint64_t lines = 0;
  for (::ssize_t count; (count = ::read(file, buffer.data(), buffer.size())) > 0;)
    for (const char *p = buffer.data(), *const end = p + count;
         (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)))) !=
         nullptr;
         ++p)
      ++lines;
  ::close(file);
  return lines;
}

}  // namespace benchmarks::hand
