#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::cli::chosen_rows<ferrule::sqlite::connector>;
