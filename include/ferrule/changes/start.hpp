// SPDX-License-Identifier: BSL-1.0
// changes/start.hpp - the one loop between a source of changes and its receiver.
#pragma once
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/changes/snapshot.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <span>
#include <stop_token>

namespace ferrule {

/// Why a run of changes ended well.
enum class finish : std::uint8_t {
  exhausted,      ///< the source has no more
  stopped,        ///< the stop token asked for it
  receiver_gone,  ///< the receiver wants nothing any more
};

constexpr std::string_view name_of(finish f) noexcept {
  return f == finish::exhausted ? "exhausted" : f == finish::stopped ? "stopped" : "receiver gone";
}

namespace detail {

/// Whether a receiver may have made something durable when it took this message, rather than on a thread of its own.
constexpr bool may_be_durable(change c) noexcept {
  return c == change::snapshot_done || c == change::commit || c == change::idle || c == change::end;
}

}  // namespace detail

/// Gives every message of `from` to `to`, and tells the source what the receiver has made durable, until either ends or `stop` asks.
/// An offer waits at most a heartbeat, so that acknowledgements go on while the receiver is slow. Errors: the stream's; the
/// receiver's.
template<ChangeStream S, Ingestor I>
result<finish> deliver_changes(S& from, I& to, std::stop_token stop = {},
                               const follow_options& options = {}) {
  using clock = std::chrono::steady_clock;
  std::optional<op_id> told;
  auto asked = clock::now();
  const auto acknowledge = [&]() -> result<void> {
    const std::optional<op_id> safe = to.acknowledged_up_to();
    if (!safe || (told && *safe <= *told)) return {};
    told = safe;
    return from.acknowledge(*safe);
  };
  for (;;) {
    if (stop.stop_requested()) {
      // What the receiver made durable before it was stopped is not to be delivered again.
      if (auto ok = acknowledge(); !ok) return fail(std::move(ok.error()));
      return finish::stopped;
    }
    const change what = from.next();
    for (;;) {
      const auto now = clock::now();
      const offered answer = to.take(what, from, now + options.heartbeat);
      if (answer == offered::gone) {
        if (to.status()) return fail(to.status());
        return finish::receiver_gone;
      }
      // Not for every row: an id may have a long position, and is copied.
      if (answer == offered::not_yet || detail::may_be_durable(what) ||
          now - asked >= options.heartbeat) {
        asked = now;
        if (auto ok = acknowledge(); !ok) return fail(std::move(ok.error()));
      }
      if (answer == offered::taken) break;
      if (stop.stop_requested()) return finish::stopped;
    }
    if (what != change::end) continue;
    if (from.status()) return fail(from.status());
    return finish::exhausted;
  }
}

/// Opens the changes of tables: the connector's own where it is `Followable`, else its rows as they are now, and then the end.
/// Without a checkpoint it begins with a snapshot. Errors: the connector's; `unsupported` for a checkpoint given to a connector
/// that cannot resume.
template<Connector C>
auto open_changes(C& connector, std::span<const table_info> tables,
                  const std::optional<checkpoint>& from = {}, const follow_options& options = {}) {
  if constexpr (has_capability<C>(capability::followable))
    return connector.follow(tables, from, options);
  else return follow_snapshot(connector, tables, from);
}

/// Opens the changes of tables and delivers them. `from` is where an earlier run ended.
template<Connector C, Ingestor I>
result<finish> start(C& connector, I& to, std::span<const table_info> tables,
                     const std::optional<checkpoint>& from = {}, std::stop_token stop = {},
                     const follow_options& options = {}) {
  auto changes = open_changes(connector, tables, from, options);
  if (!changes) return fail(std::move(changes.error()));
  return deliver_changes(*changes, to, std::move(stop), options);
}

}  // namespace ferrule
