// SPDX-License-Identifier: BSL-1.0
// decorators/retrying/changes.hpp - a change stream that is opened again where it was lost.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/decorators/retrying/timing.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace ferrule {

/// The changes of a `Resumable` connector. Where they end with a transient error they are opened again behind the last commit that was
/// given out, and the receiver notices nothing but `idle` while it waits:
///
/// - Of a transaction that was half given out, the first half is read again and left out. That is right only if the source tells the
///   same operations again, under the same ids; where it does not, the stream ends with an error of kind `closed`, and the
///   receiver, which has no commit of it, has nothing to undo.
/// - A snapshot cannot be resumed: it begins again, and `snapshot_started` says that what was given out of it is void.
/// - An operation whose cells could not all be read ends the stream with the error as it is, because only the receiver knows whether
///   it has it.
/// - Columns that have changed meanwhile end the stream with `closed`; a new run describes them anew.
///
/// Attempts, delays and the deadline are those of calls, counted from the first failure; a commit, or `idle` between two
/// transactions, ends the count. What is acknowledged while the connection is lost is told to the source when it is back. The
/// connector must outlive it and stay where it is.
template<Connector C, RetryTiming Timing>
class resuming_changes {
  using inner_stream =
      typename decltype(std::declval<C&>().follow({}, std::nullopt, {}))::value_type;

public:
  /// What it shares with the connector that opened it.
  struct opened_by {
    C* connector;
    Timing* timing;
    const bool* in_transaction;
    std::shared_ptr<interruption> waiting;
    std::uint64_t interruptions;  // before it was opened
    retry_options retry;
  };

  resuming_changes(inner_stream first, opened_by by, std::span<const table_info> tables,
                   std::optional<checkpoint> from, std::string state, const follow_options& options)
      : by_(std::move(by)),
        tables_(tables.begin(), tables.end()),
        options_(options),
        state_(std::move(state)),
        resume_(std::move(from)) {
    inner_.emplace(std::move(first));
  }

  change next() {
    if (ended_) return change::end;
    if (!lost_ && at_ >= change::insert && at_ <= change::remove && inner_->status()) {
      (void)end_with(inner_->status());
      return change::end;
    }
    if (!lost_) note_delivered();
    if (const error why = std::exchange(not_told_, {}); why && !lose(why)) return change::end;
    for (;;) {
      if (lost_) {
        if (const auto answer = open_again()) return *answer;
        continue;
      }
      const change what = inner_->next();
      if (what == change::end && inner_->status()) {
        if (!lose(inner_->status())) return change::end;
      } else if (what == change::idle || to_skip_ == 0) {
        ended_ = what == change::end;
        return at_ = what;
      } else if (!skip(what)) return change::end;
    }
  }
  std::size_t table() const noexcept { return inner_->table(); }
  auto& rows() noexcept { return inner_->rows(); }
  auto row() noexcept { return inner_->row(); }
  auto old_row() noexcept { return inner_->old_row(); }
  const op_id& id() const noexcept { return inner_->id(); }
  std::optional<source_time> committed_at() const noexcept { return inner_->committed_at(); }
  std::span<const source_schema> schemas() const noexcept { return inner_->schemas(); }
  result<void> acknowledge(const op_id& id) {
    if (status_) return {};  // that is what there is to say
    if (!lost_) {
      auto done = inner_->acknowledge(id);
      if (done) untold_.reset();
      if (done || ended_ || !done.error().transient) return done;
      not_told_ = std::move(done.error());
    }
    untold_ = id;
    return {};
  }
  const error& status() const noexcept { return status_ || lost_ ? status_ : inner_->status(); }

private:
  struct operations {
    std::uint64_t count = 0, digest = 0;
    void add(change what, std::size_t table, const op_id& id) noexcept {
      ++count;
      for (const std::uint64_t part :
           {static_cast<std::uint64_t>(what), std::uint64_t{table}, id.sequence})
        digest = (digest ^ part) * 0x100000001b3 + 1;
    }
    bool operator==(const operations&) const = default;
  };

  // The message given out last was taken, or `next` would not have been called.
  void note_delivered() {
    const change what = std::exchange(at_, change::idle);
    if (what != change::idle) began_ = true;
    if (what == change::snapshot_started) in_snapshot_ = true;
    else if (what == change::snapshot_done || what == change::commit) {
      if (!resume_) resume_.emplace();
      resume_->last = inner_->id();
      resume_->state = state_;
      in_snapshot_ = false;
      given_ = {};
      failures_ = 0;
    } else if (what >= change::insert && what <= change::schema_changed)
      given_.add(what, inner_->table(), inner_->id());
    else if (what == change::idle && !in_snapshot_ && given_.count == 0) failures_ = 0;
  }

  // False where it is not opened again.
  bool lose(const error& why) {
    const auto now = by_.timing->now();
    if (failures_++ == 0) failing_since_ = now;
    const retry_options& with = by_.retry;
    const bool can = with.enabled && why.transient && !*by_.in_transaction &&
                     (resume_ || given_.count == 0 || in_snapshot_);
    const auto delay = delay_behind(failures_, with, by_.timing->fraction());
    const auto past = now - failing_since_;
    if (!can || failures_ >= with.attempts || past + delay > with.deadline) {
      error last = why;
      if (can && failures_ > 1)
        last.message += concat("; gave up after ", failures_, " attempts in ",
                               past / std::chrono::milliseconds(1), " ms");
      return end_with(std::move(last));
    }
    lost_ = true;
    why_ = why;
    try_at_ = now + delay;
    return true;
  }
  // Nothing where it is open, or was lost once more.
  std::optional<change> open_again() {
    const auto left = try_at_ - by_.timing->now();
    const auto wait = std::min<std::chrono::nanoseconds>(left, options_.heartbeat);
    if (by_.waiting->times() != by_.interruptions ||
        (left.count() > 0 && !by_.timing->wait(*by_.waiting, by_.interruptions, wait)))
      return ends(errc::cancelled,
                  concat("cancelled while the changes were lost; the error was: ", why_));
    if (wait < left) return change::idle;
    auto made = by_.connector->follow(tables_, in_snapshot_ ? std::optional<checkpoint>() : resume_,
                                      options_);
    if (!made) return lose(made.error()) ? std::nullopt : std::optional(change::end);
    if (began_ && !std::equal(made->schemas().begin(), made->schemas().end(),
                              inner_->schemas().begin(), inner_->schemas().end()))
      return ends(errc::closed,
                  concat("the columns of the tables have changed while the changes were lost; "
                         "start again from the last checkpoint. The error was: ",
                         why_));
    inner_.emplace(std::move(*made));
    lost_ = false;
    to_skip_ = given_.count;
    skipped_ = {};
    if (untold_) {
      if (auto told = inner_->acknowledge(*untold_); !told)
        return lose(told.error()) ? std::nullopt : std::optional(change::end);
      untold_.reset();
    }
    return std::nullopt;
  }
  // Leaves out what the receiver has. False where it is not that.
  bool skip(change what) {
    const bool operation = what >= change::insert && what <= change::schema_changed;
    if (operation) skipped_.add(what, inner_->table(), inner_->id());
    --to_skip_;
    if (operation && (to_skip_ != 0 || skipped_ == given_)) return true;
    (void)ends(errc::closed,
               concat("the transaction behind operation ", resume_->last,
                      " was half delivered when the changes were lost, and is another one now; "
                      "start again from the last checkpoint. The error was: ",
                      why_));
    return false;
  }
  change ends(errc kind, std::string_view what) {
    (void)end_with({kind, false, concat(C::name, ": ", what)});
    return change::end;
  }
  bool end_with(error why) {
    status_ = std::move(why);
    ended_ = true;
    return false;
  }

  opened_by by_;
  std::vector<table_info> tables_;
  follow_options options_;
  std::string state_;
  std::optional<inner_stream> inner_;  // the lost one, until there is another
  std::optional<checkpoint> resume_;   // behind what was given out whole
  change at_ = change::idle;           // given out last
  operations given_, skipped_;         // of the transaction that is open
  std::uint64_t to_skip_ = 0;
  std::optional<op_id> untold_;
  error status_, why_, not_told_;
  int failures_ = 0;
  std::chrono::nanoseconds failing_since_{}, try_at_{};
  bool began_ = false, in_snapshot_ = false, lost_ = false, ended_ = false;
};

}  // namespace ferrule
