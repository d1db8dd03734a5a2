// SPDX-License-Identifier: BSL-1.0
// An empty name could never be chosen.
// says: \[ferrule\] a connector needs a name that is not empty
// says: nameless
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct nameless : archetype::connector {
  using connector::connector;
#ifdef ACCEPT
  static constexpr std::string_view name = "nameless";
#else
  static constexpr std::string_view name = "";
#endif
};
static_assert(ferrule::is_connector<nameless>());
