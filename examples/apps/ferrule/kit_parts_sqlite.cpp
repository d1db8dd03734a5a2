#include <ferrule/conformance/part_opening.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/sqlite.hpp>

namespace ferrule::conformance {
template struct part_opening<sqlite::connector>;
template struct registry_opening<sqlite::connector>;
}  // namespace ferrule::conformance
