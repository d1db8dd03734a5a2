#include <ferrule/cli/table_reading.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::cli::table_reading<ferrule::csv::connector>;
