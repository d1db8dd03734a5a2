// SPDX-License-Identifier: BSL-1.0
// cli/new_connector.hpp - placeholder
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
namespace ferrule::cli {
template<class Registry>
exit_code new_connector(context& with, const new_connector_options&) {
  with.io.complain("x");
  return exit_code::internal;
}
}
