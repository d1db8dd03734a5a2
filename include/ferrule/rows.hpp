// SPDX-License-Identifier: BSL-1.0
// rows.hpp - rows of a table as structs: `for (const trade& t : ferrule::rows<trade>(source, "trades"))`.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/rows/collect.hpp>
#include <ferrule/rows/cursor.hpp>
#include <ferrule/rows/open.hpp>
#include <ferrule/rows/range.hpp>
