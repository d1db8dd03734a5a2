// SPDX-License-Identifier: BSL-1.0
// connectors/memory/changes.hpp - following a store: its tables at one moment, and then what is written to them.
#pragma once
#include <ferrule/connectors/memory/store.hpp>
#include <ferrule/connectors/memory/stream.hpp>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>

namespace ferrule::memory {

/// Holds the store; independent of the connection that opened it. Any number of them may follow one store.
class change_stream {
public:
  /// A table that is followed: its rows at the beginning (null: resumed), and which of its columns were asked for.
  struct followed {
    table_info wanted{};
    std::shared_ptr<const detail::version> rows{};
    std::vector<std::size_t> positions{};
  };

  change_stream(std::shared_ptr<store> of, std::string source, std::vector<followed> tables,
                std::vector<source_schema> described, std::uint64_t behind, bool resumed,
                const follow_options& options, cancel_source::watch_type watch)
      : store_(std::move(of)),
        tables_(std::move(tables)),
        state_(std::move(source), std::move(described)),
        behind_(behind),
        stage_(resumed ? stage::follows : stage::begins),
        options_(options),
        watch_(std::move(watch)) {}

  change next() {
    if (state_.failed() || stage_ == stage::ended) return change::end;
    if (watch_.cancelled()) return fails(errc::cancelled, "cancelled");
    if (stage_ == stage::follows) return next_change();
    if (stage_ == stage::begins) {
      stage_ = stage::reads;
      return change::snapshot_started;
    }
    if (rows_ && rows_->status()) {
      state_.fail(rows_->status());
      return change::end;
    }
    rows_.reset();
    if (next_table_ == tables_.size()) {
      stage_ = stage::follows;
      state_.id = op_id{behind_, {}};
      return change::snapshot_done;
    }
    followed& of = tables_[next_table_];
    rows_.emplace(std::move(of.rows), of.positions, watch_, 0, static_cast<std::size_t>(-1));
    state_.table = next_table_++;
    return change::rows;
  }
  std::size_t table() const noexcept { return state_.table; }
  stream& rows() noexcept { return *rows_; }
  cells_row<change_state> row() noexcept { return {row_.data(), state_}; }
  cells_row<change_state> old_row() noexcept { return {old_row_.data(), state_}; }
  const op_id& id() const noexcept { return state_.id; }
  std::optional<source_time> committed_at() const noexcept { return state_.committed_at; }
  std::span<const source_schema> schemas() const noexcept { return state_.schemas(); }
  /// The store keeps what `store::keep_changes` says, whoever has acknowledged it.
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const noexcept { return state_.status(); }

private:
  enum class stage : std::uint8_t { begins, reads, follows, ended };
  /// How soon a cancel handle is noticed while nothing happens.
  static constexpr std::chrono::milliseconds attention{20};

  change next_change() {
    for (;;) {
      while (commit_ && at_ < commit_->records.size()) {
        const detail::change_record& record = commit_->records[at_++];
        if (const auto found = find(record.of->described.table)) return show(record, *found);
        if (state_.failed()) return change::end;
      }
      if (commit_) {
        behind_ = commit_->id();
        state_.id = op_id{behind_, {}};
        state_.committed_at = commit_->at;
        commit_.reset();
        if (std::exchange(shown_, false)) return change::commit;
      }
      if (behind_ < store_->changes().forgotten())
        return fails(errc::closed, "the changes behind operation " + std::to_string(behind_) +
                                       " were forgotten before they were read; start again with a "
                                       "snapshot, and keep more of them (store::keep_changes)");
      at_ = 0;
      if (const change c = wait(); c != change::commit) return c;
    }
  }
  // `commit` where there is one.
  change wait() {
    using clock = std::chrono::steady_clock;
    const auto until = clock::now() + options_.heartbeat;
    for (;;) {
      const auto now = clock::now();
      const auto slice = options_.until_now ? now : std::min(until, now + attention);
      commit_ = store_->changes().behind(behind_, slice);
      if (commit_) return change::commit;
      if (watch_.cancelled()) return fails(errc::cancelled, "cancelled");
      if (options_.until_now) {
        stage_ = stage::ended;
        return change::end;
      }
      if (clock::now() >= until) return change::idle;
    }
  }

  std::optional<std::size_t> find(const table_id& name) const {
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (tables_[i].wanted.id == name) return i;
    return std::nullopt;
  }
  change show(const detail::change_record& record, std::size_t table) {
    state_.table = table;
    state_.id = op_id{commit_->first + at_ - 1, {}};
    if (record.what == change::end)
      return fails(errc::closed, concat("table ", quoted(to_text(record.of->described.table)),
                                        " was dropped or renamed at operation ", state_.id,
                                        "; follow other tables, or start again with a snapshot"));
    shown_ = true;
    if (record.what == change::schema_changed) {
      auto positions = positions_of("memory", record.of->described, tables_[table].wanted);
      if (!positions) {
        state_.fail(std::move(positions.error()));
        return change::end;
      }
      tables_[table].positions = std::move(*positions);
      state_.change_schema(table, project(record.of->described, tables_[table].positions));
    }
    take(record.row, tables_[table].positions, row_);
    take(record.old_row, tables_[table].positions, old_row_);
    return record.what;
  }
  static void take(const row_values& from, const std::vector<std::size_t>& positions,
                   std::vector<value_view>& to) {
    to.clear();
    if (!from.empty())
      for (const std::size_t i : positions) to.push_back(from[i].view());
  }
  change fails(errc kind, std::string_view what) {
    state_.fail(kind, what);
    return change::end;
  }

  std::shared_ptr<store> store_;
  std::vector<followed> tables_;
  change_state state_;
  std::uint64_t behind_;
  stage stage_;
  follow_options options_;
  cancel_source::watch_type watch_;
  std::optional<stream> rows_;
  std::size_t next_table_ = 0;
  std::shared_ptr<const detail::committed> commit_;
  std::size_t at_ = 0;
  bool shown_ = false;  // something of this commit
  std::vector<value_view> row_, old_row_;
};
static_assert(ChangeStream<change_stream>);

namespace detail {

/// Opens the changes of a store. Errors: `unsupported` where the store keeps no changes, and for tables of structs, whose rows come
/// from the program and not through a writer; `closed` for a checkpoint that it cannot go on from.
inline result<change_stream> follow(const std::shared_ptr<store>& of, const std::string& name,
                                    std::span<const table_info> tables,
                                    const std::optional<checkpoint>& from,
                                    const follow_options& options,
                                    cancel_source::watch_type watch) {
  const std::string source = concat("memory store ", quoted(name));
  change_log& log = of->changes();
  if (!log.is_on())
    return fail(errc::unsupported,
                concat(source, " keeps no changes; call store::named(", quoted(name),
                       ")->keep_changes() before the first is written"));
  std::vector<change_stream::followed> followed;
  std::vector<source_schema> described;
  if (auto ok = each_once("memory", tables); !ok) return fail(std::move(ok.error()));
  const std::unique_lock alone(log.gate);
  for (const table_info& wanted : tables) {
    auto found = of->find(wanted.id);
    if (!found) return fail(std::move(found.error()));
    if (!(*found)->of_values())
      return fail(errc::unsupported,
                  concat("memory table ", quoted(to_text(wanted.id)),
                         " holds structs of the program, whose changes no writer sees; read it "
                         "with open, or make a table with create_table"));
    const source_schema& full = (*found)->description().described;
    auto positions = positions_of("memory", full, wanted);
    if (!positions) return fail(std::move(positions.error()));
    described.push_back(project(full, *positions));
    if (described.back().schema.primary_key.empty() && !full.schema.primary_key.empty())
      return fail(
          errc::unsupported,
          concat("memory table ", quoted(to_text(wanted.id)),
                 ": changes of rows are told by the primary key; ask for all of its columns"));
    followed.push_back({wanted, from ? nullptr : (*found)->read(nullptr), std::move(*positions)});
  }
  if (from) {
    const auto refuse = [&](std::string_view why) {
      return fail(errc::closed, concat(source, " cannot go on from operation ", from->last, ": ",
                                       why, "; start without a checkpoint to have all rows again"));
    };
    if (from->state != name)
      return refuse(concat("the checkpoint is of store ", quoted(from->state)));
    if (from->last.sequence > log.last())
      return refuse(concat("the last operation of this store is ", log.last()));
    if (from->last.sequence < log.forgotten())
      return refuse(concat("what was before operation ", log.forgotten(), " is forgotten"));
  }
  return change_stream(of, source, std::move(followed), std::move(described),
                       from ? from->last.sequence : log.last(), from.has_value(), options,
                       std::move(watch));
}

}  // namespace detail
}  // namespace ferrule::memory
