// SPDX-License-Identifier: BSL-1.0
// support/changes.hpp - trades as rows of a snapshot, cell by cell: to a receiver of changes, and by pump.
#pragma once
#include <ferrule/changes/start.hpp>
#include <support/data.hpp>
#include <support/small_connector.hpp>
#include <support/trade.hpp>
#include <vector>

namespace benchmarks {

/// Memory that declares no capability: what follows it gets its rows, and the end.
using plain_memory = small_connector<0>;
inline const std::vector<ferrule::table_info> trades_table{{"trades", {}}};

/// The struct of which these are the cells.
[[gnu::always_inline]] inline trade trade_of(const ferrule::value_view* cells) {
  return {cells[0].as<std::int64_t>(),
          cells[1].as<std::int64_t>(),
          cells[2].as<std::int32_t>(),
          cells[3].as<std::string_view>(),
          cells[4].as<double>(),
          cells[5].as<std::int32_t>(),
          cells[6].as<bool>(),
          cells[7].is_null() ? std::nullopt : std::optional(cells[7].as<std::string_view>())};
}

/// Reads a row and gives it to `take`, as a sink does.
template<class F>
struct each_trade_sink {
  F* take;
  template<class R>
  ferrule::flow operator()(R& row) {
    ferrule::value_view cells[8];
    for (ferrule::value_view& cell : cells) row.read(cell);
    if (row.failed()) return ferrule::flow::stop;
    (*take)(trade_of(cells));
    return ferrule::flow::more;
  }
};

/// A receiver of changes that keeps nothing.
template<class F>
struct direct_ingestor {
  F* take_row;
  ferrule::error none{};

  template<class S>
  ferrule::offered take(ferrule::change what, S& from, ferrule::offer_deadline) {
    if (what == ferrule::change::rows)
      (void)ferrule::pump(from.rows(), each_trade_sink<F>{take_row});
    return ferrule::offered::taken;
  }
  std::optional<ferrule::op_id> acknowledged_up_to() const { return std::nullopt; }
  const ferrule::error& status() const { return none; }
};

template<class F>
void pump_cells(plain_memory& source, F&& take) {
  auto rows = source.open(trades_table.front());
  if (!rows) stop(rows.error().message);
  if (const ferrule::error& why =
          ferrule::pump(*rows, each_trade_sink<std::remove_reference_t<F>>{&take}))
    stop(why.message);
}
template<class F>
void start_direct(plain_memory& source, F&& take) {
  direct_ingestor<std::remove_reference_t<F>> into{&take};
  if (auto done = ferrule::start(source, into, trades_table); !done) stop(done.error().message);
}

}  // namespace benchmarks
