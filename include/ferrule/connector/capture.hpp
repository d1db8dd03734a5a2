// SPDX-License-Identifier: BSL-1.0
// connector/capture.hpp - for sources that keep changes only where they are told to.
#pragma once
#include <ferrule/core/result.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/schema/table.hpp>
#include <span>
#include <vector>

namespace ferrule {

/// Optional, beside `Followable`. Has what `follow` needs put into the source, and taken away again: triggers and a log, a
/// publication and a slot. Called by people and by tools that set up a source, never by `follow`, which changes nothing.
///
/// 1. `c.enable_capture(tables)`: from its return on, what happens to the tables is kept. Does nothing for those of which it is
///    kept already. All of them or, with an error, none. Where something was not kept for a while, those who follow the table get
///    all of its rows anew.
/// 2. `c.disable_capture(tables)`: nothing is kept of these any more. With the last one, everything that was put there is gone.
/// 3. `c.captured_tables()`, in an order that does not change between calls.
template<class C>
concept CapturesChanges = requires(C& c, std::span<const table_id> tables) {
  { c.enable_capture(tables) } -> returns<result<void>>;
  { c.disable_capture(tables) } -> returns<result<void>>;
  { c.captured_tables() } -> returns<result<std::vector<table_id>>>;
};

}  // namespace ferrule
