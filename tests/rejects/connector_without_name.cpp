// SPDX-License-Identifier: BSL-1.0
// A connector without a name.
// says: \[ferrule\] a connector needs: static constexpr std::string_view name
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_NAME
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
