// SPDX-License-Identifier: BSL-1.0
// conformance/checks_filters.hpp - Filterable: conditions, order and limit against the library's own evaluation of the same rows.
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
  if (!expected) return (!opened && opened.error().kind == expected.error().kind) || t.refused(opened, {expected.error().kind}, what());
  if (!opened) return t.ok(opened, what());
  const auto rows = read_all(**opened);
  if ((*opened)->status()) return t.healthy((*opened)->status(), what());
  const std::string apart = difference(*expected, rows);
  return apart.empty() || t.fail(concat(what(), ": ", expected->size(), " rows, as the library has it"), apart);
}

// Some different values of a column, spread over its rows.
inline std::vector<value> probes(const read_table& from, std::size_t column) {
  std::vector<value> out;
  const auto known = [&](const value& v) { return std::any_of(out.begin(), out.end(), [&](const value& o) { return same_cell(o.view(), v.view()); }); };
  const std::size_t step = std::max<std::size_t>(1, from.rows.size() / 4);
  for (std::size_t i = 0; i < from.rows.size() && out.size() < 4; i += step)
    if (const value& v = from.rows[i][column]; !v.is_null() && !known(v)) out.push_back(v);
  return out;
}

inline bool each_op_agrees(bench& b, const read_table& from, std::size_t at, trial& t) {
  using enum predicate_op;
  const field& f = from.columns.fields[at];
  const auto with = [&](predicate_op op, std::vector<value> values) { return agrees(b, from, predicate{op, f.name, std::move(values), {}}, t); };
  if (!with(is_null, {}) || !with(is_not_null, {}) || !with(in, {})) return false;
  const std::vector<value> values = probes(from, at);
  for (const value& v : values)
    for (const predicate_op op : {equal, not_equal, less, less_equal, greater, greater_equal})
      if (!with(op, {v})) return false;
  if (!values.empty() && !with(in, values)) return false;
  if (!with(starts_with, {value("o")}) || !with(contains, {value("e")}) || !with(contains, {value("")})) return false;
  // Of another kind: refused, or compared, as the library does.
  return with(equal, {value("a text that is nothing else")}) && with(greater, {value(0.5)}) && with(less, {value(std::int64_t{1})}) && with(equal, {value(true)});
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
    for (const boundary_value& v : boundary_values(*type.to))
      if (v.must_hold && b.of.exempt(columns.schema.fields[1], v.cell.view()).empty()) rows.push_back({value(static_cast<std::int64_t>(rows.size())), v.cell});
    rows.push_back({value(static_cast<std::int64_t>(rows.size())), value()});
    if (!t.ok(b.make(columns, rows), concat("making a table of type ", type.name))) return;
    const auto values = read_for_filter(b, columns.table, t);
    const auto at = values ? values->columns.find("v") : std::nullopt;
    if (!values || !t.expect(at.has_value(), concat("a column v of type ", type.name), to_text(values->columns)) || !each_op_agrees(b, *values, *at, t)) return;
  }
}

// A column of the sample to compare numbers or texts with, and a value in its middle.
inline std::optional<std::pair<std::string, value>> comparable(const read_table& from) {
  for (std::size_t i = 0; i < from.columns.fields.size(); ++i)
    if (const auto values = probes(from, i); values.size() > 2 && compare(values[0].view(), values[1].view())) return std::pair(from.columns.fields[i].name, values[values.size() / 2]);
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
  const predicate unknown{predicate_op::not_equal, nullable, {probes(*from, from->columns.find(nullable).value_or(0)).empty() ? v : probes(*from, from->columns.find(nullable).value_or(0)).front()}, {}};
  for (const predicate& p : {large && small, large || small, !large, !(large && small), !(large || none), (large && !none) || (small && none), !!large, !unknown,
                             unknown || large, predicate{predicate_op::all_of, {}, {}, {}}, predicate{predicate_op::any_of, {}, {}, {}}, predicate{}})
    if (!agrees(b, *from, p, t)) return;
}

inline void filter_pages(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  if (!from) return;
  const auto page = [&](std::optional<std::uint64_t> limit, std::uint64_t offset, const predicate& where) -> std::optional<std::vector<row_values>> {
    request wanted;
    wanted.where = where;
    wanted.limit = limit;
    wanted.offset = offset;
    const stream_ptr stream = b.opened(b.connection().open({sample->id, {}}, wanted), "open() of a page", t);
    return stream ? b.read(*stream, "reading a page", t) : std::nullopt;
  };
  const auto with = comparable(*from);
  for (const predicate& where : with ? std::vector<predicate>{{}, col(with->first) >= with->second} : std::vector<predicate>{{}}) {
    const auto all = evaluated(*from, where);
    if (!t.ok(all, "evaluating the condition")) return;
    for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{all->size()}, std::uint64_t{all->size() + 3}}) {
      std::vector<row_values> pages;
      for (std::uint64_t at = 0; size != 0 && at < all->size(); at += size) {
        const auto rows = page(size, at, where);
        if (!rows || !t.expect(rows->size() == std::min<std::uint64_t>(size, all->size() - at), concat("a page of ", size, " rows behind ", at), concat(rows->size(), " rows"))) return;
        pages.insert(pages.end(), rows->begin(), rows->end());
      }
      const std::string apart = size == 0 ? std::string() : difference(*all, pages);
      if (!t.expect(apart.empty(), concat("pages of ", size, " that are disjoint and cover ", all->size(), " rows"), apart)) return;
    }
    for (const auto& [limit, offset] : {std::pair<std::optional<std::uint64_t>, std::uint64_t>{0, 0}, {5, all->size()}, {std::nullopt, all->size() + 100}, {UINT64_MAX, UINT64_MAX}}) {
      const auto rows = page(limit, offset, where);
      if (!rows || !t.expect(rows->empty(), concat("no rows and no error with limit ", limit.value_or(0), " behind row ", offset), concat(rows->size(), " rows"))) return;
    }
    const auto rest = page(std::nullopt, 2, where);
    if (!rest || !t.expect(rest->size() + std::min<std::size_t>(2, all->size()) == all->size(), "all rows but the first two with offset 2", concat(rest->size()))) return;
  }
}

inline void filter_order(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  if (!from) return;
  // Nulls come first in ascending order; cells without an order are left out by `sortable`.
  const auto before = [](const value_view& x, const value_view& y) { return x.is_null() ? !y.is_null() : !y.is_null() && compare(x, y).value_or(std::partial_ordering::equivalent) < 0; };
  std::size_t ordered = 0;
  for (std::size_t i = 0; i < from->columns.fields.size(); ++i)
    for (const bool descending : {false, true}) {
      request wanted;
      wanted.order_by = {{from->columns.fields[i].name, descending}};
      auto opened = b.connection().open({sample->id, {}}, wanted);
      if (!opened && opened.error().kind == errc::unsupported) {
        t.note(concat("not ordered by ", from->columns.fields[i].name, ", as its error says"));
        continue;
      }
      const stream_ptr stream = b.opened(std::move(opened), concat("open() ordered by ", from->columns.fields[i].name), t);
      const auto rows = stream ? b.read(*stream, "reading ordered rows", t) : std::nullopt;
      if (!rows) return;
      ++ordered;
      const std::string apart = difference(from->rows, *rows);
      if (!t.expect(apart.empty(), "all rows, ordered", apart)) return;
      for (std::size_t row = 1; row < rows->size(); ++row) {
        const value_view one = (*rows)[row - 1][i].view(), two = (*rows)[row][i].view();
        if (!t.expect(descending ? !before(one, two) : !before(two, one), concat("rows ordered by ", from->columns.fields[i].name, descending ? " descending" : ""),
                      concat(shown_cell(one), " before ", shown_cell(two))))
          return;
      }
    }
  if (!t.expect(ordered != 0, "an order by one of the columns, or another", "every order is unsupported")) return;
  request unknown;
  unknown.order_by = {ascending("ferrule_kit_no_such_column")};
  t.refused(b.connection().open({sample->id, {}}, unknown), {errc::not_found}, "an order by an unknown column");
}

inline void filter_projection(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  const auto with = from ? comparable(*from) : std::nullopt;
  if (!with || from->columns.fields.size() < 2) return (void)t.skip("the sample table has no second column");
  const std::size_t by = from->columns.find(with->first).value_or(0), asked = by == 0 ? 1 : 0;
  request wanted;
  wanted.where = col(with->first) >= with->second;
  const stream_ptr stream = b.opened(b.connection().open({sample->id, {from->columns.fields[asked].name}}, wanted), "open() of one column, conditional on another", t);
  const auto expected = evaluated(*from, wanted.where);
  if (!stream || !t.ok(expected, "evaluating the condition")) return;
  if (!t.expect(stream->columns().fields.size() == 1, "the one column asked for", to_text(stream->columns()))) return;
  const auto rows = b.read(*stream, "reading one column, conditional on another", t);
  if (!rows) return;
  const std::string apart = difference(columns_of_rows(*expected, {asked}), *rows);
  t.expect(apart.empty(), "the cells of the column asked for, where the other meets the condition", apart);
}

inline void filter_refused(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  request wanted;
  wanted.where = col("ferrule_kit_no_such_column") == value(std::int64_t{1});
  if (!t.refused(b.connection().open({sample->id, {}}, wanted), {errc::not_found}, "a condition on an unknown column")) return;
  t.refused(b.connection().open({b.of.unknown_table(), {}}, request{}), {errc::not_found}, "a request for an unknown table");
}

inline constexpr capability filters = capability::filterable;

}  // namespace detail

inline constexpr std::array filter_checks{
    check{"filterable.each-op-each-type", detail::filters, "every comparison of every type gives the rows of the library's own evaluation", detail::filter_each_op},
    check{"filterable.nested", detail::filters, "and, or and not, with nulls, give the rows of the library's own evaluation", detail::filter_nested},
    check{"filterable.limit-offset-pages-cover", detail::filters, "pages are disjoint and cover all rows; beyond the end there are none", detail::filter_pages},
    check{"filterable.order", detail::filters, "rows come in the order asked for, nulls first, or the order is refused", detail::filter_order},
    check{"filterable.projection", detail::filters, "a condition on a column that is not asked for does not deliver it", detail::filter_projection},
    check{"filterable.unknown-is-refused", detail::filters, "conditions and orders on unknown columns are not_found", detail::filter_refused},
};

}  // namespace ferrule::conformance
