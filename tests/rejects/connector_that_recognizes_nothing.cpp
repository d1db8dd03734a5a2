// SPDX-License-Identifier: BSL-1.0
// An optional member with a mistake in its signature is not taken for one that is absent.
// says: \[ferrule\] a connector that recognises files needs: static result<config> recognizes\(const std::filesystem::path&, std::string_view first_bytes\)
// within: 15 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct forgetful : archetype::connector {
  using connector::connector;
#ifdef ACCEPT
  static ferrule::result<config> recognizes(const std::filesystem::path&, std::string_view);
#else
  static ferrule::result<config> recognizes(const std::filesystem::path&);
#endif
};
static_assert(ferrule::is_connector<forgetful>());
