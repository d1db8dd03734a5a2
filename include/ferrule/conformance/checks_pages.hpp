// SPDX-License-Identifier: BSL-1.0
// conformance/checks_pages.hpp - Filterable: limit, offset and order, and what a request delivers.
#pragma once
#include <array>
#include <ferrule/conformance/checks_filters.hpp>

namespace ferrule::conformance {
namespace detail {

inline void filter_pages(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  if (!from) return;
  const auto page = [&](std::optional<std::uint64_t> limit, std::uint64_t offset,
                        const predicate& where) -> std::optional<std::vector<row_values>> {
    request wanted;
    wanted.where = where;
    wanted.limit = limit;
    wanted.offset = offset;
    const stream_ptr stream =
        b.opened(b.connection().open({sample->id, {}}, wanted), "open() of a page", t);
    return stream ? b.read(*stream, "reading a page", t) : std::nullopt;
  };
  const auto with = comparable(*from);
  for (const predicate& where : with ? std::vector<predicate>{{}, col(with->first) >= with->second}
                                     : std::vector<predicate>{{}}) {
    const auto all = evaluated(*from, where);
    if (!t.ok(all, "evaluating the condition")) return;
    for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{all->size()},
                                     std::uint64_t{all->size() + 3}}) {
      std::vector<row_values> pages;
      for (std::uint64_t at = 0; size != 0 && at < all->size(); at += size) {
        const auto rows = page(size, at, where);
        if (!rows || !t.expect(rows->size() == std::min<std::uint64_t>(size, all->size() - at),
                               concat("a page of ", size, " rows behind ", at),
                               concat(rows->size(), " rows")))
          return;
        pages.insert(pages.end(), rows->begin(), rows->end());
      }
      const std::string apart = size == 0 ? std::string() : difference(*all, pages);
      if (!t.expect(
              apart.empty(),
              concat("pages of ", size, " that are disjoint and cover ", all->size(), " rows"),
              apart))
        return;
    }
    for (const auto& [limit, offset] :
         {std::pair<std::optional<std::uint64_t>, std::uint64_t>{0, 0},
          {5, all->size()},
          {std::nullopt, all->size() + 100},
          {UINT64_MAX, UINT64_MAX}}) {
      const auto rows = page(limit, offset, where);
      if (!rows || !t.expect(rows->empty(),
                             concat("no rows and no error with limit ", limit.value_or(0),
                                    " behind row ", offset),
                             concat(rows->size(), " rows")))
        return;
    }
    const auto rest = page(std::nullopt, 2, where);
    if (!rest || !t.expect(rest->size() + std::min<std::size_t>(2, all->size()) == all->size(),
                           "all rows but the first two with offset 2", concat(rest->size())))
      return;
  }
}

inline void filter_order(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  if (!from) return;
  // Nulls come first in ascending order; cells without an order are left out by `sortable`.
  const auto before = [](const value_view& x, const value_view& y) {
    return x.is_null()
               ? !y.is_null()
               : !y.is_null() && compare(x, y).value_or(std::partial_ordering::equivalent) < 0;
  };
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
      const stream_ptr stream = b.opened(
          std::move(opened), concat("open() ordered by ", from->columns.fields[i].name), t);
      const auto rows = stream ? b.read(*stream, "reading ordered rows", t) : std::nullopt;
      if (!rows) return;
      ++ordered;
      const std::string apart = difference(from->rows, *rows);
      if (!t.expect(apart.empty(), "all rows, ordered", apart)) return;
      for (std::size_t row = 1; row < rows->size(); ++row) {
        const value_view one = (*rows)[row - 1][i].view(), two = (*rows)[row][i].view();
        if (!t.expect(descending ? !before(one, two) : !before(two, one),
                      concat("rows ordered by ", from->columns.fields[i].name,
                             descending ? " descending" : ""),
                      concat(shown_cell(one), " before ", shown_cell(two))))
          return;
      }
    }
  if (!t.expect(ordered != 0, "an order by one of the columns, or another",
                "every order is unsupported"))
    return;
  request unknown;
  unknown.order_by = {ascending("ferrule_kit_no_such_column")};
  t.refused(b.connection().open({sample->id, {}}, unknown), {errc::not_found},
            "an order by an unknown column");
}

inline void filter_projection(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  const auto from = sample ? read_for_filter(b, sample->id, t) : std::nullopt;
  const auto with = from ? comparable(*from) : std::nullopt;
  if (!with || from->columns.fields.size() < 2)
    return (void)t.skip("the sample table has no second column");
  const std::size_t by = from->columns.find(with->first).value_or(0), asked = by == 0 ? 1 : 0;
  request wanted;
  wanted.where = col(with->first) >= with->second;
  const stream_ptr stream =
      b.opened(b.connection().open({sample->id, {from->columns.fields[asked].name}}, wanted),
               "open() of one column, conditional on another", t);
  const auto expected = evaluated(*from, wanted.where);
  if (!stream || !t.ok(expected, "evaluating the condition")) return;
  if (!t.expect(stream->columns().fields.size() == 1, "the one column asked for",
                to_text(stream->columns())))
    return;
  const auto rows = b.read(*stream, "reading one column, conditional on another", t);
  if (!rows) return;
  rows_are(columns_of_rows(*expected, {asked}), *rows,
           "the cells of the column asked for, where the other meets the condition", t);
}

inline void filter_refused(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  request wanted;
  wanted.where = col("ferrule_kit_no_such_column") == value(std::int64_t{1});
  if (!t.refused(b.connection().open({sample->id, {}}, wanted), {errc::not_found},
                 "a condition on an unknown column"))
    return;
  t.refused(b.connection().open({b.of.unknown_table(), {}}, request{}), {errc::not_found},
            "a request for an unknown table");
}

}  // namespace detail

inline constexpr std::array page_checks{
    check{"filterable.limit-offset-pages-cover", capability::filterable,
          "pages are disjoint and cover all rows; beyond the end there are none",
          detail::filter_pages},
    check{"filterable.order", capability::filterable,
          "rows come in the order asked for, nulls first, or the order is refused",
          detail::filter_order},
    check{"filterable.projection", capability::filterable,
          "a condition on a column that is not asked for does not deliver it",
          detail::filter_projection},
    check{"filterable.unknown-is-refused", capability::filterable,
          "conditions and orders on unknown columns are not_found", detail::filter_refused},
};

}  // namespace ferrule::conformance
