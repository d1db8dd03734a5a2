// SPDX-License-Identifier: BSL-1.0
// A temporary would be gone before its first row is read.
// says gcc: use of deleted function
// says clang: call to deleted member function
// within: 24 lines
#include <ferrule/connectors/memory.hpp>
struct trade {
  int id;
};
std::vector<trade> make();
#ifdef ACCEPT
const std::vector<trade> kept = make();
auto lend(ferrule::memory::store& to) { return to.lend("trades", kept); }
#else
auto lend(ferrule::memory::store& to) { return to.lend("trades", make()); }
#endif
