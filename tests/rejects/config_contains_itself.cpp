// A struct inside itself would have endlessly many settings.
// says: \[ferrule\] a config struct cannot contain itself
// says: duck_config
// within: 50 lines
#include <ferrule/config.hpp>
struct duck_config {
  std::string name;
#ifndef ACCEPT
  std::vector<duck_config> ducklings;
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
