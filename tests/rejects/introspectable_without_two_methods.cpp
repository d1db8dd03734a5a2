// SPDX-License-Identifier: BSL-1.0
// Of a capability of many methods, each missing one is named, and only those.
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::uint64_t> table_count\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<bool> detect_spatialite\(\)
// within: 30 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void table_count();
  void detect_spatialite();
#endif
};
static_assert(ferrule::is_connector<boastful>());
