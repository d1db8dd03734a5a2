// A reference is no field of the object it stands in.
// says: \[ferrule\] a struct that is read by field name cannot hold a reference or a bit-field
// says: borrowing
// within: 60 lines
#include <ferrule/reflect/field_names.hpp>
struct borrowing {
  int own;
#ifdef ACCEPT
  int other;
#else
  int& other;
#endif
};
constexpr auto names = ferrule::field_names<borrowing>;
