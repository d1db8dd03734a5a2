// SPDX-License-Identifier: BSL-1.0
// A connector that cannot be cancelled.
// says: \[ferrule\] a connector needs: H cancel_handle\(\), where H is copyable and has void cancel\(\) const noexcept
// says: archetype::connector
// within: 15 lines
#include <ferrule/connector.hpp>
#ifndef ACCEPT
#define WITHOUT_CANCEL_HANDLE
#endif
#include <support/archetypes.hpp>
static_assert(ferrule::is_connector<archetype::connector>());
