// SPDX-License-Identifier: BSL-1.0
// A field that no column can fill is named with its struct and its type.
// says: \[ferrule\] this field of the row struct has a type that no column can fill
// says: trade
// says: cookie
// says: void ?\*
// within: 28 lines
#include <ferrule/reflect/row_struct.hpp>
struct trade {
  int id;
  void* cookie;
#ifdef ACCEPT
  static constexpr auto ferrule_columns = ferrule::columns(ferrule::ignored("cookie"));
#endif
};
static_assert(ferrule::is_row<trade>());
