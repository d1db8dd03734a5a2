// ferrule: the command line over the connectors of sources.hpp.
#include "settings.hpp"
#include "sources.hpp"

#include <ferrule/cli/main.hpp>

int main(int argc, char** argv) { return ferrule::cli_main<sources>(argc, argv, load); }
