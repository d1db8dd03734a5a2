// SPDX-License-Identifier: BSL-1.0
// stream/changes.hpp - what happens to tables, in order: the messages of a change stream.
//
// A change stream is pulled. Between two calls of `next` the receiver looks at the message where it lies; nothing of it is copied.
//
//     snapshot_started (rows)* snapshot_done      the tables as they were at one moment
//     (insert | update | remove | truncate | schema_changed)* commit
//     idle, anywhere; end, once
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/core/result.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/schema/op_id.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/stream.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ferrule {

/// One message of a change stream.
enum class change : std::uint8_t {
  snapshot_started,  ///< what an earlier snapshot delivered, finished or not, is void: the receiver's tables become empty. Their
                     ///< columns are those of `schemas()`, whatever they were before
  rows,  ///< some rows of `table()` as it was: `rows()`. A table may come in several such messages
  snapshot_done,  ///< `id()` is where the changes behind the snapshot begin; one can resume from it
  insert,         ///< `row()` is new in `table()`
  update,         ///< `row()` takes the place of `old_row()`
  remove,         ///< `old_row()` is gone
  truncate,       ///< all rows of `table()` are gone
  schema_changed,  ///< `schemas()[table()]` has changed; rows behind this message are of the new one. Rows that are there keep the cells
  ///< of columns that stay, by name, and are null in new ones; where the source has something else there, updates of
  ///< these rows follow before the commit, or `truncate` comes before
  commit,  ///< what came since the last commit belongs together; one can resume from `id()`
  idle,    ///< nothing for now; given at least once per heartbeat
  end,     ///< no further message; where it failed, `status()` says why
};

constexpr std::string_view name_of(change c) noexcept {
  constexpr std::string_view names[] = {
      "snapshot_started", "rows",           "snapshot_done", "insert", "update", "remove",
      "truncate",         "schema_changed", "commit",        "idle",   "end"};
  return names[static_cast<std::size_t>(c)];
}
/// Whether the message has rows of one table, or changes one.
constexpr bool is_of_a_table(change c) noexcept {
  return c == change::rows || (c >= change::insert && c <= change::schema_changed);
}
/// Whether the message has an id.
constexpr bool has_id(change c) noexcept {
  return c == change::snapshot_done || (c >= change::insert && c <= change::commit);
}

/// When something happened at its source.
using source_time = std::chrono::sys_time<std::chrono::microseconds>;

/// What a source needs to go on behind an operation: that operation, and whatever the source needs to know of itself (the name of
/// a replication slot, the identity of a log), which is for the source alone to read.
struct checkpoint {
  op_id last{};
  std::string state{};

  friend bool operator==(const checkpoint& a, const checkpoint& b) {
    return a.last == b.last && a.last.position == b.last.position && a.state == b.state;
  }
};

struct follow_options {
  std::chrono::milliseconds heartbeat{1000};  ///< the longest `next` waits before it answers `idle`
  bool until_now =
      false;  ///< end, instead of waiting, where everything that has happened was delivered
};

/// Changes of some tables, one message after the other.
///
/// Concretely, a type S is a `ChangeStream` if, for `S& s`:
/// 1. `s.next()` moves to the next message and says which it is. Ids of operations and commits strictly increase.
/// 2. `s.table()` is the position, in the list that was asked for, of the table that the message is about.
/// 3. `s.rows()` is a `RowStream`, after `change::rows`; what is not read of it is read by nobody.
/// 4. `s.row()` and `s.old_row()` are `Row`s. An old row is complete where the table's `cdc` is `full_changes`; it has the cells of
///    the primary key and is null elsewhere where that is `only_primary_key`.
/// 5. `s.id()` and `s.committed_at()` say which operation it is, and, after `commit`, when the source committed it, if it knows.
/// 6. `s.schemas()` describes the tables as they are now.
/// 7. `s.acknowledge(id)` tells the source that everything up to `id` is safe with the receiver. It may forget that, and nothing
///    beyond. Called between two messages.
/// 8. `s.status()` is the first error, or one of kind `none`.
///
/// Everything borrowed is valid until `next`. Used by one thread at a time.
template<class S>
concept ChangeStream = std::movable<S> && requires(S& s, const S& c, const op_id& id) {
  { s.next() } -> returns<change>;
  { c.table() } -> returns<std::size_t>;
  requires RowStream<std::remove_cvref_t<decltype(s.rows())>>;
  { s.row() } -> Row;
  { s.old_row() } -> Row;
  { c.id() } -> returns<const op_id&>;
  { c.committed_at() } -> returns<std::optional<source_time>>;
  { c.schemas() } -> returns<std::span<const source_schema>>;
  { s.acknowledge(id) } -> returns<result<void>>;
  { c.status() } -> returns<const error&>;
};

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::change> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(ferrule::change c, Context& context) const {
    return fmt::formatter<std::string_view>::format(ferrule::name_of(c), context);
  }
};
