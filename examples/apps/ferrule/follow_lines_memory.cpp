#include <ferrule/cli/following_lines.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::cli::following_lines<ferrule::memory::connector>;
