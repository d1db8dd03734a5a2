// SPDX-License-Identifier: BSL-1.0
// cli/following_lines.hpp - the changes of one connector into a file of lines, for cli/following.hpp.
#pragma once
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {

template<class C>
result<finish> following_lines<C>::follow(C& source, std::string state, follow_request& asked) {
  change_lines into(asked.file, {.state = std::move(state)});
  return detail::follow_into(source, into, asked);
}

}  // namespace ferrule::cli
