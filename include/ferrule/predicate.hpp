// SPDX-License-Identifier: BSL-1.0
// predicate.hpp - which rows are wanted, in which order, how many: built from values or from fields of a struct.
//
//   where = col("delay") > 60 && col("origin").in({"AUS", "LAX"})
//   where = col(&flight::delay) > 60
#pragma once
#include <cstdint>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/reflect/row_struct.hpp>
#include <ferrule/schema/value_text.hpp>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ferrule {

/// What one node of a predicate does.
enum class predicate_op : std::uint8_t {
  always,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  is_null,
  is_not_null,
  starts_with,
  contains,
  all_of,
  any_of,
  none_of,
};

/// A condition on a row: a tree of comparisons of a column with values. Comparing with null is neither
/// true nor false, as in SQL; a row is wanted where the whole is true.
struct predicate {
  predicate_op op = predicate_op::always;
  std::string column{};
  std::vector<value> values{};
  std::vector<predicate> children{};  ///< all_of, any_of; none_of: not any of them

  bool is_always() const noexcept { return op == predicate_op::always; }
};

predicate operator&&(predicate a, predicate b);
predicate operator||(predicate a, predicate b);
inline predicate operator!(predicate a) {
  predicate out{predicate_op::none_of, {}, {}, {}};
  out.children.push_back(std::move(a));
  return out;
}

/// A column in a condition. Made by `col("name")` or `col(&row::member)`.
struct column_ref {
  std::string name;

  friend predicate operator==(column_ref c, value v) {
    return c.compared(predicate_op::equal, std::move(v));
  }
  friend predicate operator!=(column_ref c, value v) {
    return c.compared(predicate_op::not_equal, std::move(v));
  }
  friend predicate operator<(column_ref c, value v) {
    return c.compared(predicate_op::less, std::move(v));
  }
  friend predicate operator<=(column_ref c, value v) {
    return c.compared(predicate_op::less_equal, std::move(v));
  }
  friend predicate operator>(column_ref c, value v) {
    return c.compared(predicate_op::greater, std::move(v));
  }
  friend predicate operator>=(column_ref c, value v) {
    return c.compared(predicate_op::greater_equal, std::move(v));
  }

  /// One of the values. Nothing is in an empty list.
  predicate in(std::vector<value> values) const {
    return {predicate_op::in, name, std::move(values), {}};
  }
  predicate is_null() const { return {predicate_op::is_null, name, {}, {}}; }
  predicate is_not_null() const { return {predicate_op::is_not_null, name, {}, {}}; }
  /// Text that begins with, or contains, these bytes; case matters.
  predicate starts_with(std::string prefix) const {
    return compared(predicate_op::starts_with, std::move(prefix));
  }
  predicate contains(std::string part) const {
    return compared(predicate_op::contains, std::move(part));
  }

private:
  predicate compared(predicate_op op, value v) const;
};

inline column_ref col(std::string name) { return {std::move(name)}; }

/// The column that fills a field of a row struct, renaming included: `col(&flight::delay) > 60`.
/// `Row` must be default-constructible; members of nested structs are named with `col`.
template<class Row, class Member>
column_ref col(Member Row::* member) {
  static_assert(is_row<Row>());
  static const Row probe{};
  std::string name;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (
        [&] {
          if constexpr (std::is_same_v<field_type_t<Row, I>, Member> &&
                        !detail::rule_of<Row, I>.ignored)
            if (&get_field<I>(probe) == &(probe.*member)) {
              constexpr column_rule rule = detail::rule_of<Row, I>;
              name = rule.column.empty() ? field_name<Row, I> : rule.column;
            }
        }(),
        ...);
  }(std::make_index_sequence<field_count<Row>>{});
  return {std::move(name)};
}

/// One key of an order.
struct order_key {
  std::string column{};
  bool descending = false;
};
inline order_key ascending(std::string column) { return {std::move(column), false}; }
inline order_key descending(std::string column) { return {std::move(column), true}; }

/// Which rows of a table: what a `Filterable` connector pushes down, and what the library applies
/// while streaming for the others. Nulls come first in ascending order. Default: all rows, source order.
struct request {
  predicate where{};
  std::vector<order_key> order_by{};
  std::optional<std::uint64_t> limit{};
  std::uint64_t offset = 0;

  bool is_everything() const noexcept {
    return where.is_always() && order_by.empty() && !limit && offset == 0;
  }
};

/// "(delay > 60 and origin in ('AUS', 'LAX'))".
std::string to_text(const predicate& p);

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::predicate> : ferrule::printable<ferrule::predicate> {};

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/predicate.ipp>
#endif
