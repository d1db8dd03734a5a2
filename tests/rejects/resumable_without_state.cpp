// SPDX-License-Identifier: BSL-1.0
// Who resumes must know itself again.
// says: \[ferrule\] a connector that declares Resumable needs: Followable and result<std::string> serialize_state\(\)
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void serialize_state();
#endif
};
static_assert(ferrule::is_connector<boastful>());
