#include <ferrule/cli/following_tables.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::cli::following_tables<ferrule::csv::connector>;
