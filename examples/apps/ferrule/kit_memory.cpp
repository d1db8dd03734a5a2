#include <ferrule/cli/kit_subject.hpp>
#include <ferrule/connectors/memory.hpp>

namespace ferrule::cli {
template result<std::shared_ptr<conformance::subject>> kit_subject_of<memory::connector>(
    const settings&);
}
