// A reader of settings says which files are its.
// says: \[ferrule\] a reader of settings needs: static constexpr std::array
// within: 20 lines
#include <ferrule/config/files.hpp>
struct reader {
#ifdef ACCEPT
  static constexpr std::array<std::string_view, 1> suffixes{".toml"};
#endif
  ferrule::result<ferrule::settings> operator()(std::string_view, std::string) const { return {}; }
};
auto loaded = ferrule::load_settings({}, ferrule::process_environment(), reader());
