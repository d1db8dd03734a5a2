// SPDX-License-Identifier: BSL-1.0
// conformance/follower.hpp - who follows a source for the kit: every message through the protocol_validator, kept, and done to a
// replica of the tables.
#pragma once
#include <ferrule/changes/validator.hpp>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance::detail {

/// A change stream under test as the library's own receivers take it.
class changes_view {
public:
  class rows_view {
  public:
    explicit rows_view(changes_view& of) : of_(&of) {}
    bool next() { return of_->from_->next_row(of_->row_); }
    cells_row<changes_view> row() { return {of_->row_.data(), *of_}; }
    const error& status() const { return of_->from_->rows_status(); }
    const ferrule::schema& schema() const { return of_->from_->rows_columns(); }

  private:
    changes_view* of_;
  };

  explicit changes_view(changes_under_test& from) : from_(&from), rows_(*this) {}
  changes_view(changes_view&&) = delete;

  std::size_t table() const { return from_->table(); }
  rows_view& rows() { return rows_; }
  cells_row<changes_view> row() {
    from_->row(row_);
    return {row_.data(), *this};
  }
  cells_row<changes_view> old_row() {
    from_->old_row(old_row_);
    return {old_row_.data(), *this};
  }
  const op_id& id() const { return from_->id(); }
  std::optional<source_time> committed_at() const { return from_->committed_at(); }
  std::span<const source_schema> schemas() const { return from_->schemas(); }
  const error& status() const { return from_->status(); }
  bool failed() const { return static_cast<bool>(from_->status()); }
  void reject_cell(std::size_t, const value_view&, conversion, std::string_view) {}

private:
  changes_under_test* from_;
  rows_view rows_;
  std::vector<value_view> row_, old_row_;
};

/// A message, as it was told.
struct told {
  change what = change::idle;
  std::size_t table = 0;
  op_id id{};
  row_values row{}, old_row{};
};

inline std::string shown_message(const told& m) {
  std::string out = concat(name_of(m.what), has_id(m.what) ? concat(" ", m.id) : "");
  if (m.what == change::update || m.what == change::remove) out += " of " + shown_row(m.old_row);
  if (m.what == change::insert || m.what == change::update) out += " to " + shown_row(m.row);
  return out;
}

/// All rows of the tables that are followed, in the order asked for.
using table_states = std::vector<std::vector<row_values>>;

/// What the tables were behind a commit, or behind the snapshot.
struct known_state {
  op_id id{};
  std::size_t messages = 0;  ///< how many had been told
  table_states tables{};
};

/// An ingestor that keeps every message, and does it to tables of its own.
class replica {
public:
  std::vector<told> messages{};
  table_states tables{};
  std::vector<known_state> states{};

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (what == change::idle || what == change::end) return offered::taken;
    tables.resize(from.schemas().size());
    told m;
    m.what = what;
    if (is_of_a_table(what)) m.table = from.table();
    if (has_id(what)) m.id = from.id();
    std::vector<row_values>* const rows = is_of_a_table(what) ? &tables[m.table] : nullptr;
    const std::size_t width = rows ? from.schemas()[m.table].schema.fields.size() : 0;
    if (what == change::snapshot_started)
      for (auto& table : tables) table.clear();
    if (what == change::rows)
      while (from.rows().next()) rows->push_back(kept_row(from.rows().row(), width));
    if (what == change::insert || what == change::update) m.row = kept_row(from.row(), width);
    if (what == change::update || what == change::remove)
      m.old_row = kept_row(from.old_row(), width);
    if (what == change::truncate) rows->clear();
    if (!m.old_row.empty() && !take_away(*rows, m.old_row, from.schemas()[m.table]))
      status_ = {errc::internal, false, "not in the table: the row of " + shown_message(m)};
    if (!m.row.empty() && !put(*rows, m.row, from.schemas()[m.table].schema))
      status_ = {errc::internal, false, "in the table already: the row of " + shown_message(m)};
    messages.push_back(std::move(m));
    if (what == change::snapshot_done || what == change::commit)
      states.push_back({from.id(), messages.size(), tables});
    return status_ ? offered::gone : offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const { return {}; }
  const error& status() const noexcept { return status_; }

private:
  static bool same_key(const row_values& a, const row_values& b, const schema& columns) {
    return std::all_of(columns.primary_key.begin(), columns.primary_key.end(),
                       [&](std::size_t i) { return same_cell(a[i].view(), b[i].view()); });
  }
  static bool take_away(std::vector<row_values>& rows, const row_values& old,
                        const source_schema& of) {
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const row_values& row) {
      return of.cdc == cdc_kind::full_changes ? same_row(row, old) : same_key(row, old, of.schema);
    });
    if (at == rows.end()) return false;
    rows.erase(at);
    return true;
  }
  static bool put(std::vector<row_values>& rows, const row_values& row, const schema& columns) {
    const bool there = !columns.primary_key.empty() &&
                       std::any_of(rows.begin(), rows.end(), [&](const row_values& other) {
                         return same_key(row, other, columns);
                       });
    rows.push_back(row);
    return !there;
  }

  error status_;
};

/// Short, so that a source that waits where it should end is soon found out.
inline constexpr std::chrono::milliseconds kit_heartbeat{20};

/// One change stream on a connection of its own, and what came of it.
class follower {
public:
  follower(bench& b, std::vector<table_info> tables, std::optional<checkpoint> from = {},
           follow_options options = {kit_heartbeat, true})
      : connection_(b.of.connect()), opened_(connection_->follow(tables, from, options)) {
    if (opened_) view_.emplace(**opened_);
  }
  follower(follower&&) = delete;

  const result<changes_ptr>& opened() const { return opened_; }
  bool open(trial& t) const { return t.ok(opened_, "follow()"); }
  changes_under_test& stream() { return **opened_; }
  connector_under_test& connection() { return *connection_; }
  const replica& seen() const { return seen_; }
  /// What it took the last message for.
  change last() const { return last_; }
  /// What the tables were where it goes on.
  void begin_with(table_states tables) { seen_.tables = std::move(tables); }
  /// Acknowledges each commit from now on.
  void acknowledges() { acknowledges_ = true; }

  /// Moves to the next message. False where it or the source's state is not as it should be; `end` without error is as it should.
  bool step(trial& t) {
    last_ = stream().next();
    if (rules_.take(last_, *view_, {}) == offered::gone)
      return t.fail("changes as the protocol has them, of rows that are there",
                    rules_.status().message);
    if (last_ == change::end) return t.healthy(stream().status(), "following");
    if (acknowledges_ && (last_ == change::commit || last_ == change::snapshot_done))
      return t.ok(stream().acknowledge(stream().id()), concat("acknowledge() of ", stream().id()));
    return !t.decided();
  }
  /// Every message up to `what`, which is the last one; at most `most` seconds.
  bool step_to(change what, trial& t, std::chrono::seconds most = std::chrono::seconds(5)) {
    const auto until = std::chrono::steady_clock::now() + most;
    do {
      if (!step(t)) return false;
      if (last_ == change::end && what != change::end)
        return t.fail(concat(name_of(what), " from a stream that follows"), "its end");
      if (last_ == change::idle && what == change::end)
        return t.fail("the end behind everything that has happened, with until_now", "idle");
      if (std::chrono::steady_clock::now() > until)
        return t.fail(concat(name_of(what), " within ", most.count(), " s"),
                      concat(seen_.messages.size(), " other messages"));
    } while (last_ != what);
    return true;
  }
  /// Everything that has happened.
  bool to_end(trial& t) { return open(t) && step_to(change::end, t); }
  /// Whether table `at` is what it should be. `what` names it in messages.
  bool holds(const std::vector<row_values>& expected, std::size_t at, std::string_view what,
             trial& t) const {
    if (seen_.tables.size() <= at)
      return t.fail(concat("a table at position ", at), concat(seen_.tables.size(), " tables"));
    return rows_are(expected, seen_.tables[at], what, t);
  }

private:
  connector_ptr connection_;
  result<changes_ptr> opened_;
  std::optional<changes_view> view_;
  replica seen_;
  protocol_validator<replica> rules_{seen_};
  change last_ = change::idle;
  bool acknowledges_ = false;
};

}  // namespace ferrule::conformance::detail
