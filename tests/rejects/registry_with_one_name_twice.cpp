// SPDX-License-Identifier: BSL-1.0
// Of two connectors of one name, the second could never be chosen.
// says: \[ferrule\] two connectors of this registry have the same name
// within: 15 lines
#include <ferrule/registry.hpp>
#include <support/archetypes.hpp>
struct twin : archetype::connector {
  using connector::connector;
#ifdef ACCEPT
  static constexpr std::string_view name = "twin";
#endif
};
using sources = ferrule::registry<archetype::connector, twin>;
const auto names = sources::names();
