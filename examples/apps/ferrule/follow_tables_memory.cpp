#include <ferrule/cli/following_tables.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::cli::following_tables<ferrule::memory::connector>;
