#include "sources.hpp"

#include <ferrule/cli/info.hpp>
#include <ferrule/cli/ls.hpp>

namespace ferrule::cli {
template exit_code ls<sources>(context&, const ls_options&);
template exit_code types<sources>(context&, const types_options&);
template exit_code info<sources>(context&, const info_options&);
}  // namespace ferrule::cli
