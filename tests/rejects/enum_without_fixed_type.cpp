// Only an enum with a fixed underlying type has a value for every number, so only that can be searched for names.
// says: \[ferrule\] the names of an enum are known only where its underlying type is fixed
// says: plumage
// within: 30 lines
#include <ferrule/reflect/enum_names.hpp>
#ifdef ACCEPT
enum plumage : int { plain, striped };
#else
enum plumage { plain, striped };
#endif
auto name = ferrule::enum_name(striped);
