// SPDX-License-Identifier: BSL-1.0
// predicate/evaluate.hpp - a predicate bound to the columns of a schema, and its truth for one row.
#pragma once
#include <ferrule/core/result.hpp>
#include <ferrule/predicate.hpp>
#include <ferrule/schema/table.hpp>
#include <span>

namespace ferrule {

/// SQL's three values: a comparison with null is `unknown`.
enum class truth : std::uint8_t { no, unknown, yes };

/// A predicate whose columns are positions and whose values have the columns' kinds.
struct bound_predicate {
  predicate_op op = predicate_op::always;
  std::size_t column = 0;
  std::vector<value> values{};
  std::vector<bound_predicate> children{};
};

namespace detail {

inline constexpr int deepest_predicate = 200;

result<bound_predicate> bind_node(const predicate& p, const schema& columns, int depth);

}  // namespace detail

/// Binds a predicate to columns: unknown columns and values that cannot be compared with their column are refused,
/// before any row is read.
inline result<bound_predicate> bind_predicate(const predicate& p, const schema& columns) {
  return detail::bind_node(p, columns, 0);
}

/// The truth of `p` for a row whose cells are at the positions `p` was bound to.
/// Complexity: O(nodes); does not allocate, except for comparing list values.
truth evaluate(const bound_predicate& p, std::span<const value_view> cells);

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/predicate/evaluate.ipp>
#endif
