// SPDX-License-Identifier: BSL-1.0
// stream/row_view.hpp - a row of a table that is not known while compiling.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/stream.hpp>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ferrule {

/// The cells of one row, all read, and the columns they belong to. Borrows both: valid until the
/// stream's next row.
class row_view {
public:
  row_view(const ferrule::schema& columns, std::span<const value_view> cells) noexcept
      : schema_(&columns), cells_(cells) {}

  std::size_t size() const noexcept { return cells_.size(); }
  const ferrule::schema& schema() const noexcept { return *schema_; }
  std::span<const value_view> cells() const noexcept { return cells_; }
  auto begin() const noexcept { return cells_.begin(); }
  auto end() const noexcept { return cells_.end(); }

  /// The cell at a position, counted from 0. Precondition: position < size().
  const value_view& operator[](std::size_t position) const noexcept { return cells_[position]; }
  /// The cell of a column: `row["delay"]->as<double>()`. Errors: `not_found`, with the nearest
  /// name. Complexity: linear in the number of columns; in a loop, look the position up once with
  /// `schema().find`.
  result<value_view> operator[](std::string_view column) const {
    const auto at = position_of(column);
    if (!at) return fail(at.error());
    return cells_[*at];
  }

  /// The cell as a T, exactly or not at all: `row.get<std::optional<double>>("delay")`. What a T
  /// borrows is valid as long as the row. Errors: `not_found`; `type_mismatch` and
  /// `value_out_of_range`, which name column and value.
  template<class T>
  result<T> get(std::size_t position) const {
    if (position >= size())
      return fail(errc::not_found,
                  concat("a row of ", size(), " columns has none at position ", position));
    T out{};
    if (const conversion c = convert(cells_[position], out); c != conversion::ok)
      return fail(kind_of(c),
                  concat("column ", quoted(schema_->fields[position].name), " ",
                         explain(c, cells_[position],
                                 cell_traits<typename nullable_traits<T>::inner>::name)));
    return out;
  }
  template<class T>
  result<T> get(std::string_view column) const {
    const auto at = position_of(column);
    if (!at) return fail(at.error());
    return get<T>(*at);
  }

  /// Calls `f` with the value of a cell as its own C++ type; see `value_view::visit`.
  template<class F>
  decltype(auto) visit(std::size_t position, F&& f) const {
    return cells_[position].visit(std::forward<F>(f));
  }
  /// Calls `f(const field&, const value_view&)` for each column, in order.
  template<class F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < size(); ++i) f(schema_->fields[i], cells_[i]);
  }

private:
  result<std::size_t> position_of(std::string_view column) const {
    if (const auto at = schema_->find(column)) return *at;
    std::vector<std::string_view> names;
    for (const field& f : schema_->fields) names.push_back(f.name);
    const auto near = nearest_name(column, names);
    return fail(errc::not_found, concat("the row has no column ", quoted(column),
                                        near ? concat("; did you mean ", quoted(*near), "?") : ""));
  }

  const ferrule::schema* schema_;
  std::span<const value_view> cells_;
};

namespace detail {

// A loop body that reads each row into scratch cells, which are made once, and hands it on.
template<class F>
struct row_view_sink {
  F& f;
  const ferrule::schema& columns;
  std::vector<value_view> cells = std::vector<value_view>(columns.fields.size());

  template<class R>
  flow operator()(R& cursor) {
    for (value_view& cell : cells) cursor.read(cell);
    if (cursor.failed()) [[unlikely]]
      return flow::stop;
    const row_view row(columns, cells);
    if constexpr (std::is_same_v<std::invoke_result_t<F&, const row_view&>, flow>) return f(row);
    else {
      f(row);
      return flow::more;
    }
  }
};

}  // namespace detail

/// Calls `f(const row_view&)` with each row. `f` may return `flow` to stop early. Allocates once,
/// not per row.
template<RowStream S, class F>
result<void> each_row_view(S& stream, F&& f) {
  if (const error& why =
          pump(stream, detail::row_view_sink<std::remove_reference_t<F>>{f, stream.schema()}))
    return fail(why);
  return {};
}

}  // namespace ferrule
