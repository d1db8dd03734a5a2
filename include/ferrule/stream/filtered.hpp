// SPDX-License-Identifier: BSL-1.0
// stream/filtered.hpp - the library's fallback for `Filterable`: conditions and limits evaluated while streaming.
#pragma once
#include <algorithm>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/predicate/evaluate.hpp>
#include <ferrule/stream.hpp>
#include <optional>
#include <vector>

namespace ferrule {

/// A condition, a limit and an offset applied to rows one by one. Reading the cells a condition needs costs a second
/// read of each; the scratch space is made once.
class row_filter {
public:
  row_filter();
  /// `where` is bound to the first `columns` cells of the rows.
  row_filter(bound_predicate where, std::size_t columns, std::optional<std::uint64_t> limit,
             std::uint64_t offset);
  row_filter(row_filter&&) noexcept;
  row_filter& operator=(row_filter&&) noexcept;
  ~row_filter();

  /// Whether the limit is reached: no further row need be looked at.
  bool exhausted() const noexcept { return left_ == 0; }
  /// Whether every row is delivered, so that none need be asked about.
  bool wants_all() const noexcept {
    return where_.op == predicate_op::always && !left_ && skip_ == 0;
  }
  /// Whether the row is delivered. Takes the cursor by value: the caller's still stands before the first cell. False where
  /// a cell could not be read; the stream has latched why.
  template<class R>
  bool wants(R cursor) {
    if (where_.op != predicate_op::always) {
      value_view* const cells = scratch();
      for (std::size_t i = 0; i < columns_; ++i) {
        cursor.read(cells[i]);
        if (cursor.failed()) return false;
      }
      if (!holds()) return false;
    }
    if (skip_ > 0) {
      --skip_;
      return false;
    }
    if (left_) --*left_;
    return true;
  }

private:
  value_view* scratch() noexcept;
  bool holds() const;

  bound_predicate where_{};
  std::optional<std::uint64_t> left_{};
  std::uint64_t skip_ = 0;
  std::size_t columns_ = 0;
  std::vector<value_view> cells_{};  // as many
};

/// A stream that leaves out the rows a condition does not hold for, and stops at a limit. Columns that only the
/// condition needs stand behind the ones asked for and are not part of `schema()`.
template<RowStream S>
class filtered_stream {
public:
  filtered_stream(S inner, row_filter filter, std::size_t delivered)
      : inner_(std::move(inner)), filter_(std::move(filter)), schema_(inner_.schema()) {
    schema_.fields.resize(delivered);
    if (std::any_of(schema_.primary_key.begin(), schema_.primary_key.end(),
                    [&](std::size_t i) { return i >= delivered; }))
      schema_.primary_key.clear();
  }

  bool next() {
    while (!filter_.exhausted() && inner_.next()) {
      if (filter_.wants(inner_.row())) return true;
      if (inner_.status()) return false;
    }
    return false;
  }
  auto row() { return inner_.row(); }
  template<class T>
  bool reads(std::size_t column) const
    requires requires(const S& s) { s.template reads<T>(column); }
  {
    return inner_.template reads<T>(column);
  }
  /// Rows that are all wanted are lent where the source lends them.
  template<class T>
  bool lends() const
    requires requires(const S& s) { s.template lends<T>(); }
  {
    return filter_.wants_all() && inner_.template lends<T>();
  }
  template<class T>
  auto lend()
    requires requires(S& s) { s.template lend<T>(); }
  {
    return inner_.template lend<T>();
  }
  const error& status() const noexcept { return inner_.status(); }
  const ferrule::schema& schema() const noexcept { return schema_; }

private:
  S inner_;
  row_filter filter_;
  ferrule::schema schema_;
};

namespace detail {

// Appends the columns the condition names and `columns` lacks.
void add_columns(const predicate& p, std::vector<std::string>& columns);

}  // namespace detail

/// Opens a table of a connector that is not `Filterable` for a request. Errors: `unsupported` for an order, which cannot be had while
/// streaming; what binding the condition says.
template<class C>
auto open_filtered(C& connector, table_info table, const request& wanted) -> result<
    filtered_stream<typename std::remove_cvref_t<decltype(connector.open(table))>::value_type>> {
  if (!wanted.order_by.empty())
    return fail(
        errc::unsupported,
        concat(
            "connector '", C::name,
            "' does not declare Filterable, and an order cannot be had while streaming; collect the rows and sort them"));
  std::size_t delivered = table.columns.size();
  if (!table.columns.empty()) detail::add_columns(wanted.where, table.columns);
  auto inner = connector.open(table);
  if (!inner) return fail(std::move(inner.error()));
  if (delivered == 0) delivered = inner->schema().fields.size();
  auto where = bind_predicate(wanted.where, inner->schema());
  if (!where) return fail(std::move(where.error()));
  row_filter filter(std::move(*where), inner->schema().fields.size(), wanted.limit, wanted.offset);
  return filtered_stream<std::remove_cvref_t<decltype(*inner)>>(std::move(*inner),
                                                                std::move(filter), delivered);
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/stream/filtered.ipp>
#endif
