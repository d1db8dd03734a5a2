// SPDX-License-Identifier: BSL-1.0
// conformance/checks_filters.hpp - Filterable: conditions against the library's own evaluation of
// the same rows.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>
#include <ferrule/predicate/evaluate.hpp>

namespace ferrule::conformance {
namespace detail {

// All rows of a table, read plainly, and its columns.
struct read_table {
  table_id id;
  schema columns;
  std::vector<row_values> rows;
};

inline std::optional<read_table> read_for_filter(bench& b, const table_id& table, trial& t) {
  const stream_ptr stream = b.open({table, {}}, t);
  auto rows = stream ? b.read(*stream, concat("reading ", to_text(table)), t) : std::nullopt;
  if (!rows) return std::nullopt;
  return read_table{table, stream->columns(), std::move(*rows)};
}

// The rows that a condition asks for, by the library.
inline result<std::vector<row_values>> evaluated(const read_table& from, const predicate& where) {
  const auto bound = bind_predicate(where, from.columns);
  if (!bound) return fail(bound.error());
  std::vector<row_values> out;
  for (const row_values& row : from.rows)
    if (evaluate(*bound, views_of(row)) == truth::yes) out.push_back(row);
  return out;
}

// There are thousands of these; what they are called is put together only where it is told.
inline bool agrees(bench& b, const read_table& from, const predicate& where, trial& t) {
  request wanted;
  wanted.where = where;
  const auto expected = evaluated(from, where);
  auto opened = b.connection().open({from.id, {}}, wanted);
  const auto what = [&] { return concat(to_text(from.id), " where ", where); };
  if (!expected)
    return (!opened && opened.error().kind == expected.error().kind) ||
           t.refused(opened, {expected.error().kind}, what());
  if (!opened) return t.ok(opened, what());
  const auto rows = read_all(**opened);
  if ((*opened)->status()) return t.healthy((*opened)->status(), what());
  const std::string apart = difference(*expected, rows);
  return apart.empty() ||
         t.fail(concat(what(), ": ", expected->size(), " rows, as the library has it"), apart);
}

// Some different values of a column, spread over its rows.
inline std::vector<value> probes(const read_table& from, std::size_t column) {
  std::vector<value> out;
  const auto known = [&](const value& v) {
    return std::any_of(out.begin(), out.end(),
                       [&](const value& o) { return same_cell(o.view(), v.view()); });
  };
  const std::size_t step = std::max<std::size_t>(1, from.rows.size() / 4);
  for (std::size_t i = 0; i < from.rows.size() && out.size() < 4; i += step)
    if (const value& v = from.rows[i][column]; !v.is_null() && !known(v)) out.push_back(v);
  return out;
}

inline bool each_op_agrees(bench& b, const read_table& from, std::size_t at, trial& t) {
  using enum predicate_op;
  const field& f = from.columns.fields[at];
  const auto with = [&](predicate_op op, std::vector<value> values) {
    return agrees(b, from, predicate{op, f.name, std::move(values), {}}, t);
  };
  if (!with(is_null, {}) || !with(is_not_null, {}) || !with(in, {})) return false;
  const std::vector<value> values = probes(from, at);
  for (const value& v : values)
    for (const predicate_op op : {equal, not_equal, less, less_equal, greater, greater_equal})
      if (!with(op, {v})) return false;
  if (!values.empty() && !with(in, values)) return false;
  if (!with(starts_with, {value("o")}) || !with(contains, {value("e")}) ||
      !with(contains, {value("")}))
    return false;
  // Of another kind: refused, or compared, as the library does.
  return with(equal, {value("a text that is nothing else")}) && with(greater, {value(0.5)}) &&
         with(less, {value(std::int64_t{1})}) && with(equal, {value(true)});
}

inline void filter_each_op(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  if (!from) return;
  for (std::size_t i = 0; i < from->columns.fields.size(); ++i)
    if (!each_op_agrees(b, *from, i, t)) return;
  const bool makes = b.can_make() && b.maps(kind::int64);
  if (const auto all = b.of.all_types_table(); all && !makes) {
    const auto typed = read_for_filter(b, *all, t);
    if (!typed) return;
    for (std::size_t i = 0; i < typed->columns.fields.size(); ++i)
      if (!each_op_agrees(b, *typed, i, t)) return;
  }
  if (!makes) return;
  for (const mapped_type& type : b.of.types()) {
    if (!type.to) continue;
    const source_schema columns = b.cells_schema(type);
    std::vector<row_values> rows;
    for (const boundary_value& v : boundary_values(*type.to, type.typing))
      if (v.must_hold && b.of.exempt(columns.schema.fields[1], v.cell.view()).empty())
        rows.push_back({value(static_cast<std::int64_t>(rows.size())), v.cell});
    rows.push_back({value(static_cast<std::int64_t>(rows.size())), value()});
    if (!t.ok(b.make(columns, rows), concat("making a table of type ", type.name))) return;
    const auto values = read_for_filter(b, columns.table, t);
    const auto at = values ? values->columns.find("v") : std::nullopt;
    if (!values ||
        !t.expect(at.has_value(), concat("a column v of type ", type.name),
                  to_text(values->columns)) ||
        !each_op_agrees(b, *values, *at, t))
      return;
  }
}

// A column of the sample to compare numbers or texts with, and a value in its middle.
inline std::optional<std::pair<std::string, value>> comparable(const read_table& from) {
  for (std::size_t i = 0; i < from.columns.fields.size(); ++i)
    if (const auto values = probes(from, i);
        values.size() > 2 && compare(values[0].view(), values[1].view()))
      return std::pair(from.columns.fields[i].name, values[values.size() / 2]);
  return std::nullopt;
}

inline void filter_nested(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  const auto with = from ? comparable(*from) : std::nullopt;
  if (!with) return (void)t.skip("the sample table has no column with three values that compare");
  const auto& [name, v] = *with;
  std::string nullable = name;
  for (const field& f : from->columns.fields)
    if (f.nullable) nullable = f.name;
  const predicate large = col(name) >= v, small = col(name) < v, none = col(nullable).is_null();
  const predicate unknown{predicate_op::not_equal,
                          nullable,
                          {probes(*from, from->columns.find(nullable).value_or(0)).empty()
                               ? v
                               : probes(*from, from->columns.find(nullable).value_or(0)).front()},
                          {}};
  for (const predicate& p :
       {large && small, large || small, !large, !(large && small), !(large || none),
        (large && !none) || (small && none), !!large, !unknown, unknown || large,
        predicate{predicate_op::all_of, {}, {}, {}}, predicate{predicate_op::any_of, {}, {}, {}},
        predicate{}})
    if (!agrees(b, *from, p, t)) return;
}

}  // namespace detail

inline constexpr std::array filter_checks{
    check{"filterable.each-op-each-type", capability::filterable,
          "every comparison of every type gives the rows of the library's own evaluation",
          detail::filter_each_op},
    check{"filterable.nested", capability::filterable,
          "and, or and not, with nulls, give the rows of the library's own evaluation",
          detail::filter_nested},
};

}  // namespace ferrule::conformance
