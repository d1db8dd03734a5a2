// SPDX-License-Identifier: BSL-1.0
// What any program writes to a SQLite file, as JSON lines: read on one thread, written and counted on another.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/writer.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <thread>

const std::vector<ferrule::table_info> tables{{"airports", {"iata", "city"}}};

//[capture
ferrule::result<void> capture(const char* file) {
  ferrule::sqlite::connector setup({.path = file, .read_only = false});
  const std::vector<ferrule::table_id> captured{"airports"};
  return setup.enable_capture(captured);  // once; doing it again changes nothing
}
//]

//[lines
ferrule::result<void> to_lines(const char* file, const char* lines) {
  ferrule::sqlite::connector source({.path = file});  // following needs no right to write
  auto log = source.serialize_state();                // which log it is: kept with the checkpoint
  if (!log) return ferrule::fail(log.error());
  ferrule::change_lines into(lines, {.state = *log});
  auto from = into.resume_point(tables);
  if (!from) return ferrule::fail(from.error());

  auto [sender, receiver] = ferrule::make_change_channel();
  std::jthread reading([&, to = std::move(sender)](std::stop_token stop) mutable {
    // What ends it, the receiver is told. Asked to stop where the receiver has ended first.
    (void)ferrule::start(source, to, tables, *from, std::move(stop), {.until_now = true});
  });
  ferrule::metered counted(into, [](const ferrule::meter_report& now) noexcept {
    if (now.ended) fmt::print("{} rows, {} removed\n", now.total.rows(), now.total.removed);
  });
  return ferrule::deliver_changes(receiver, counted).map([](ferrule::finish) {});
}
//]

struct airport {
  std::string iata;
  std::optional<std::string> city;
};
struct airport_key {
  std::string iata;
};

// Another program.
ferrule::result<void> write(const char* file) {
  ferrule::sqlite::connector other({.path = file, .read_only = false});
  const std::vector<airport> renamed{{"00M", "Bay Spring"}};
  const std::vector<airport_key> closed{{"00R"}};
  if (auto done = ferrule::write_rows(other, "airports", renamed, ferrule::write_mode::update);
      !done)
    return ferrule::fail(done.error());
  return ferrule::write_rows(other, "airports", closed, ferrule::write_mode::remove)
      .map([](const auto&) {});
}

ferrule::result<void> run(const char* file, const char* lines) {
  if (auto done = capture(file); !done) return done;
  if (auto done = to_lines(file, lines); !done) return done;
  if (auto done = write(file); !done) return done;
  return to_lines(file, lines);
}

int main() {
  for (const char* made : {"captured.db", "airports.jsonl", "airports.jsonl.checkpoint",
                           "airports.jsonl.checkpoint.previous"})
    std::filesystem::remove(made);
  std::filesystem::copy_file("flights.db", "captured.db");
  const auto done = run("captured.db", "airports.jsonl");
  if (!done) fmt::print("{}\n", done.error());
  std::ifstream in("airports.jsonl");
  for (std::string line; std::getline(in, line);)
    if (line.find("\"update\"") != line.npos || line.find("\"remove\"") != line.npos)
      fmt::print("{}\n", line);
  return done ? 0 : 1;
}
