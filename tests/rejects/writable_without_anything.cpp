// SPDX-License-Identifier: BSL-1.0
// Each method that Writable needs is named when it is missing.
// says: \[ferrule\] a connector that declares Writable needs: result<void> create_table\(const source_schema&, if_exists\)
// says: \[ferrule\] a connector that declares Writable needs: result<W> open_writer\(const table_info&, write_mode\), where W is a Writer
// says: \[ferrule\] a connector that declares Writable needs: result<void> begin\(\)
// says: \[ferrule\] a connector that declares Writable needs: result<void> commit\(\)
// within: 60 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  void create_table();
  void open_writer();
  void begin();
  void commit();
#endif
};
static_assert(ferrule::is_connector<boastful>());
