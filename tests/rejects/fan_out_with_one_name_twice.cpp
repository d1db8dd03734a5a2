// SPDX-License-Identifier: BSL-1.0
// Of two members of one name, nobody could tell whose a table is.
// says: \[ferrule\] two members of this fan_out have the same name; give each its own: named<"old", C>
// within: 30 lines
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/fan_out.hpp>
#ifdef ACCEPT
using second = ferrule::named<"other", ferrule::memory::connector>;
#else
using second = ferrule::memory::connector;
#endif
ferrule::fan_out<ferrule::memory::connector, second> source({});
