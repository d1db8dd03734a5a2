#include <ferrule/cli/kit_subject.hpp>
#include <ferrule/connectors/csv.hpp>

namespace ferrule::cli {
template result<std::shared_ptr<conformance::subject>> kit_subject_of<csv::connector>(
    const settings&);
}
