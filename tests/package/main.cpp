// SPDX-License-Identifier: BSL-1.0
// A program that uses ferrule, however it came by it.
#include "trade.hpp"
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>

int main() {
  make_trades("trades.db");
  ferrule::sqlite::connector source{{.path = "trades.db"}};
  int rows = 0;
  double value = 0;
  for (const trade& t : ferrule::rows<trade>(source, "trades")) {
    ++rows;
    value += t.price * static_cast<double>(t.quantity.value_or(0));
  }
  std::printf("%d trades, %.2f\n", rows, value);
}
