// SPDX-License-Identifier: BSL-1.0
// A connector that does not check tables.
// says: \[ferrule\] a connector needs: result<std::vector<table_problem>> validate_tables\(std::span<const table_id>\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_VALIDATE_TABLES
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
