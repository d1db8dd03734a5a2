// SPDX-License-Identifier: BSL-1.0
// stream.hpp - rows in order: what a row and a stream of rows are, and the one loop over them.
#pragma once
#include <concepts>
#include <ferrule/core/returns.hpp>
#include <ferrule/schema/value_view.hpp>
#include <ferrule/stream/flow.hpp>
#include <ferrule/stream/state.hpp>
#include <utility>

namespace ferrule {

/// A row is a cursor over the cells of the stream's current row, in column order.
///
/// Concretely, a type R is a `Row` if, for `R& r`:
/// 1. `r.read(cell)` puts the next cell into `value_view& cell`, borrowed until the stream's next row. A cell
///    that cannot be had (damaged, not what the column declares) latches an error in the stream
///    and leaves `cell` null.
/// 2. `r.failed()` says whether the stream has latched an error. A stream that cannot fail answers
///    with a constexpr `false`, and every test of it compiles away.
/// 3. `r.reject(cell, why, wanted)` latches the error that the cell read last cannot become what the
///    reader wanted; it names table, column, row and value. Cold.
/// 4. it can be copied, and a copy made before the first `read` reads the same cells again.
///
/// A row may also have `r.read(T&)` for some C++ types T (and std::optional of them). It is called only
/// for columns of which the stream says `stream.template reads<T>(column)`, and is how a source hands
/// out cells without going through `value_view`.
template<class R>
concept Row = std::copy_constructible<R> &&
              requires(R& r, value_view& cell, conversion why, std::string_view wanted) {
                r.read(cell);
                { r.failed() } -> std::convertible_to<bool>;
                r.reject(cell, why, wanted);
              };

/// A stream delivers rows one after the other.
///
/// Concretely, a type S is a `RowStream` if, for `S& s`:
/// 1. `s.next()` moves to the next row; false at the end and after an error.
/// 2. `s.row()` is a `Row` over the current row, from its first column; may be called again to read it again.
/// 3. `s.status()` is the first error, or an error of kind `none`. Borrowed from the stream.
/// 4. `s.schema()` describes the columns, in order. Borrowed from the stream.
/// 5. it can be moved before the first row has been read.
///
/// A stream is used by one thread at a time. Destroying it early releases what it holds of the source.
template<class S>
concept RowStream = std::movable<S> && requires(S& s, const S& c) {
  { s.next() } -> returns<bool>;
  { s.row() } -> Row;
  { c.status() } -> returns<const error&>;
  { c.schema() } -> returns<const ferrule::schema&>;
};

namespace detail {
struct any_sink {
  template<class R>
  flow operator()(R&&) const {
    return flow::more;
  }
};
}  // namespace detail

/// A stream whose client library owns the loop and calls back for each row. `s.drain(sink)` calls `sink(row)`
/// until it answers `flow::stop` or the rows end; calling it again goes on behind the last row seen.
/// What the sink throws comes out of `drain`.
///
/// Where that is a loop over `next` for some tables, `s.batches()` tells, and `s.drain_inside(sink)` may be there for those who have asked: the
/// same without that loop, which they need not compile.
template<class S>
concept Drains = RowStream<S> && requires(S& s, detail::any_sink sink) { s.drain(sink); };

/// A loop body: called with each row, answers whether it wants another.
template<class K, class R>
concept Sink = requires(K& sink, R& row) {
  { sink(row) } -> returns<flow>;
};

/// The one loop of the library: gives every row of `stream` to `sink` until the sink stops or the rows
/// end, and returns the stream's status (borrowed from it). May be called again to go on.
///
/// One instance per (stream, sink), without a virtual or indirect call of ours and without an allocation.
template<RowStream S, class K>
const error& pump(S& stream, K&& sink) {
  if constexpr (Drains<S>) stream.drain(sink);
  else
    while (stream.next()) {
      auto row = stream.row();
      if (sink(row) == flow::stop) break;
    }
  return stream.status();
}

}  // namespace ferrule
