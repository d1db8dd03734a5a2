// SPDX-License-Identifier: BSL-1.0
// Writing structs, and copying from one connector into another: 7_write_and_copy FILE
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <ferrule/writer.hpp>

struct visit {
  std::int32_t id;
  std::string airport;
  std::optional<std::string> remark;
};

//[write
template<class C>
ferrule::result<void> write(C& to) {
  if (auto made = ferrule::create_table_for<visit>(to, "visits", {"id"}); !made) return made;

  auto all = ferrule::transaction<C>::begin(to);
  if (!all) return ferrule::fail(all.error());
  const std::vector<visit> visits{{1, "AUS", "hot"}, {2, "ORD", {}}, {2, "LAX", {}}};
  const auto written = ferrule::write_rows(to, "visits", visits);
  if (!written) return ferrule::fail(written.error());
  for (std::size_t i = 0; i < written->size(); ++i)  // one result per row
    if (const auto& row = (*written)[i]; !row)
      fmt::print("{}: {}\n", visits[i].airport, row.error());
  return all->commit();
}
//]

template<ferrule::Connector C>
ferrule::result<void> print_first(C& source, const char* table) {
  auto first = ferrule::open_request(source, {table, {}}, {.limit = 3});
  if (!first) return ferrule::fail(first.error());
  fmt::print("\n{} in {}\n", table, C::name);
  if (auto shown = ferrule::deliver(*first, ferrule::text_table(stdout)); !shown)
    return ferrule::fail(shown.error());
  return {};
}

ferrule::result<void> run(const char* file) {
  std::filesystem::remove("visits.db");
  ferrule::sqlite::connector flights({.path = file});
  ferrule::sqlite::connector visits({.path = "visits.db", .read_only = false, .create = true});
  ferrule::memory::connector here({});

  if (auto done = write(visits); !done) return done;
  //[copy
  const ferrule::copy_table_options anew{.existing = ferrule::if_exists::replace};
  for (const auto& copied : {ferrule::copy_table(flights, here, "airports", anew),
                             ferrule::copy_table(visits, here, "visits", anew),
                             ferrule::copy_table(here, visits, "airports", anew)}) {
    if (!copied) return ferrule::fail(copied.error());
    fmt::print("{} rows copied, {} refused\n", copied->written, copied->refused);
  }
  //]
  if (auto done = print_first(here, "visits"); !done) return done;
  return print_first(visits, "airports");
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto done = run(argv[1]);
  if (!done) fmt::print("{}\n", done.error());
  return done ? 0 : 1;
}
