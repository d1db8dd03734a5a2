// SPDX-License-Identifier: BSL-1.0
// sink.hpp - where rows go: what a destination is besides its loop body, and delivering to one.
//
// A loop body (`Sink`, stream.hpp) is enough: any `flow operator()(Row& row)`. A destination that
// must look at the columns first, or that chooses between loop bodies, has `bind`; one that has
// something to do at the end has `finish`.
#pragma once
#include <cstdint>
#include <ferrule/core/result.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/stream/each.hpp>

namespace ferrule {

/// Runs a loop over one stream, once, with whichever loop body a destination chooses; counts the
/// rows.
template<RowStream S>
class delivery {
public:
  explicit delivery(S& stream) : stream_(&stream) {}

  /// Gives every row to `body(row)`. Errors: the stream's.
  template<class K>
  result<void> operator()(K&& body) {
    return ended(pump(*stream_, counted<std::remove_reference_t<K>>{body, rows_}));
  }
  /// Gives every row to `f(const T&)`, which may answer `flow`: lent where the source has T
  /// objects, filled otherwise. Errors: those of `bind_rows<T>`, before the first row; the
  /// stream's.
  template<class T, class F>
  result<void> structs(F&& f, const binding_options& options) {
    const auto how = bind_rows<T>(*stream_, options, "the stream");
    if (!how) return fail(how.error());
    return ended(each_bound<T>(*stream_, *how, [&](const T& row) __attribute__((always_inline)) {
      ++rows_;
      return detail::call_with<T>(f, row);
    }));
  }
  std::uint64_t rows() const noexcept { return rows_; }

private:
  template<class K>
  struct counted {
    K& body;
    std::uint64_t& rows;
    template<class R>
    [[gnu::always_inline]] flow operator()(R& row) {
      ++rows;
      return body(row);
    }
  };
  static result<void> ended(const error& status) {
    if (status) return fail(status);
    return {};
  }

  S* stream_;
  std::uint64_t rows_ = 0;
};

/// A destination with set-up: `k.bind(stream, run)` checks the stream's columns, then calls
/// `run(body)`, or `run.template structs<T>(f, options)`, and returns what that returns; or returns
/// an error without having called it.
template<class K, class S>
concept Binds = requires(K& sink, S& stream, delivery<S>& run) {
  { sink.bind(stream, run) } -> returns<result<void>>;
};

/// A destination with something to do at the end: `k.finish()`. Called after the last row, also
/// where that came early by an error.
template<class K>
concept Finishes = requires(K& sink) {
  { sink.finish() } -> returns<result<void>>;
};

/// Gives all rows of the stream to the destination and returns how many it was given, the one at
/// which it stopped included. Errors: what the destination has against the columns; the stream's;
/// what `finish` says.
template<RowStream S, class K>
result<std::uint64_t> deliver(S& stream, K&& sink) {
  delivery<S> run(stream);
  result<void> done;
  if constexpr (Binds<K, S>) done = sink.bind(stream, run);
  else done = run(sink);
  if constexpr (Finishes<K>)
    if (auto finished = sink.finish(); !finished && done) done = std::move(finished);
  if (!done) return fail(std::move(done.error()));
  return run.rows();
}

}  // namespace ferrule
