// SPDX-License-Identifier: BSL-1.0
// row_path.cpp - the loops that a row takes, each in a function of its own, to be disassembled by tests/gates/indirect_calls.sh.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>
#include <support/trade.hpp>

using benchmarks::checksum;
using benchmarks::trade;
using benchmarks::trade_copy;

// What is done with a row is the program's; here it is inlined.
template<class T, class Stream>
[[gnu::noinline]] bool every_row(Stream& stream, const ferrule::binding& how, checksum& sums) {
  return ferrule::each_bound<T>(stream, how, [&](const T& t) { sums.add(t); }).kind ==
         ferrule::errc::none;
}
template<class Cursor>
[[gnu::noinline]] bool every_block(Cursor& cursor, checksum& sums) {
  for (const trade& t : cursor) sums.add(t);
  return cursor.status().kind == ferrule::errc::none;
}

template<class T, class Connector>
bool read(Connector& source, checksum& sums) {
  ferrule::table_info wanted{"trades", {}};
  for (const ferrule::row_field& f : ferrule::describe_row<T>()) wanted.columns.push_back(f.column);
  auto stream = source.open(wanted);
  if (!stream) return false;
  const auto how = ferrule::bind_rows<T>(*stream, {}, "trades");
  return how && every_row<T>(*stream, *how, sums);
}
template<class Connector>
bool read_blocks(Connector& source, checksum& sums) {
  auto opened = ferrule::open_rows<trade>(source, "trades");
  return opened && every_block(*opened, sums);
}

int main(int argc, char** argv) {
  checksum sums;
  ferrule::sqlite::connector sqlite({.path = argc > 1 ? argv[1] : ":memory:"});
  ferrule::memory::connector memory({});
  bool good = read<trade>(sqlite, sums);
  good = read_blocks(sqlite, sums) && good;
  good = read<trade>(memory, sums) && good;
  good = read<trade_copy>(memory, sums) && good;
  good = read_blocks(memory, sums) && good;
  return good && sums.rows != 0 ? 0 : 1;
}
