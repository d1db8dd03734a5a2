// SPDX-License-Identifier: BSL-1.0
// Every parser of core, on arbitrary bytes: what parses must come back unchanged through its text.
#include <cstdlib>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/decimal.hpp>
#include <ferrule/core/int128.hpp>
#include <ferrule/core/uuid.hpp>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

/// Parses, writes, parses again, and compares; for parsers that return an optional or a `parsed`.
template<class Parse>
void goes_round(Parse parse, std::string_view text) {
  const auto first = parse(text);
  if (!first) return;
  const auto value = [](const auto& read) {
    if constexpr (requires { read.status; }) return read.value;
    else return *read;
  };
  const auto second = parse(ferrule::to_text(value(first)));
  require(second && value(second) == value(first));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  goes_round(ferrule::parse_int128, text);
  goes_round(ferrule::parse_uint128, text);
  goes_round(ferrule::parse_decimal, text);
  goes_round(ferrule::parse_uuid, text);
  goes_round(ferrule::parse_date, text);
  goes_round(ferrule::parse_interval, text);
  for (const auto unit : {ferrule::time_unit::second, ferrule::time_unit::millisecond,
                          ferrule::time_unit::microsecond, ferrule::time_unit::nanosecond}) {
    goes_round([unit](std::string_view t) { return ferrule::parse_time(t, unit); }, text);
    goes_round([unit](std::string_view t) { return ferrule::parse_timestamp(t, unit); }, text);
    goes_round([unit](std::string_view t) { return ferrule::parse_duration(t, unit); }, text);
  }
  if (const auto number = ferrule::parse_decimal(text)) {
    const auto again = ferrule::parse_decimal(ferrule::to_text(*number));
    require(again->unscaled == number->unscaled && again->scale == number->scale);
    require(ferrule::normalized(*number) == *number);
    require(std::hash<ferrule::decimal>()(ferrule::normalized(*number)) ==
            std::hash<ferrule::decimal>()(*number));
    const double nearest = ferrule::to_double(*number);
    const auto shortest = ferrule::decimal_from_double(nearest);
    require(!shortest || ferrule::to_double(*shortest) == nearest);
  }
  return 0;
}
