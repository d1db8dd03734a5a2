// SPDX-License-Identifier: BSL-1.0
// connectors/csv.hpp - files of separated values: CSV, TSV and the like, plain or compressed.
//
//     ferrule::csv::connector source{{.path = "flights.csv.gz"}};
//     for (const flight& f : ferrule::rows<flight>(source, "flights")) ...
//
// A table is a file, or several files together (`table`). A struct's fields say how its columns are read; where nobody says, types are
// detected, and `explain` tells from which line. Needs zlib and libzstd.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/connectors/csv/connector.hpp>
#include <ferrule/connectors/csv/follow.hpp>
#include <ferrule/connectors/csv/partition.hpp>

namespace ferrule::csv {

static_assert(is_connector<connector>());

}  // namespace ferrule::csv
