// SPDX-License-Identifier: BSL-1.0
// cli/following_tables.hpp - the changes of one connector into tables, for cli/following.hpp.
#pragma once
#include <ferrule/cli/follow.hpp>

namespace ferrule::cli {

template<class C>
result<finish> following_tables<C>::follow(C& source, std::string state, follow_request& asked) {
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

}  // namespace ferrule::cli
