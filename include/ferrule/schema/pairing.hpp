// SPDX-License-Identifier: BSL-1.0
// schema/pairing.hpp - may a column of this type fill a target of that type? Asked once per column, before the first row.
#pragma once
#include <ferrule/schema/table.hpp>

namespace ferrule {

/// What a pair of column and target means.
enum class pairing : std::uint8_t {
  exact,     ///< the same type
  converts,  ///< another type that holds every value of the column's
  checked,  ///< the source declares less than the target asks; each cell is checked, none is changed
  narrowing,   ///< some values of the column's type do not fit the target
  lossy,       ///< some values would be rounded
  impossible,  ///< no value of the column's type is a value of the target's
};

namespace detail {

constexpr pairing worse(pairing a, pairing b) { return a > b ? a : b; }

constexpr pairing integer_to_integer(kind from, kind to) {
  if (from == to) return pairing::exact;
  const int a = bits_of(from), b = bits_of(to);
  const bool s = is_signed_integer(from), t = is_signed_integer(to);
  const bool fits = s == t ? a <= b : (!s && t && a < b);
  return fits ? pairing::converts : pairing::narrowing;
}

// 24 and 53: digits of the significand of IEEE 754 binary32 and binary64.
constexpr pairing integer_to_float(kind from, kind to) {
  return bits_of(from) <= (to == kind::float32 ? 16 : 32) ? pairing::converts : pairing::lossy;
}

constexpr pairing pair_kinds(const field_type& from, const field_type& to) {
  using enum kind;
  if (is_text(from.kind) && is_text(to.kind)) return pairing::exact;
  if (is_integer(from.kind)) {
    if (is_integer(to.kind)) return integer_to_integer(from.kind, to.kind);
    if (is_float(to.kind)) return integer_to_float(from.kind, to.kind);
    if (to.kind == decimal) return from.kind == uint128 ? pairing::narrowing : pairing::converts;
    if (to.kind == boolean) return pairing::narrowing;
    return pairing::impossible;
  }
  if (from.kind == boolean && is_integer(to.kind)) return pairing::converts;
  if (is_float(from.kind)) {
    if (from.kind == to.kind) return pairing::exact;
    if (to.kind == float64) return pairing::converts;
    return is_number(to.kind) ? pairing::lossy : pairing::impossible;
  }
  if (from.kind == decimal) {
    if (to.kind == decimal) return pairing::exact;
    if (is_float(to.kind)) return pairing::lossy;
    if (!is_integer(to.kind)) return pairing::impossible;
    return from.precision == 0 || from.scale > 0 ? pairing::lossy : pairing::narrowing;
  }
  if (from.kind != to.kind) return pairing::impossible;
  if (from.kind == timestamp && from.zoned != to.zoned) return pairing::impossible;
  if (counts_units(from.kind) && from.unit != to.unit)
    return from.unit < to.unit ? pairing::converts : pairing::lossy;
  if (from.kind == list) {
    if (from.depth != to.depth) return pairing::impossible;
    return pair_kinds(element_of(from), element_of(to));
  }
  return pairing::exact;
}

}  // namespace detail

/// How a column of type `from`, vouched for as `typing` says, pairs with a target of type `to`.
constexpr pairing pair_types(const field_type& from, typing vouched, const field_type& to) {
  if (vouched == typing::spelled)
    return to.kind == kind::list || to.kind == kind::point ? pairing::impossible : pairing::checked;
  if (vouched == typing::open) {
    // The cells decide: possible where any storage form can become the target.
    for (const kind k : {kind::int64, kind::float64, kind::text, kind::binary})
      if (detail::pair_kinds({.kind = k}, to) != pairing::impossible) return pairing::checked;
    return detail::pair_kinds(from, to);
  }
  const pairing p = detail::pair_kinds(from, to);
  const bool has_width = is_integer(from.kind) || counts_units(from.kind);
  if (vouched == typing::open_width && has_width &&
      (p == pairing::narrowing || p == pairing::lossy))
    return pairing::checked;
  return p;
}

}  // namespace ferrule
