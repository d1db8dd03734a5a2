// SPDX-License-Identifier: BSL-1.0
// A connector that does not give its settings back.
// says: \[ferrule\] a connector needs: const config& settings\(\) const
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_SETTINGS
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
