// SPDX-License-Identifier: BSL-1.0
// memory_rows.cpp - structs in memory, read through ferrule and without it.
#include <hand/memory_loops.hpp>
#include <support/contest.hpp>
#include <support/ours.hpp>
#include <support/small_connector.hpp>

using namespace benchmarks;

int main(int argc, char** argv) {
  if (argc != 3) stop("usage: memory_rows ROWS REPETITIONS");
  const trades_in_memory trades(std::atoll(argv[1]));
  lend_trades(trades.rows);
  auto memory = open_memory();
  auto one = open_by_name<registry_of_1>("memory");
  auto ten = open_by_name<registry_of_10>("memory");

  const contest result(
      {
          contending("memory range-for", [&](auto take) { range_trades(memory, take); }),
          contending("loop over the vector",
                     [&](auto take) { hand::each_trade(trades.rows, take); }),
          contending("memory pump", [&](auto take) { pump_trades(memory, take); }),
          contending("memory pump, registry of 1", [&](auto take) { pump_trades_of(one, take); }),
          contending("memory pump, registry of 10", [&](auto take) { pump_trades_of(ten, take); }),
          contending("memory pump, by column plan",
                     [&](auto take) { pump_trades<trade_copy>(memory, take); }),
      },
      std::atoi(argv[2]));
  for (const char* ours : {"memory pump", "memory range-for", "memory pump, registry of 1",
                           "memory pump, registry of 10", "memory pump, by column plan"})
    result.compare(ours, "loop over the vector", std::nullopt);
}
