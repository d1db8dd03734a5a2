// SPDX-License-Identifier: BSL-1.0
// decorators/cached/stream.hpp - rows from the cache, or from the source and into the cache.
#pragma once
#include <ferrule/connector/basics.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/decorators/cached/connection.hpp>
#include <ferrule/decorators/cached/stored_rows.hpp>
#include <ferrule/decorators/forwarding/streams.hpp>
#include <optional>
#include <vector>

namespace ferrule {
namespace detail {

/// A result on its way into the cache: kept when the last row has been seen, forgotten otherwise.
struct recording {
  shared_connection of;
  row_cache::entry made;  // without rows yet
  std::uint64_t since = 0;
  std::shared_ptr<stored_rows> rows;

  /// False where it has become too large to keep.
  bool add(std::span<const value_view> row) {
    rows->add(row);
    const cache_options& limits = of->cache->options();
    return rows->rows() <= limits.rows && rows->bytes() <= limits.bytes.bytes;
  }
  void keep() {
    made.rows = rows->rows();
    made.bytes = rows->bytes() + made.key.size() + sizeof made;
    made.what = std::move(rows);
    of->cache->keep(std::move(made), since);
  }
};

}  // namespace detail

/// Rows of an `S`, or the same rows from memory. Either way a row is an array of cells, so that the two are one type without a branch in
/// each cell; reading a cell copies a `value_view`.
template<RowStream S>
class cached_stream {
public:
  class row_type {
  public:
    explicit row_type(cached_stream& of) noexcept : of_(&of), at_(of.row_) {}
    void read(value_view& cell) noexcept { cell = *at_++; }
    template<class T>
      requires(!std::same_as<T, value_view> && detail::ReadsTyped<S, T>)
    void read(T& cell) {
      detail::read_converted(*this, cell);
    }
    bool failed() const noexcept { return of_->failed_; }
    [[gnu::cold]] void reject(const value_view& cell, conversion why, std::string_view wanted) {
      of_->failed_ = true;
      of_->state_.reject(static_cast<std::size_t>(at_ - of_->row_) - 1, cell, why, wanted,
                         concat("row ", of_->rows_));
    }

  private:
    cached_stream* of_;
    const value_view* at_;
  };

  /// From memory. `source` names the stream in messages.
  cached_stream(std::string source, std::shared_ptr<const detail::stored_rows> stored,
                cancel_source::watch_type watch)
      : state_(std::move(source), stored->schema()),
        watch_(std::move(watch)),
        stored_(std::move(stored)) {}
  /// From the source; `into` is where to, if anywhere.
  cached_stream(std::string source, S inner, detail::live_stream live,
                std::optional<detail::recording> into)
      : state_(std::move(source), inner.schema()),
        cells_(state_.schema().fields.size()),
        into_(std::move(into)),
        passes_(!into_),
        live_(std::move(live)),
        inner_(std::move(inner)) {
    if (into_) into_->rows = std::make_shared<detail::stored_rows>(state_.schema());
  }
  cached_stream(cached_stream&&) = default;
  cached_stream& operator=(cached_stream&& other) noexcept {
    inner_ = std::move(other.inner_);  // before what says that it is open
    live_ = std::move(other.live_);
    state_ = std::move(other.state_);
    watch_ = std::move(other.watch_);
    stored_ = std::move(other.stored_);
    cells_ = std::move(other.cells_);
    into_ = std::move(other.into_);
    passes_ = other.passes_;
    row_ = other.row_;
    rows_ = other.rows_;
    failed_ = other.failed_;
    ended_ = other.ended_;
    return *this;
  }

  bool next() {
    if (stored_ != nullptr) return next_stored();
    if (failed_ || ended_) return false;
    if (!inner_->next()) {
      end();
      return false;
    }
    auto row = inner_->row();
    return take(row);
  }
  row_type row() noexcept { return row_type(*this); }
  const error& status() const noexcept {
    return inner_ && !state_.failed() ? inner_->status() : state_.status();
  }
  const ferrule::schema& schema() const noexcept { return state_.schema(); }
  /// Whether the rows come from memory.
  bool is_stored() const noexcept { return stored_ != nullptr; }
  /// As the source reads them. Rows from memory are read through `value_view` whatever is asked for, and so are all types alike.
  template<class T>
    requires(detail::ReadsTyped<S, T>)
  bool reads(std::size_t column) const {
    return stored_ != nullptr || inner_->template reads<T>(column);
  }
  /// Whether `drain` is more than a loop over `next`.
  bool batches() const noexcept {
    if constexpr (requires { inner_->batches(); }) return stored_ == nullptr && inner_->batches();
    else return false;
  }
  /// Rows that are neither from the cache nor for it go straight from the source to the sink.
  template<class K>
  void drain(K& sink) {
    if (passes_) return (void)pump(*inner_, sink);
    if constexpr (Drains<S>)
      if (stored_ == nullptr) return drain_source(sink);
    while (next()) {
      row_type r(*this);
      if (sink(r) == flow::stop) return;
    }
  }

private:
  static constexpr std::uint64_t rows_per_look = 1024;  // at the cancel handle

  template<class K>
  struct taking_sink {
    cached_stream& of;
    K& sink;
    bool stopped = false;
    template<class R>
    flow operator()(R& row) {
      stopped = true;
      if (!of.take(row)) return flow::stop;
      row_type r(of);
      stopped = sink(r) == flow::stop || of.failed_;
      return stopped ? flow::stop : flow::more;
    }
  };

  template<class K>
  void drain_source(K& sink) {
    if (failed_ || ended_) return;
    taking_sink<K> taking{*this, sink};
    inner_->drain(taking);
    if (!taking.stopped) end();
  }
  bool next_stored() {
    if (failed_ || rows_ == stored_->rows()) return false;
    if (rows_ % rows_per_look == 0 && watch_.cancelled()) {
      failed_ = true;
      state_.fail(error{errc::cancelled, false,
                        concat(state_.source(), ": cancelled before row ", rows_ + 1)});
      return false;
    }
    row_ = stored_->row(rows_++);
    return true;
  }
  // Reads the row once, for the reader and for the cache. A cell that cannot be had ends the stream here.
  template<class R>
  bool take(R& row) {
    for (value_view& cell : cells_) row.read(cell);
    if (row.failed()) [[unlikely]] {
      failed_ = true;
      into_.reset();
      return false;
    }
    row_ = cells_.data();
    ++rows_;
    if (into_ && !into_->add(cells_)) into_.reset();
    return true;
  }
  void end() {
    ended_ = true;
    if (into_ && !failed_ && !inner_->status()) into_->keep();
    into_.reset();
  }

  stream_state state_;
  cancel_source::watch_type watch_;
  std::shared_ptr<const detail::stored_rows> stored_;
  std::vector<value_view> cells_;  // of the current row, borrowed from the source
  std::optional<detail::recording> into_;
  bool passes_ = false;
  const value_view* row_ = nullptr;
  std::uint64_t rows_ = 0;
  bool failed_ = false, ended_ = false;
  detail::live_stream live_;  // ends behind the stream
  std::optional<S> inner_;
};

}  // namespace ferrule
