#include "sources.hpp"

#include <ferrule/cli/new_connector.hpp>

namespace ferrule::cli {
template exit_code new_connector<sources>(context&, const new_connector_options&);
}
