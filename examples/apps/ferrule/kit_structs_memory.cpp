#include <ferrule/conformance/struct_reader.hpp>
#include <ferrule/connectors/memory.hpp>

namespace ferrule::conformance {
template struct struct_reader<memory::connector, kit_row>;
template struct struct_reader<memory::connector, misfit_row>;
}  // namespace ferrule::conformance
