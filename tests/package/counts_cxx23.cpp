// SPDX-License-Identifier: BSL-1.0
// Compiled as C++23; see counts_cxx20.cpp.
#include "counts.hpp"

#if __cplusplus < 202100L
#error "this file must be compiled as C++23"
#endif

int main() {
  make_trades("trades.db");
  const ferrule::result<long> there = count_in_cxx20("trades.db", "trades");
  const ferrule::result<long> here = count("trades.db", "trades");
  const ferrule::result<long> lost = count_in_cxx20("trades.db", "traded");
  if (!there || !here || *there != *here) return 1;
  if (lost || lost.error().kind != ferrule::errc::not_found) return 1;
  std::printf("%ld trades, %s\n", *there, lost.error().message.c_str());
}
