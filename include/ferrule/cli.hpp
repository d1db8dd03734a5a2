// SPDX-License-Identifier: BSL-1.0
// cli.hpp - a command-line program over any registry:
//
//     using sources = ferrule::registry<ferrule::sqlite::connector, duck::connector>;
//     int main(int argc, char** argv) { return ferrule::cli_main<sources>(argc, argv); }
//
// This is all of it in one source file. cli/commands.hpp says how to compile the parts in files of their own.
#pragma once
#include <ferrule/cli/arguments.hpp>
#include <ferrule/cli/bench.hpp>
#include <ferrule/cli/build.hpp>
#include <ferrule/cli/capture.hpp>
#include <ferrule/cli/cat.hpp>
#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/cli/copy.hpp>
#include <ferrule/cli/driver_of.hpp>
#include <ferrule/cli/following.hpp>
#include <ferrule/cli/following_lines.hpp>
#include <ferrule/cli/following_tables.hpp>
#include <ferrule/cli/info.hpp>
#include <ferrule/cli/inspect.hpp>
#include <ferrule/cli/kit.hpp>
#include <ferrule/cli/kit_subject.hpp>
#include <ferrule/cli/ls.hpp>
#include <ferrule/cli/main.hpp>
#include <ferrule/cli/new_connector.hpp>
#include <ferrule/cli/query.hpp>
#include <ferrule/cli/run.hpp>
#include <ferrule/cli/table_reading.hpp>
#include <ferrule/cli/use_connections.hpp>
#include <ferrule/cli/validate.hpp>
