// A C array hides how many fields there are; one of a class type too.
// says: \[ferrule\] a struct that is read by field name cannot hold a C array
// says: duck_config
// says: pond
// says: Position = 2|duck_config, 2
// within: 60 lines
#include <ferrule/config.hpp>
struct pond {
#ifdef ACCEPT
  std::vector<std::string> ducks;
#else
  std::string ducks[4];
#endif
};
struct duck_config {
  int feathers = 1;
  std::string name;
#ifdef ACCEPT
  std::string code;
#else
  char code[4] = {};
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
auto also = ferrule::from_settings<pond>(ferrule::settings::map());
