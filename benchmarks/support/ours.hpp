// SPDX-License-Identifier: BSL-1.0
// support/ours.hpp - ferrule's side of the comparisons: what a program would write.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/registry.hpp>
#include <ferrule/rows.hpp>
#include <support/data.hpp>

namespace benchmarks {

inline ferrule::sqlite::connector open_sqlite(const std::string& path, bool batches,
                                              long long mapped = mapped_bytes) {
  return ferrule::sqlite::connector({.path = path,
                                     .mmap = ferrule::byte_size{static_cast<std::uint64_t>(mapped)},
                                     .batches = batches});
}

/// Puts the trades into the store that `open_memory` reads, without copying them.
inline void lend_trades(const std::vector<trade>& rows) {
  if (auto lent = ferrule::memory::store::named()->lend("trades", rows); !lent)
    stop(lent.error().message);
}
inline ferrule::memory::connector open_memory() { return ferrule::memory::connector({}); }

/// A connector by name. The loop behind `std::visit` is compiled for every connector of the registry.
template<class Registry>
typename Registry::any open_by_name(std::string name) {
  auto made = Registry::make({std::move(name), {}});
  if (!made) stop(made.error().message);
  return std::move(*made);
}

template<class T = trade, class C, class F>
void pump_trades(C& source, F&& f) {
  if (auto read = ferrule::each_row<T>(source, "trades", f); !read) stop(read.error().message);
}

template<class C, class F>
void range_trades(C& source, F&& f) {
  for (const trade& t : ferrule::rows<trade>(source, "trades")) f(t);
}

template<class... Cs, class F>
void pump_trades_of(std::variant<Cs...>& chosen, F&& f) {
  std::visit([&](auto& source) { pump_trades(source, f); }, chosen);
}

}  // namespace benchmarks
