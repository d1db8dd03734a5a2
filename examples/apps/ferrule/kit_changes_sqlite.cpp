#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/sqlite.hpp>

namespace ferrule::conformance {
template struct changes_reader<sqlite::connector>;
template struct registry_opening<sqlite::connector>;
}  // namespace ferrule::conformance
