// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite.hpp - SQLite through sqlite3.
//
// A program that only reads tables may include <ferrule/connectors/sqlite/connector.hpp> instead, and compiles a little faster.
#pragma once
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/connectors/sqlite/introspect.hpp>
#include <ferrule/connectors/sqlite/partition.hpp>
#include <ferrule/connectors/sqlite/query.hpp>
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/connectors/sqlite/writer.hpp>

static_assert(ferrule::is_connector<ferrule::sqlite::connector>());
