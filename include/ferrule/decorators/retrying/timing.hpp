// SPDX-License-Identifier: BSL-1.0
// decorators/retrying/timing.hpp - how long to wait between attempts, and waiting that another thread can end.
#pragma once
#include <algorithm>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <cstdint>
#include <ferrule/config/setting_help.hpp>
#include <ferrule/config/value_types.hpp>
#include <ferrule/core/returns.hpp>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace ferrule {

struct retry_options {
  bool enabled = true;
  bounded<int, 1, 1000000> attempts = 5;       ///< the first one included
  std::chrono::milliseconds first_delay{100};  ///< doubled from attempt to attempt
  std::chrono::milliseconds longest_delay{10000};
  std::chrono::milliseconds deadline{
      60000};  ///< no attempt begins later than this behind the first
  double jitter =
      0.5;  ///< which part of each delay is random, so that many programs do not come back at once
  bool statements_only_read =
      false;  ///< `execute` may be repeated although it may have reached the source

  static constexpr setting_help help[] = {
      {"enabled", "Without it, every call goes straight to the connector inside."},
      {"attempts", "How often a call is made at most, the first time included."},
      {"first_delay", "The wait before the second attempt; doubled from attempt to attempt."},
      {"longest_delay", "No wait is longer."},
      {"deadline", "No attempt begins later than this behind the first."},
      {"jitter",
       "Which part of each wait is random, from 0 to 1, so that many programs do not come "
       "back at once."},
      {"statements_only_read",
       "Statements of execute only read: they change nothing and begin no transaction."},
  };

  std::vector<std::string> problems() const {
    std::vector<std::string> out;
    if (!(jitter >= 0 && jitter <= 1)) out.push_back("jitter is a part, from 0 to 1");
    return out;
  }
};

/// The delay before the attempt behind `failed` failed ones (at least 1). `fraction` is random, from 0 to 1.
inline std::chrono::nanoseconds delay_behind(int failed, const retry_options& with,
                                             double fraction) noexcept {
  std::chrono::nanoseconds delay = std::min(with.first_delay, with.longest_delay);
  for (int i = 1; i < failed && delay < with.longest_delay && delay.count() != 0; ++i)
    delay =
        delay > with.longest_delay / 2 ? std::chrono::nanoseconds(with.longest_delay) : delay * 2;
  return delay - std::chrono::nanoseconds(static_cast<std::int64_t>(
                     static_cast<double>(delay.count()) * with.jitter * fraction));
}

/// Waiting on one thread that any other can end. Shared by a connector and its cancel handles.
class interruption {
public:
  void interrupt() noexcept {
    {
      const std::lock_guard lock(guard_);
      ++times_;
    }
    changed_.notify_all();
  }
  /// How often it was interrupted.
  std::uint64_t times() noexcept {
    const std::lock_guard lock(guard_);
    return times_;
  }
  /// Waits; false as soon as it has been interrupted more often than `before`.
  bool wait(std::uint64_t before, std::chrono::nanoseconds delay) {
    std::unique_lock lock(guard_);
    return !changed_.wait_for(lock, delay, [&] { return times_ != before; });
  }

private:
  std::mutex guard_;
  std::condition_variable changed_;
  std::uint64_t times_ = 0;
};

/// What retrying asks of the world: the time, to wait (false where interrupted), and a random number from 0 to 1.
template<class T>
concept RetryTiming = std::movable<T> && requires(T& t, interruption& by, std::uint64_t before,
                                                  std::chrono::nanoseconds delay) {
  { t.now() } -> returns<std::chrono::nanoseconds>;
  { t.wait(by, before, delay) } -> returns<bool>;
  { t.fraction() } -> returns<double>;
};

/// The real one.
class steady_timing {
public:
  std::chrono::nanoseconds now() const noexcept {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
  bool wait(interruption& by, std::uint64_t before, std::chrono::nanoseconds delay) {
    return by.wait(before, delay);
  }
  double fraction() {
    if (!seeded_) random_.seed(std::random_device()());
    seeded_ = true;
    return std::generate_canonical<double, 16>(random_);
  }

private:
  std::minstd_rand random_{};
  bool seeded_ = false;
};

}  // namespace ferrule
