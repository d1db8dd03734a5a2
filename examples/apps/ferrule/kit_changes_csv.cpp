#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/connectors/csv.hpp>

template struct ferrule::conformance::changes_reader<ferrule::csv::connector>;
