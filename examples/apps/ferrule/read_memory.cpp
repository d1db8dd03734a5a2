#include <ferrule/cli/table_reading.hpp>
#include <ferrule/connectors/memory.hpp>

template struct ferrule::cli::table_reading<ferrule::memory::connector>;
