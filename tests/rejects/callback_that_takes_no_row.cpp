// SPDX-License-Identifier: BSL-1.0
// A callback sink is told what its function must take.
// says: \[ferrule\] a callback sink needs a function that takes const ferrule::row_view&, or the stream's row
// within: 30 lines
#include <ferrule/connectors/memory.hpp>
#include <ferrule/sinks/callback.hpp>
auto count(ferrule::memory::stream& from) {
  int seen = 0;
#ifdef ACCEPT
  return ferrule::deliver(from, ferrule::callback([&](const ferrule::row_view&) { ++seen; }));
#else
  return ferrule::deliver(from, ferrule::callback([&](int) { ++seen; }));
#endif
}
