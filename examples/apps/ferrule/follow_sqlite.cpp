#include <ferrule/cli/follow_of.hpp>
#include <ferrule/connectors/sqlite.hpp>

template ferrule::result<ferrule::finish> ferrule::cli::follow_of<ferrule::sqlite::connector>(
    const ferrule::settings&, ferrule::cli::follow_request&);
