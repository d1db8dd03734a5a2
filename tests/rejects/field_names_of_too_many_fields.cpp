// More fields than a structured binding is written for.
// says: \[ferrule\] a struct that is read by field name can have at most 100 fields
// says: wide
// within: 40 lines
#include <ferrule/reflect/field_names.hpp>
#define TEN(a) int a##0, a##1, a##2, a##3, a##4, a##5, a##6, a##7, a##8, a##9;
struct wide {
  TEN(a)
  TEN(b)
  // clang-format off
  TEN(c) TEN(d) TEN(e) TEN(f) TEN(g) TEN(h) TEN(i) TEN(j)
  // clang-format on
#ifndef ACCEPT
      int one_more;
#endif
};
constexpr auto names = ferrule::field_names<wide>;
