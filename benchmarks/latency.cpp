// SPDX-License-Identifier: BSL-1.0
// latency.cpp - how long a program waits for the next 1 000 rows: percentiles, ours beside the hand-written loop's.
#include <chrono>
#include <hand/memory_loops.hpp>
#include <hand/sqlite_loops.hpp>
#include <support/contest.hpp>
#include <support/ours.hpp>

using namespace benchmarks;

namespace {

using waits = std::vector<double>;  // in microseconds, one per 1 000 rows

/// Runs a loop and looks at the clock every 1 000 rows.
template<class F>
waits time_blocks(F loop) {
  using clock = std::chrono::steady_clock;
  waits out;
  checksum sums;
  auto before = clock::now();
  loop([&](const trade& t) {
    sums.add(t);
    if (sums.rows % 1000 == 0) [[unlikely]] {
      const auto now = clock::now();
      out.push_back(std::chrono::duration<double, std::micro>(now - before).count());
      before = now;
    }
  });
  asm volatile("" : : "g"(&sums) : "memory");
  return out;
}

template<class Ours, class Theirs>
void compare(const std::string& name, const std::string& against, int repetitions, Ours ours,
             Theirs theirs) {
  struct percentile {
    const char* name;
    double part;
    waits ours{}, theirs{}, ratios{};
  };
  percentile percentiles[] = {{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}};
  for (int i = 0; i < repetitions; ++i) {
    waits a, b;
    if (i % 2 == 0) a = time_blocks(ours);
    b = time_blocks(theirs);
    if (i % 2 != 0) a = time_blocks(ours);
    if (a.size() != b.size()) stop(name + " and " + against + " read different numbers of rows");
    for (percentile& p : percentiles) {
      p.ours.push_back(quantile(a, p.part));
      p.theirs.push_back(quantile(b, p.part));
      p.ratios.push_back(p.theirs.back() / p.ours.back());
    }
  }
  for (const percentile& p : percentiles)
    tell({name + ", 1 000 rows, " + p.name, against, median(p.ours), median(p.theirs), "us",
          median(p.ratios), (quantile(p.ratios, 0.75) - quantile(p.ratios, 0.25)) / 2,
          std::nullopt});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) stop("usage: latency FILE ROWS REPETITIONS");
  const std::string file = argv[1];
  const long long rows = std::atoll(argv[2]);
  const int repetitions = std::atoi(argv[3]);
  make_trades(file, rows);
  const database db = open_for_hand_loop(file);
  auto batched = open_sqlite(file, true);
  auto stepped = open_sqlite(file, false);
  const auto checked = [&](auto take) { hand::each_trade_checked(db.get(), take); };
  compare(
      "sqlite pump", "hand loop, checked", repetitions,
      [&](auto take) { pump_trades(batched, take); }, checked);
  compare(
      "sqlite range-for", "hand loop, checked", repetitions,
      [&](auto take) { range_trades(batched, take); }, checked);
  compare(
      "sqlite step stream", "hand loop, checked", repetitions,
      [&](auto take) { pump_trades(stepped, take); }, checked);

  const trades_in_memory trades(rows);
  lend_trades(trades.rows);
  auto memory = open_memory();
  compare(
      "memory pump", "loop over the vector", repetitions,
      [&](auto take) { pump_trades(memory, take); },
      [&](auto take) { hand::each_trade(trades.rows, take); });
}
