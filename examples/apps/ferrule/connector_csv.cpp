#include <ferrule/cli/driver_of.hpp>
#include <ferrule/connectors/csv.hpp>

template ferrule::cli::connector_entry ferrule::cli::entry_of<ferrule::csv::connector>();
