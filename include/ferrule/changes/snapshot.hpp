// SPDX-License-Identifier: BSL-1.0
// changes/snapshot.hpp - the library's fallback for `Followable`: the rows as they are now, and then the end.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>
#include <optional>
#include <span>
#include <vector>

namespace ferrule {

/// A change stream of one snapshot. The tables are opened one after the other: they are of one moment only where nobody writes. There
/// is nothing to resume from.
template<class C>
class snapshot_changes {
public:
  snapshot_changes(C& connector, std::vector<table_info> tables,
                   std::vector<source_schema> described)
      : connector_(&connector),
        tables_(std::move(tables)),
        state_(concat("connector '", C::name, "'"), std::move(described)) {}

  change next() {
    if (state_.failed() || stage_ == stage::ended) return change::end;
    if (stage_ == stage::begins) {
      stage_ = stage::reads;
      return change::snapshot_started;
    }
    if (stage_ == stage::done) {
      stage_ = stage::ended;
      return change::end;
    }
    if (rows_ && rows_->status()) return fails(rows_->status());
    rows_.reset();
    if (next_table_ == tables_.size()) {
      stage_ = stage::done;
      state_.id = op_id{1, {}};
      return change::snapshot_done;
    }
    auto opened = connector_->open(tables_[next_table_]);
    if (!opened) return fails(opened.error());
    rows_.emplace(std::move(*opened));
    state_.table = next_table_++;
    return change::rows;
  }
  std::size_t table() const noexcept { return state_.table; }
  stream_of<C>& rows() noexcept { return *rows_; }
  cells_row<change_state> row() noexcept { return {nullptr, state_}; }
  cells_row<change_state> old_row() noexcept { return {nullptr, state_}; }
  const op_id& id() const noexcept { return state_.id; }
  std::optional<source_time> committed_at() const noexcept { return {}; }
  std::span<const source_schema> schemas() const noexcept { return state_.schemas(); }
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const noexcept { return state_.status(); }

private:
  enum class stage : std::uint8_t { begins, reads, done, ended };
  change fails(error why) {
    state_.fail(std::move(why));
    return change::end;
  }

  C* connector_;
  std::vector<table_info> tables_;
  change_state state_;
  std::optional<stream_of<C>> rows_;
  std::size_t next_table_ = 0;
  stage stage_ = stage::begins;
};

/// A snapshot of tables as a change stream. Errors: the connector's, an inner one of any table included; `unsupported` for a
/// checkpoint.
template<Connector C>
result<snapshot_changes<C>> follow_snapshot(C& connector, std::span<const table_info> tables,
                                            const std::optional<checkpoint>& from = {}) {
  if (from)
    return fail(errc::unsupported,
                concat("connector '", C::name,
                       "' does not declare Followable and cannot go on from operation ", from->last,
                       "; start without a checkpoint to have all rows again"));
  auto described = connector.get_schemas(tables);
  if (!described) return fail(std::move(described.error()));
  std::vector<source_schema> schemas;
  for (auto& one : *described) {
    if (!one) return fail(std::move(one.error()));
    schemas.push_back(std::move(*one));
  }
  return snapshot_changes<C>(connector, {tables.begin(), tables.end()}, std::move(schemas));
}

}  // namespace ferrule
