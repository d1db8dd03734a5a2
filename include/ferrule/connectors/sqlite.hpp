// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite.hpp - SQLite through sqlite3.
#pragma once
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
