// SPDX-License-Identifier: BSL-1.0
// Each method that Introspectable needs is named when it is missing.
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<std::string>> table_names\(\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<std::string>> hidden_table_names\(\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<std::string>> view_names\(\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<column_description>> describe_table\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<foreign_key>> foreign_keys\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<bool> table_exists\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::string> table_definition\(object_kind, const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<std::string>> indices_definition\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::vector<std::string>> primary_keys\(const table_id&\)
// says: \[ferrule\] a connector that declares Introspectable needs: result<std::optional<std::string>> detect_fts\(const table_id&\)
// within: 125 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void table_names();
  void hidden_table_names();
  void view_names();
  void describe_table();
  void foreign_keys();
  void table_exists();
  void table_definition();
  void indices_definition();
  void primary_keys();
  void detect_fts();
#endif
};
static_assert(ferrule::is_connector<boastful>());
