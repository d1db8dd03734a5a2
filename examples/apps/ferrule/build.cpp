#include "sources.hpp"

#include <ferrule/cli/build.hpp>
#include <ferrule/cli/run.hpp>
#include <ferrule/cli/validate.hpp>

namespace ferrule::cli {
template exit_code validate<sources>(context&, const validate_options&);
template exit_code build<sources>(context&, const build_options&);
template exit_code run_app<sources>(context&, const run_options&);
}  // namespace ferrule::cli
