// SPDX-License-Identifier: BSL-1.0
// A connector chosen by name, with settings from the command line:
//   3_choose_at_run_time sqlite path=flights.db
//   3_choose_at_run_time memory
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/sinks/text_table.hpp>

//[registry
using sources = ferrule::registry<ferrule::sqlite::connector, ferrule::memory::connector,
                                  ferrule::foobar::connector>;
//]

//[settings
// "path=flights.db" and such. `plain` is text without a type: the setting decides what it is read as.
ferrule::result<ferrule::endpoint> endpoint_from(int argc, char** argv) {
  ferrule::endpoint chosen{argc > 1 ? argv[1] : "", ferrule::settings::map()};
  for (int i = 2; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::size_t equals = word.find('=');
    if (equals == word.npos)
      return ferrule::fail(ferrule::errc::config, fmt::format("'{}' is not KEY=VALUE", word));
    if (auto set = chosen.options.set(
            word.substr(0, equals), ferrule::settings::plain(std::string(word.substr(equals + 1))));
        !set)
      return ferrule::fail(set.error());
  }
  return chosen;
}
//]

//[list
// From here on the connector has its own type.
template<ferrule::Connector C>
ferrule::result<void> list(C& source) {
  fmt::print("{}\n", ferrule::describe(source.settings(), C::name));
  if (auto valid = source.validate_connection(); !valid) return valid;
  const auto tables = source.list_tables();
  if (!tables) return ferrule::fail(tables.error());
  for (const ferrule::table_id& table : *tables) {
    fmt::print("\n{}\n", table);
    auto first = ferrule::open_request(source, {table, {}}, {.limit = 3});
    if (!first) return ferrule::fail(first.error());
    if (auto done = ferrule::deliver(*first, ferrule::text_table(stdout, {.types = true})); !done)
      return ferrule::fail(done.error());
  }
  return {};
}
//]

struct aircraft {
  std::string_view model;
  std::int32_t seats;
  std::optional<double> range_km;
};

int main(int argc, char** argv) {
  const std::vector<aircraft> fleet{
      {"A320neo", 180, 6300}, {"737-8", 178, 6480}, {"CRJ-900", 90, std::nullopt}};
  if (auto lent = ferrule::memory::store::named()->lend("aircraft", fleet, {"model"}); !lent)
    return 1;

  //[choose
  const auto chosen = endpoint_from(argc, argv);
  auto source = chosen ? sources::make(*chosen) : ferrule::fail(chosen.error());
  const auto listed = source ? std::visit([](auto& connector) { return list(connector); }, *source)
                             : ferrule::fail(source.error());
  if (listed) return 0;
  fmt::print("{}\n", listed.error());
  return 1;
  //]
}
