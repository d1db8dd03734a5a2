// SPDX-License-Identifier: BSL-1.0
// A connector that does not describe tables.
// says: \[ferrule\] a connector needs: result<std::vector<result<source_schema>>> get_schemas\(std::span<const table_info>\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_GET_SCHEMAS
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
