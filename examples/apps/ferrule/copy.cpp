#include "sources.hpp"

#include <ferrule/cli/bench.hpp>
#include <ferrule/cli/copy.hpp>

namespace ferrule::cli {
template exit_code copy<sources>(context&, const copy_options_text&);
template exit_code bench<sources>(context&, const bench_options&);
}  // namespace ferrule::cli
