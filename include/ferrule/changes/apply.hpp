// SPDX-License-Identifier: BSL-1.0
// changes/apply.hpp - tables of a Writable connector, kept equal to those of a source.
#pragma once
#include <ferrule/changes/dead_letters.hpp>
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/changes/kept_rows.hpp>
#include <ferrule/changes/kept_tables.hpp>
#include <ferrule/changes/migrate.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/writer/transaction.hpp>
#include <optional>
#include <vector>

namespace ferrule {

/// What is done where the columns of a source's table change while there are rows in it.
enum class schema_change_policy : std::uint8_t {
  refuse,  ///< the run ends with an error that names the table
  ignore,  ///< the table stays as it is; rows that do not fit it are an error
  apply,  ///< columns are added and dropped, in the transaction of the change, where the destination is `Migratable`. An error,
  ///< as with `refuse`: another type or key, a column that may be null now, a new one that may not while there are rows, and
  ///< columns that come and go in one change, which may be a renaming
};

struct apply_options {
  std::string source =
      "default";  ///< under which name the checkpoint is kept, where several sources share one destination
  std::string state{};  ///< what the source's `serialize_state` said; kept with the checkpoint
  std::string checkpoints = "ferrule_checkpoints";  ///< the table of checkpoints
  std::size_t rows_per_transaction =
      10'000;  ///< after so many rows the next commit of the source is made durable
  std::chrono::milliseconds delay{1000};  ///< and after that time
  schema_change_policy schema_changes = schema_change_policy::refuse;
  tolerance
      tolerated{};  ///< rows that are left out because the destination refuses what is in them; none
};

/// An ingestor that does to the tables of `to` what happens to those of the source, and keeps its checkpoint in the same transaction:
/// whenever the process ends, what is in the tables is what the source had at that checkpoint. The tables have the source's names,
/// columns and keys; a snapshot replaces them. What is committed is acknowledged.
///
/// A row that the destination refuses ends the run, or, where `tolerated` says so, is left out and becomes a dead letter: a row of a
/// table of its own, in the same transaction. A later change of such a row finds it missing: an update inserts it, a removal has
/// nothing to do. An update that is refused leaves the row as it was; one that changes the key has removed it.
///
/// For one run: the next run has an applier of its own, and begins at its `resume_point`. `to` is used for nothing else meanwhile,
/// must outlive it, and must not be a connection of the source. Errors: those of `to`, which leave the tables as they were at the
/// last commit.
template<class To>
class table_applier {
public:
  table_applier(To& to, apply_options options)
      : to_(&to), options_(std::move(options)), letters_(to, options_.source, options_.tolerated) {
    if constexpr (Connector<To>) static_assert(detail::can_be_written<To>());
    else
      static_assert(ChangeTarget<To>,
                    "[ferrule] changes are applied to a connector that declares Writable");
  }
  table_applier(table_applier&&) = delete;
  ~table_applier() {
    writers_.clear();
    if (open_) (void)to_->rollback();
  }

  /// Where an earlier run ended with these tables; nothing where there was none. Errors: `closed` where that run did not have all
  /// of them; the destination's.
  result<std::optional<checkpoint>> resume_point(std::span<const table_info> tables) {
    if (auto made = to_->create_table(checkpoint_table(), if_exists::keep); !made)
      return fail(std::move(made.error()));
    std::optional<checkpoint> found;
    std::string source, names, found_names;
    checkpoint one;
    auto read = detail::each_kept_row(
        *to_, {{options_.checkpoints}, {"source", "sequence", "position", "state", "tables"}},
        [&](auto take) {
          take(source);
          take(one.last.sequence);
          take(one.last.position);
          take(one.state);
          take(names);
        },
        [&] {
          if (source != options_.source) return;
          found = one;
          found_names = names;
        });
    if (!read) return fail(std::move(read.error()));
    if (found)
      if (auto all = detail::covers(found_names, tables); !all) return fail(std::move(all.error()));
    if (auto loaded = letters_.load(); !loaded) return fail(std::move(loaded.error()));
    return found;
  }

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (status_) return offered::gone;
    if (!apply(what, from)) {
      writers_.clear();
      if (std::exchange(open_, false)) (void)to_->rollback();
      return offered::gone;
    }
    return offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const { return durable_; }
  const error& status() const noexcept { return status_; }
  /// How many rows were left out since the last snapshot. Of runs before this one, once `resume_point` has been asked.
  std::uint64_t refused() const noexcept { return letters_.count(); }
  /// The first of this run, with the one that was too many.
  std::span<const dead_letter> refused_rows() const noexcept { return letters_.listed(); }

private:
  using writer_type = typename std::remove_cvref_t<decltype(std::declval<To&>().open_writer(
      std::declval<const table_info&>(), write_mode::insert))>::value_type;
  struct open_writer {
    std::size_t table;
    write_mode mode;
    writer_type to;
  };

  source_schema checkpoint_table() const {
    const auto column = [](const char* name, kind k) {
      return field{name, {.kind = k}, false, typing::declared, {}, {}};
    };
    return {{options_.checkpoints},
            {{column("source", kind::text), column("sequence", kind::uint64),
              column("position", kind::text), column("state", kind::text),
              column("tables", kind::text)},
             {0}},
            cdc_kind::nothing};
  }

  template<class S>
  bool apply(change what, S& from) {
    if (tables_.empty()) tables_ = detail::kept_names(from.schemas());
    switch (what) {
      case change::snapshot_started: return start_over(from);
      case change::rows: return write_rows_of(from);
      case change::insert:
        return begin() && write(from, write_mode::insert, read(from.row(), from));
      case change::update: return begin() && apply_update(from);
      case change::remove:
        return begin() && write(from, write_mode::remove, key_of(read(from.old_row(), from), from));
      case change::truncate: return begin() && empty(from);
      case change::schema_changed: return begin() && change_schema(from);
      case change::snapshot_done: reached_ = from.id(); return commit();
      case change::commit:
        reached_ = from.id();
        return !open_ ||
               (rows_ < options_.rows_per_transaction &&
                std::chrono::steady_clock::now() - began_ < options_.delay) ||
               commit();
      case change::idle: return !reached_ || commit();
      case change::end:
        if (reached_) return commit();
        writers_.clear();
        if (std::exchange(open_, false)) (void)to_->rollback();
        return true;
    }
    return true;
  }

  template<class S>
  bool start_over(S& from) {
    writers_.clear();
    if (std::exchange(open_, false)) (void)to_->rollback();
    if (!begin() || !ok(letters_.clear())) return false;
    for (const source_schema& table : from.schemas())
      if (!ok(to_->create_table(table, if_exists::replace))) return false;
    return true;
  }
  template<class S>
  bool write_rows_of(S& from) {
    writer_type* const to = writer_for(from, write_mode::insert);
    if (to == nullptr) return false;
    auto& rows = from.rows();
    cells_.resize(rows.schema().fields.size());
    const error& failed = pump(rows, [&](auto& row) {
      for (value_view& cell : cells_) row.read(cell);
      if (row.failed()) return flow::stop;
      ++rows_;
      if (to->write(cells_)) return flow::more;
      status_ = to->status();
      return leave_out(change::rows, from, *to, cells_) ? flow::more : flow::stop;
    });
    // Why a row could not be read, the source says itself: its next message is the end, and nothing of this is committed.
    return failed || !status_;
  }
  template<class S>
  bool apply_update(S& from) {
    const std::vector<value> before = kept(key_of(read(from.old_row(), from), from));
    const std::span<const value_view> after = read(from.row(), from);
    const auto& key = from.schemas()[from.table()].schema.primary_key;
    for (std::size_t i = 0; i < key.size(); ++i)
      if (before[i].view() != after[key[i]]) {
        key_.assign(before.begin(), before.end());
        return write(from, write_mode::remove, key_) && write(from, write_mode::insert, cells_);
      }
    if (key.size() == after.size()) return true;  // nothing but a key, and that is the same
    return write(from, write_mode::update, after);
  }
  template<class S>
  bool empty(S& from) {
    if (!close_writers()) return false;
    emptied_ = from.table();
    return ok(to_->create_table(from.schemas()[from.table()], if_exists::replace));
  }
  template<class S>
  bool change_schema(S& from) {
    if (emptied_ == from.table()) return empty(from);
    if (options_.schema_changes == schema_change_policy::ignore) return true;
    const source_schema& of = from.schemas()[from.table()];
    error why{errc::unsupported, false, {}};
    if (options_.schema_changes == schema_change_policy::apply) {
      if constexpr (detail::can_migrate<To>()) {
        if (!close_writers()) return false;
        auto done = detail::migrate_table(*to_, of);
        if (done) return true;
        why = std::move(done.error());
      } else why.message = "the destination is not Migratable and cannot change them";
    }
    const bool stays = why.kind == errc::unsupported || why.kind == errc::constraint;
    why.message = concat(
        "the columns of table ", quoted(to_text(of.table)), " have changed at operation ",
        from.id(), why.message.empty() ? "" : ": ", why.message,
        stays ? "; start without a checkpoint to copy it anew, or ignore changes of columns" : "");
    status_ = std::move(why);
    return false;
  }
  // Before their table changes: a writer may still hold rows.
  bool close_writers() {
    for (open_writer& w : writers_)
      if (!ok(w.to.finish())) return false;
    writers_.clear();
    return true;
  }

  template<class R, class S>
  std::span<const value_view> read(R row, S& from) {
    cells_.resize(from.schemas()[from.table()].schema.fields.size());
    for (value_view& cell : cells_) row.read(cell);
    return cells_;
  }
  template<class S>
  std::span<const value_view> key_of(std::span<const value_view> row, S& from) {
    key_.clear();
    for (const std::size_t i : from.schemas()[from.table()].schema.primary_key)
      key_.push_back(row[i]);
    return key_;
  }
  static std::vector<value> kept(std::span<const value_view> cells) {
    return {cells.begin(), cells.end()};
  }

  template<class S>
  bool write(S& from, write_mode mode, std::span<const value_view> cells) {
    if (from.status()) return true;  // a cell that could not be read: the source ends by itself
    writer_type* const to = writer_for(from, mode);
    if (to == nullptr) return false;
    ++rows_;
    emptied_.reset();
    reached_.reset();
    if (to->write(cells)) return true;
    status_ = to->status();
    if (status_.kind == errc::not_found && letters_.has(from.schemas()[from.table()].table)) {
      status_ = {};
      return mode != write_mode::update || write(from, write_mode::insert, cells);
    }
    return leave_out(mode == write_mode::insert   ? change::insert
                     : mode == write_mode::update ? change::update
                                                  : change::remove,
                     from, *to, cells);
  }
  // Goes on without a row that was refused, if it may: where the transaction is still there, and the reason is the row.
  template<class S>
  bool leave_out(change what, S& from, writer_type& by, std::span<const value_view> cells) {
    const source_schema& of = from.schemas()[from.table()];
    if (!letters_.tolerates(status_) || !by.finish()) {
      if (what != change::rows)
        status_.message = concat(status_.message, " (operation ", from.id(), " of the source)");
      return false;
    }
    dead_letter letter{0, of.table, what, what == change::rows ? op_id{} : from.id(), status_, {}};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t column = what == change::remove ? of.schema.primary_key[i] : i;
      letter.cells +=
          concat(i == 0 ? "" : ", ", of.schema.fields[column].name, " = ", shown(cells[i]));
    }
    status_ = {};
    return ok(letters_.add(std::move(letter)));
  }
  template<class S>
  writer_type* writer_for(S& from, write_mode mode) {
    for (open_writer& w : writers_)
      if (w.table == from.table() && w.mode == mode) return &w.to;
    const source_schema& of = from.schemas()[from.table()];
    table_info into{of.table, {}};
    if (mode == write_mode::remove)
      for (const std::size_t i : of.schema.primary_key)
        into.columns.push_back(of.schema.fields[i].name);
    else
      for (const field& f : of.schema.fields) into.columns.push_back(f.name);
    auto opened = to_->open_writer(into, mode);
    if (!opened) {
      status_ = std::move(opened.error());
      return nullptr;
    }
    return &writers_.emplace_back(open_writer{from.table(), mode, std::move(*opened)}).to;
  }

  bool ok(result<void> done) {
    if (!done) status_ = std::move(done.error());
    return done.has_value();
  }
  bool begin() {
    reached_.reset();
    if (open_) return true;
    if (!ok(to_->begin())) return false;
    open_ = true;
    began_ = std::chrono::steady_clock::now();
    rows_ = 0;
    return true;
  }
  // With the checkpoint, so that neither is there without the other.
  bool commit() {
    if (!open_) {
      durable_ = std::exchange(reached_, std::nullopt);
      return true;
    }
    if (!ok(to_->create_table(checkpoint_table(), if_exists::keep))) return false;
    auto kept = to_->open_writer({{options_.checkpoints}, {}}, write_mode::upsert);
    if (!kept) return ok(fail(std::move(kept.error())));
    const value_view cells[] = {std::string_view(options_.source), reached_->sequence,
                                std::string_view(reached_->position),
                                std::string_view(options_.state), std::string_view(tables_)};
    if (!kept->write(cells)) return ok(fail(kept->status()));
    if (!ok(kept->finish())) return false;
    for (open_writer& w : writers_)
      if (!ok(w.to.finish())) return false;
    if (!ok(to_->commit())) return false;
    open_ = false;
    emptied_.reset();
    durable_ = std::exchange(reached_, std::nullopt);
    return true;
  }

  To* to_;
  apply_options options_;
  dead_letters<To> letters_;
  std::string tables_;  // that are followed
  error status_;
  bool open_ = false;
  std::vector<open_writer> writers_;
  std::vector<value_view> cells_, key_;
  std::size_t rows_ = 0;
  std::chrono::steady_clock::time_point began_{};
  std::optional<op_id>
      reached_;  // a commit of the source that is not durable, and nothing behind it
  std::optional<op_id> durable_;
  std::optional<std::size_t> emptied_;  // the table whose last change was that all rows went
};

}  // namespace ferrule
