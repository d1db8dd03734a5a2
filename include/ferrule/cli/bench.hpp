// SPDX-License-Identifier: BSL-1.0
// cli/bench.hpp - `bench`: how fast a table is read.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <ferrule/cli/instructions.hpp>

namespace ferrule::cli {

/// One reading of a whole table, every cell looked at and dropped.
struct bench_run {
  std::uint64_t rows = 0, bytes = 0;
  double seconds = 0;
  std::optional<std::uint64_t> instructions{};
};

inline result<bench_run> bench_once(driver& from, const table_info& table) {
  const instruction_counter counter;
  const auto before = counter.count();
  row_sink sink(std::in_place_type<null_sink>);
  if (auto read = from.read(table, sink); !read) return fail(std::move(read.error()));
  const auto after = counter.count();
  const auto& seen = std::get<null_sink>(sink);
  bench_run out{seen.rows(), seen.bytes(), std::chrono::duration<double>(seen.took()).count(), {}};
  if (before && after) out.instructions = *after - *before;
  return out;
}

/// "12345678" as "12 345 678".
inline std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, 1, ' ');
  return out;
}

/// Reads a table some times and tells the fastest.
template<class Registry>
exit_code bench(context& with, const bench_options& asked) {
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  auto tables = tables_named(with, **from, {asked.table});
  if (!tables) return with.io.complain(tables.error());
  std::optional<bench_run> best;
  for (std::uint64_t i = 0; i < std::max<std::uint64_t>(asked.times, 1); ++i) {
    if (with.signals.requested()) return with.io.complain(with.interrupted());
    auto run = bench_once(**from, tables->front());
    if (!run) return with.io.complain(run.error());
    if (!best || run->seconds < best->seconds) best = *run;
  }
  const auto per_second = [&](std::uint64_t count) {
    return best->seconds > 0
               ? static_cast<std::uint64_t>(static_cast<double>(count) / best->seconds)
               : 0;
  };
  const auto microseconds = static_cast<std::uint64_t>(best->seconds * 1e6);
  if (asked.json) {
    json_writer out;
    out.begin_object().key("table").text(asked.table).key("rows").cell(best->rows);
    out.key("bytes").cell(best->bytes).key("microseconds").cell(microseconds);
    out.key("rows_per_second").cell(per_second(best->rows));
    out.key("bytes_per_second").cell(per_second(best->bytes)).key("instructions");
    out.cell(best->instructions ? value_view(*best->instructions) : value_view());
    out.end_object();
    with.io.say(std::move(out).finish());
    return exit_code::ok;
  }
  std::string text =
      concat(one_line(asked.table), ": ", grouped(best->rows), " rows, ", grouped(best->bytes),
             " bytes in ", grouped(microseconds), " us (fastest of ",
             std::max<std::uint64_t>(asked.times, 1), ")\n  ", grouped(per_second(best->rows)),
             " rows/s, ", grouped(per_second(best->bytes)), " bytes/s\n");
  if (!best->instructions) text += "  instructions: this machine does not count them\n";
  else if (best->rows != 0)
    text += concat("  ", grouped(*best->instructions / best->rows), " instructions/row\n");
  with.io.say(text);
  return exit_code::ok;
}

}  // namespace ferrule::cli
