// Settings files: JSON and YAML.
#include "settings.hpp"

#include "sources.hpp"

#include <ferrule/cli/use_connections.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/yaml.hpp>

namespace ferrule::cli {
template result<void> use_connections<sources>(context&, const common_options&, settings_loader);
}

ferrule::result<ferrule::settings> load(const ferrule::settings_sources& from) {
  return ferrule::load_settings(from, ferrule::process_environment(), ferrule::json_reader(),
                                ferrule::yaml_reader());
}
