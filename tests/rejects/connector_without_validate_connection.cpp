// SPDX-License-Identifier: BSL-1.0
// A connector that cannot check its connection.
// says: \[ferrule\] a connector needs: result<void> validate_connection\(\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_VALIDATE_CONNECTION
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
