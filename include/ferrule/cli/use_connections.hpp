// SPDX-License-Identifier: BSL-1.0
// cli/use_connections.hpp - --config-file, --set, --environment: the connections that settings files name.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <ferrule/config/files.hpp>

namespace ferrule::cli {

/// Errors: `unsupported` for a program without a loader; those of `load_settings` and `read_connections`.
template<class Registry>
result<void> use_connections(context& with, const common_options& common, settings_loader load) {
  if (load == nullptr)
    return fail(errc::unsupported,
                "this program was made without settings files; its cli_main needs a loader "
                "(ferrule/cli/main.hpp)");
  const auto tree = load({.files = common.config_files, .overrides = common.overrides});
  if (!tree) return fail(tree.error());
  auto named = read_connections(*tree, common.environment);
  if (!named) return fail(std::move(named.error()));
  with.sources.use(std::move(*named));
  return {};
}

}  // namespace ferrule::cli
