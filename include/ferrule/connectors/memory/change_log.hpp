// SPDX-License-Identifier: BSL-1.0
// connectors/memory/change_log.hpp - what was written to a store, transaction by transaction, for those who follow it.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <ferrule/connectors/memory/version.hpp>
#include <ferrule/schema/value.hpp>
#include <ferrule/stream/changes.hpp>
#include <mutex>
#include <shared_mutex>

namespace ferrule::memory::detail {

/// One change of one row, or of a whole table; `end`: the table is there no more. The shape tells tables of one name apart.
struct change_record {
  change what = change::insert;
  std::shared_ptr<const shape> of{};
  row_values row{}, old_row{};
};

/// What was committed together: the operations have the numbers `first`, `first` + 1, ..., the commit the one behind them.
struct committed {
  std::uint64_t first = 1;
  source_time at{};
  std::vector<change_record> records{};

  std::uint64_t id() const noexcept { return first + records.size(); }
};

/// Any thread may use any member.
class change_log {
public:
  /// Off until somebody asks for it: keeping old rows costs a copy of each.
  bool is_on() const noexcept { return on_.load(std::memory_order_acquire); }
  void turn_on() noexcept { on_.store(true, std::memory_order_release); }

  /// Writers hold it shared from before they change a table until that is in the log; who begins to follow holds it alone, and so
  /// sees tables and log of one moment. Locked before the store's, a table's and the log's own mutex, in this order.
  std::shared_mutex gate;

  void append(std::vector<change_record> records) {
    if (records.empty()) return;
    const std::lock_guard lock(guard_);
    auto next = std::make_shared<committed>();
    next->first = last_ + 1;
    next->at =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    next->records = std::move(records);
    last_ = next->id();
    kept_.push_back(std::move(next));
    trim();
    grew_.notify_all();
  }
  /// The id of the last commit.
  std::uint64_t last() const {
    const std::lock_guard lock(guard_);
    return last_;
  }
  /// The id behind which everything is still there.
  std::uint64_t forgotten() const {
    const std::lock_guard lock(guard_);
    return forgotten_;
  }
  /// The first commit behind `id`; waits for it until `until`. Null where there is none.
  std::shared_ptr<const committed> behind(std::uint64_t id,
                                          std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(guard_);
    grew_.wait_until(lock, until, [&] { return last_ > id; });
    const auto found =
        std::upper_bound(kept_.begin(), kept_.end(), id,
                         [](std::uint64_t wanted, const auto& one) { return wanted < one->id(); });
    return found == kept_.end() ? nullptr : *found;
  }

  /// Forgets all but the last `most` commits, now and from now on.
  void keep_at_most(std::size_t most) {
    const std::lock_guard lock(guard_);
    most_ = most;
    trim();
  }

private:
  void trim() {
    while (kept_.size() > most_) {
      forgotten_ = kept_.front()->id();
      kept_.pop_front();
    }
  }

  std::atomic<bool> on_ = false;
  mutable std::mutex guard_;
  std::condition_variable grew_;
  std::deque<std::shared_ptr<const committed>> kept_;
  std::uint64_t last_ = 0, forgotten_ = 0;
  std::size_t most_ = static_cast<std::size_t>(-1);
};

}  // namespace ferrule::memory::detail
