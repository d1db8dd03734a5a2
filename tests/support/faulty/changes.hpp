// SPDX-License-Identifier: BSL-1.0
// support/faulty/changes.hpp - a change stream that is memory's, message by message, and where faults are planted in it.
#pragma once
#include <deque>
#include <ferrule/conformance/cells.hpp>
#include <ferrule/stream/change_state.hpp>
#include <functional>
#include <support/faulty/stream.hpp>

namespace faulty {

/// What one follower left for the next, by mistake.
struct left_behind {
  std::uint64_t lost = 0;       // an operation
  std::uint64_t forgotten = 0;  // everything up to it
  std::uint64_t followers = 0;  // the number of the last one
};
inline left_behind& leavings() {
  static left_behind all;
  return all;
}

class changes {
public:
  using reopen_type = std::function<memory::change_stream()>;

  changes(std::shared_ptr<connection> on, memory::change_stream from,
          std::vector<source_schema> described, const follow_options& options,
          cancel_source::watch_type watch, bool at_snapshot, reopen_type reopen)
      : on_(std::move(on)),
        inner_(std::move(from)),
        state_("faulty", std::move(described)),
        options_(options),
        watch_(std::move(watch)),
        reopen_(std::move(reopen)),
        skips_(at_snapshot && broken("resumable.at-snapshot")),
        number_(++leavings().followers) {}
  changes(changes&&) noexcept = default;
  changes& operator=(changes&&) = default;
  ~changes() {
    if (!on_) return;
    if (broken("resumable.stop-anywhere") && in_transaction_) leavings().lost = state_.id.sequence;
    if (broken("resumable.unacknowledged-is-kept")) leavings().forgotten = state_.id.sequence;
  }

  change next() {
    using clock = std::chrono::steady_clock;
    if (state_.failed()) return change::end;
    if (ended_) return broken("followable.until-now-ends") ? change::idle : change::end;
    if (broken("followable.rows-may-be-left") && rows_ && rows_->next())
      return fails(errc::closed, "rows were not read");
    if (broken("followable.two-at-once") && number_ != leavings().followers)
      return fails(errc::closed, "another one follows");
    rows_.reset();
    const auto until =
        clock::now() +
        (broken("followable.idle-in-time") ? std::chrono::milliseconds(300) : options_.heartbeat);
    while (queue_.empty()) {
      if (watch_.cancelled() && !broken("followable.cancelled"))
        return fails(errc::cancelled, "cancelled");
      const change what = inner_.next();
      if (what == change::end) {
        if (inner_.status()) state_.fail(inner_.status());
        ended_ = true;
        return what;
      }
      if (what != change::idle) take(what);
      else if (clock::now() >= until) return deaf_ = true, what;
    }
    return show();
  }
  std::size_t table() const { return state_.table; }
  stream& rows() { return *rows_; }
  cells_row<change_state> row() { return {views(now_.row, row_), state_}; }
  cells_row<change_state> old_row() { return {views(now_.old_row, old_row_), state_}; }
  const op_id& id() const { return state_.id; }
  std::optional<source_time> committed_at() const { return state_.committed_at; }
  std::span<const source_schema> schemas() const { return state_.schemas(); }
  result<void> acknowledge(const op_id& id) { return inner_.acknowledge(id); }
  const error& status() const { return state_.status(); }

private:
  struct message {
    change what = change::idle;
    std::size_t table = 0;
    op_id id{};
    std::optional<source_time> at{};
    row_values row{}, old_row{};
    rows_type rows{};
  };

  change show() {
    now_ = std::move(queue_.front());
    queue_.pop_front();
    if (is_of_a_table(now_.what)) state_.table = now_.table;
    if (has_id(now_.what)) {
      state_.id = now_.id;
      in_transaction_ = is_of_a_table(now_.what);
    }
    state_.committed_at = now_.at;
    if (now_.what == change::rows) {
      if (now_.rows.empty() && broken("followable.snapshot-of-empty-table"))
        return fails(errc::not_found, "nothing there");
      rows_.emplace(on_, stream_state("faulty", schemas()[now_.table].schema), std::move(now_.rows),
                    watch_);
    }
    return now_.what;
  }
  // The message of the inner stream, or what a fault makes of it.
  void take(change what) {
    message m;
    m.what = what;
    if (is_of_a_table(what)) m.table = inner_.table();
    if (has_id(what)) m.id = inner_.id();
    m.at = inner_.committed_at();
    const std::size_t width =
        is_of_a_table(what) ? inner_.schemas()[m.table].schema.fields.size() : 0;
    if (what == change::rows)
      while (inner_.rows().next())
        m.rows.push_back(conformance::detail::kept_row(inner_.rows().row(), width));
    if (what == change::insert || what == change::update)
      m.row = conformance::detail::kept_row(inner_.row(), width);
    if (what == change::update || what == change::remove)
      m.old_row = conformance::detail::kept_row(inner_.old_row(), width);

    if (what == change::snapshot_done) {
      m.id.position = "snapshot";
      if (broken("followable.no-gap-behind-snapshot")) inner_ = reopen_();
      if (broken("followable.messages-in-order")) queue_.push_back(m);
    }
    const bool operation = is_of_a_table(what) && has_id(what);
    if (operation && broken("followable.several-tables")) m.table = 0;
    if (operation && broken("followable.ids-increase")) --m.id.sequence;
    if (what == change::update && broken("followable.changes-agree-with-table")) m.row = m.old_row;
    if (what == change::truncate && broken("followable.truncate")) return;
    if (!m.old_row.empty() && broken("followable.old-rows-as-promised")) m.old_row = key_of(m);
    for (value& cell : m.row)
      if (broken("followable.every-kind") && cell.view().holds<int128>())
        cell = value(static_cast<int128>(static_cast<double>(cell.view().as<int128>()) / 3 * 3));
    if (broken("followable.waits-for-more") && deaf_) return;
    if (skips_ && has_id(what)) {
      skips_ = what != change::commit;
      return;
    }
    if (operation && leavings().lost == m.id.sequence) return;
    if (has_id(what) && broken("followable.commits-are-states")) {
      m.id.sequence *= 2;
      queue_.push_back(m);
      if (!operation) return;
      m = {};
      m.what = change::commit;
      m.id.sequence = queue_.back().id.sequence + 1;
    }
    queue_.push_back(std::move(m));
  }
  row_values key_of(const message& m) const {
    row_values out(m.old_row.size());
    for (const std::size_t at : schemas()[m.table].schema.primary_key) out[at] = m.old_row[at];
    return out;
  }
  static const value_view* views(const row_values& of, std::vector<value_view>& into) {
    into.assign(of.begin(), of.end());
    return into.data();
  }
  change fails(errc kind, std::string_view what) {
    state_.fail(kind, what);
    return change::end;
  }

  std::shared_ptr<connection> on_;
  memory::change_stream inner_;
  change_state state_;
  follow_options options_;
  cancel_source::watch_type watch_;
  reopen_type reopen_;
  bool skips_, ended_ = false, deaf_ = false, in_transaction_ = false;
  std::uint64_t number_;
  std::deque<message> queue_;
  message now_;
  std::optional<stream> rows_;
  std::vector<value_view> row_, old_row_;
};

/// Opens changes of tables that are there, whose columns are described already.
inline result<changes> follow(const std::shared_ptr<connection>& on, std::vector<table_info> tables,
                              std::vector<source_schema> described, std::optional<checkpoint> from,
                              const follow_options& options, cancel_source::watch_type watch) {
  const std::string store = on->inner.settings().store;
  const std::uint64_t last = memory::store::named(store)->changes().last();
  follow_options soon = options;
  soon.heartbeat = std::chrono::milliseconds(2);
  if (tables.empty() && broken("followable.no-tables"))
    return fail(errc::config, "faulty: no tables");
  const bool at_snapshot = from && from->last.position == "snapshot";
  if (from) {
    if (broken("followable.commits-are-states")) from->last.sequence /= 2;
    if (broken("resumable.state-is-stable") || broken("resumable.other-source-refused"))
      from->state = store;
    if (broken("resumable.beyond-the-end-refused"))
      from->last.sequence = std::min(from->last.sequence, last);
    if (broken("resumable.at-each-commit") && !at_snapshot) --from->last.sequence;
    if (from->last.sequence < leavings().forgotten) return fail(errc::closed, "faulty: forgotten");
  }
  auto opened = on->inner.follow(tables, from, soon);
  if (!opened) return fail(opened.error());
  return changes(on, std::move(*opened), std::move(described), options, std::move(watch),
                 at_snapshot, [on, tables, soon, store] {
                   const std::uint64_t now = memory::store::named(store)->changes().last();
                   return *on->inner.follow(tables, checkpoint{{now, {}}, store}, soon);
                 });
}

}  // namespace faulty
