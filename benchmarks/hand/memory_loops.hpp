// SPDX-License-Identifier: BSL-1.0
// hand/memory_loops.hpp - what reading a vector of structs costs without ferrule.
#pragma once
#include <support/trade.hpp>
#include <vector>

namespace benchmarks::hand {

template<class F>
void each_trade(const std::vector<trade>& trades, F&& f) {
  for (const trade& t : trades) f(t);
}

}  // namespace benchmarks::hand
