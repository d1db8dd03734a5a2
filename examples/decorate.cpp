// SPDX-License-Identifier: BSL-1.0
// Connectors around connectors: traced, retrying, cached, several as one: decorate FILE
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/fan_out.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/ferrule.hpp>
#include <map>

struct airport {
  std::string_view iata, name;
};

//[around
template<class C>
using careful = ferrule::cached<ferrule::retrying<C>>;

careful<ferrule::sqlite::connector> connect(const char* file) {
  return careful<ferrule::sqlite::connector>(
      {.inner = {.inner = {.path = file}, .retry = {.attempts = 8}}, .cache = {.rows = 100'000}});
}
//]

//[observer
// Told each call when it has returned, each stream and writer when it has ended. Not on the way of the rows.
struct counter {
  std::map<std::string_view, std::uint64_t> calls, rows;
  void operator()(const ferrule::traced_call& call) noexcept {
    ++calls[name_of(call.what)];
    rows[call.subject == "airports" ? "airports" : "others"] += call.rows;
  }
};
template<class C>
using counted = ferrule::traced<C, counter>;
//]

//[registry
// As many alternatives as before. What is switched on is a matter of settings.
using sources =
    ferrule::registry<ferrule::sqlite::connector,
                      ferrule::memory::connector>::with<ferrule::retrying>::with<counted>;
//]

//[fan_out
using both =
    ferrule::fan_out<ferrule::named<"db", ferrule::sqlite::connector>, ferrule::memory::connector>;

void print_tables(const char* file) {
  both source({.members = {{.path = file}, {.store = "fleet"}}});
  const auto tables = source.list_tables();
  for (const ferrule::table_id& table : tables.value()) fmt::print("{}\n", table);
  const auto none = source.open({{"dd", "airports"}, {}});
  fmt::print("{}\n", none.error());
}
//]

int main(int argc, char** argv) try {
  if (argc < 2) return 2;
  //[cache
  auto source = connect(argv[1]);
  careful<ferrule::sqlite::connector> second(source.settings());  // for another thread: one cache
  for (auto* reader : {&source, &second, &source})
    for (const airport& a : ferrule::rows<airport>(*reader, "airports"))
      if (a.iata == "AUS") fmt::print("{}\n", a.name);
  const ferrule::cache_statistics did = source.cache().statistics();
  fmt::print("{} of 3 reads from memory, {} rows kept\n", did.hits, did.rows);
  //]

  //[settings
  using ferrule::settings;
  const auto options = settings::map({{"path", argv[1]},
                                      {"retry", settings::map({{"first_delay", "50ms"}})},
                                      {"trace", settings::map({{"enabled", true}})}});
  auto chosen = sources::make({"sqlite", options});
  if (!chosen) throw ferrule::failure(chosen.error());
  //]
  std::visit(
      [](auto& connector) {
        for (const airport& a : ferrule::rows<airport>(connector, "airports")) (void)a;
        for (const auto& [method, times] : connector.observer().calls)
          fmt::print("{}: {}\n", method, times);
        fmt::print("{} rows of airports\n", connector.observer().rows["airports"]);
      },
      *chosen);

  (void)ferrule::memory::store::named("fleet")->add("aircraft", std::vector<airport>{});
  print_tables(argv[1]);
} catch (const ferrule::failure& failed) {
  fmt::print("{}\n", failed.why);
  return 1;
}
