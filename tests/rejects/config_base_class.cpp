// A base class has no name that could be a key.
// says: \[ferrule\] a struct that is read by field name cannot have a base class; make the base a field
// says: duck_config
// within: 40 lines
#include <ferrule/config.hpp>
struct bird {
  int feathers = 1;
};
#ifdef ACCEPT
struct duck_config {
  bird base;
#else
struct duck_config : bird {
#endif
  std::string name;
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
