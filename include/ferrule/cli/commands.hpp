// SPDX-License-Identifier: BSL-1.0
// cli/commands.hpp - the commands, declared.
//
// Each is a template over the program's registry, defined in a header of its own. A program in one file includes
// <ferrule/cli.hpp> and is done; a larger one includes <ferrule/cli/main.hpp>, which needs no more than these declarations, and
// instantiates each command, like each connector (driver.hpp), in a source file of its own:
// `template ferrule::cli::exit_code ferrule::cli::kit<sources>(ferrule::cli::context&, const ferrule::cli::kit_options&);`.
#pragma once
#include <ferrule/cli/exit_code.hpp>
#include <ferrule/cli/options.hpp>
#include <ferrule/core/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {
template<class... Cs>
struct registry;
class settings;
struct settings_sources;
}  // namespace ferrule

namespace ferrule::cli {

struct context;

template<class Registry>
exit_code ls(context& with, const ls_options& asked);
template<class Registry>
exit_code types(context& with, const types_options& asked);
template<class Registry>
exit_code info(context& with, const info_options& asked);
template<class Registry>
exit_code inspect(context& with, const inspect_options& asked);
template<class Registry>
exit_code validate(context& with, const validate_options& asked);
template<class Registry>
exit_code build(context& with, const build_options& asked);
template<class Registry>
exit_code capture(context& with, const capture_options& asked);
template<class Registry>
exit_code run_app(context& with, const run_options& asked);
template<class Registry>
exit_code query(context& with, const query_options_text& asked);
template<class Registry>
exit_code cat(context& with, const cat_options& asked);
template<class Registry>
exit_code copy(context& with, const copy_options_text& asked);
template<class Registry>
exit_code bench(context& with, const bench_options& asked);
template<class Registry>
exit_code kit(context& with, const kit_options& asked);
template<class Registry>
exit_code new_connector(context& with, const new_connector_options& asked);

/// Reads settings files and lays what `overrides` say over them: `load_settings` with the readers of a program's choice.
using settings_loader = result<settings> (*)(const settings_sources& from);

/// Has named connections found from now on.
template<class Registry>
result<void> use_connections(context& with, const common_options& common, settings_loader load);

/// Reads the command line.
template<class Registry>
request read_arguments(const std::string& program, const std::vector<std::string>& arguments,
                       const std::vector<std::string_view>& connectors);

}  // namespace ferrule::cli
