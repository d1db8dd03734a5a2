#include <ferrule/cli/driver_of.hpp>
#include <ferrule/connectors/memory.hpp>

template ferrule::cli::connector_entry ferrule::cli::entry_of<ferrule::memory::connector>();
