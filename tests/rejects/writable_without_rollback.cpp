// SPDX-License-Identifier: BSL-1.0
// Writing without a way back is not what Writable says.
// says: \[ferrule\] a connector that declares Writable needs: result<void> rollback\(\)
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void rollback();
#endif
};
static_assert(ferrule::is_connector<boastful>());
