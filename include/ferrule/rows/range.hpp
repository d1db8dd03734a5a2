// SPDX-License-Identifier: BSL-1.0
// rows/range.hpp - rows<T>(connector, table): a range that throws where it cannot go on.
#pragma once
#include <ferrule/core/failure.hpp>
#include <ferrule/rows/cursor.hpp>
#include <memory>

namespace ferrule {

/// The rows of a table as an input range. Opens at `begin()`; what fails, then or later, throws `failure`.
/// It is itself the range and never sits in a `result`, because `for (x : f().value())` dangles in C++20. A
/// connector given as an rvalue is kept inside; an lvalue must outlive the range. Leaving the loop early closes the stream
/// when the range is destroyed. A row is valid until the iterator moves.
template<class T, class C, class Wanted>
class row_range {
  using connector_type = std::remove_reference_t<C>;
  using cursor_type = row_cursor<T, rows_stream<connector_type, Wanted>>;

public:
  row_range(C&& connector, table_id table, Wanted wanted, binding_options allowed)
      : connector_(std::forward<C>(connector)),
        table_(std::move(table)),
        wanted_(std::move(wanted)),
        allowed_(allowed) {}

  class iterator {
  public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(cursor_type& from) : from_(&from) { refill(); }
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
      if (block.empty() && from_->status()) raise(from_->status());
    }
    cursor_type* from_ = nullptr;
    const T* at_ = nullptr;
    const T* end_ = nullptr;
  };

  /// Opens the table (again, if called again) and reads the first rows.
  iterator begin() {
    cursor_.reset();
    binding how;
    auto opened = open_bound<T, connector_type, Wanted>(connector_, table_, wanted_, allowed_, how);
    if (!opened) raise(opened.error());
    cursor_.reset(new cursor_type(std::move(*opened), how));
    return iterator(*cursor_);
  }
  std::default_sentinel_t end() const noexcept { return {}; }

private:
  C connector_;  // a reference for an lvalue
  table_id table_;
  [[no_unique_address]] Wanted wanted_;
  binding_options allowed_;
  std::unique_ptr<cursor_type> cursor_;
};

/// The rows of `table` as structs `T`, whose fields name the columns:
/// `for (const trade& t : ferrule::rows<trade>(source, "trades")) ...`.
template<class T, class C>
row_range<T, C, all_rows> rows(C&& connector, table_id table, binding_options allowed = {}) {
  static_assert(has_method_set<std::remove_reference_t<C>>());
  return {std::forward<C>(connector), std::move(table), all_rows{}, allowed};
}
/// The rows that a request asks for: `rows<trade>(source, "trades", {.where = col("qty") > 5, .limit = 10})`.
template<class T, class C>
row_range<T, C, request> rows(C&& connector, table_id table, request wanted,
                              binding_options allowed = {}) {
  static_assert(has_method_set<std::remove_reference_t<C>>());
  return {std::forward<C>(connector), std::move(table), std::move(wanted), allowed};
}

}  // namespace ferrule
