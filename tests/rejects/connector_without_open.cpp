// SPDX-License-Identifier: BSL-1.0
// A connector that opens no stream.
// says: \[ferrule\] a connector needs: result<S> open\(const table_info&\), where S is a RowStream
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_OPEN
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
