// SPDX-License-Identifier: BSL-1.0
// predicate/order.hpp - the order of two cells, exact across number kinds.
#pragma once
#include <algorithm>
#include <cmath>
#include <compare>
#include <ferrule/schema/convert.hpp>
#include <optional>

namespace ferrule {

/// The order of two cells: numbers by value whatever their kind, text and binary by bytes, dates and times by
/// time. Nothing where one is null or the kinds have no common order (also: points, lists, intervals, and a
/// moment against a civil time). Does not allocate.
std::optional<std::partial_ordering> compare(const value_view& a, const value_view& b) noexcept;

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/predicate/order.ipp>
#endif
