#include <ferrule/cli/following.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::cli::following<ferrule::memory::connector>;
