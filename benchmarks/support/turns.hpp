// SPDX-License-Identifier: BSL-1.0
// support/turns.hpp - things to be measured that take turns, some of them in other processes or on more than one thread, where
// support/contest.hpp compares loops of this thread.
#pragma once
#include <chrono>
#include <support/contest.hpp>

namespace benchmarks {

struct seconds_taken {
  double processor = 0, clock = 0;
};

/// Runs `f` on this thread.
template<class F>
seconds_taken timed(F&& f) {
  const double processor = processor_ns();
  const auto clock = std::chrono::steady_clock::now();
  f();
  return {(processor_ns() - processor) / 1e9,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count()};
}

struct turn {
  std::string name;
  std::function<seconds_taken()> run;
  std::vector<seconds_taken> taken{};
};

class turns {
public:
  turns(std::vector<turn> all, int repetitions) : all_(std::move(all)) {
    for (turn& t : all_) t.run();  // into the caches
    for (int i = 0; i < repetitions; ++i)
      for (std::size_t k = 0; k < all_.size(); ++k) {
        turn& t = all_[i % 2 == 0 ? k : all_.size() - 1 - k];
        t.taken.push_back(t.run());
      }
  }
  /// `which`: processor time, for loops of one thread; the clock, for what takes more than one.
  void compare(const std::string& ours, const std::string& theirs, double seconds_taken::* which,
               double units, const char* unit, std::optional<double> bar) const {
    const turn &a = named(ours), &b = named(theirs);
    std::vector<double> x, y, ratios;
    for (std::size_t i = 0; i < a.taken.size(); ++i) {
      x.push_back(a.taken[i].*which / units);
      y.push_back(b.taken[i].*which / units);
      ratios.push_back(y.back() / x.back());
    }
    const std::string how = which == &seconds_taken::clock ? ", by the clock" : "";
    tell({ours + how, theirs, median(x), median(y), unit, median(ratios),
          (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2, bar});
  }

private:
  const turn& named(const std::string& name) const {
    for (const turn& t : all_)
      if (t.name == name) return t;
    stop("nothing is called " + name);
  }
  std::vector<turn> all_;
};

}  // namespace benchmarks
