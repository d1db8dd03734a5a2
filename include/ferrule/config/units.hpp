// SPDX-License-Identifier: BSL-1.0
// config/units.hpp - numbers with a unit, "1.5h" and "64KiB", read and written exactly.
#pragma once
#include <chrono>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ferrule::detail {

struct unit {
  std::string_view name;
  std::uint64_t size;
};

// Where two names have one size, the first is written.
inline constexpr unit duration_units[] = {
    {"d", 86'400'000'000'000},
    {"h", 3'600'000'000'000},
    {"min", 60'000'000'000},
    {"m", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
};
inline constexpr unit byte_units[] = {
    {"PiB", 1ull << 50}, {"PB", 1'000'000'000'000'000},
    {"TiB", 1ull << 40}, {"TB", 1'000'000'000'000},
    {"GiB", 1ull << 30}, {"GB", 1'000'000'000},
    {"MiB", 1ull << 20}, {"MB", 1'000'000},
    {"KiB", 1ull << 10}, {"kB", 1'000},
    {"KB", 1'000},       {"B", 1},
};

enum class quantity_error : std::uint8_t {
  none,
  malformed,
  no_unit,
  unknown_unit,
  too_large,
  too_fine
};
struct quantity {
  std::uint64_t value = 0;
  quantity_error wrong = quantity_error::none;
};

/// Reads "1.5h": digits, optionally a fraction, optionally spaces, a unit. "0" needs no unit. The
/// value is in units of size 1 and exact, or it is an error.
inline quantity parse_quantity(std::string_view text, std::span<const unit> units) {
  using enum quantity_error;
  __extension__ using wide = unsigned __int128;
  constexpr wide limit = std::numeric_limits<std::uint64_t>::max();
  constexpr std::size_t most_fraction_digits = 18;
  const auto digits = [&text] {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view found = text.substr(0, end);
    text.remove_prefix(end);
    return found;
  };
  const std::string_view whole_digits = digits();
  std::string_view fraction_digits;
  if (whole_digits.empty()) return {0, malformed};
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction_digits = digits();
    if (fraction_digits.empty()) return {0, malformed};
    const std::size_t used = fraction_digits.find_last_not_of('0');
    fraction_digits = fraction_digits.substr(0, used == fraction_digits.npos ? 0 : used + 1);
  }
  while (text.starts_with(' ')) text.remove_prefix(1);

  wide whole = 0, fraction = 0, fraction_scale = 1;
  for (const char c : whole_digits) {
    whole = whole * 10 + static_cast<unsigned>(c - '0');
    if (whole > limit) return {0, too_large};
  }
  if (fraction_digits.size() > most_fraction_digits) return {0, too_fine};
  for (const char c : fraction_digits) {
    fraction = fraction * 10 + static_cast<unsigned>(c - '0');
    fraction_scale *= 10;
  }
  if (text.empty()) return {0, whole == 0 && fraction == 0 ? none : no_unit};
  for (const unit& u : units) {
    if (u.name != text) continue;
    if (fraction * u.size % fraction_scale != 0) return {0, too_fine};
    const wide value = whole * u.size + fraction * u.size / fraction_scale;
    return value > limit ? quantity{0, too_large}
                         : quantity{static_cast<std::uint64_t>(value), none};
  }
  return {0, unknown_unit};
}

/// "d, h, min, m, s, ms, us, ns", for messages.
inline std::string unit_names(std::span<const unit> units) {
  std::string names;
  for (const unit& u : units) names += (names.empty() ? "" : ", ") + std::string(u.name);
  return names;
}

/// `count` times `each` in the largest unit that needs no fraction: 120 times 1s is "2min".
inline std::string quantity_text(std::uint64_t count, std::uint64_t each,
                                 std::span<const unit> units) {
  for (const unit& u : units) {
    if (u.size % each == 0 && count != 0 && count % (u.size / each) == 0)
      return fmt::format("{}{}", count / (u.size / each), u.name);
    if (each % u.size == 0) return fmt::format("{}{}", count * (each / u.size), u.name);
  }
  return fmt::format("{}{}", count, units.back().name);
}

template<class T>
inline constexpr bool is_duration = false;
template<class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

/// The length of one tick in nanoseconds.
template<class Duration>
inline constexpr std::uint64_t tick = [] {
  using per_nano = std::ratio_divide<typename Duration::period, std::nano>;
  static_assert(per_nano::den == 1,
                "[ferrule] a duration in settings must be of whole nanoseconds or coarser");
  return static_cast<std::uint64_t>(per_nano::num);
}();

/// A duration in the largest unit that needs no fraction: "1500ms", "2min".
template<class Duration>
std::string duration_text(Duration value) {
  if constexpr (std::chrono::treat_as_floating_point_v<typename Duration::rep>)
    return fmt::format("{}s", std::chrono::duration<double>(value).count());
  else {
    const auto count = value.count();
    const bool negative = count < 0;
    const auto magnitude = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(count)
                                    : static_cast<std::uint64_t>(count);
    return (negative ? "-" : "") + quantity_text(magnitude, tick<Duration>, duration_units);
  }
}

/// The duration of so many nanoseconds, if the type can hold exactly that.
template<class Duration>
std::optional<Duration> duration_of(std::uint64_t nanoseconds) {
  using rep = typename Duration::rep;
  if constexpr (std::chrono::treat_as_floating_point_v<rep>)
    return Duration(static_cast<rep>(nanoseconds) / static_cast<rep>(tick<Duration>));
  else if (nanoseconds % tick<Duration> != 0 || !std::in_range<rep>(nanoseconds / tick<Duration>))
    return std::nullopt;
  else return Duration(static_cast<rep>(nanoseconds / tick<Duration>));
}

}  // namespace ferrule::detail
