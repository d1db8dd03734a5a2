#include "sources.hpp"

#include <ferrule/cli/inspect.hpp>

namespace ferrule::cli {
template exit_code inspect<sources>(context&, const inspect_options&);
}
