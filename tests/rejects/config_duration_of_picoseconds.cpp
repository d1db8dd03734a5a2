// SPDX-License-Identifier: BSL-1.0
// Settings know nanoseconds and what is longer.
// says: \[ferrule\] a duration in settings must be of whole nanoseconds or coarser
// within: 45 lines
#include <ferrule/config.hpp>
struct duck_config {
#ifdef ACCEPT
  std::chrono::duration<long, std::nano> blink{1};
#else
  std::chrono::duration<long, std::pico> blink{1};
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
