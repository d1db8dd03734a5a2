// The connectors of the program. Naming them takes no more than declarations: each is compiled in a file of its own.
#pragma once
#include <ferrule/cli/commands.hpp>

namespace ferrule::sqlite {
class connector;
}
namespace ferrule::csv {
class connector;
}
namespace ferrule::memory {
class connector;
}

using sources = ferrule::registry<ferrule::sqlite::connector, ferrule::csv::connector,
                                  ferrule::memory::connector>;
