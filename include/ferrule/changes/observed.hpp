// SPDX-License-Identifier: BSL-1.0
// changes/observed.hpp - a look at the rows of a message on their way to the receiver.
#pragma once
#include <ferrule/changes/ingestor.hpp>
#include <span>
#include <vector>

namespace ferrule {

/// A row stream that shows each row to `see(std::span<const value_view>)` before its reader has it. Where `see` answers false, or
/// says so later by `stop`, the stream ends there.
template<RowStream S, class See>
class observed_rows {
public:
  observed_rows(S& inner, See& see) : inner_(&inner), see_(&see) {
    cells_.resize(inner.schema().fields.size());
  }

  bool next() {
    if (stopped_ || !inner_->next()) return false;
    auto row = inner_->row();
    for (value_view& cell : cells_) row.read(cell);
    if (row.failed()) return false;
    stopped_ = !(*see_)(std::span<const value_view>(cells_));
    return !stopped_;
  }
  auto row() { return inner_->row(); }
  const error& status() const noexcept { return inner_->status(); }
  const ferrule::schema& schema() const noexcept { return inner_->schema(); }

private:
  S* inner_;
  See* see_;
  std::vector<value_view> cells_;
  bool stopped_ = false;
};

/// A change stream whose messages' rows are looked at; everything else is the inner one's. Made anew for each message; borrows both.
template<class S, class See>
class observed_changes {
public:
  observed_changes(S& inner, See& see) : inner_(&inner), rows_(see) {}

  change next() = delete;  // a receiver does not move the stream
  std::size_t table() const { return inner_->table(); }
  auto& rows() {
    if (!rows_.made) rows_.made.emplace(inner_->rows(), *rows_.see);
    return *rows_.made;
  }
  auto row() { return inner_->row(); }
  auto old_row() { return inner_->old_row(); }
  const op_id& id() const { return inner_->id(); }
  std::optional<source_time> committed_at() const { return inner_->committed_at(); }
  std::span<const source_schema> schemas() const { return inner_->schemas(); }
  const error& status() const { return inner_->status(); }

private:
  using inner_rows = std::remove_cvref_t<decltype(std::declval<S&>().rows())>;
  struct lazily {
    explicit lazily(See& by) : see(&by) {}
    See* see;
    std::optional<observed_rows<inner_rows, See>> made{};
  };
  S* inner_;
  lazily rows_;
};

}  // namespace ferrule
