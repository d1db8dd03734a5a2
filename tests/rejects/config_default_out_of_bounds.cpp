// A default that is outside of its bounds is found when compiling.
// says: this_value_is_outside_of_its_bounds
// says: bounded<int, 1, 64>
// within: 30 lines
#include <ferrule/config.hpp>
struct duck_config {
#ifdef ACCEPT
  ferrule::bounded<int, 1, 64> feathers = 64;
#else
  ferrule::bounded<int, 1, 64> feathers = 65;
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
