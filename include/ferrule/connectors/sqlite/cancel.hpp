// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/cancel.hpp - stopping a connection from another thread.
#pragma once
#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace ferrule::sqlite {
namespace detail {

/// What a cancel handle shares with its connection. The mutex keeps sqlite3_interrupt away from a closing database.
struct cancel_state {
  std::mutex guard;
  sqlite3* database = nullptr;
  std::atomic<std::uint64_t> times{
      0};  ///< how often it was used; SQLite itself forgets an interrupt while nothing runs

  void cancel() noexcept {
    const std::lock_guard lock(guard);
    times.fetch_add(1, std::memory_order_relaxed);
    if (database != nullptr) sqlite3_interrupt(database);
  }
};

}  // namespace detail

/// Stops what a connection is doing, from any thread. What was running ends with `cancelled`.
class cancel_handle {
public:
  explicit cancel_handle(std::shared_ptr<detail::cancel_state> state) : state_(std::move(state)) {}
  void cancel() const noexcept { state_->cancel(); }

private:
  std::shared_ptr<detail::cancel_state> state_;
};

}  // namespace ferrule::sqlite
