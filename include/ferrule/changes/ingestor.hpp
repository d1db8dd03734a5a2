// SPDX-License-Identifier: BSL-1.0
// changes/ingestor.hpp - where a change stream goes: the receiver of messages.
#pragma once
#include <chrono>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>
#include <ferrule/stream/changes.hpp>
#include <optional>

namespace ferrule {

/// What became of a message that was offered.
enum class offered : std::uint8_t {
  taken,    ///< the receiver has it
  not_yet,  ///< the receiver was busy until the deadline; offer the same message again. Of rows, some may have been taken
  gone,     ///< the receiver wants nothing any more; its status says whether that is an error
};

/// Until when an offer may wait.
using offer_deadline = std::chrono::steady_clock::time_point;

namespace detail {

// The least a change stream can be: what concepts are checked with.
struct least_rows {
  struct row_type {
    void read(value_view&);
    bool failed() const;
    void reject(const value_view&, conversion, std::string_view);
  };
  bool next();
  row_type row();
  const error& status() const;
  const ferrule::schema& schema() const;
};
struct least_changes {
  change next();
  std::size_t table() const;
  least_rows& rows();
  least_rows::row_type row();
  least_rows::row_type old_row();
  const op_id& id() const;
  std::optional<source_time> committed_at() const;
  std::span<const source_schema> schemas() const;
  result<void> acknowledge(const op_id&);
  const error& status() const;
};
static_assert(ChangeStream<least_changes>);

}  // namespace detail

/// The receiver of a change stream.
///
/// Concretely, a type I is an `Ingestor` if, for `I& i`:
/// 1. `i.take(what, stream, until)` takes the message that `stream` stands at, or says before `until` that it cannot yet. It does
///    not call `stream.next()` or `stream.acknowledge()`. It is offered every message, `idle` and `end` too.
/// 2. `i.acknowledged_up_to()` is the last commit (or end of a snapshot) behind which nothing can be lost any more: what the
///    receiver has made durable. One that keeps nothing says what it has seen, and so chooses to acknowledge on delivery.
/// 3. `i.status()` is its error, or one of kind `none`.
template<class I>
concept Ingestor = requires(I& i, const I& c, detail::least_changes& stream, offer_deadline until) {
  { i.take(change::commit, stream, until) } -> returns<offered>;
  { c.acknowledged_up_to() } -> returns<std::optional<op_id>>;
  { c.status() } -> returns<const error&>;
};

}  // namespace ferrule
