#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::cli::chosen_rows<ferrule::memory::connector>;
