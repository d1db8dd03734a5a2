// SPDX-License-Identifier: BSL-1.0
// A registry says what its connectors lack, all of it, although it takes a pack.
// says: \[ferrule\] a connector needs: result<std::vector<table_id>> list_tables
// says: \[ferrule\] a connector needs: result<void> validate_connection
// within: 50 lines
#include <ferrule/registry.hpp>
#include <support/archetypes.hpp>
struct first : archetype::connector {
  using connector::connector;
  static constexpr std::string_view name = "first";
#ifndef ACCEPT
  void list_tables();
#endif
};
struct second : archetype::connector {
  using connector::connector;
#ifndef ACCEPT
  void validate_connection();
#endif
};
using sources = ferrule::registry<first, second>;
const auto names = sources::names();
