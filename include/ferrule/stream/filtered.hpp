// SPDX-License-Identifier: BSL-1.0
// stream/filtered.hpp - the library's fallback for `Filterable`: conditions and limits evaluated while streaming.
#pragma once
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/predicate/evaluate.hpp>
#include <ferrule/stream.hpp>
#include <algorithm>
#include <optional>
#include <vector>

namespace ferrule {

/// A stream that leaves out the rows a condition does not hold for, and stops at a limit. Columns that only the
/// condition needs stand behind the ones asked for and are not part of `schema()`. Cost: every cell the condition may need
/// is read a second time.
template<RowStream S>
class filtered_stream {
public:
  filtered_stream(S inner, bound_predicate where, std::size_t delivered, std::optional<std::uint64_t> limit, std::uint64_t offset)
      : inner_(std::move(inner)), where_(std::move(where)), left_(limit), skip_(offset), schema_(inner_.schema()) {
    cells_.resize(schema_.fields.size());
    schema_.fields.resize(delivered);
    if (std::any_of(schema_.primary_key.begin(), schema_.primary_key.end(), [&](std::size_t i) { return i >= delivered; }))
      schema_.primary_key.clear();
  }

  bool next() {
    if (left_ == 0) return false;
    while (inner_.next()) {
      if (!wanted(inner_.row())) {
        if (inner_.status()) return false;
        continue;
      }
      if (skip_ > 0) {
        --skip_;
        continue;
      }
      if (left_) --*left_;
      return true;
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
  const error& status() const noexcept { return inner_.status(); }
  const ferrule::schema& schema() const noexcept { return schema_; }

private:
  template<class R>
  bool wanted(R cursor) {
    if (where_.op == predicate_op::always) return true;
    for (value_view& cell : cells_) {
      cursor.read(cell);
      if (cursor.failed()) return false;
    }
    return evaluate(where_, cells_) == truth::yes;
  }

  S inner_;
  bound_predicate where_;
  std::optional<std::uint64_t> left_;
  std::uint64_t skip_;
  ferrule::schema schema_;
  std::vector<value_view> cells_;
};

namespace detail {

inline void add_columns(const predicate& p, std::vector<std::string>& columns) {
  if (!p.column.empty() && std::find(columns.begin(), columns.end(), p.column) == columns.end()) columns.push_back(p.column);
  for (const predicate& child : p.children) add_columns(child, columns);
}

}  // namespace detail

/// Opens a table of a connector that is not `Filterable` for a request. Errors: `unsupported` for an order, which cannot be had while
/// streaming; what binding the condition says.
template<class C>
auto open_filtered(C& connector, table_info table, const request& wanted)
    -> result<filtered_stream<typename std::remove_cvref_t<decltype(connector.open(table))>::value_type>> {
  if (!wanted.order_by.empty())
    return fail(errc::unsupported, fmt::format("connector '{}' does not declare Filterable, and an order cannot be had while streaming; "
                                               "collect the rows and sort them", C::name));
  std::size_t delivered = table.columns.size();
  if (!table.columns.empty()) detail::add_columns(wanted.where, table.columns);
  auto inner = connector.open(table);
  if (!inner) return fail(std::move(inner.error()));
  if (delivered == 0) delivered = inner->schema().fields.size();
  auto where = bind(wanted.where, inner->schema());
  if (!where) return fail(std::move(where.error()));
  return filtered_stream<std::remove_cvref_t<decltype(*inner)>>(std::move(*inner), std::move(*where), delivered, wanted.limit, wanted.offset);
}

}  // namespace ferrule
