#include <ferrule/conformance/struct_reader.hpp>
#include <ferrule/connectors/csv.hpp>

namespace ferrule::conformance {
template struct struct_reader<csv::connector, kit_row>;
template struct struct_reader<csv::connector, misfit_row>;
}  // namespace ferrule::conformance
