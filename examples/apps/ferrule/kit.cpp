#include "sources.hpp"

#include <ferrule/cli/kit.hpp>

namespace ferrule::cli {
template exit_code kit<sources>(context&, const kit_options&);
}
