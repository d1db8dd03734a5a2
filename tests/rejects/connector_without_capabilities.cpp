// SPDX-License-Identifier: BSL-1.0
// A connector that says nothing of its capabilities.
// says: \[ferrule\] a connector needs: static constexpr capability_set capabilities{...} \(empty braces will do\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_CAPABILITIES
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
