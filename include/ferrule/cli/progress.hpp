// SPDX-License-Identifier: BSL-1.0
// cli/progress.hpp - how far long work has come, for whoever watches a terminal.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <ferrule/core/concat.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace ferrule::cli {

/// Rows counted by one thread and shown by another, so that counting costs a store. Off, it only counts.
class progress {
public:
  /// Shows on `to` twice a second, from the first half second on; nothing where `to` is null.
  progress(std::FILE* to, std::string what, std::optional<std::uint64_t> total = {})
      : to_(to), what_(std::move(what)), total_(total) {
    if (to_ != nullptr) showing_ = std::thread([this] { show(); });
  }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() {
    if (!showing_.joinable()) return;
    {
      const std::lock_guard lock(guard_);
      over_ = true;
    }
    woken_.notify_all();
    showing_.join();
  }

  void row() noexcept { rows_.store(++counted_, std::memory_order_relaxed); }
  std::uint64_t rows() const noexcept { return counted_; }

  /// "flights: 120000 of 300000 rows (40%), 410000 rows/s".
  static std::string line(std::string_view what, std::uint64_t rows,
                          std::optional<std::uint64_t> total, double seconds) {
    std::string out = concat(what, ": ", rows);
    if (total) out += concat(" of ", *total);
    out += " rows";
    if (total && *total != 0)
      out += concat(" (", std::min<std::uint64_t>(rows * 100 / *total, 100), "%)");
    if (seconds > 0)
      out +=
          concat(", ", static_cast<std::uint64_t>(static_cast<double>(rows) / seconds), " rows/s");
    return out;
  }

private:
  void show() {
    const auto began = std::chrono::steady_clock::now();
    bool shown = false;
    std::unique_lock lock(guard_);
    while (!woken_.wait_for(lock, std::chrono::milliseconds(500), [&] { return over_; })) {
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
      const std::string text =
          "\r\x1b[K" + line(what_, rows_.load(std::memory_order_relaxed), total_, seconds.count());
      std::fwrite(text.data(), 1, text.size(), to_);
      std::fflush(to_);
      shown = true;
    }
    if (shown) std::fputs("\r\x1b[K", to_);
  }

  std::FILE* to_;
  std::string what_;
  std::optional<std::uint64_t> total_;
  std::uint64_t counted_ = 0;
  std::atomic<std::uint64_t> rows_ = 0;
  std::mutex guard_;
  std::condition_variable woken_;
  bool over_ = false;
  std::thread showing_;
};

}  // namespace ferrule::cli
