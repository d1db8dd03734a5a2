// SPDX-License-Identifier: BSL-1.0
// Conditions, order and limit: 4_conditions FILE
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>

using ferrule::col;

struct flight {
  std::int64_t id;
  std::int32_t delay, distance;
  std::string_view origin, destination;
};

void print(const flight& f) {
  fmt::print("{:>4}  {} -> {}  {:>4} miles  {:>4} minutes late\n", f.id, f.origin, f.destination,
             f.distance, f.delay);
}

int main(int argc, char** argv) try {
  if (argc < 2) return 2;
  ferrule::sqlite::connector source({.path = argv[1]});

  //[condition
  // Columns by name, or by the member that they fill; values as C++ has them.
  const ferrule::predicate late =
      col(&flight::delay) > 45 && col("origin").in({"ORD", "LAX", "ATL"});
  fmt::print("{}\n", late);
  for (const flight& f : ferrule::rows<flight>(source, "flights", {.where = late})) print(f);
  //]

  //[order
  fmt::print("\nthe longest three\n");
  for (const flight& f : ferrule::rows<flight>(
           source, "flights",
           {.order_by = {ferrule::descending("distance"), ferrule::ascending("id")}, .limit = 3}))
    print(f);
  //]

  //[other_columns
  // A condition may name columns that the struct leaves out. Dates are compared as dates, whatever their spelling.
  fmt::print("\nthe first of May\n");
  for (const flight& f : ferrule::rows<flight>(
           source, "flights", {.where = col("date") >= "2001-05-01" && col("date") < "2001-05-02"}))
    print(f);
  //]

  //[each
  // The same with a function instead of a loop, which is the fastest way to read rows.
  std::int64_t minutes = 0, flights = 0;
  const auto read = ferrule::each_row<flight>(source, "flights",
                                              [&](const flight& f) {
                                                minutes += f.delay;
                                                ++flights;
                                              },
                                              {.where = !(col("origin") == "ORD")});
  if (!read) ferrule::raise(read.error());
  fmt::print("\n{} flights from elsewhere than ORD, {} minutes late together\n", flights, minutes);
  //]
} catch (const ferrule::failure& failed) {
  fmt::print(stderr, "{}\n", failed.why);
  return 1;
}
