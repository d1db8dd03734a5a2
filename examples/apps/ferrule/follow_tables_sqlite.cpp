#include <ferrule/cli/following_tables.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::cli::following_tables<ferrule::sqlite::connector>;
