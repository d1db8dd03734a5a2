// SPDX-License-Identifier: BSL-1.0
// An observer is called from destructors of streams.
// says: \[ferrule\] an observer of calls needs: void operator\(\)\(const traced_call&\) noexcept
// within: 20 lines
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/traced.hpp>
struct observer {
#ifdef ACCEPT
  void operator()(const ferrule::traced_call&) noexcept {}
#else
  void operator()(const ferrule::traced_call&) {}
#endif
};
ferrule::traced<ferrule::memory::connector, observer> source({});
