// SPDX-License-Identifier: BSL-1.0
// Only one field can take the keys that no other field has.
// says: \[ferrule\] a config struct can have one field of type other_settings
// within: 30 lines
#include <ferrule/config.hpp>
struct duck_config {
  ferrule::other_settings rest;
#ifndef ACCEPT
  ferrule::other_settings more;
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
