// SPDX-License-Identifier: BSL-1.0
// The kit cannot make a connector without its settings.
// says: \[ferrule\] a conformance fixture needs: typename C::config good_config\(\)
// within: 30 lines
#include <ferrule/conformance.hpp>
#include <ferrule/connectors/foobar.hpp>
struct fixture {
#ifdef ACCEPT
  ferrule::foobar::config good_config() { return {}; }
#endif
};
auto report() { return ferrule::conformance::run<ferrule::foobar::connector>(fixture{}); }
