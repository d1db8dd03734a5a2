// SPDX-License-Identifier: BSL-1.0
// The row path without exceptions and without run-time type information: compiled with -fno-exceptions -fno-rtti.
#include <cstdio>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>

namespace {
struct pair_row {
  std::int64_t a;
  std::optional<std::string_view> b;
};
}  // namespace

int main() {
  ferrule::sqlite::connector source{{.path = "/no/such/file.db"}};
  auto rows = ferrule::open_rows<pair_row>(source, "t");
  if (!rows) {
    std::printf("%s\n", rows.error().message.c_str());
    return rows.error().kind == ferrule::errc::not_found ? 0 : 1;
  }
  std::int64_t sum = 0;
  for (const pair_row& row : *rows) sum += row.a;
  return rows->status() ? 1 : static_cast<int>(sum);
}
