// SPDX-License-Identifier: BSL-1.0
// The last report may come from a destructor.
// says: \[ferrule\] an observer of meters needs: void operator\(\)\(const meter_report&\) noexcept
// within: 20 lines
#include <ferrule/changes/apply.hpp>
#include <ferrule/changes/metering.hpp>
#include <ferrule/connectors/memory.hpp>
struct observer {
#ifdef ACCEPT
  void operator()(const ferrule::meter_report&) noexcept {}
#else
  void operator()(const ferrule::meter_report&) {}
#endif
};
void meter(ferrule::table_applier<ferrule::memory::connector>& into) {
  ferrule::metered around(into, observer());
}
