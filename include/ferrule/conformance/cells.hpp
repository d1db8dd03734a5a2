// SPDX-License-Identifier: BSL-1.0
// conformance/cells.hpp - rows read from a stream, and whether they are the rows expected, to the
// last bit.
#pragma once
#include <algorithm>
#include <bit>
#include <ferrule/conformance/subject.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/predicate/order.hpp>
#include <ferrule/schema/value_text.hpp>

namespace ferrule::conformance::detail {

/// A copy of the cells of a row from its beginning.
template<class R>
row_values kept_row(R row, std::size_t width) {
  row_values out(width);
  for (value& cell : out) {
    value_view view;
    row.read(view);
    cell = value(view);
  }
  return out;
}

/// Whether two cells are the same value of the same kind. Stricter than `==` for floats (-0.0 is
/// not 0.0, not-a-number is itself); text kinds count as one, decimals and times compare by value.
inline bool same_cell(const value_view& a, const value_view& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return is_text(a.kind()) && is_text(b.kind()) && a == b;
  const auto same_float = [](auto x, auto y) {
    return (x != x && y != y) || (x == y && std::signbit(x) == std::signbit(y));
  };
  switch (a.kind()) {
    case kind::float32: return same_float(a.as<float>(), b.as<float>());
    case kind::float64: return same_float(a.as<double>(), b.as<double>());
    case kind::point:
      return same_float(a.as<point>().x, b.as<point>().x) &&
             same_float(a.as<point>().y, b.as<point>().y);
    case kind::list: {
      const auto x = a.as<list_view>(), y = b.as<list_view>();
      return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_cell);
    }
    default: return a == b;
  }
}

/// Whether a reader takes them for the same: the same cell, or numbers of the same value.
inline bool alike(const value_view& a, const value_view& b) {
  if (same_cell(a, b)) return true;
  const auto order = compare(a, b);
  return order && *order == 0;
}

/// "int64 9007199254740993", "text 'a'", "null".
inline std::string shown_cell(const value_view& cell) {
  return cell.is_null() ? std::string("null") : concat(name_of(cell.kind()), " ", shown(cell, 60));
}
inline std::string shown_row(const row_values& row) {
  std::string out = "(";
  for (const value& cell : row) out += (out.size() == 1 ? "" : ", ") + shown_cell(cell.view());
  return out + ")";
}

inline bool same_row(const row_values& a, const row_values& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const value& x, const value& y) { return same_cell(x.view(), y.view()); });
}

/// What sets two lists of rows apart, whatever their order: empty where they are the same rows, as
/// many times each.
inline std::string difference(const std::vector<row_values>& expected,
                              const std::vector<row_values>& seen) {
  std::vector<bool> found(seen.size());
  for (const row_values& row : expected) {
    std::size_t at = 0;
    while (at < seen.size() && (found[at] || !same_row(row, seen[at]))) ++at;
    if (at == seen.size()) return concat("no row ", shown_row(row), "; ", seen.size(), " rows");
    found[at] = true;
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (!found[i])
      return concat("a row too many: ", shown_row(seen[i]), "; ", seen.size(), " rows");
  return {};
}
/// The same where their order counts too.
inline std::string ordered_difference(const std::vector<row_values>& expected,
                                      const std::vector<row_values>& seen) {
  for (std::size_t i = 0; i < std::min(expected.size(), seen.size()); ++i)
    if (!same_row(expected[i], seen[i]))
      return concat("row ", i + 1, " is ", shown_row(seen[i]), ", not ", shown_row(expected[i]));
  if (expected.size() != seen.size()) return concat(seen.size(), " rows, not ", expected.size());
  return {};
}

/// The rows with only these columns, in this order.
inline std::vector<row_values> columns_of_rows(const std::vector<row_values>& rows,
                                               const std::vector<std::size_t>& positions) {
  std::vector<row_values> out;
  for (const row_values& row : rows) {
    row_values& to = out.emplace_back();
    for (const std::size_t at : positions) to.push_back(at < row.size() ? row[at] : value());
  }
  return out;
}

/// Every row that is left, by `next` and `row`; the status says whether that is all of them.
inline std::vector<row_values> read_all(stream_under_test& stream) {
  std::vector<row_values> out;
  std::vector<value_view> cells;
  while (out.size() < most_rows && stream.next()) {
    stream.read(cells);
    if (stream.status()) break;
    out.emplace_back(cells.begin(), cells.end());
  }
  return out;
}

/// The cells of a row as a writer takes them.
inline std::vector<value_view> views_of(const row_values& row) { return {row.begin(), row.end()}; }

inline std::vector<std::string> names_of(const schema& s) {
  std::vector<std::string> out;
  for (const field& f : s.fields) out.push_back(f.name);
  return out;
}

inline std::string shown_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& n : names) out += (out.empty() ? "" : ", ") + quoted(n);
  return out.empty() ? "none" : out;
}
inline std::string shown_tables(const std::vector<table_id>& tables) {
  std::vector<std::string> names;
  for (const table_id& t : tables) names.push_back(to_text(t));
  return shown_names(names);
}

}  // namespace ferrule::conformance::detail
