// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite.hpp - SQLite through sqlite3.
//
// <ferrule/connectors/sqlite/connector.hpp> alone opens tables (each_row, open_rows); whoever asks whether the connector keeps its
// promises (rows, a registry) needs this one. A capability is declared with the method set and defined in a file of its own.
#pragma once
#include <ferrule/connectors/sqlite/changes.hpp>
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/connectors/sqlite/partition.hpp>
#include <ferrule/connectors/sqlite/query.hpp>
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/connectors/sqlite/writer.hpp>

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/capture.ipp>
#include <ferrule/connectors/sqlite/introspect.ipp>
#include <ferrule/connectors/sqlite/migrate.ipp>
#include <ferrule/connectors/sqlite/promises.hpp>
#endif
