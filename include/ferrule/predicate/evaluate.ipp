// SPDX-License-Identifier: BSL-1.0
// predicate/evaluate.ipp - what evaluate.hpp declares.
#pragma once
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>
#include <ferrule/predicate/evaluate.hpp>
#include <ferrule/predicate/order.hpp>
#include <ferrule/schema/convert.hpp>

namespace ferrule::detail {

/// A value given as text, as the column's kind: "2001-05-08" for a date column.
FERRULE_INLINE std::optional<value> value_for(const field_type& type, const value& given) {
  if (given.is_null()) return std::nullopt;
  if (is_text(given.kind()) && !is_text(type.kind)) {
    const value_view as_given = given.view();
    const auto text = as_given.as<std::string_view>();
    switch (type.kind) {
      case kind::date:
        if (const auto d = parse_date(text)) return value(*d);
        return std::nullopt;
      case kind::timestamp: {
        auto parsed = parse_timestamp(text, type.unit);
        if (parsed.status != parse_status::ok) return std::nullopt;
        parsed.value.zoned = type.zoned;
        return value(parsed.value);
      }
      case kind::time:
        if (const auto t = parse_time(text, type.unit); t.status == parse_status::ok)
          return value(t.value);
        return std::nullopt;
      case kind::decimal:
        if (const auto d = parse_decimal(text)) return value(*d);
        return std::nullopt;
      case kind::uuid:
        if (const auto u = parse_uuid(text)) return value(*u);
        return std::nullopt;
      default: return std::nullopt;
    }
  }
  if (is_number(type.kind) && is_number(given.kind())) return given;
  if (type.kind == kind::boolean && is_integer(given.kind())) {
    bool b = false;
    if (convert(given.view(), b) == conversion::ok) return value(b);
    return std::nullopt;
  }
  if (is_text(type.kind) && is_text(given.kind())) return given;
  return type.kind == given.kind() ? std::optional(given) : std::nullopt;
}

FERRULE_INLINE result<bound_predicate> bind_node(const predicate& p, const schema& columns,
                                                 int depth) {
  if (depth > deepest_predicate)
    return fail(errc::limit, "a predicate is nested more than 200 deep; flatten it with in(...)");
  bound_predicate out{p.op, 0, {}, {}};
  if (p.op == predicate_op::always) return out;
  if (p.op >= predicate_op::all_of) {
    for (const predicate& child : p.children) {
      auto bound = bind_node(child, columns, depth + 1);
      if (!bound) return bound;
      out.children.push_back(std::move(*bound));
    }
    return out;
  }
  const auto at = columns.find(p.column);
  if (!at) {
    std::vector<std::string_view> names;
    for (const field& f : columns.fields) names.push_back(f.name);
    const auto near = nearest_name(p.column, names);
    return fail(errc::not_found, concat("the condition ", p, " names column ", quoted(p.column),
                                        ", which does not exist",
                                        near ? concat("; did you mean ", quoted(*near), "?") : ""));
  }
  out.column = *at;
  const field& f = columns.fields[*at];
  const bool text_only = p.op == predicate_op::starts_with || p.op == predicate_op::contains;
  if (text_only && f.typing != typing::open && !is_text(f.type.kind))
    return fail(errc::type_mismatch, concat("the condition ", p, " needs a text column, but ",
                                            quoted(f.name), " is ", f.type));
  for (const value& given : p.values) {
    auto v = f.typing == typing::open ? (given.is_null() ? std::nullopt : std::optional(given))
                                      : value_for(f.type, given);
    if (!v)
      return fail(
          errc::type_mismatch,
          given.is_null()
              ? concat("the condition ", p,
                       " compares with null, which no row satisfies; use is_null()")
              : concat("the condition ", p, " compares column ", quoted(f.name), " (", f.type,
                       ") with ", shown(given.view()), " (", name_of(given.kind()), ")"));
    out.values.push_back(std::move(*v));
  }
  const bool orders = p.op >= predicate_op::equal && p.op <= predicate_op::in;
  if (orders &&
      (f.type.kind == kind::point || f.type.kind == kind::list || f.type.kind == kind::interval))
    return fail(errc::unsupported,
                concat("the condition ", p, " compares a ", f.type, " column, which has no order"));
  return out;
}

FERRULE_INLINE truth compare_one(predicate_op op, const value_view& cell, const value_view& with) {
  if (cell.is_null()) return truth::unknown;
  if (op == predicate_op::starts_with || op == predicate_op::contains) {
    // A column of open typing has cells of other kinds; those neither begin with nor contain text.
    if (!cell.holds<std::string_view>() || !with.holds<std::string_view>()) return truth::no;
    const auto text = cell.as<std::string_view>(), part = with.as<std::string_view>();
    const bool yes =
        op == predicate_op::contains ? text.find(part) != text.npos : text.starts_with(part);
    return yes ? truth::yes : truth::no;
  }
  const auto order = compare(cell, with);
  if (!order || *order == std::partial_ordering::unordered)
    return op == predicate_op::not_equal ? truth::yes : truth::no;
  bool yes = false;
  switch (op) {
    case predicate_op::equal: yes = *order == 0; break;
    case predicate_op::not_equal: yes = *order != 0; break;
    case predicate_op::less: yes = *order < 0; break;
    case predicate_op::less_equal: yes = *order <= 0; break;
    case predicate_op::greater: yes = *order > 0; break;
    case predicate_op::greater_equal: yes = *order >= 0; break;
    default: break;
  }
  return yes ? truth::yes : truth::no;
}

}  // namespace ferrule::detail

namespace ferrule {

FERRULE_INLINE truth evaluate(const bound_predicate& p, std::span<const value_view> cells) {
  using enum predicate_op;
  switch (p.op) {
    case always: return truth::yes;
    case is_null: return cells[p.column].is_null() ? truth::yes : truth::no;
    case is_not_null: return cells[p.column].is_null() ? truth::no : truth::yes;
    case in: {
      if (p.values.empty()) return truth::no;
      if (cells[p.column].is_null()) return truth::unknown;
      for (const value& v : p.values)
        if (detail::compare_one(equal, cells[p.column], v.view()) == truth::yes) return truth::yes;
      return truth::no;
    }
    case all_of: {
      truth all = truth::yes;
      for (const bound_predicate& child : p.children) all = std::min(all, evaluate(child, cells));
      return all;
    }
    case any_of:
    case none_of: {
      truth any = truth::no;
      for (const bound_predicate& child : p.children) any = std::max(any, evaluate(child, cells));
      if (p.op == any_of || any == truth::unknown) return any;
      return any == truth::yes ? truth::no : truth::yes;
    }
    default: return detail::compare_one(p.op, cells[p.column], p.values.front().view());
  }
}

}  // namespace ferrule
