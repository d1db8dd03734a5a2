// SPDX-License-Identifier: BSL-1.0
// Help for a field that was renamed is found when compiling.
// says: \[ferrule\] the help of a config struct names a field that it does not have
// within: 30 lines
#include <ferrule/config.hpp>
struct duck_config {
  int feathers = 1;
#ifdef ACCEPT
  static constexpr ferrule::setting_help help[] = {{"feathers", "How many."}};
#else
  static constexpr ferrule::setting_help help[] = {{"fethers", "How many."}};
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
