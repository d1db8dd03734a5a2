#include <ferrule/cli/follow_of.hpp>
#include <ferrule/connectors/memory.hpp>

template ferrule::result<ferrule::finish> ferrule::cli::follow_of<ferrule::memory::connector>(
    const ferrule::settings&, ferrule::cli::follow_request&);
