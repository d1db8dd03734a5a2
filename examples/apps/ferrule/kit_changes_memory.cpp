#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/connectors/memory.hpp>

namespace ferrule::conformance {
template struct changes_reader<memory::connector>;
template struct registry_opening<memory::connector>;
}  // namespace ferrule::conformance
