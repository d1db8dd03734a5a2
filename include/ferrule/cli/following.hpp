// SPDX-License-Identifier: BSL-1.0
// cli/following.hpp - the changes of one connector, compiled into the seam of cli/driver.hpp.
//
// Apart from driver_of.hpp, because it takes as long to compile as all of that.
#pragma once
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/cli/config_of.hpp>
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {

namespace detail {

/// Delivers changes of `source` into a receiver that knows how far an earlier run has come.
template<Connector C, class I>
result<finish> follow_into(C& source, I& into, follow_request& asked) {
  std::optional<checkpoint> behind;
  if constexpr (has_capability<C>(capability::resumable)) {
    auto kept = into.resume_point(asked.tables);
    // With a snapshot anew, it does not matter of which tables the last one was.
    if (!kept && !(asked.anew && kept.error().kind == errc::closed))
      return fail(std::move(kept.error()));
    if (!asked.anew) behind = std::move(*kept);
  }
  asked.begins(behind);
  metered counted(into, [&](const meter_report& now) noexcept { asked.seen(now); });
  auto ended = start(source, counted, asked.tables, behind, {}, asked.options);
  asked.safe = into.acknowledged_up_to();
  return ended;
}

}  // namespace detail

template<class C>
result<finish> following<C>::follow(const settings& options, follow_request& asked) {
  auto made = detail::config_of<C>(options);
  if (!made) return fail(std::move(made.error()));
  C source(std::move(*made));
  asked.signals->on_request([handle = source.cancel_handle()] { handle.cancel(); });
  std::string state;
  if constexpr (has_capability<C>(capability::resumable)) {
    auto known = source.serialize_state();
    if (!known) return fail(std::move(known.error()));
    state = std::move(*known);
  }
  if (asked.to == nullptr) {
    change_lines into(asked.file, {.state = std::move(state)});
    return detail::follow_into(source, into, asked);
  }
  driver_target tables(*asked.to);
  table_applier into(tables, {.source = asked.name,
                              .state = std::move(state),
                              .schema_changes = asked.schema_changes,
                              .tolerated = {.rows = asked.tolerated}});
  auto ended = detail::follow_into(source, into, asked);
  asked.refused = into.refused();
  asked.refused_rows.assign(into.refused_rows().begin(), into.refused_rows().end());
  return ended;
}

template<class C>
result<std::vector<table_id>> following<C>::capture(
    const settings& options, [[maybe_unused]] capture_action what,
    [[maybe_unused]] std::span<const table_id> tables) {
  if constexpr (CapturesChanges<C>) {
    auto made = detail::config_of<C>(options);
    if (!made) return fail(std::move(made.error()));
    C source(std::move(*made));
    if (what == capture_action::enable)
      if (auto ok = source.enable_capture(tables); !ok) return fail(std::move(ok.error()));
    if (what == capture_action::disable) {
      std::vector<table_id> all;
      if (tables.empty()) {
        auto captured = source.captured_tables();
        if (!captured) return captured;
        tables = all = std::move(*captured);
      }
      if (auto ok = source.disable_capture(tables); !ok) return fail(std::move(ok.error()));
    }
    return source.captured_tables();
  } else
    return fail(errc::unsupported,
                concat("connector '", C::name, "' ",
                       has_capability<C>(capability::followable)
                           ? "is followed as it is: nothing needs to be captured"
                           : "does not declare Followable; it has no changes to capture"));
}

}  // namespace ferrule::cli
