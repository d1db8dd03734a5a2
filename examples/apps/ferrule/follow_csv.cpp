#include <ferrule/cli/follow_of.hpp>
#include <ferrule/connectors/csv.hpp>

template ferrule::result<ferrule::finish> ferrule::cli::follow_of<ferrule::csv::connector>(
    const ferrule::settings&, ferrule::cli::follow_request&);
