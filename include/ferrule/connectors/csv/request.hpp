// SPDX-License-Identifier: BSL-1.0
// connectors/csv/request.hpp - rows for which a condition holds: only the columns that it names are decoded to find out.
#pragma once
#include <algorithm>
#include <ferrule/connectors/csv/stream.hpp>
#include <ferrule/predicate/evaluate.hpp>
#include <ferrule/stream/filtered.hpp>
#include <optional>
#include <vector>

namespace ferrule::csv {

/// The rows of a table that a request asks for. Columns that only the condition needs are not part of `schema()`.
class request_stream {
public:
  request_stream(stream inner, bound_predicate where, std::optional<std::uint64_t> limit,
                 std::uint64_t offset, std::size_t delivered)
      : inner_(std::move(inner)),
        where_(std::move(where)),
        left_(limit),
        skip_(offset),
        cells_(inner_.schema().fields.size()),
        schema_(inner_.schema()) {
    schema_.fields.resize(delivered);
    find_needed(where_);
  }

  bool next() {
    while (left_ != 0 && inner_.next()) {
      if (where_.op != predicate_op::always) {
        for (const std::size_t at : needed_) inner_.row().at(at).read(cells_[at]);
        if (inner_.status()) return false;
        if (evaluate(where_, cells_) != truth::yes) continue;
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
  csv::row row() noexcept { return inner_.row(); }
  template<class T>
  bool reads(std::size_t column) const noexcept {
    return inner_.reads<T>(column);
  }
  const error& status() const noexcept { return inner_.status(); }
  const ferrule::schema& schema() const noexcept { return schema_; }

private:
  void find_needed(const bound_predicate& p) {
    if (p.op == predicate_op::always) return;
    if (p.op < predicate_op::all_of &&
        std::find(needed_.begin(), needed_.end(), p.column) == needed_.end())
      needed_.push_back(p.column);
    for (const bound_predicate& child : p.children) find_needed(child);
  }

  stream inner_;
  bound_predicate where_;
  std::optional<std::uint64_t> left_;
  std::uint64_t skip_;
  std::vector<std::size_t> needed_;
  std::vector<value_view> cells_;
  ferrule::schema schema_;
};
static_assert(RowStream<request_stream>);

}  // namespace ferrule::csv
