// SPDX-License-Identifier: BSL-1.0
// More than one thread: 9_threads FILE
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <mutex>
#include <thread>

struct flight {
  std::int64_t id;
  std::int32_t delay;
};

//[own_connection
// A connector is used by one thread at a time. A copy of its settings makes another for another thread.
std::int64_t delay_of(ferrule::sqlite::config settings, std::int64_t first, std::int64_t last) {
  ferrule::sqlite::connector own(std::move(settings));
  std::int64_t sum = 0;
  const ferrule::request part{.where = ferrule::col("id") >= first && ferrule::col("id") <= last};
  for (const flight& f : ferrule::rows<flight>(own, "flights", part)) sum += f.delay;
  return sum;
}
//]

//[partitions
// A plan keeps one state of the table; its partitions are plain data and can be read by any thread.
template<class C>
ferrule::result<std::int64_t> delay_in_parts(C& source, std::size_t parts) {
  auto plan = source.plan({"flights", {"id", "delay"}}, parts);
  if (!plan) return ferrule::fail(plan.error());
  std::vector<std::int64_t> sums(plan->partitions().size());
  std::vector<ferrule::error> problems(sums.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < sums.size(); ++i)
    threads.emplace_back([&, i, settings = source.settings()] {
      C own(settings);
      auto rows = own.open(plan->partitions()[i]);
      if (!rows) return void(problems[i] = rows.error());
      const auto read = ferrule::each<flight>(*rows, [&](const flight& f) { sums[i] += f.delay; });
      if (!read) problems[i] = read.error();
    });
  for (std::thread& t : threads) t.join();
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (problems[i]) return ferrule::fail(problems[i]);
    sum += sums[i];
  }
  return sum;
}
//]

int main(int argc, char** argv) try {
  if (argc < 2) return 2;
  ferrule::sqlite::connector source({.path = argv[1]});

  std::int64_t lower = 0, upper = 0;
  std::thread other([&] { lower = delay_of(source.settings(), 1, 500); });
  upper = delay_of(source.settings(), 501, 1000);
  other.join();
  fmt::print("two connections: {} + {} = {} minutes\n", lower, upper, lower + upper);

  const auto in_parts = delay_in_parts(source, 4);
  if (in_parts) fmt::print("four partitions: {} minutes\n", *in_parts);
  else fmt::print("{}\n", in_parts.error());

  //[cancel
  // A cancel handle may be used from any thread. What is running then ends with `cancelled`.
  const auto handle = source.cancel_handle();
  int rows = 0;
  const auto read = ferrule::each_row<flight>(source, "flights", [&](const flight&) {
    if (++rows == 10) std::thread([handle] { handle.cancel(); }).join();
  });
  fmt::print("{}\n", read ? "read to the end" : ferrule::to_text(read.error()));
  //]
} catch (const ferrule::failure& failed) {
  fmt::print("{}\n", failed.why);
  return 1;
}
