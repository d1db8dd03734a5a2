// SPDX-License-Identifier: BSL-1.0
// rows/cursor.hpp - rows pulled in blocks, for programs that own the loop; works without exceptions.
#pragma once
#include <ferrule/rows/open.hpp>
#include <ferrule/stream/batch.hpp>
#include <ferrule/stream/each.hpp>

namespace ferrule {

/// An open stream of structs. `next_block()` gives the next rows; `status()` says why there are no more.
///
/// The blocks are as large as the source makes cheap: a whole table where rows are lent, up to 1024 rows copied into an arena where
/// the client library owns the loop, one row elsewhere. Move-only.
template<class T, RowStream S>
class row_cursor {
public:
  row_cursor(S stream, binding how) : stream_(std::move(stream)), how_(how) {}

  /// The next rows, none at the end or after an error. Valid until: the next call.
  std::span<const T> next_block() {
    if constexpr (Lends<S, T>)
      if (stream_.template lends<T>()) return stream_.template lend<T>();
    if constexpr (Drains<S>)
      if (stream_.batches()) return next_batch();
    return next_single();
  }
  /// The first error, or one of kind `none`. Valid until: the cursor is destroyed.
  const error& status() const noexcept { return stream_.status(); }
  const S& stream() const noexcept { return stream_; }

  /// Iterating: `for (const T& row : cursor)`. At the end of the loop ask `status()`; iterating does not throw.
  class iterator {
  public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(row_cursor& from) : from_(&from) { refill(); }
    const T& operator*() const noexcept { return *at_; }
    const T* operator->() const noexcept { return at_; }
    iterator& operator++() {
      if (++at_ == end_) refill();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept {
      return i.at_ == i.end_;
    }

  private:
    void refill() {
      const std::span<const T> block = from_->next_block();
      at_ = block.data();
      end_ = at_ + block.size();
    }
    row_cursor* from_ = nullptr;
    const T* at_ = nullptr;
    const T* end_ = nullptr;
  };
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const noexcept { return {}; }

private:
  static constexpr std::size_t largest_block = 1024;

  template<class Fill>
  struct block_sink {
    batch<T>& rows;
    std::size_t limit;
    Fill fill;
    template<class R>
    [[gnu::always_inline]] flow operator()(R& cursor) {
      fill(rows.slot(), cursor);
      if (cursor.failed()) [[unlikely]]
        return flow::stop;
      rows.commit();
      return rows.size() == limit ? flow::stop : flow::more;
    }
  };

  [[gnu::noinline]] std::span<const T> next_batch() {
    batch_.clear();
    if (ended_) return {};
    if (how_.exact) {
      const auto fill = [](T& row, auto& cursor)
                            __attribute__((always_inline)) { fill_exact<S>(row, cursor); };
      drain(block_sink<decltype(fill)>{batch_, limit_, fill});
    } else {
      const auto fill = [this](T& row, auto& cursor) {
        fill_converting(row, cursor, how_.may_round);
      };
      drain(block_sink<decltype(fill)>{batch_, limit_, fill});
    }
    if (batch_.size() < limit_) ended_ = true;  // and is not asked again
    limit_ = std::min(largest_block, limit_ * 4);
    return batch_.rows();
  }

  // A stream that may drain in two ways is known to do it inside of its client library here.
  template<class Sink>
  void drain(Sink sink) {
    if constexpr (requires { stream_.drain_inside(sink); }) stream_.drain_inside(sink);
    else stream_.drain(sink);
  }

  std::span<const T> next_single() {
    if (!stream_.next()) return {};
    auto cursor = stream_.row();
    if (how_.exact) fill_exact<S>(single_, cursor);
    else fill_converting(single_, cursor, how_.may_round);
    if (cursor.failed()) [[unlikely]]
      return {};
    return {&single_, 1};
  }

  S stream_;
  binding how_;
  std::size_t limit_ =
      16;  // small first, so that the first row comes soon and an early break costs little
  bool ended_ = false;
  batch<T> batch_;
  T single_{};
};

/// Opens `table` for structs `T` without throwing. The connector must outlive the cursor and stay where it is.
template<class T, Connector C, class Wanted = all_rows>
result<row_cursor<T, rows_stream<C, Wanted>>> open_rows(C& connector, const table_id& table,
                                                        const binding_options& allowed = {},
                                                        const Wanted& wanted = {}) {
  binding how;
  auto opened = open_bound<T>(connector, table, wanted, allowed, how);
  if (!opened) return fail(std::move(opened.error()));
  return row_cursor<T, rows_stream<C, Wanted>>(std::move(*opened), how);
}
/// The same for the rows that a request asks for.
template<class T, Connector C>
result<row_cursor<T, rows_stream<C, request>>> open_rows(C& connector, const table_id& table,
                                                         const request& wanted,
                                                         const binding_options& allowed = {}) {
  return open_rows<T, C, request>(connector, table, allowed, wanted);
}

}  // namespace ferrule
