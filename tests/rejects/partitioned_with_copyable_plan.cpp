// SPDX-License-Identifier: BSL-1.0
// A plan keeps a snapshot open; a copy of it would let go of it twice.
// says: \[ferrule\] a connector that declares Partitioned needs: result<P> plan\(const table_info&, std::size_t\), where P is move-only
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct careless : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  struct copied {
    std::span<const ferrule::partition> partitions() const;
  };
  ferrule::result<copied> plan(const ferrule::table_info&, std::size_t);
#endif
};
static_assert(ferrule::is_connector<careless>());
