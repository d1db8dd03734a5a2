// A config struct with a field that no setting can fill: struct, field and type are named, each at once.
// says: \[ferrule\] this field of the config struct has a type that no setting can fill
// says: duck_config
// says: quack
// says: std::variant<int, bool>
// says: waddle
// says: std::complex<double>
// within: 70 lines
#include <complex>
#include <ferrule/config.hpp>
#include <variant>
struct duck_config {
  int feathers = 1;
#ifdef ACCEPT
  int quack = 0;
  std::vector<int> waddle;
#else
  std::variant<int, bool> quack;
  std::vector<std::complex<double>> waddle;
#endif
};
auto made = ferrule::from_settings<duck_config>(ferrule::settings::map());
