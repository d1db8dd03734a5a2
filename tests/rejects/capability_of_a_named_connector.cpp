// SPDX-License-Identifier: BSL-1.0
// Writing through a connector that is known by name and is not Writable is refused while compiling.
// says: \[ferrule\] this connector does not declare Writable, so nothing can be written through it
// within: 24 lines
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/writer.hpp>
struct trade {
  int id;
};
#ifdef ACCEPT
using source = ferrule::memory::connector;
#else
using source = ferrule::foobar::connector;
#endif
auto write(source& to, const std::vector<trade>& rows) {
  return ferrule::write_rows(to, "trades", rows);
}
