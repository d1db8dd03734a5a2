// A config struct cannot own what a pointer points to.
// says: \[ferrule\] this field of the config struct has a type that no setting can fill
// says: duck_config
// says: name_of_duck
// says: const char ?\*
// within: 40 lines
#include <ferrule/config.hpp>
struct duck_config {
#ifdef ACCEPT
  std::string name_of_duck;
#else
  const char* name_of_duck = "";
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
