// SPDX-License-Identifier: BSL-1.0
// changes.cpp - rows of a snapshot to a receiver: on the same thread beside pump, on another beside a ring written by hand.
#include <ctime>
#include <ferrule/changes.hpp>
#include <hand/ring.hpp>
#include <support/changes.hpp>
#include <support/ours.hpp>
#include <support/turns.hpp>

using namespace benchmarks;

namespace {

constexpr std::size_t batches = 4, rows_per_batch = 1024;

/// Of both threads.
double process_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

template<class F>
void start_metered(plain_memory& source, F&& take) {
  direct_ingestor<std::remove_reference_t<F>> into{&take};
  ferrule::metered meter(into);
  if (auto done = ferrule::start(source, meter, trades_table); !done) stop(done.error().message);
}

template<class F>
void through_channel(plain_memory& source, F&& take) {
  auto [sender, receiver] =
      ferrule::make_change_channel({.batches = batches, .rows_per_batch = rows_per_batch});
  std::thread reading([&, to = std::move(sender)]() mutable {
    if (auto done = ferrule::start(source, to, trades_table); !done) stop(done.error().message);
  });
  direct_ingestor<std::remove_reference_t<F>> into{&take};
  if (auto done = ferrule::deliver_changes(receiver, into); !done) stop(done.error().message);
  reading.join();
}

/// `loop` is called with what takes each row.
template<class F>
turn summing(std::string name, const digest& rows, const checksum& wanted, F loop) {
  digest all;
  loop([&](const trade& t) { all.add(t); });
  if (all != rows) stop(name + " read other rows");
  return {name, [name, &wanted, loop] {
            checksum sums;
            const double before = process_seconds();
            seconds_taken took = timed([&] { loop([&](const trade& t) { sums.add(t); }); });
            took.processor = process_seconds() - before;
            if (sums != wanted) stop(name + " saw other values");
            return took;
          }};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) stop("usage: changes ROWS REPETITIONS");
  const trades_in_memory trades(std::atoll(argv[1]));
  lend_trades(trades.rows);
  plain_memory source({});
  digest rows;
  checksum sums;
  for (const trade& t : trades.rows) rows.add(t), sums.add(t);
  const auto looped = [&](const char* name, auto loop) {
    return summing(name, rows, sums, std::move(loop));
  };
  const turns result(
      {
          looped("start, direct ingestor", [&](auto take) { start_direct(source, take); }),
          looped("pump", [&](auto take) { pump_cells(source, take); }),
          looped("start, metered ingestor", [&](auto take) { start_metered(source, take); }),
          looped("channel", [&](auto take) { through_channel(source, take); }),
          looped("ring by hand, rows of cells",
                 [&](auto take) {
                   auto all = source.open(trades_table.front());
                   if (!all) stop(all.error().message);
                   hand::cells_through_ring(
                       *all, 8, batches, rows_per_batch,
                       [&](const ferrule::value_view* cells) { take(trade_of(cells)); });
                 }),
          looped("ring by hand, structs",
                 [&](auto take) {
                   hand::structs_through_ring<trade>(trades.rows, batches, rows_per_batch, take);
                 }),
      },
      std::atoi(argv[2]));
  const double per_row = static_cast<double>(trades.rows.size()) / 1e9;
  const auto compare = [&](const char* ours, const char* theirs, double seconds_taken::* which,
                           std::optional<double> bar) {
    result.compare(ours, theirs, which, per_row, "ns/row", bar);
  };
  compare("start, direct ingestor", "pump", &seconds_taken::processor, std::nullopt);
  compare("start, metered ingestor", "pump", &seconds_taken::processor, std::nullopt);
  // At most 1.2 times what the ring takes.
  compare("channel", "ring by hand, rows of cells", &seconds_taken::processor, 0.834);
  compare("channel", "ring by hand, rows of cells", &seconds_taken::clock, 0.834);
  compare("channel", "ring by hand, structs", &seconds_taken::processor, std::nullopt);
  compare("channel", "ring by hand, structs", &seconds_taken::clock, std::nullopt);
}
