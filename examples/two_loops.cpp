// SPDX-License-Identifier: BSL-1.0
// The loop that ferrule makes and the loop one would write, over the same table: two_loops FILE [REPETITIONS]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <limits>

//[flight
struct flight {
  std::int64_t id;
  std::chrono::sys_time<std::chrono::microseconds> date;
  std::int32_t delay, distance;
  std::string_view origin, destination;
};
//]

[[noreturn]] void stop(std::string_view why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

//[ferrule_loop
template<class F>
void each_flight(ferrule::sqlite::connector& source, F&& f) {
  const auto read = ferrule::each_row<flight>(source, "flights", f);
  if (!read) stop(read.error().message);
}
//]

//[hand_loop
// "2001-05-08 16:00:00"
std::chrono::sys_seconds date_in(const unsigned char* s, int size) {
  const auto number = [&](int at, int digits) {
    int n = 0;
    for (int i = at; i < at + digits; ++i) {
      if (s[i] < '0' || s[i] > '9') stop("not a date");
      n = n * 10 + (s[i] - '0');
    }
    return n;
  };
  if (size != 19 || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':')
    stop("not a date");
  using namespace std::chrono;
  const year_month_day day{year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const int h = number(11, 2), m = number(14, 2), sec = number(17, 2);
  if (!day.ok() || h > 23 || m > 59 || sec > 59) stop("not a date");
  return sys_days(day) + hours(h) + minutes(m) + seconds(sec);
}

void expect(sqlite3_stmt* s, int column, int type) {
  if (sqlite3_column_type(s, column) != type) stop("a cell is not of its column's type");
}
std::int32_t int32_in(sqlite3_stmt* s, int column) {
  expect(s, column, SQLITE_INTEGER);
  const std::int64_t wide = sqlite3_column_int64(s, column);
  if (wide != static_cast<std::int32_t>(wide)) stop("a number does not fit");
  return static_cast<std::int32_t>(wide);
}
std::string_view text_in(sqlite3_stmt* s, int column) {
  expect(s, column, SQLITE_TEXT);
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(s, column));
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(s, column))};
}

template<class F>
void each_flight(sqlite3* db, F&& f) {
  sqlite3_stmt* s = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT id, date, delay, distance, origin, destination FROM flights",
                         -1, &s, nullptr) != SQLITE_OK)
    stop(sqlite3_errmsg(db));
  flight row;
  int code;
  while ((code = sqlite3_step(s)) == SQLITE_ROW) {
    expect(s, 0, SQLITE_INTEGER);
    row.id = sqlite3_column_int64(s, 0);
    expect(s, 1, SQLITE_TEXT);
    row.date = date_in(sqlite3_column_text(s, 1), sqlite3_column_bytes(s, 1));
    row.delay = int32_in(s, 2);
    row.distance = int32_in(s, 3);
    row.origin = text_in(s, 4);
    row.destination = text_in(s, 5);
    f(row);
  }
  if (code != SQLITE_DONE) stop(sqlite3_errmsg(db));
  sqlite3_finalize(s);
}
//]

// Every field of every row, so that neither loop can leave anything out.
struct checksum {
  std::uint64_t rows = 0, sum = 0;
  void add(const flight& f) {
    ++rows;
    sum = sum * 31 + static_cast<std::uint64_t>(f.id) +
          static_cast<std::uint64_t>(f.date.time_since_epoch().count());
    sum += static_cast<std::uint64_t>(f.delay) * 3 + static_cast<std::uint64_t>(f.distance) * 5;
    for (const char c : f.origin) sum += static_cast<unsigned char>(c) * 7u;
    for (const char c : f.destination) sum += static_cast<unsigned char>(c) * 11u;
  }
  bool operator==(const checksum&) const = default;
};

struct timed {
  std::vector<double> seconds;
  checksum seen;

  template<class Loop>
  void run(Loop&& loop) {
    seen = {};
    const auto began = std::chrono::steady_clock::now();
    loop([&](const flight& f) { seen.add(f); });
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  double median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  double rows_per_second() const { return static_cast<double>(seen.rows) / median(); }
};

int main(int argc, char** argv) {
  if (argc < 2) stop("usage: two_loops FILE [REPETITIONS]");
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 11;

  ferrule::sqlite::connector source({.path = argv[1]});
  sqlite3* db = nullptr;  // opened as ferrule opens its own: without SQLite's mutexes
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK)
    stop(sqlite3_errmsg(db));
  const std::string map = fmt::format("PRAGMA mmap_size = {}", source.settings().mmap.bytes);
  if (sqlite3_exec(db, map.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    stop(sqlite3_errmsg(db));

  timed ours, by_hand;
  for (int i = 0; i <= repetitions;
       ++i) {  // in turn, so that both have the same luck; the first round warms up
    if (i % 2 == 0) ours.run([&](auto f) { each_flight(source, f); });
    by_hand.run([&](auto f) { each_flight(db, f); });
    if (i % 2 != 0) ours.run([&](auto f) { each_flight(source, f); });
    if (ours.seen != by_hand.seen) stop("the two loops saw different rows");
    if (i == 0) ours.seconds.clear(), by_hand.seconds.clear();
  }
  sqlite3_close(db);

  fmt::print("{:<14}{:>10}  {:>12}  {:>8}  {}\n", "", "rows", "rows/second", "ns/row", "checksum");
  for (const auto& [name, loop] : {std::pair("ferrule", &ours), std::pair("by hand", &by_hand)})
    fmt::print("{:<14}{:>10}  {:>12.0f}  {:>8.0f}  {:016x}\n", name, loop->seen.rows,
               loop->rows_per_second(), 1e9 / loop->rows_per_second(), loop->seen.sum);
  fmt::print("\nmedians of {} runs each, in turn; ferrule is {:.2f} times as fast\n", repetitions,
             by_hand.median() / ours.median());
}
