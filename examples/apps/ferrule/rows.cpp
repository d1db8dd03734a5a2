#include "sources.hpp"

#include <ferrule/cli/cat.hpp>
#include <ferrule/cli/query.hpp>

namespace ferrule::cli {
template exit_code query<sources>(context&, const query_options_text&);
template exit_code cat<sources>(context&, const cat_options&);
}  // namespace ferrule::cli
