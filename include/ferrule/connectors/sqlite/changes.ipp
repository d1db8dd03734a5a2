// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/changes.ipp - what changes.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/changes.hpp>
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/log_portion.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {
namespace detail {

/// A change stream's work, and what it keeps.
template<class = void>
class follower {
public:
  using clock = std::chrono::steady_clock;

  follower(std::shared_ptr<detail::connection> db, const config& settings,
           std::span<const table_info> tables, const follow_options& options, std::uint64_t cancels)
      : db_(std::move(db)),
        settings_(settings),
        options_(options),
        patience_(std::make_unique<detail::follower_patience>(
            detail::follower_patience{db_.get(), cancels, clock::now() + settings.busy_timeout})),
        log_(*db_, tables),
        state_(db_->where(), std::vector<source_schema>(tables.size())) {
    patience_->attach(*db_);
  }

  result<void> begin(const std::optional<checkpoint>& from) {
    const detail::read_transaction reading(*db_);
    if (!reading.began()) return reading.began();
    if (auto ok = log_.know_tables(state_); !ok) return ok;
    if (!from) return {};
    const auto refuse = [&](std::string_view why) {
      return fail(errc::closed,
                  concat(db_->where(), " cannot go on from operation ", from->last, ": ", why,
                         "; start without a checkpoint to have all rows again"));
    };
    if (from->state != log_.identity())
      return refuse("the checkpoint is of another log of changes");
    auto ends = log_.ends();
    if (!ends) return fail(std::move(ends.error()));
    behind_ = read_ = last_ = from->last.sequence / 2;
    if (behind_ > ends->last)
      return refuse(concat("the last operation of this log is ", 2 * ends->last));
    if (behind_ < ends->forgotten)
      return refuse(concat("what was before operation ", 2 * ends->forgotten, " was trimmed"));
    state_.id = from->last;
    stage_ = stage::follows;
    return {};
  }

  change next() {
    patience_->until = clock::now() + options_.heartbeat;
    if (state_.failed() || stage_ == stage::ended) return change::end;
    if (patience_->cancelled()) return cancelled();
    if (stage_ == stage::follows) return next_change();
    if (stage_ == stage::begins) return begin_snapshot();
    if (rows_ && rows_->status()) return fails(rows_->status());
    rows_.reset();
    return next_table_ == log_.tables().size() ? end_snapshot() : next_rows();
  }
  std::size_t table() const noexcept { return state_.table; }
  stream& rows() noexcept { return *rows_; }
  cells_row<change_state> row() noexcept { return {portion_.cells(row_), state_}; }
  cells_row<change_state> old_row() noexcept { return {portion_.cells(old_row_), state_}; }
  const op_id& id() const noexcept { return state_.id; }
  /// When the last operation of the commit was made; of the commit itself, SQLite keeps no time.
  std::optional<source_time> committed_at() const noexcept { return state_.committed_at; }
  std::span<const source_schema> schemas() const noexcept { return state_.schemas(); }
  /// Where the setting `trim_changes` says so, the log is trimmed up to there when the stream looks for changes the next time.
  result<void> acknowledge(const op_id& id) {
    acknowledged_ = std::max(acknowledged_, id.sequence / 2);
    return {};
  }
  const error& status() const noexcept { return state_.status(); }

private:
  enum class stage : std::uint8_t { begins, reads, follows, ended };
  /// How long it sleeps between two looks at a database to which nothing happens.
  static constexpr std::chrono::milliseconds attention{20};
  /// How much of the log is trimmed in one transaction.
  static constexpr std::uint64_t most_trimmed = 10'000;

  // --- The snapshot ------------------------------------------------------------------------------

  change begin_snapshot() {
    detail::read_transaction reading(*db_);
    if (!reading.began()) return waits_or_fails(reading.began().error());
    if (auto ok = log_.know_tables(state_); !ok) return waits_or_fails(std::move(ok.error()));
    auto ends = log_.ends();
    if (!ends) return waits_or_fails(std::move(ends.error()));
    busy_since_.reset();
    behind_ = read_ = last_ = ends->last;
    next_table_ = 0;
    stage_ = stage::reads;
    reading.keep();
    return change::snapshot_started;
  }
  change next_rows() {
    const detail::followed_table& of = log_.tables()[next_table_];
    auto opened =
        detail::open_rows_of(db_, settings_, of.as.shape, of.wanted, {}, {}, everything{});
    if (!opened) return fails(std::move(opened.error()));
    rows_.emplace(std::move(*opened));
    state_.table = next_table_++;
    return change::rows;
  }
  change end_snapshot() {
    if (auto ended = detail::read_transaction::end(*db_); !ended)
      return fails(std::move(ended.error()));
    stage_ = stage::follows;
    state_.id = op_id{2 * behind_ + 1, {}};
    return change::snapshot_done;
  }

  // --- The log -----------------------------------------------------------------------------------

  change next_change() {
    for (;;) {
      if (at_ < portion_.operations().size()) return show(portion_.operations()[at_++]);
      if (portion_.unreadable()) return fails(portion_.unreadable());
      if (read_ < last_) {
        if (auto ok = read_portion(); !ok) return waits_or_fails(std::move(ok.error()));
        continue;
      }
      if (behind_ < last_) {
        behind_ = last_;
        state_.id = op_id{2 * behind_ + 1, {}};
        if (std::exchange(shown_, false)) return change::commit;
      }
      if (const change c = wait(); c != change::commit) return c;
      if (stage_ == stage::begins) return begin_snapshot();
    }
  }
  // `commit` where something has happened.
  change wait() {
    for (;;) {
      if (auto ended = detail::read_transaction::end(*db_); !ended)
        return fails(std::move(ended.error()));
      trim();
      auto changed = look();
      if (!changed) return waits_or_fails(std::move(changed.error()));
      busy_since_.reset();
      if (*changed) return change::commit;
      if (options_.until_now) {
        stage_ = stage::ended;
        return change::end;
      }
      const auto now = clock::now();
      if (now >= patience_->until) return change::idle;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience_->until - now);
      sqlite3_sleep(static_cast<int>(std::min(attention, left).count()));
      if (patience_->cancelled()) return cancelled();
    }
  }
  // Whether there is something behind the last commit. Asks first whether anybody has written at all, which costs no more than a
  // look at a counter.
  result<bool> look() {
    auto version = data_version();
    if (!version) return fail(std::move(version.error()));
    if (seen_version_ == *version) return false;
    const detail::read_transaction reading(*db_);
    if (!reading.began()) return fail(reading.began().error());
    if (auto ok = log_.know_tables(state_); !ok) return fail(std::move(ok.error()));
    auto ends = log_.ends();
    if (!ends) return fail(std::move(ends.error()));
    if (auto ok = is_still_there(*ends); !ok) return fail(std::move(ok.error()));
    if (ends->last == behind_) {
      seen_version_ = *version;  // what is written from now on changes it again
      return false;
    }
    auto anew = log_.is_anew(behind_);
    if (!anew) return fail(std::move(anew.error()));
    if (*anew) stage_ = stage::begins;
    last_ = ends->last;
    return true;
  }
  result<std::int64_t> data_version() {
    if (!version_) {
      auto prepared = db_->prepare("PRAGMA data_version", SQLITE_PREPARE_PERSISTENT);
      if (!prepared) return fail(std::move(prepared.error()));
      version_ = std::move(*prepared);
    }
    std::int64_t out = 0;
    auto ok =
        db_->for_each(version_.get(), [&](sqlite3_stmt* s) { out = sqlite3_column_int64(s, 0); });
    sqlite3_reset(version_.get());
    if (!ok) return fail(std::move(ok.error()));
    return out;
  }

  result<void> read_portion() {
    portion_.clear();
    at_ = 0;
    const detail::read_transaction reading(*db_);
    if (!reading.began()) return reading.began();
    // Up to the commit, operations are read as they were described when it was found.
    if (auto ok = log_.is_the_same(); !ok) return ok;
    auto ends = log_.ends();
    if (!ends) return fail(std::move(ends.error()));
    if (auto ok = is_still_there(*ends); !ok) return ok;
    if (!operations_ || selected_ != log_.looks()) {
      auto prepared = db_->prepare(log_.select(), SQLITE_PREPARE_PERSISTENT);
      if (!prepared) return fail(std::move(prepared.error()));
      operations_ = std::move(*prepared);
      selected_ = log_.looks();
    }
    sqlite3_stmt* const s = operations_.get();
    sqlite3_bind_int64(s, 1, static_cast<std::int64_t>(read_));
    sqlite3_bind_int64(s, 2, static_cast<std::int64_t>(last_));
    const detail::decode_rules rules{settings_.mismatched_cells, settings_.integer_times};
    int code = SQLITE_ROW;
    std::int64_t seen = 0;
    while (portion_.has_room() && (code = sqlite3_step(s)) == SQLITE_ROW) {
      seen = sqlite3_column_int64(s, 0);
      portion_.add(s, log_.tables(), state_, rules);
    }
    const error why = code == SQLITE_ROW || code == SQLITE_DONE ? error{} : db_->last_error(code);
    sqlite3_reset(s);
    if (why) {
      portion_.clear();  // it is read again from its beginning
      return fail(why);
    }
    read_ = code == SQLITE_DONE ? last_ : static_cast<std::uint64_t>(seen);
    return {};
  }

  change show(const detail::logged_operation& of) {
    state_.table = of.table;
    state_.id = op_id{2 * static_cast<std::uint64_t>(of.id), {}};
    state_.committed_at.reset();
    if (of.at) state_.committed_at = source_time(std::chrono::milliseconds(*of.at));
    row_ = of.row;
    old_row_ = of.old_row;
    shown_ = true;
    using detail::logged;
    return of.what == logged::insert   ? change::insert
           : of.what == logged::update ? change::update
                                       : change::remove;
  }

  result<void> is_still_there(const detail::log_ends& ends) const {
    if (read_ > ends.last)
      return fail(errc::closed,
                  concat(state_.source(), ": the log of changes ends at operation ", 2 * ends.last,
                         ", before the last one that was read; is the file an older copy?"));
    if (read_ >= ends.forgotten) return {};
    return fail(errc::closed,
                concat(state_.source(), ": the changes behind operation ", 2 * read_,
                       " were trimmed before they were read; start again with a snapshot, and "
                       "set trim_changes for the slowest follower alone"));
  }
  // What is acknowledged, but for the last row, whose id SQLite might give to another (see `ends`). Another time, if somebody else is
  // writing.
  void trim() {
    const std::uint64_t to = std::min(acknowledged_, behind_);
    if (!settings_.trim_changes || trimmed_ >= to) return;
    const auto until = std::exchange(patience_->until, clock::now());
    if (auto ends = log_.ends()) {
      const std::uint64_t now = std::min(to, ends->forgotten + most_trimmed);
      if (db_->run(concat("DELETE FROM ferrule_capture_log WHERE id <= ", now,
                          " AND id < (SELECT max(id) FROM ferrule_capture_log)")))
        trimmed_ = now;
    }
    patience_->until = until;
  }

  // Where somebody else holds a lock, there is nothing for now; for as long as the settings say.
  change waits_or_fails(error why) {
    if (why.kind != errc::timeout || !why.transient) return fails(std::move(why));
    const auto now = clock::now();
    if (!busy_since_) busy_since_ = now - options_.heartbeat;
    if (now - *busy_since_ >= settings_.busy_timeout) return fails(std::move(why));
    return change::idle;
  }
  change cancelled() {
    return fails({errc::cancelled, false, concat(state_.source(), ": cancelled")});
  }
  change fails(error why) {
    state_.fail(std::move(why));
    rows_.reset();
    (void)detail::read_transaction::end(*db_);
    return change::end;
  }

  std::shared_ptr<detail::connection> db_;
  config settings_;
  follow_options options_;
  std::unique_ptr<detail::follower_patience> patience_;
  detail::followed_log<> log_;
  change_state state_;
  stage stage_ = stage::begins;
  std::optional<stream> rows_;
  std::size_t next_table_ = 0;

  // Rows of the log: up to where the receiver has commits, what has been read, and where the next commit is.
  std::uint64_t behind_ = 0, read_ = 0, last_ = 0;
  std::uint64_t acknowledged_ = 0, trimmed_ = 0;
  bool shown_ = false;  // something since the last commit
  std::optional<std::int64_t> seen_version_;
  std::optional<clock::time_point> busy_since_;
  detail::statement_handle version_, operations_;
  std::uint64_t selected_ = 0;
  detail::log_portion<> portion_;
  std::size_t at_ = 0, row_ = 0, old_row_ = 0;
};

}  // namespace detail

template<class Void>
basic_change_stream<Void>::basic_change_stream(std::unique_ptr<detail::follower<void>> by)
    : by_(std::move(by)) {}
template<class Void>
basic_change_stream<Void>::basic_change_stream(basic_change_stream&&) noexcept = default;
template<class Void>
basic_change_stream<Void>& basic_change_stream<Void>::operator=(basic_change_stream&&) noexcept =
    default;
template<class Void>
basic_change_stream<Void>::~basic_change_stream() = default;
template<class Void>
change basic_change_stream<Void>::next() {
  return by_->next();
}
template<class Void>
std::size_t basic_change_stream<Void>::table() const noexcept {
  return by_->table();
}
template<class Void>
stream& basic_change_stream<Void>::rows() noexcept {
  return by_->rows();
}
template<class Void>
cells_row<change_state> basic_change_stream<Void>::row() noexcept {
  return by_->row();
}
template<class Void>
cells_row<change_state> basic_change_stream<Void>::old_row() noexcept {
  return by_->old_row();
}
template<class Void>
const op_id& basic_change_stream<Void>::id() const noexcept {
  return by_->id();
}
template<class Void>
std::optional<source_time> basic_change_stream<Void>::committed_at() const noexcept {
  return by_->committed_at();
}
template<class Void>
std::span<const source_schema> basic_change_stream<Void>::schemas() const noexcept {
  return by_->schemas();
}
template<class Void>
result<void> basic_change_stream<Void>::acknowledge(const op_id& id) {
  return by_->acknowledge(id);
}
template<class Void>
const error& basic_change_stream<Void>::status() const noexcept {
  return by_->status();
}

template<class>
result<change_stream> connector::follow(std::span<const table_info> tables,
                                        const std::optional<checkpoint>& from,
                                        const follow_options& options) {
  if (auto ok = each_once(name, tables); !ok) return fail(std::move(ok.error()));
  const std::uint64_t cancels = cancel_->times.load(std::memory_order_relaxed);
  config settings = settings_;
  settings.create = false;
  if (settings.trim_changes && settings.read_only)
    return fail(errc::permission,
                concat("sqlite ", quoted(settings_.path, 300),
                       ": trim_changes needs a connection that may write, set read_only = false"));
  auto opened = detail::connection::open_apart(settings, cancel_);
  if (!opened) return fail(std::move(opened.error()));
  if (*sqlite3_db_filename((*opened)->get(), "main") == '\0')
    return fail(
        errc::unsupported,
        concat((*opened)->where(), " is in memory, where no other connection can follow it"));
  auto out =
      std::make_unique<detail::follower<>>(std::move(*opened), settings, tables, options, cancels);
  if (auto ok = out->begin(from); !ok) return fail(std::move(ok.error()));
  return change_stream(std::move(out));
}

}  // namespace ferrule::sqlite
