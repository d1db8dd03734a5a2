// SPDX-License-Identifier: BSL-1.0
// support/csv_data.hpp - the CSV files that are read, what a row is, and sums of columns that a reader in any language can make.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace benchmarks {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

using millisecond = std::chrono::local_time<std::chrono::milliseconds>;

struct csv_trade {
  std::int64_t id;
  millisecond ts;
  std::int32_t account;
  std::string_view symbol;
  double price;
  std::int32_t qty;
  bool side;
  std::optional<std::string_view> note;
};

/// What the timed loops do with a row: every field goes into a sum of its own, text by its size and first byte.
struct csv_sums {
  std::uint64_t rows = 0, nulls = 0, text = 0;
  std::int64_t id = 0, ts = 0, account = 0, qty = 0, side = 0;
  double price = 0;

  [[gnu::always_inline]] void add(const csv_trade& t) {
    ++rows;
    id += t.id;
    ts ^= t.ts.time_since_epoch().count();
    account += t.account;
    qty += t.qty;
    side += t.side;
    price += t.price;
    add_text(t.symbol);
    if (t.note) add_text(*t.note);
    else ++nulls;
  }
  bool operator==(const csv_sums&) const = default;

private:
  [[gnu::always_inline]] void add_text(std::string_view s) {
    text += s.size();
    if (!s.empty()) text += static_cast<unsigned char>(s.front());
  }
};

/// Every field of every row, weighted by its place, so that rows in another order or cells in another row are seen; modulo 2^64.
/// peers/csv_peers.py makes the same. Prices are in cents: they have two digits.
struct csv_digest {
  std::uint64_t row = 0, symbol_bytes = 0, note_bytes = 0;
  std::array<std::uint64_t, 11> sums{};

  void add(const csv_trade& t) {
    const std::uint64_t weight = row++ % 1009 + 1;
    const auto number = [&](std::size_t at, std::int64_t value) {
      sums[at] += static_cast<std::uint64_t>(value) * weight;
    };
    const auto text = [&](std::size_t at, std::string_view s, std::uint64_t& bytes) {
      number(at, static_cast<std::int64_t>(s.size()));
      for (const char c : s) sums[at + 1] += static_cast<unsigned char>(c) * (bytes++ % 251 + 1);
    };
    number(0, t.id);
    number(1, t.ts.time_since_epoch().count());
    number(2, t.account);
    text(3, t.symbol, symbol_bytes);
    number(5, static_cast<std::int64_t>(t.price * 100 + 0.5));
    number(6, t.qty);
    number(7, t.side);
    number(8, !t.note);
    if (t.note) text(9, *t.note, note_bytes);
  }
  std::string text() const {
    std::string out = std::to_string(row);
    for (const std::uint64_t sum : sums) out += " " + std::to_string(sum);
    return out;
  }
};

struct close_file {
  void operator()(std::FILE* f) const noexcept { std::fclose(f); }
};
using file_ptr = std::unique_ptr<std::FILE, close_file>;

inline file_ptr open_to_write(const std::string& path) {
  file_ptr out(std::fopen(path.c_str(), "wb"));
  if (!out) give_up(path + " cannot be written");
  return out;
}
inline double size_of(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) give_up(path + " is not there");
  return static_cast<double>(about.st_size);
}

/// About 75 bytes a row: 2 million rows are 150 MB. No field needs quotes, since the loops by hand know none.
inline void make_csv_trades(const std::string& path, long long rows) {
  const file_ptr out = open_to_write(path);
  std::fputs("id,ts,account,symbol,price,qty,side,note\n", out.get());
  for (long long i = 1; i <= rows; ++i) {
    const long long ms = 1700000000000 + i * 37, cents = i * 37 % 100000000 + 50;
    const std::time_t second = ms / 1000;
    std::tm at{};
    gmtime_r(&second, &at);
    std::fprintf(
        out.get(), "%lld,%04d-%02d-%02d %02d:%02d:%02d.%03lld,%lld,SYM%lld,%lld.%02lld,%lld,%s,", i,
        at.tm_year + 1900, at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec, ms % 1000,
        i % 5000, i % 977, cents / 100, cents % 100, i % 100, i % 2 != 0 ? "true" : "false");
    if (i % 5 != 0) std::fprintf(out.get(), "note number %lld", i);
    std::fputc('\n', out.get());
  }
}

/// c0 to c49: numbers, fractions and texts in turn.
inline void make_wide_csv(const std::string& path, long long rows) {
  const file_ptr out = open_to_write(path);
  for (int c = 0; c < 50; ++c) std::fprintf(out.get(), c == 0 ? "c%d" : ",c%d", c);
  std::fputc('\n', out.get());
  for (long long i = 1; i <= rows; ++i) {
    for (int c = 0; c < 50; ++c) {
      if (c != 0) std::fputc(',', out.get());
      const long long value = (i * 7919 + c * 104729) % 1000000;
      if (c % 3 == 0) std::fprintf(out.get(), "%lld", value);
      else if (c % 3 == 1) std::fprintf(out.get(), "%lld.%02lld", value / 100, value % 100);
      else std::fprintf(out.get(), "text%lld", value);
    }
    std::fputc('\n', out.get());
  }
}

}  // namespace benchmarks
