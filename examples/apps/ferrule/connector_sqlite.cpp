#include <ferrule/cli/driver_of.hpp>
#include <ferrule/connectors/sqlite.hpp>

template ferrule::cli::connector_entry ferrule::cli::entry_of<ferrule::sqlite::connector>();
