#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::conformance::changes_reader<ferrule::memory::connector>;
