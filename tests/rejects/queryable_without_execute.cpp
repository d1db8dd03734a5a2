// SPDX-License-Identifier: BSL-1.0
// A capability that is declared must be there.
// says: \[ferrule\] a connector that declares Queryable needs: result<S> execute\(const statement&, const query_options&\)
// says: boastful
// within: 22 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct boastful : archetype::connector {
  using connector::connector;
  static constexpr ferrule::capability_set capabilities{ferrule::capability::queryable};
#ifdef ACCEPT
  ferrule::result<archetype::statement_stream> execute(const ferrule::statement&,
                                                       const ferrule::query_options&);
#endif
};
static_assert(ferrule::is_connector<boastful>());
