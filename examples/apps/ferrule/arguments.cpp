#include "sources.hpp"

#include <ferrule/cli/arguments.hpp>

namespace ferrule::cli {
template request read_arguments<sources>(const std::string&, const std::vector<std::string>&,
                                         const std::vector<std::string_view>&);
}
