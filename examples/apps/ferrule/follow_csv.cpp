#include <ferrule/cli/following.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::cli::following<ferrule::csv::connector>;
