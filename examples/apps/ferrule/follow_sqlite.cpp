#include <ferrule/cli/following.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::cli::following<ferrule::sqlite::connector>;
