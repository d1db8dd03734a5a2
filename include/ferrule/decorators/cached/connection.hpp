// SPDX-License-Identifier: BSL-1.0
// decorators/cached/connection.hpp - what one connection of a cache is doing, and what lives beside its streams and writers.
#pragma once
#include <ferrule/connector/writing.hpp>
#include <ferrule/decorators/cached/row_cache.hpp>
#include <mutex>
#include <set>
#include <span>
#include <utility>

namespace ferrule::detail {

/// Shared by a connection, its streams and its writers.
struct cached_connection {
  explicit cached_connection(std::shared_ptr<row_cache> in) : cache(std::move(in)) {}

  const std::shared_ptr<row_cache> cache;
  std::uint64_t transaction = 0;  ///< which one is open, counted from 1; 0: none
  std::uint64_t transactions = 0;
  std::set<table_id> written{};  ///< in the open one
  bool ran_a_statement = false;  ///< which may have begun a transaction

  /// Up to which change a read that begins now surely sees the source. A stream that is still open may keep the connection in an
  /// older state (SQLite's read transactions), so the oldest of those that overlap decides.
  std::uint64_t since() {
    const std::lock_guard lock(guard_);
    return streams_ == 0 ? cache->changes() : since_;
  }
  void begin_stream() {
    const std::lock_guard lock(guard_);
    if (streams_++ == 0) since_ = cache->changes();
  }
  void end_stream() {
    const std::lock_guard lock(guard_);
    --streams_;
  }

private:
  std::mutex guard_;  // a stream may have gone to another thread
  std::uint64_t streams_ = 0, since_ = 0;
};
using shared_connection = std::shared_ptr<cached_connection>;

/// An open stream or plan.
class live_stream {
public:
  live_stream() = default;
  explicit live_stream(shared_connection of) : of_(std::move(of)) { of_->begin_stream(); }
  live_stream(live_stream&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
  live_stream& operator=(live_stream&& other) noexcept {
    std::swap(of_, other.of_);
    return *this;
  }
  ~live_stream() {
    if (of_ != nullptr) of_->end_stream();
  }

private:
  shared_connection of_;
};

/// A change that is going on.
class cache_hold {
public:
  cache_hold() = default;
  cache_hold(std::shared_ptr<row_cache> in, row_cache::scope of)
      : in_(std::move(in)), of_(std::move(of)) {
    in_->begin_change(of_);
  }
  cache_hold(cache_hold&& other) noexcept
      : in_(std::exchange(other.in_, nullptr)), of_(std::move(other.of_)) {}
  cache_hold& operator=(cache_hold&& other) noexcept {
    std::swap(in_, other.in_);
    std::swap(of_, other.of_);
    return *this;
  }
  ~cache_hold() {
    if (in_ != nullptr) in_->end_change(of_);
  }

private:
  std::shared_ptr<row_cache> in_;
  row_cache::scope of_;
};

/// What a stream of a statement keeps.
struct statement_hold {
  live_stream stream;
  cache_hold change;
};

}  // namespace ferrule::detail

namespace ferrule {

/// A writer whose table is not cached while it writes: outside of a transaction from the first row to `finish` or to its end; inside of
/// one, others keep what was committed, and the commit drops it. Costs a row one comparison.
template<Writer W>
class cached_writer {
public:
  cached_writer(W inner, detail::shared_connection of, table_id table)
      : of_(std::move(of)), table_(std::move(table)), inner_(std::move(inner)) {}
  cached_writer(cached_writer&&) = default;
  cached_writer& operator=(cached_writer&& other) noexcept {
    std::swap(of_, other.of_);
    std::swap(table_, other.table_);
    std::swap(noted_, other.noted_);
    std::swap(hold_, other.hold_);
    std::swap(inner_, other.inner_);
    return *this;
  }

  bool write(std::span<const value_view> cells) {
    if (noted_ != of_->transaction) [[unlikely]]
      note();
    return inner_.write(cells);
  }
  const error& status() const noexcept { return inner_.status(); }
  result<void> finish() {
    auto done = inner_.finish();
    hold_ = detail::cache_hold();
    noted_ = nothing;
    return done;
  }

private:
  static constexpr std::uint64_t nothing = UINT64_MAX;

  void note() {
    noted_ = of_->transaction;
    if (noted_ != 0) of_->written.insert(table_);
    else hold_ = detail::cache_hold(of_->cache, {.table = table_});
  }

  detail::shared_connection of_;
  table_id table_;
  std::uint64_t noted_ = nothing;  // the transaction that knows of this writer
  detail::cache_hold hold_;        // ends behind the writer
  W inner_;
};

}  // namespace ferrule
