// SPDX-License-Identifier: BSL-1.0
// Tables that follow others: a memory store into a SQLite file, stopped and resumed.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <filesystem>
#include <fmt/format.h>

struct visit {
  std::int64_t id;
  std::string airport;
};
const std::vector<ferrule::table_info> tables{{"visits", {}}};

//[follow
// Everything that has happened to the tables since the last time, into a file.
ferrule::result<void> follow(ferrule::memory::connector& source, const char* file) {
  ferrule::sqlite::connector copy({.path = file, .read_only = false, .create = true});
  ferrule::table_applier into(copy, {.state = source.settings().store});

  auto from =
      into.resume_point(tables);  // in the file itself, in the transaction of what it stands for
  if (!from) return ferrule::fail(from.error());
  if (*from) fmt::print("going on behind operation {}\n", (*from)->last);
  else fmt::print("beginning with a snapshot\n");

  auto done = ferrule::start(source, into, tables, *from, {}, {.until_now = true});
  if (!done) return ferrule::fail(done.error());
  fmt::print("{}; safe up to operation {}\n", name_of(*done), *into.acknowledged_up_to());
  return {};
}
//]

ferrule::result<void> print(const char* file) {
  ferrule::sqlite::connector copy({.path = file});
  return ferrule::each_row<visit>(copy, "visits",
                                  [](const visit& v) { fmt::print("  {} {}\n", v.id, v.airport); });
}

ferrule::result<void> run(const char* file) {
  ferrule::memory::store::named("visits")->keep_changes();
  ferrule::memory::connector source({.store = "visits"});
  if (auto made = ferrule::create_table_for<visit>(source, "visits", {"id"}); !made) return made;
  const auto write = [&](std::vector<visit> rows, ferrule::write_mode mode) {
    return ferrule::write_rows(source, "visits", rows, mode).map([](const auto&) {});
  };
  using enum ferrule::write_mode;
  if (auto done = write({{1, "AUS"}, {2, "ORD"}, {3, "LAX"}}, insert); !done) return done;
  if (auto done = follow(source, file); !done) return done;
  if (auto done = write({{2, "SFO"}, {4, "JFK"}}, upsert); !done) return done;
  if (auto done = follow(source, file); !done) return done;
  return print(file);
}

int main() {
  std::filesystem::remove("followed.db");
  const auto done = run("followed.db");
  if (!done) fmt::print("{}\n", done.error());
  return done ? 0 : 1;
}
