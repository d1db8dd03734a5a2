#include <ferrule/conformance/part_opening.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/memory.hpp>

namespace ferrule::conformance {
template struct part_opening<memory::connector>;
template struct registry_opening<memory::connector>;
}  // namespace ferrule::conformance
