#include "sources.hpp"

#include <ferrule/cli/capture.hpp>
#include <ferrule/cli/inspect.hpp>

namespace ferrule::cli {
template exit_code capture<sources>(context&, const capture_options&);
template exit_code inspect<sources>(context&, const inspect_options&);
}  // namespace ferrule::cli
