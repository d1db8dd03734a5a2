#include <ferrule/cli/kit_subject.hpp>
#include <ferrule/connectors/memory.hpp>

namespace ferrule::cli {

// A store of this process keeps no changes until it is told to, which no setting can.
template<>
struct kit_fixture<memory::connector> {
  memory::config settings;
  memory::config good_config() {
    memory::store::named(settings.store)->keep_changes();
    return settings;
  }
};

template result<std::shared_ptr<conformance::subject>> kit_subject_of<memory::connector>(
    const settings&);

}  // namespace ferrule::cli
