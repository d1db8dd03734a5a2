// SPDX-License-Identifier: BSL-1.0
// The two further forms of open are named by the capability that needs them.
// says: \[ferrule\] a connector that declares Filterable needs: result<S> open\(const table_info&, const request&\), where S is a RowStream
// says: \[ferrule\] a connector that declares Partitioned needs: result<S> open\(const partition&\), where S is a RowStream
// within: 40 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  ferrule::result<archetype::stream> open(const ferrule::table_info&);
#endif
};
static_assert(ferrule::is_connector<boastful>());
