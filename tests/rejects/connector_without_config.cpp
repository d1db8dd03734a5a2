// SPDX-License-Identifier: BSL-1.0
// A connector whose settings are not a plain struct.
// says: \[ferrule\] a connector needs: struct config { ... }; explicit C\(config\), and to be movable
// says: forgetful
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct forgetful : archetype::connector {
  struct config {
#ifndef ACCEPT
    config();
#endif
  };
  explicit forgetful(config);
  const config& settings() const;
};
static_assert(ferrule::is_connector<forgetful>());
