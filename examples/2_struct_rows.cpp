// SPDX-License-Identifier: BSL-1.0
// What a struct can say about its columns, and what is said where they do not match: 2_struct_rows FILE
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>

//[airport
enum class nation { USA, Palau, Thailand };

struct position {
  double latitude, longitude;
};

struct airport {
  std::string
      code;  // the struct owns its text; std::string_view would borrow it until the next row
  std::string name;
  std::optional<std::string> city, state;  // may be null
  nation country;                          // by the enumerator's name
  position at;         // columns of its own: "at_latitude" and "at_longitude" unless renamed
  int departures = 0;  // not a column

  static constexpr auto ferrule_columns = ferrule::columns(
      ferrule::renamed("code", "iata"), ferrule::renamed("at", ""), ferrule::ignored("departures"));
};
//]

//[wrong
struct wrong_airport {
  std::string iata;
  std::string city;        // may be null
  std::int32_t latitude;   // would be rounded
  bool country;            // is text
  std::string longtitude;  // is called longitude
};
//]

struct abroad {
  std::string_view iata;
  nation country;
};

int main(int argc, char** argv) try {
  if (argc < 2) return 2;
  ferrule::sqlite::connector source({.path = argv[1]});

  //[collect
  std::vector<airport> northern;
  for (const airport& a :
       ferrule::rows<airport>(source, "airports", {.where = ferrule::col("latitude") > 70.5}))
    northern.push_back(a);
  //]
  for (const airport& a : northern)
    fmt::print("{}  {:<30}  {:<10} {:<4} {:<5} {:.2f} {:.2f}\n", a.code, a.name,
               a.city.value_or("-"), a.state.value_or("-"), ferrule::enum_name(a.country),
               a.at.latitude, a.at.longitude);

  //[mismatches
  const auto opened = ferrule::open_rows<wrong_airport>(source, "airports");
  if (!opened) fmt::print("\n{}\n", opened.error());
  //]

  //[not_an_enumerator
  // A row that does not fit ends the loop; nothing is made up for it.
  try {
    for (const abroad& a : ferrule::rows<abroad>(source, "airports"))
      if (a.country != nation::USA)
        fmt::print("\n{} is in {}\n", a.iata, ferrule::enum_name(a.country));
  } catch (const ferrule::failure& failed) { fmt::print("\n{}\n", failed.why); }
  //]
} catch (const ferrule::failure& failed) {
  fmt::print(stderr, "{}\n", failed.why);
  return 1;
}
