// Settings files have no format of their own: who loads them says which are read.
// says: \[ferrule\] load_settings needs a reader for each format
// within: 15 lines
#include <ferrule/config/files.hpp>
struct reader {
  static constexpr std::array<std::string_view, 1> suffixes{".toml"};
  ferrule::result<ferrule::settings> operator()(std::string_view, std::string) const { return {}; }
};
#ifdef ACCEPT
auto loaded = ferrule::load_settings({}, ferrule::process_environment(), reader());
#else
auto loaded = ferrule::load_settings({}, ferrule::process_environment());
#endif
