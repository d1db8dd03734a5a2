// SPDX-License-Identifier: BSL-1.0
// cli/config_of.hpp - settings into the config struct of a connector.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule::cli::detail {

/// Errors: `config`, all of them, with the connector's name.
template<Connector C>
result<typename C::config> config_of(const settings& options) {
  auto made = from_settings<typename C::config>(options);
  if (!made) return fail(errc::config, concat("connector '", C::name, "': ", made.error().message));
  return made;
}

}  // namespace ferrule::cli::detail
