// SPDX-License-Identifier: BSL-1.0
// One program of two language modes: what crosses the border is `ferrule::result`, and all inline code is shared.
#pragma once
#include "trade.hpp"
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>

inline ferrule::result<long> count(const char* path, const char* table) {
  try {
    ferrule::sqlite::connector source{{.path = path}};
    long rows = 0;
    for (const trade& t : ferrule::rows<trade>(source, table)) rows += t.id > 0;
    return rows;
  } catch (const ferrule::failure& f) { return ferrule::fail(f.why); }
}

ferrule::result<long> count_in_cxx20(const char* path, const char* table);
