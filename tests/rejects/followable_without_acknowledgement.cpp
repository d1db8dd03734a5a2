// SPDX-License-Identifier: BSL-1.0
// A change stream that cannot be told what is safe with its receiver is none: its source would have to guess what it may forget.
// says: \[ferrule\] a connector that declares Followable needs: result<S> follow\(std::span<const table_info>, const std::optional<checkpoint>&, const follow_options&\), where S is a ChangeStream
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::capable_connector {
  using capable_connector::capable_connector;
#ifndef ACCEPT
  struct deaf : archetype::changes {
    void acknowledge();
  };
  ferrule::result<deaf> follow(std::span<const ferrule::table_info>,
                               const std::optional<ferrule::checkpoint>&,
                               const ferrule::follow_options&);
#endif
};
static_assert(ferrule::is_connector<boastful>());
