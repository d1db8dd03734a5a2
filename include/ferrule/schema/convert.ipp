// SPDX-License-Identifier: BSL-1.0
// schema/convert.ipp - what convert.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/schema/convert.hpp>

namespace ferrule::detail {

FERRULE_INLINE wide_integer widened(int128 v) noexcept {
  return v < 0 ? wide_integer{~static_cast<uint128>(v) + 1, true}
               : wide_integer{static_cast<uint128>(v), false};
}

FERRULE_INLINE wide_integer widened(const value_view& cell) noexcept {
  switch (cell.kind()) {
    case kind::uint128: return {cell.as<uint128>(), false};
    case kind::uint8:
    case kind::uint16:
    case kind::uint32:
    case kind::uint64: return {cell.as<std::uint64_t>(), false};
    case kind::int128: return widened(cell.as<int128>());
    default: return widened(int128{cell.as<std::int64_t>()});
  }
}

FERRULE_INLINE conversion integer_from_float(double from, wide_integer& to,
                                             bool may_round) noexcept {
  if (!std::isfinite(from)) return conversion::range;
  const double whole = std::trunc(from);
  if (whole != from && !may_round) return conversion::rounded;
  if (std::fabs(whole) >= 0x1p128) return conversion::range;
  to = {static_cast<uint128>(std::fabs(whole)), whole < 0};
  return conversion::ok;
}

FERRULE_INLINE conversion integer_from(const value_view& cell, wide_integer& to,
                                       bool may_round) noexcept {
  if (is_integer(cell.kind())) {
    to = widened(cell);
    return conversion::ok;
  }
  if (is_float(cell.kind())) return integer_from_float(float_of(cell), to, may_round);
  if (cell.kind() == kind::boolean) {
    to = {cell.as<bool>() ? uint128{1} : uint128{0}, false};
    return conversion::ok;
  }
  if (cell.kind() != kind::decimal) return conversion::mismatch;
  const decimal exact = normalized(cell.as<decimal>());
  if (const auto whole = rescale(exact, 0)) {
    to = widened(whole->unscaled);
    return conversion::ok;
  }
  if (exact.scale <= 0) return conversion::range;
  return may_round ? integer_from_float(to_double(exact), to, true) : conversion::rounded;
}

FERRULE_INLINE conversion float_from(const value_view& cell, double& to, bool may_round) {
  if (is_float(cell.kind())) {
    to = float_of(cell);
    return conversion::ok;
  }
  if (cell.kind() == kind::decimal) {
    const auto from = cell.as<decimal>();
    to = to_double(from);
    if (may_round) return std::isfinite(to) ? conversion::ok : conversion::range;
    return is_exact_double(from) ? conversion::ok : conversion::rounded;
  }
  if (!is_integer(cell.kind())) return conversion::mismatch;
  const wide_integer from = widened(cell);
  const auto rounded = static_cast<double>(from.magnitude);
  to = from.negative ? -rounded : rounded;
  // 2^128 does not fit back into 128 bits.
  if (!may_round && (rounded >= 0x1p128 || static_cast<uint128>(rounded) != from.magnitude))
    return conversion::rounded;
  return conversion::ok;
}

FERRULE_INLINE conversion narrow_float(double from, float& to, bool may_round) noexcept {
  if (std::isfinite(from) &&
      std::fabs(from) > static_cast<double>(std::numeric_limits<float>::max()))
    return conversion::range;
  to = static_cast<float>(from);
  return may_round || static_cast<double>(to) == from || from != from ? conversion::ok
                                                                      : conversion::rounded;
}

FERRULE_INLINE conversion decimal_from(const value_view& cell, decimal& to, bool may_round) {
  if (cell.kind() == kind::decimal) {
    to = cell.as<decimal>();
    return conversion::ok;
  }
  if (is_integer(cell.kind())) {
    to.scale = 0;
    return narrow_integer(widened(cell), to.unscaled);
  }
  if (!is_float(cell.kind())) return conversion::mismatch;
  if (!may_round) return conversion::rounded;
  const auto shortest = decimal_from_double(float_of(cell));
  if (shortest) to = *shortest;
  return shortest ? conversion::ok : conversion::range;
}

FERRULE_INLINE conversion count_from(std::int64_t count, time_unit from, time_unit to,
                                     std::int64_t& out, bool may_round) noexcept {
  if (const auto exact = rescale(count, from, to)) {
    out = *exact;
    return conversion::ok;
  }
  if (from < to) return conversion::range;  // towards finer units only the range can fail
  if (!may_round) return conversion::rounded;
  const auto floored = rescale_floor(count, from, to);
  if (!floored) return conversion::range;
  out = *floored;
  return conversion::ok;
}

}  // namespace ferrule::detail

#ifdef FERRULE_SEPARATE_COMPILATION
namespace ferrule {

FERRULE_CONVERT_TO_COMMON_TYPES()

}  // namespace ferrule
#endif
