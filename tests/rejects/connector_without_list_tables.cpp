// SPDX-License-Identifier: BSL-1.0
// A connector that does not list its tables.
// says: \[ferrule\] a connector needs: result<std::vector<table_id>> list_tables\(\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_LIST_TABLES
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
