#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::cli::chosen_rows<ferrule::csv::connector>;
