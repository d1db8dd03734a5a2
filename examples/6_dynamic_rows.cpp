// SPDX-License-Identifier: BSL-1.0
// Rows of tables and statements that nobody knew while compiling: 6_dynamic_rows FILE
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <ferrule/stream/row_view.hpp>

//[print_rows
// Any stream: its columns are in the schema, its cells are read by position, by name, or by type.
template<ferrule::RowStream S>
ferrule::result<void> print_rows(S& stream) {
  fmt::print("{}\n", stream.schema());
  return ferrule::each_row_view(stream, [](const ferrule::row_view& row) {
    row.for_each([](const ferrule::field& column, const ferrule::value_view& cell) {
      fmt::print("  {} = {}", column.name, cell);
    });
    fmt::print("\n");
  });
}
//]

//[widest
// The largest number in each row, whatever its type.
template<ferrule::RowStream S>
ferrule::result<void> print_largest(S& stream) {
  return ferrule::each_row_view(stream, [](const ferrule::row_view& row) {
    double largest = 0;
    for (std::size_t i = 0; i < row.size(); ++i)
      row.visit(i, [&]<class V>(const V& v) {
        if constexpr (std::is_arithmetic_v<V>) largest = std::max(largest, static_cast<double>(v));
      });
    fmt::print("  {} {}\n", row["origin"].value(), largest);
  });
}
//]

ferrule::result<void> run(ferrule::sqlite::connector& source) {
  //[table
  auto airports = source.open({"airports", {"iata", "city", "latitude"}});
  if (!airports) return ferrule::fail(airports.error());
  int left = 3;
  const auto read = ferrule::each_row_view(*airports, [&](const ferrule::row_view& row) {
    const auto latitude = row.get<double>("latitude");
    fmt::print("{} {} {}\n", row[0], row[1], latitude ? *latitude : 0);
    return --left == 0 ? ferrule::flow::stop : ferrule::flow::more;
  });
  if (!read) return read;
  //]

  //[statement
  // Values are bound, never put into the text.
  const auto worst =
      ferrule::statement(
          "SELECT origin, count(*) AS flights, avg(delay) AS mean_delay FROM flights "
          "WHERE delay > :minutes GROUP BY origin ORDER BY flights DESC, origin")
          .bind("minutes", 30);
  auto rows = source.execute(worst, {.max_rows = 4, .time_limit = std::chrono::milliseconds(2000)});
  if (!rows) return ferrule::fail(rows.error());
  if (auto done = print_rows(*rows); !done) return done;
  if (rows->truncated()) fmt::print("  ... and more\n");
  //]

  auto again = source.execute(worst, {.max_rows = 2});
  if (!again) return ferrule::fail(again.error());
  if (auto done = print_largest(*again); !done) return done;
  return {};
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  ferrule::sqlite::connector source({.path = argv[1]});
  const auto done = run(source);
  if (!done) fmt::print("{}\n", done.error());

  //[refused
  // The connection is read-only, and SQLite itself enforces it.
  const auto refused = source.execute("DELETE FROM flights");
  if (!refused) fmt::print("{}\n", refused.error());
  //]
  return done ? 0 : 1;
}
