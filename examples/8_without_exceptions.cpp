// SPDX-License-Identifier: BSL-1.0
// Compiled with -fno-exceptions -fno-rtti: 8_without_exceptions FILE
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>

struct flight {
  std::int64_t id;
  std::int32_t delay;
  std::string_view origin, destination;
};

//[print_late
ferrule::result<int> print_late(ferrule::sqlite::connector& source, const char* table) {
  auto flights = ferrule::open_rows<flight>(source, table);
  if (!flights) return ferrule::fail(flights.error());
  int late = 0;
  for (const flight& f : *flights) {
    if (f.delay <= 120) continue;
    fmt::print("{:>4}  {} -> {}  {} minutes late\n", f.id, f.origin, f.destination, f.delay);
    if (++late == 5) break;
  }
  if (flights->status()) return ferrule::fail(flights->status());  // why there were no more rows
  return late;
}
//]

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  ferrule::sqlite::connector source({.path = argv[1]});
  for (const char* table : {"flights", "flihgts"}) {
    const auto late = print_late(source, table);
    if (late) fmt::print("{} of them\n\n", *late);
    else fmt::print("{}\n", late.error());
  }
}
