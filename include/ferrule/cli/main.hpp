// SPDX-License-Identifier: BSL-1.0
// cli/main.hpp - the program: reads the command line, does one command, says how it ended.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <new>

namespace ferrule::cli {

/// The connectors of a registry, in its order.
template<class... Cs>
std::vector<connector_entry> entries_of(const registry<Cs...>*) {
  return {entry_of<Cs>()...};
}

/// Does what was asked for.
template<class Registry>
exit_code perform(context& with, const request& asked) {
  struct {
    context& with;
    exit_code operator()(const text_to_print& o) {
      if (o.is_wrong) with.io.complain(o.text);
      else with.io.say(o.text);
      return o.is_wrong ? exit_code::usage : exit_code::ok;
    }
    exit_code operator()(const ls_options& o) { return ls<Registry>(with, o); }
    exit_code operator()(const types_options& o) { return types<Registry>(with, o); }
    exit_code operator()(const info_options& o) { return info<Registry>(with, o); }
    exit_code operator()(const inspect_options& o) { return inspect<Registry>(with, o); }
    exit_code operator()(const validate_options& o) { return validate<Registry>(with, o); }
    exit_code operator()(const build_options& o) { return build<Registry>(with, o); }
    exit_code operator()(const capture_options& o) { return capture<Registry>(with, o); }
    exit_code operator()(const run_options& o) { return run_app<Registry>(with, o); }
    exit_code operator()(const query_options_text& o) { return query<Registry>(with, o); }
    exit_code operator()(const cat_options& o) { return cat<Registry>(with, o); }
    exit_code operator()(const copy_options_text& o) { return copy<Registry>(with, o); }
    exit_code operator()(const bench_options& o) { return bench<Registry>(with, o); }
    exit_code operator()(const kit_options& o) { return kit<Registry>(with, o); }
    exit_code operator()(const new_connector_options& o) {
      return new_connector<Registry>(with, o);
    }
  } each{with};
  return std::visit(each, asked.command);
}

/// A whole run of the program with these streams. Takes the process's signals meanwhile; does not end the process, except
/// that a signal does where the command does not end in time.
template<class Registry>
exit_code run(const std::string& program, const std::vector<std::string>& arguments, std::FILE* out,
              std::FILE* err, settings_loader load = nullptr) {
  interruption signals;
  context with{source_finder(entries_of(static_cast<const Registry*>(nullptr))),
               console(out, err, program), signals};
  exit_code code = exit_code::internal;
  try {
    const request asked = read_arguments<Registry>(program, arguments, with.sources.names());
    result<void> named;
    if (!asked.common.config_files.empty() || !asked.common.overrides.empty() ||
        !asked.common.environment.empty())
      named = use_connections<Registry>(with, asked.common, load);
    code = named ? perform<Registry>(with, asked) : with.io.complain(named.error());
  } catch (const failure& thrown) {
    code = with.io.complain(thrown.why);
  } catch (const std::bad_alloc&) {
    code = with.io.complain(error{errc::resource, false, "out of memory"});
  } catch (const std::exception& thrown) {
    code = with.io.complain(error{errc::internal, false, thrown.what()});
  }
  if (auto written = with.io.finish();
      !written && code != exit_code::io && code != exit_code::limit)
    code = with.io.complain(written.error());
  std::fflush(err);
  return signals.requested() ? exit_code::interrupted : code;
}

}  // namespace ferrule::cli

namespace ferrule {

/// The program: `int main(int argc, char** argv) { return ferrule::cli_main<sources>(argc, argv); }`. Returns its exit status
/// (cli/exit_code.hpp).
///
/// With a loader, it also has settings files with named connections, in the formats that the loader's readers know:
///
///     return ferrule::cli_main<sources>(argc, argv, [](const ferrule::settings_sources& from) {
///       return ferrule::load_settings(from, ferrule::process_environment(), ferrule::json_reader());
///     });
template<class Registry>
int cli_main(int argc, char** argv, cli::settings_loader load = nullptr) {
  const std::string path = argc > 0 ? argv[0] : "";
  std::string program = path.substr(path.rfind('/') + 1);
  if (program.empty()) program = "ferrule";
  return static_cast<int>(cli::run<Registry>(
      program,
      argc > 0 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>(),
      stdout, stderr, load));
}

}  // namespace ferrule
