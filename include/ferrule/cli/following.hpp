// SPDX-License-Identifier: BSL-1.0
// cli/following.hpp - the changes of one connector, compiled into the seam of cli/driver.hpp.
//
// Apart from driver_of.hpp, because it takes as long to compile as all of that; and so do cli/following_lines.hpp and
// cli/following_tables.hpp.
#pragma once
#include <ferrule/cli/config_of.hpp>
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {

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
  return asked.to == nullptr ? following_lines<C>::follow(source, std::move(state), asked)
                             : following_tables<C>::follow(source, std::move(state), asked);
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
