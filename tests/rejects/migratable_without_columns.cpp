// SPDX-License-Identifier: BSL-1.0
// Whoever promises to change columns must be able to add, drop and rename them.
// says: \[ferrule\] a connector that declares Migratable needs: result<void> add_column\(const table_id&, const field&\)
// says: \[ferrule\] a connector that declares Migratable needs: result<void> drop_column\(const table_id&, std::string_view\)
// says: \[ferrule\] a connector that declares Migratable needs: result<void> rename_column\(const table_id&, std::string_view, std::string_view\)
// within: 25 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void add_column();
  void drop_column();
  void rename_column();
#endif
};
static_assert(ferrule::is_connector<boastful>());
