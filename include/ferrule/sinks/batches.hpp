// SPDX-License-Identifier: BSL-1.0
// sinks/batches.hpp - rows in batches that own what their structs point to.
#pragma once
#include <ferrule/sink.hpp>
#include <ferrule/stream/batch.hpp>
#include <utility>

namespace ferrule {

template<class T>
class batch_sink {
public:
  batch_sink(batch<T>& into, const binding_options& options) : into_(&into), options_(options) {}

  template<RowStream S>
  result<void> bind(S&, delivery<S>& run) {
    return run.template structs<T>([&](const T& row) { into_->push(row); }, options_);
  }

private:
  batch<T>* into_;
  binding_options options_;
};

/// Appends each row to `into`, which must outlive the delivery.
template<class T>
batch_sink<T> into_batch(batch<T>& into, const binding_options& options = {}) {
  return {into, options};
}

template<class T, class F>
class batches_sink {
public:
  batches_sink(F f, std::size_t rows_per_batch, const binding_options& options)
      : f_(std::move(f)),
        rows_per_batch_(rows_per_batch == 0 ? 1 : rows_per_batch),
        options_(options) {}

  template<RowStream S>
  result<void> bind(S&, delivery<S>& run) {
    return run.template structs<T>(
        [&](const T& row) {
          rows_.push(row);
          return rows_.size() == rows_per_batch_ ? hand_over() : flow::more;
        },
        options_);
  }
  /// Hands over the rows of the last batch.
  result<void> finish() {
    if (!rows_.empty()) hand_over();
    return {};
  }

private:
  flow hand_over() {
    flow wants = flow::more;
    if constexpr (std::is_same_v<std::invoke_result_t<F&, batch<T>&>, flow>) wants = f_(rows_);
    else f_(rows_);
    rows_.clear();
    return wants;
  }

  F f_;
  std::size_t rows_per_batch_;
  binding_options options_;
  batch<T> rows_;
};

/// Calls `f(batch<T>&)` with so many rows at a time, with fewer at the end. `f` may move the batch
/// away (to another thread, say); one that stays is filled again and its memory reused. `f` may
/// answer `flow`.
template<class T, class F>
batches_sink<T, F> into_batches(F f, std::size_t rows_per_batch = 1024,
                                const binding_options& options = {}) {
  return {std::move(f), rows_per_batch, options};
}

}  // namespace ferrule
