#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/csv.hpp>

namespace ferrule::conformance {
template struct changes_reader<csv::connector>;
template struct registry_opening<csv::connector>;
}  // namespace ferrule::conformance
