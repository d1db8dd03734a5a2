// SPDX-License-Identifier: BSL-1.0
// Text that points into the source would dangle in a vector that outlives the row.
// says: \[ferrule\] a std::vector of a struct that borrows text or bytes from the source would dangle
// says: collect into batch<T>, or use std::string
// says: trade
// within: 18 lines
#include <ferrule/sinks/vector.hpp>
struct trade {
  int id;
#ifdef ACCEPT
  std::string symbol;
#else
  std::string_view symbol;
#endif
};
void collect(std::vector<trade>& into) { ferrule::into_vector(into); }
