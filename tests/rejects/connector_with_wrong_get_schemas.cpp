// SPDX-License-Identifier: BSL-1.0
// A method that is there with another type is as good as missing: one outer result would hide which table failed.
// says: \[ferrule\] a connector needs: result<std::vector<result<source_schema>>> get_schemas\(std::span<const table_info>\)
// says: hasty
// within: 15 lines
// within clang: 18 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct hasty : archetype::connector {
  using connector::connector;
#ifndef ACCEPT
  ferrule::result<std::vector<ferrule::source_schema>> get_schemas(
      std::span<const ferrule::table_info>);
#endif
};
static_assert(ferrule::is_connector<hasty>());
