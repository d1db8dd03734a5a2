// An environment answers with nothing where there is no such variable.
// says: \[ferrule\] an environment of settings needs: std::optional<std::string>
// within: 15 lines
#include <ferrule/config/placeholders.hpp>
struct variables {
#ifdef ACCEPT
  std::optional<std::string> operator()(const std::string&) const { return {}; }
#else
  std::string& operator()(int) const;
#endif
};
auto filled = ferrule::fill_placeholders({}, variables());
