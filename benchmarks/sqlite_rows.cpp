// SPDX-License-Identifier: BSL-1.0
// sqlite_rows.cpp - SQLite into structs: every way ferrule has, hand-written loops, and two other libraries.
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>
#include <hand/sqlite_loops.hpp>
#include <peers/soci.hpp>
#include <peers/sqlitecpp.hpp>
#include <support/contest.hpp>
#include <support/ours.hpp>

using namespace benchmarks;

int main(int argc, char** argv) {
  if (argc != 4) stop("usage: sqlite_rows FILE ROWS REPETITIONS");
  const std::string file = argv[1];
  make_trades(file, std::atoll(argv[2]));
  const database db = open_for_hand_loop(file);
  auto batched = open_sqlite(file, true);
  auto stepped = open_sqlite(file, false);

  std::vector<contender> loops{
      contending("sqlite pump", [&](auto take) { pump_trades(batched, take); }),
      contending("hand loop, checked",
                 [&](auto take) { hand::each_trade_checked(db.get(), take); }),
      contending("sqlite range-for", [&](auto take) { range_trades(batched, take); }),
      contending("hand loop, unchecked",
                 [&](auto take) { hand::each_trade_unchecked(db.get(), take); }),
      contending("sqlite step stream", [&](auto take) { pump_trades(stepped, take); }),
  };
#if BENCHMARKS_SQLITECPP
  peers::sqlitecpp sqlitecpp(file, true), sqlitecpp_without_mutexes(file, false);
  loops.push_back(contending("SQLiteCpp", [&](auto take) { sqlitecpp.each_trade(take); }));
  loops.push_back(contending("SQLiteCpp, no mutexes",
                             [&](auto take) { sqlitecpp_without_mutexes.each_trade(take); }));
#endif
#if BENCHMARKS_SOCI
  peers::soci soci(file);
  loops.push_back(contending("SOCI", [&](auto take) { soci.each_trade(take); }));
#endif

  const contest result(std::move(loops), std::atoi(argv[3]));
  result.compare("sqlite pump", "hand loop, checked", 1.5);
  result.compare("sqlite pump", "hand loop, unchecked", 1.2);
  result.compare("sqlite range-for", "hand loop, checked", 1.4);
  result.compare("sqlite range-for", "hand loop, unchecked", 1.15);
  result.compare("sqlite step stream", "hand loop, checked", 1.15);
  result.compare("sqlite step stream", "hand loop, unchecked", 0.92);
#if BENCHMARKS_SQLITECPP
  result.compare("sqlite pump", "SQLiteCpp", 1.8);
  result.compare("sqlite pump", "SQLiteCpp, no mutexes", std::nullopt);
#endif
#if BENCHMARKS_SOCI
  result.compare("sqlite pump", "SOCI", 2.5);
#endif
}
