// SPDX-License-Identifier: BSL-1.0
// hand/csv_loops.hpp - what a careful programmer writes for one known file: memchr for the delimiters, std::from_chars for the numbers, every
// field checked to its end. Quotes are not known to it, nor CR, nor columns in another order.
#pragma once
#include <charconv>
#include <chrono>
#include <cstring>
#include <support/csv_data.hpp>
#include <vector>

namespace benchmarks::hand {

/// The whole lines of a file, some 256 kilobytes at a time.
template<class F>
void each_block(const std::string& path, F&& f) {
  const file_ptr in(std::fopen(path.c_str(), "rb"));
  if (!in) give_up(path + " cannot be read");
  std::setvbuf(in.get(), nullptr, _IONBF, 0);
  std::vector<char> room(256 * 1024);
  std::size_t kept = 0;
  for (;;) {
    const std::size_t count = std::fread(room.data() + kept, 1, room.size() - kept, in.get());
    if (count == 0) break;
    const std::size_t size = kept + count;
    const char* const last = static_cast<const char*>(memrchr(room.data(), '\n', size));
    if (last == nullptr) give_up(path + " has a line that is too long");
    f(room.data(), last + 1);
    kept = static_cast<std::size_t>(room.data() + size - (last + 1));
    std::memmove(room.data(), last + 1, kept);
  }
  if (kept != 0) give_up(path + " does not end with a line end");
}

struct cursor {
  const char *at, *end;

  const char* field(char behind) {
    const void* const found = std::memchr(at, behind, static_cast<std::size_t>(end - at));
    if (found == nullptr) give_up("a row has too few fields");
    return static_cast<const char*>(found);
  }
  template<class T>
  void number(T& to, char behind) {
    const char* const e = field(behind);
    part(to, e);
    at = e + 1;
  }
  std::string_view text(char behind) {
    const char* const e = field(behind);
    const std::string_view out(at, static_cast<std::size_t>(e - at));
    at = e + 1;
    return out;
  }
  template<class T>
  void part(T& to, const char* e) {
    const auto done = std::from_chars(at, e, to);
    if (done.ec != std::errc() || done.ptr != e)
      give_up("this is no number: " + std::string(at, e));
    at = e;
  }
  // `size` digits and what stands behind them.
  int digits(int size, char behind) {
    int out = 0;
    part(out, at + size);
    if (behind != 0 && *at++ != behind) give_up("this is no timestamp");
    return out;
  }
  millisecond timestamp() {
    const char* const e = field(',');
    if (e - at != 23) give_up("this is no timestamp: " + std::string(at, e));
    const int y = digits(4, '-');
    const auto m = static_cast<unsigned>(digits(2, '-')), d = static_cast<unsigned>(digits(2, ' '));
    const int hour = digits(2, ':'), minute = digits(2, ':'), second = digits(2, '.'),
              milli = digits(3, 0);
    const std::chrono::year_month_day day{std::chrono::year(y), std::chrono::month(m),
                                          std::chrono::day(d)};
    if (!day.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 59 || milli < 0)
      give_up("there is no such moment");
    ++at;
    return std::chrono::local_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + std::chrono::milliseconds(milli);
  }
  bool boolean() {
    const std::string_view word = text(',');
    if (word != "true" && word != "false") give_up("this is no boolean: " + std::string(word));
    return word == "true";
  }
};

template<class F>
void each_csv_trade(const std::string& path, F&& f) {
  bool header = true;
  each_block(path, [&](const char* from, const char* to) {
    cursor c{from, to};
    if (std::exchange(header, false)) c.text('\n');
    csv_trade t{};
    while (c.at != to) {
      c.number(t.id, ',');
      t.ts = c.timestamp();
      c.number(t.account, ',');
      t.symbol = c.text(',');
      c.number(t.price, ',');
      c.number(t.qty, ',');
      t.side = c.boolean();
      const std::string_view note = c.text('\n');
      if (note.empty()) t.note.reset();
      else t.note = note;
      f(t);
    }
  });
}

/// How many lines a file has: one memchr after the other.
inline std::uint64_t count_lines(const std::string& path) {
  std::uint64_t lines = 0;
  each_block(path, [&](const char* from, const char* to) {
    while (from != to) {
      from =
          static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(to - from))) +
          1;
      ++lines;
    }
  });
  return lines;
}

}  // namespace benchmarks::hand
