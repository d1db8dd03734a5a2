// SPDX-License-Identifier: BSL-1.0
// The first rows of a table as structs: 1_first_rows FILE
//[first_rows
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>

struct flight {
  std::int64_t id;
  std::int32_t delay, distance;
  std::string_view origin, destination;
};

int main(int argc, char** argv) try {
  ferrule::sqlite::connector source({.path = argc > 1 ? argv[1] : "flights.db"});
  for (const flight& f : ferrule::rows<flight>(source, "flights")) {
    fmt::print("{:>3}  {} -> {}  {:>5} miles  {:>4} minutes late\n", f.id, f.origin, f.destination,
               f.distance, f.delay);
    if (f.id == 8) break;
  }
} catch (const ferrule::failure& failed) {
  fmt::print(stderr, "{}\n", failed.why);
  return 1;
}
//]
