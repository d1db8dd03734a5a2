// SPDX-License-Identifier: BSL-1.0
// Everything that is missing is said at once, not one method per compile.
// says: \[ferrule\] a connector needs: static constexpr std::string_view name
// says: \[ferrule\] a connector needs: struct config
// says: \[ferrule\] a connector needs: const config& settings
// says: \[ferrule\] a connector needs: static constexpr std::array types_mapping
// says: \[ferrule\] a connector needs: result<void> validate_connection
// says: \[ferrule\] a connector needs: result<std::vector<table_id>> list_tables
// says: \[ferrule\] a connector needs: result<std::vector<table_problem>> validate_tables
// says: \[ferrule\] a connector needs: result<std::vector<result<table_info>>> list_columns
// says: \[ferrule\] a connector needs: result<std::vector<result<source_schema>>> get_schemas
// says: \[ferrule\] a connector needs: result<S> open
// says: \[ferrule\] a connector needs: H cancel_handle
// says: \[ferrule\] a connector needs: static constexpr capability_set capabilities
// within: 125 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct nothing {};
#ifndef ACCEPT
static_assert(ferrule::is_connector<nothing>());
#endif
