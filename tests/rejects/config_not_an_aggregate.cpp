// A struct with a constructor is not taken apart.
// says: \[ferrule\] a struct that is read by field name must be an aggregate
// says: duck_config
// within: 40 lines
#include <ferrule/config.hpp>
struct duck_config {
#ifndef ACCEPT
  duck_config() {}
#endif
  std::string name;
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
