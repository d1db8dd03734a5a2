#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/connectors/sqlite.hpp>

template struct ferrule::conformance::changes_reader<ferrule::sqlite::connector>;
