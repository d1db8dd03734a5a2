#include <ferrule/cli/table_reading.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::cli::table_reading<ferrule::sqlite::connector>;
