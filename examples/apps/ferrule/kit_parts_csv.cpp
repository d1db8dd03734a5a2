#include <ferrule/conformance/part_opening.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/csv.hpp>

namespace ferrule::conformance {
template struct part_opening<csv::connector>;
template struct registry_opening<csv::connector>;
}  // namespace ferrule::conformance
