#include <ferrule/cli/following_lines.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::cli::following_lines<ferrule::sqlite::connector>;
