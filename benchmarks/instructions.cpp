// SPDX-License-Identifier: BSL-1.0
// instructions.cpp - every loop once over a small and once over a large table, each counted by callgrind into a file of its
// own. The difference between the two is what rows cost; opening costs the same for both and drops out.
// Run by benchmarks/count_instructions.sh.
#include <hand/memory_loops.hpp>
#include <hand/sqlite_loops.hpp>
#include <support/changes.hpp>
#include <support/ours.hpp>
#include <support/small_connector.hpp>
#include <valgrind/callgrind.h>

using namespace benchmarks;

namespace {

constexpr long long small_file = 5'000, large_file = 25'000, small_vector = 20'000,
                    large_vector = 120'000;

// The first, uncounted run leaves symbols bound and memory in place.
template<class F>
void count(const char* what, long long rows, F loop) {
  for (const bool counted : {false, true}) {
    checksum sums;
    if (counted) CALLGRIND_TOGGLE_COLLECT;
    loop([&](const auto& t) { sums.add(t); });
    asm volatile("" : : "g"(&sums) : "memory");  // all of the sums are wanted
    if (counted) CALLGRIND_TOGGLE_COLLECT;
    if (static_cast<long long>(sums.rows) != rows) stop(std::string(what) + " missed rows");
  }
  static std::deque<std::string> labels;  // callgrind reads them a little later
  CALLGRIND_DUMP_STATS_AT(
      labels.emplace_back(std::string(what) + "\t" + std::to_string(rows)).c_str());
}

void count_sqlite(const std::string& file, long long rows) {
  const database db = open_for_hand_loop(file);
  auto batched = open_sqlite(file, true);
  auto stepped = open_sqlite(file, false);
  count("sqlite hand unchecked", rows,
        [&](auto take) { hand::each_trade_unchecked(db.get(), take); });
  count("sqlite hand checked", rows, [&](auto take) { hand::each_trade_checked(db.get(), take); });
  count("sqlite pump", rows, [&](auto take) { pump_trades(batched, take); });
  count("sqlite range", rows, [&](auto take) { range_trades(batched, take); });
  count("sqlite step", rows, [&](auto take) { pump_trades(stepped, take); });
}

void count_memory(long long rows) {
  const trades_in_memory trades(rows);
  lend_trades(trades.rows);
  auto memory = open_memory();
  auto one = open_by_name<registry_of_1>("memory");
  auto ten = open_by_name<registry_of_10>("memory");
  count("memory hand", rows, [&](auto take) { hand::each_trade(trades.rows, take); });
  count("memory lent", rows, [&](auto take) { pump_trades(memory, take); });
  count("memory range", rows, [&](auto take) { range_trades(memory, take); });
  count("memory registry 1", rows, [&](auto take) { pump_trades_of(one, take); });
  count("memory registry 10", rows, [&](auto take) { pump_trades_of(ten, take); });
  count("memory plan", rows, [&](auto take) { pump_trades<trade_copy>(memory, take); });
  plain_memory plain({});
  count("changes pump", rows, [&](auto take) { pump_cells(plain, take); });
  count("changes direct", rows, [&](auto take) { start_direct(plain, take); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) stop("usage: instructions FOLDER prepare|count");
  const std::string small = std::string(argv[1]) + "/small.db",
                    large = std::string(argv[1]) + "/large.db";
  if (argv[2] == std::string("prepare")) {
    make_trades(small, small_file);
    make_trades(large, large_file);
    std::printf("%s\n", sqlite3_libversion());
    return 0;
  }
  count_sqlite(small, small_file);
  count_sqlite(large, large_file);
  count_memory(small_vector);
  count_memory(large_vector);
}
