// SPDX-License-Identifier: BSL-1.0
// Changing tables is a part of writing them.
// says: \[ferrule\] a connector that declares Migratable needs: capability::writable
// says: \[ferrule\] a connector that declares Migratable needs: result<void> rename_table\(const table_id&, std::string_view\)
// says: \[ferrule\] a connector that declares Migratable needs: result<void> drop_table\(const table_id&\)
// within: 25 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  static constexpr ferrule::capability_set capabilities{ferrule::capability::migratable};
  void rename_table();
  void drop_table();
#endif
};
static_assert(ferrule::is_connector<boastful>());
