// SPDX-License-Identifier: BSL-1.0
// A decorator around itself would have its settings twice under one key.
// says: \[ferrule\] the settings of this decorator have the name of a setting of what it decorates
// within: 30 lines
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/registry.hpp>
#ifdef ACCEPT
using inner = ferrule::retrying<ferrule::memory::connector>;
#else
using inner = ferrule::traced<ferrule::memory::connector>;
#endif
auto make() { return ferrule::registry<ferrule::traced<inner>>::make({"memory", {}}); }
