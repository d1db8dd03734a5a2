// SPDX-License-Identifier: BSL-1.0
// Connections and tables out of settings files, JSON or YAML:
//   10_settings_file --config-file=app.yaml
//   10_settings_file --config-file=app.yaml --config-file=more.json --environment=live --set=report.rows=1
//   10_settings_file example | schema
#include <ferrule/config/arguments.hpp>
#include <ferrule/config/connections.hpp>
#include <ferrule/config/example.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/json_schema.hpp>
#include <ferrule/config/yaml.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/sinks/text_table.hpp>

using sources = ferrule::registry<ferrule::sqlite::connector, ferrule::memory::connector>;

//[struct
// The section `report` of the files: its fields are the keys, its initialisers the defaults.
struct report {
  ferrule::bounded<std::uint16_t, 1, 100> rows = 2;
  std::string title = "Tables";
  std::optional<std::chrono::seconds> at_most;
  ferrule::secret token;

  static constexpr ferrule::setting_help help[] = {
      {"rows", "How many rows of each table are shown."},
      {"at_most", "How long it may take; null: as long as it needs."},
      {"token", "What the report is signed with."},
  };
};
//]

//[load
// All of a file: our section, and what is there besides.
struct file {
  struct report report;
  ferrule::other_settings others;
};

struct loaded {
  ferrule::connections connections;
  struct report report;
};

ferrule::result<loaded> load(const ferrule::settings_arguments& from) {
  const auto tree = ferrule::load_settings(from.sources, ferrule::process_environment(),
                                           ferrule::json_reader(), ferrule::yaml_reader());
  if (!tree) return ferrule::fail(tree.error());
  const auto chosen = ferrule::choose_environment(*tree, from.environment);
  if (!chosen) return ferrule::fail(chosen.error());
  // What is wrong with the connections and what is wrong with the report are told together.
  loaded made;
  file ours;
  auto problems = ferrule::fill_connections(made.connections, *chosen);
  for (auto& problem : ferrule::fill_into(ours, *chosen)) problems.push_back(std::move(problem));
  if (!problems.empty()) return ferrule::fail(ferrule::error_of(problems));
  made.report = std::move(ours.report);
  return made;
}
//]

//[show
template<ferrule::Connector C>
ferrule::result<void> show(C& source, const ferrule::connection_entry& from, int rows) {
  fmt::print("\n{}: {}\n", from.name, ferrule::describe(source.settings(), C::name));
  for (const ferrule::source_entry& table : from.sources) {
    fmt::print("\n{}\n", table.name);
    ferrule::table_id id(table.table);
    id.schema = table.schema;
    auto first = ferrule::open_request(source, {id, table.columns},
                                       {.limit = static_cast<std::uint64_t>(rows)});
    if (!first) return ferrule::fail(first.error());
    if (auto done = ferrule::deliver(*first, ferrule::text_table(stdout)); !done)
      return ferrule::fail(done.error());
  }
  return {};
}
//]

//[run
// Every connection is made before the first is used: what is wrong with the settings of any of them is told at once.
ferrule::result<void> run(const loaded& from) {
  std::vector<sources::any> connected;
  ferrule::error wrong;
  for (const ferrule::connection_entry& one : from.connections.entries) {
    auto made = sources::make({one.connector, one.config});
    if (made) connected.push_back(*std::move(made));
    else wrong = {made.error().kind, false, wrong.message + made.error().message + "\n"};
  }
  if (wrong) return ferrule::fail(wrong);
  fmt::print("{}\n", from.report.title);
  for (std::size_t i = 0; i < connected.size(); ++i) {
    auto shown = std::visit(
        [&](auto& source) { return show(source, from.connections.entries[i], from.report.rows); },
        connected[i]);
    if (!shown) return shown;
  }
  return {};
}
//]

int main(int argc, char** argv) {
  const auto arguments = ferrule::take_settings_arguments({argv + 1, argv + argc});
  if (arguments && arguments->rest == std::vector<std::string>{"example"}) {
    fmt::print("{}", ferrule::example_yaml<report>());
    return 0;
  }
  if (arguments && arguments->rest == std::vector<std::string>{"schema"}) {
    fmt::print("{}", ferrule::json_schema<report>("report"));
    return 0;
  }
  const auto settings = arguments ? load(*arguments) : ferrule::fail(arguments.error());
  const auto done = settings ? run(*settings) : ferrule::fail(settings.error());
  if (done) return 0;
  fmt::print("{}\n", done.error());
  return done.error().kind == ferrule::errc::config ? 78 : 1;  // EX_CONFIG of sysexits.h
}
