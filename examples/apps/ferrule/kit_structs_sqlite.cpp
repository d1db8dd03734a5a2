#include <ferrule/conformance/struct_reader.hpp>
#include <ferrule/connectors/sqlite.hpp>

namespace ferrule::conformance {
template struct struct_reader<sqlite::connector, kit_row>;
template struct struct_reader<sqlite::connector, misfit_row>;
}  // namespace ferrule::conformance
