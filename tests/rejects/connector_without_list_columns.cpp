// SPDX-License-Identifier: BSL-1.0
// A connector that does not list columns.
// says: \[ferrule\] a connector needs: result<std::vector<result<table_info>>> list_columns\(std::span<const table_id>\)
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_LIST_COLUMNS
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
