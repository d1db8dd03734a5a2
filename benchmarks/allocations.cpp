// SPDX-License-Identifier: BSL-1.0
// allocations.cpp - how often memory is asked for while a small and a large table are read. The number must not depend on the
// rows. What SQLite asks for is counted apart.
#include <hand/sqlite_loops.hpp>
#include <support/contest.hpp>
#include <support/ours.hpp>
#include <support/small_connector.hpp>

namespace {

// All of this process, and those of them that SQLite makes.
long long all_allocations = 0, sqlite_allocations = 0;

}  // namespace

// glibc's own names for its allocator: what is defined here takes the place of malloc for every library of the process.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* malloc(std::size_t size) {
  ++all_allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++all_allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
  ++all_allocations;
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++all_allocations;
  return __libc_memalign(alignment, size);
}
}

using namespace benchmarks;

namespace {

sqlite3_mem_methods sqlites_own{};

void count_inside_sqlite() {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlites_own) != SQLITE_OK)
    stop("SQLite does not tell how it allocates");
  sqlite3_mem_methods counting = sqlites_own;
  counting.xMalloc = [](int size) {
    ++sqlite_allocations;
    return sqlites_own.xMalloc(size);
  };
  counting.xRealloc = [](void* old, int size) {
    ++sqlite_allocations;
    return sqlites_own.xRealloc(old, size);
  };
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &counting) != SQLITE_OK)
    stop("SQLite does not take another allocator");
}

struct counts {
  long long ours = 0, sqlites = 0;
};

template<class F>
counts count(long long rows, F loop) {
  checksum sums;
  const auto take = [&](const auto& t) { sums.add(t); };
  loop(take);  // what is kept for later is there
  const long long all_before = all_allocations, sqlite_before = sqlite_allocations;
  loop(take);
  const long long all = all_allocations - all_before, sqlites = sqlite_allocations - sqlite_before;
  if (static_cast<long long>(sums.rows) != 2 * rows) stop("rows were missed");
  return {all - sqlites, sqlites};
}

void compare(const std::string& name, long long small_rows, const counts& small,
             long long large_rows, const counts& large, bool ours) {
  const auto ratio = [](long long a, long long b) {
    return a == b ? 1.0 : static_cast<double>(b) / static_cast<double>(a);
  };
  const std::string against = std::to_string(small_rows) + " rows",
                    what = ", " + std::to_string(large_rows) + " rows";
  if (ours)
    tell({name + what, against, static_cast<double>(large.ours), static_cast<double>(small.ours),
          "allocations", ratio(large.ours, small.ours), 0, 1.0});
  if (large.sqlites != 0 || small.sqlites != 0)
    tell({name + what + ", inside SQLite", against, static_cast<double>(large.sqlites),
          static_cast<double>(small.sqlites), "allocations", ratio(large.sqlites, small.sqlites), 0,
          std::nullopt});
}

template<class F>
void in_sqlite(const std::string& name, const std::string& folder, long long small, long long large,
               bool ours, F loop) {
  const std::string small_file = folder + "/small.db", large_file = folder + "/large.db";
  const counts a = count(small, [&](auto take) { loop(small_file, take); });
  const counts b = count(large, [&](auto take) { loop(large_file, take); });
  compare(name, small, a, large, b, ours);
}

template<class F>
void in_memory(const std::string& name, const trades_in_memory& small,
               const trades_in_memory& large, F loop) {
  counts found[2];
  for (const trades_in_memory* trades : {&small, &large}) {
    lend_trades(trades->rows);
    found[trades == &large] = count(static_cast<long long>(trades->rows.size()), loop);
  }
  compare(name, static_cast<long long>(small.rows.size()), found[0],
          static_cast<long long>(large.rows.size()), found[1], true);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) stop("usage: allocations FOLDER SMALL LARGE");
  count_inside_sqlite();
  const std::string folder = argv[1];
  const long long small = std::atoll(argv[2]), large = std::atoll(argv[3]);
  make_trades(folder + "/small.db", small);
  make_trades(folder + "/large.db", large);

  in_sqlite("sqlite pump", folder, small, large, true, [](const std::string& file, auto take) {
    auto source = open_sqlite(file, true);
    pump_trades(source, take);
  });
  in_sqlite("sqlite range-for", folder, small, large, true, [](const std::string& file, auto take) {
    auto source = open_sqlite(file, true);
    range_trades(source, take);
  });
  in_sqlite("sqlite step stream", folder, small, large, true,
            [](const std::string& file, auto take) {
              auto source = open_sqlite(file, false);
              pump_trades(source, take);
            });
  in_sqlite("hand loop, checked", folder, small, large, false,
            [](const std::string& file, auto take) {
              const database db = open_for_hand_loop(file);
              hand::each_trade_checked(db.get(), take);
            });

  const trades_in_memory few(small), many(large);
  auto memory = open_memory();
  auto ten = open_by_name<registry_of_10>("memory");
  in_memory("memory pump", few, many, [&](auto take) { pump_trades(memory, take); });
  in_memory("memory range-for", few, many, [&](auto take) { range_trades(memory, take); });
  in_memory("memory pump, registry of 10", few, many,
            [&](auto take) { pump_trades_of(ten, take); });
  in_memory("memory pump, by column plan", few, many,
            [&](auto take) { pump_trades<trade_copy>(memory, take); });
}
