// SPDX-License-Identifier: BSL-1.0
// cli/follow_of.hpp - the loop over the changes of one connector, compiled into the seam of cli/driver.hpp.
//
// Apart from driver_of.hpp, because it takes as long to compile as all of that.
#pragma once
#include <ferrule/cli/config_of.hpp>
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {

template<class C>
result<finish> follow_of(const settings& from, follow_request& asked) {
  auto made = detail::config_of<C>(from);
  if (!made) return fail(std::move(made.error()));
  C source(std::move(*made));
  asked.signals->on_request([handle = source.cancel_handle()] { handle.cancel(); });
  if constexpr (has_capability<C>(capability::resumable)) {
    auto state = source.serialize_state();
    if (!state) return fail(std::move(state.error()));
    asked.how.state = std::move(*state);
  }
  driver_target tables(*asked.to);
  table_applier into(tables, asked.how);
  std::optional<checkpoint> behind;
  if constexpr (has_capability<C>(capability::resumable))
    if (!asked.anew) {
      auto kept = into.resume_point();
      if (!kept) return fail(std::move(kept.error()));
      behind = std::move(*kept);
    }
  asked.begins(behind);
  auto ended = start(source, into, asked.tables, behind, {}, asked.options);
  asked.safe = into.acknowledged_up_to();
  return ended;
}

}  // namespace ferrule::cli
