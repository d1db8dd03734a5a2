// SPDX-License-Identifier: BSL-1.0
// support/contest.hpp - loops that take turns, and what is said about them.
//
// A comparison goes to standard output as one line of fields between tabs:
// name, against, ours, theirs, unit, ratio, spread, bar ("-": none). benchmarks/report.cpp makes tables and JSON of them.
#pragma once
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <support/data.hpp>
#include <vector>

namespace benchmarks {

/// Processor time of this thread in nanoseconds. The loops never wait, so that on an idle machine it is the time on the clock;
/// on a busy one it leaves out what other programs take.
inline double processor_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// The value below which `part` of the values lie.
inline double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const double at = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (at - static_cast<double>(below));
}
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

struct comparison {
  std::string name, against;
  double ours = 0, theirs = 0;
  std::string unit;
  double ratio = 0;   // theirs / ours: above 1, ours is better
  double spread = 0;  // half the distance between the quartiles of the ratios of single repetitions
  std::optional<double> bar{};
};

inline void tell(const comparison& c) {
  std::printf("%s\t%s\t%.6g\t%.6g\t%s\t%.4f\t%.4f\t", c.name.c_str(), c.against.c_str(), c.ours,
              c.theirs, c.unit.c_str(), c.ratio, c.spread);
  if (c.bar) std::printf("%g\n", *c.bar);
  else std::printf("-\n");
  std::fflush(stdout);
}

/// One loop over all rows. It returns what it saw; all loops of a contest must have seen the same.
struct contender {
  std::string name;
  std::function<checksum()> run;
  std::function<digest()> verify;
  std::vector<double> ns_per_row{};
};

/// Runs the loops in turn, forwards in one repetition and backwards in the next. What is compared is the ratio
/// within a repetition, in which both ran under the same conditions.
class contest {
public:
  contest(std::vector<contender> loops, int repetitions) : loops_(std::move(loops)) {
    const digest expected = loops_.front().verify();
    for (contender& c : loops_)
      if (const digest seen = c.verify(); seen != expected)
        stop(c.name + " and " + loops_.front().name +
             " read different rows: " + std::to_string(seen.rows) + " and " +
             std::to_string(expected.rows) + " rows, or other values in them");
    const checksum sums = loops_.front().run();
    for (int i = 0; i < repetitions; ++i) {
      for (std::size_t k = 0; k < loops_.size(); ++k) {
        contender& c = loops_[i % 2 == 0 ? k : loops_.size() - 1 - k];
        const double before = processor_ns();
        const checksum seen = c.run();
        c.ns_per_row.push_back((processor_ns() - before) / static_cast<double>(seen.rows));
        if (seen != sums) stop(c.name + " saw other values than " + loops_.front().name);
      }
    }
  }

  void compare(const std::string& ours, const std::string& theirs,
               std::optional<double> bar) const {
    const contender &a = named(ours), &b = named(theirs);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.ns_per_row.size(); ++i)
      ratios.push_back(b.ns_per_row[i] / a.ns_per_row[i]);
    tell({ours, theirs, median(a.ns_per_row), median(b.ns_per_row), "ns/row", median(ratios),
          (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2, bar});
  }

private:
  const contender& named(const std::string& name) const {
    for (const contender& c : loops_)
      if (c.name == name) return c;
    stop("no loop is called " + name);
  }
  std::vector<contender> loops_;
};

/// The loop for timing and for verifying: `loop` is called with what takes each row.
template<class F>
contender contending(std::string name, F loop) {
  return {std::move(name),
          [loop] {
            checksum sums;
            loop([&](const auto& t) { sums.add(t); });
            return sums;
          },
          [loop] {
            digest all;
            loop([&](const auto& t) { all.add(t); });
            return all;
          }};
}

}  // namespace benchmarks
