// SPDX-License-Identifier: BSL-1.0
// A connector without a type table.
// says: \[ferrule\] a connector needs: static constexpr std::array types_mapping{type_mapping{...}...}; static const type_mapping<...>\* resolve\(std::string_view external\)
// says: archetype::connector
// within: 15 lines
// within gcc: 25 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_TYPES
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
