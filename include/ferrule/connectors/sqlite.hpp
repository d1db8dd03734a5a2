// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite.hpp - SQLite through sqlite3.
//
// Each capability is in a header of its own. <ferrule/connectors/sqlite/connector.hpp> alone opens tables
// (each_row, open_rows); whoever asks whether the connector keeps its promises (rows, a registry) needs this one.
#pragma once
#include <ferrule/connectors/sqlite/capture.hpp>
#include <ferrule/connectors/sqlite/changes.hpp>
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/connectors/sqlite/introspect.hpp>
#include <ferrule/connectors/sqlite/migrate.hpp>
#include <ferrule/connectors/sqlite/partition.hpp>
#include <ferrule/connectors/sqlite/query.hpp>
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/connectors/sqlite/writer.hpp>

static_assert(ferrule::is_connector<ferrule::sqlite::connector>());
static_assert(ferrule::CapturesChanges<ferrule::sqlite::connector>);
