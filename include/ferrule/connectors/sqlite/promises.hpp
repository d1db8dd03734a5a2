// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/promises.hpp - that the connector has what it declares. Checked where its functions are compiled.
#pragma once
#include <ferrule/connectors/sqlite.hpp>

static_assert(ferrule::is_type_table<ferrule::sqlite::types, ferrule::sqlite::decoder>());
static_assert(ferrule::is_connector<ferrule::sqlite::connector>());
static_assert(ferrule::ChangeStream<ferrule::sqlite::change_stream>);
static_assert(ferrule::CapturesChanges<ferrule::sqlite::connector>);
