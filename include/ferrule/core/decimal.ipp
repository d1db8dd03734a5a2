// SPDX-License-Identifier: BSL-1.0
// core/decimal.ipp - what decimal.hpp declares.
#pragma once
#include <ferrule/core/decimal.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule {

FERRULE_INLINE double to_double(const decimal& value) {
  const uint128 digits = detail::magnitude(value.unscaled);
  constexpr std::int32_t exact = 22;  // 10^22 is the last power of ten that is a double
  if (digits <= std::uint64_t{1} << 53 && value.scale >= -exact && value.scale <= exact) {
    const auto whole = static_cast<double>(static_cast<std::int64_t>(value.unscaled));
    const auto index = static_cast<std::size_t>(std::abs(value.scale));
    const auto power = static_cast<double>(detail::powers_of_ten[index]);
    return value.scale < 0 ? whole * power : whole / power;
  }
  char chars[decimal_chars + 1];  // without a point in it, strtod does not depend on the locale
  char* end = write_int128(chars, value.unscaled);
  *end++ = 'e';
  *write_int128(end, -int128{value.scale}) = '\0';
  const int before = errno;
  const double nearest = std::strtod(chars, nullptr);
  errno = before;
  return nearest;
}

FERRULE_INLINE std::optional<decimal> decimal_from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  char chars[32];
  const auto written = std::to_chars(chars, chars + 32, value, std::chars_format::scientific);
  const auto parsed = parse_decimal({chars, written.ptr});
  if (!parsed || parsed->scale >= 0) return parsed;
  const auto whole = rescale(*parsed, 0);
  return whole ? whole : parsed;
}

}  // namespace ferrule
