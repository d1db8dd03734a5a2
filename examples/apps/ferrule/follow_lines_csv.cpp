#include <ferrule/cli/following_lines.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::cli::following_lines<ferrule::csv::connector>;
