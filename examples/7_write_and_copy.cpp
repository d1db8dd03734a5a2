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

//[copy
// The destination's table gets the columns of the source's.
template<ferrule::Connector From, ferrule::Connector To>
ferrule::result<ferrule::copy_report> copy_table(From& from, To& to,
                                                 const ferrule::table_id& table) {
  const ferrule::table_info whole{table, {}};
  auto described = from.get_schemas({&whole, 1});
  if (!described) return ferrule::fail(described.error());
  if (!described->front()) return ferrule::fail(described->front().error());
  if (auto made = to.create_table(*described->front(), ferrule::if_exists::replace); !made)
    return ferrule::fail(made.error());

  auto rows = from.open(whole);
  if (!rows) return ferrule::fail(rows.error());
  auto all = ferrule::transaction<To>::begin(to);
  if (!all) return ferrule::fail(all.error());
  auto writer = to.open_writer(whole, ferrule::write_mode::insert);
  if (!writer) return ferrule::fail(writer.error());
  auto report = ferrule::copy(*rows, *writer);
  if (!report) return report;
  if (auto kept = all->commit(); !kept) return ferrule::fail(kept.error());
  return report;
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
  for (const auto& copied :
       {copy_table(flights, here, "airports"), copy_table(visits, here, "visits"),
        copy_table(here, visits, "airports")}) {
    if (!copied) return ferrule::fail(copied.error());
    fmt::print("{} rows copied, {} refused\n", copied->written, copied->refused);
  }
  if (auto done = print_first(here, "visits"); !done) return done;
  return print_first(visits, "airports");
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto done = run(argv[1]);
  if (!done) fmt::print("{}\n", done.error());
  return done ? 0 : 1;
}
