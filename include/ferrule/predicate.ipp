// SPDX-License-Identifier: BSL-1.0
// predicate.ipp - what predicate.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/predicate.hpp>

namespace ferrule {

FERRULE_INLINE predicate operator&&(predicate a, predicate b) {
  if (a.is_always()) return b;
  if (b.is_always()) return a;
  predicate out{predicate_op::all_of, {}, {}, {}};
  out.children.push_back(std::move(a));
  out.children.push_back(std::move(b));
  return out;
}

FERRULE_INLINE predicate operator||(predicate a, predicate b) {
  predicate out{predicate_op::any_of, {}, {}, {}};
  out.children.push_back(std::move(a));
  out.children.push_back(std::move(b));
  return out;
}

FERRULE_INLINE predicate column_ref::compared(predicate_op op, value v) const {
  std::vector<value> values;
  values.push_back(std::move(v));
  return {op, name, std::move(values), {}};
}

FERRULE_INLINE std::string to_text(const predicate& p) {
  const auto joined = [&](std::string_view between) {
    std::string out = "(";
    for (std::size_t i = 0; i < p.children.size(); ++i) {
      if (i != 0) out += between;
      out += to_text(p.children[i]);
    }
    return out + ")";
  };
  switch (p.op) {
    case predicate_op::always: return "true";
    case predicate_op::all_of: return joined(" and ");
    case predicate_op::any_of: return joined(" or ");
    case predicate_op::none_of: return "not " + joined(" or ");
    case predicate_op::is_null: return p.column + " is null";
    case predicate_op::is_not_null: return p.column + " is not null";
    case predicate_op::in: {
      std::string out = p.column + " in (";
      for (std::size_t i = 0; i < p.values.size(); ++i)
        out += (i == 0 ? "" : ", ") + shown(p.values[i].view());
      return out + ")";
    }
    default: break;
  }
  constexpr std::string_view spelled[] = {"",   "=", "<>", "<", "<=",          ">",
                                          ">=", "",  "",   "",  "starts with", "contains"};
  return concat(p.column, " ", spelled[static_cast<std::size_t>(p.op)], " ",
                p.values.empty() ? std::string("?") : shown(p.values.front().view()));
}

}  // namespace ferrule
