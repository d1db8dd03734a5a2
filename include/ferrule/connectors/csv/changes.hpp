// SPDX-License-Identifier: BSL-1.0
// connectors/csv/changes.hpp - following a folder: the rows of the files there are, and then those of every file that comes.
//
// A file is a transaction: its rows are inserts, behind the last is a commit. Files are looked at every `poll`; those that are new and
// complete are delivered in the order of their times of change, and of their names where these are the same. A file is never
// delivered again and must stay as it is; it may go. The files of the first look are the snapshot, in the order of their names.
#pragma once
#include <ferrule/connectors/csv/connector.hpp>
#include <ferrule/connectors/csv/followed.hpp>
#include <ferrule/connectors/csv/position.hpp>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>
#include <time.h>

namespace ferrule::csv {

namespace detail {

/// A table that is followed.
struct followed_table {
  table_info wanted;
  table_shape shape;
  file_watch files;
  delivered_files delivered;
  std::vector<seen_file> first;    ///< the files of the snapshot
  std::vector<std::string> there;  ///< names that were seen last, in order
  std::string head;                ///< what does not change of its position
};

// How soon a cancel handle is noticed while nothing happens.
inline constexpr std::chrono::milliseconds attention{20};

inline void pause(std::chrono::nanoseconds time) {
  const auto count = std::clamp<std::int64_t>(time.count(), 0, 1'000'000'000);
  const timespec wanted{count / 1'000'000'000, count % 1'000'000'000};
  ::nanosleep(&wanted, nullptr);
}

}  // namespace detail

/// Independent of the connection that opened it.
class change_stream {
public:
  /// `behind`: the sequence that is resumed from; nothing: begin with a snapshot.
  change_stream(std::string source, config settings, std::vector<detail::followed_table> tables,
                std::vector<source_schema> described, std::optional<std::uint64_t> behind,
                const follow_options& options, std::shared_ptr<std::vector<rejected_row>> rejects,
                cancel_source::watch_type watch)
      : state_(std::move(source), std::move(described)),
        settings_(std::move(settings)),
        tables_(std::move(tables)),
        sequence_(behind.value_or(0)),
        stage_(behind ? stage::follows : stage::begins),
        options_(options),
        rejects_(std::move(rejects)),
        watch_(std::move(watch)) {}

  change next() {
    if (state_.failed() || stage_ == stage::ended) return change::end;
    if (rows_ && rows_->status()) return fails(rows_->status());
    if (watch_.cancelled()) return fails(errc::cancelled, "cancelled");
    if (stage_ == stage::follows) return next_change();
    if (stage_ == stage::begins) {
      stage_ = stage::reads;
      return change::snapshot_started;
    }
    if (rows_ && !end_of_snapshot_table()) return change::end;
    if (next_table_ == tables_.size()) {
      stage_ = stage::follows;
      state_.id = op_id{++sequence_, position()};
      return change::snapshot_done;
    }
    state_.table = next_table_++;
    std::vector<detail::file_part> files;
    for (const detail::seen_file& f : tables_[state_.table].first) files.push_back({f.path});
    return open(std::move(files)) ? change::rows : change::end;
  }
  std::size_t table() const noexcept { return state_.table; }
  stream& rows() noexcept { return *rows_; }
  csv::row row() noexcept { return rows_->row(); }
  /// There are none: files are added to a table, nothing of it changes.
  cells_row<change_state> old_row() noexcept { return {nullptr, state_}; }
  const op_id& id() const noexcept { return state_.id; }
  /// When the file was last changed.
  std::optional<source_time> committed_at() const noexcept { return state_.committed_at; }
  std::span<const source_schema> schemas() const noexcept { return state_.schemas(); }
  /// Files stay where they are, whoever has acknowledged them.
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const noexcept {
    return rows_ && rows_->status() ? rows_->status() : state_.status();
  }

private:
  enum class stage : std::uint8_t { begins, reads, follows, ended };
  using clock = std::chrono::steady_clock;
  struct found {
    std::size_t table;
    detail::seen_file file;
  };

  change next_change() {
    for (;;) {
      if (rows_) {
        if (!rows_->next()) return end_of_file();
        state_.id.sequence = ++sequence_;
        return change::insert;
      }
      if (next_found_ < found_.size()) {
        if (!begin_file(found_[next_found_++])) return change::end;
        continue;
      }
      if (const change c = wait(); c != change::commit) return c;
    }
  }

  // `commit` where there are files to deliver.
  change wait() {
    const auto entered = clock::now();
    if (options_.until_now) next_look_ = entered;
    if (!waiting_since_) waiting_since_ = entered;
    for (;;) {
      const auto now = clock::now();
      if (now >= next_look_) {
        if (!look()) return change::end;
        next_look_ =
            now + (waits_ ? std::min(settings_.poll, settings_.quiet / 4 + one) : settings_.poll);
        if (!found_.empty()) return change::commit;
        // What was still being written may be complete soon; what is written on has not happened yet.
        if (options_.until_now && (!waits_ || now - *waiting_since_ >= settings_.quiet)) {
          stage_ = stage::ended;
          return change::end;
        }
      }
      if (watch_.cancelled()) return fails(errc::cancelled, "cancelled");
      const auto until = entered + options_.heartbeat;
      if (now >= until) return change::idle;
      detail::pause(
          std::min<std::chrono::nanoseconds>(detail::attention, std::min(until, next_look_) - now));
    }
  }

  // Finds new files, and those that were delivered and have changed.
  bool look() {
    found_.clear();
    next_found_ = 0;
    waits_ = false;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      detail::followed_table& of = tables_[i];
      auto files = of.files.look();
      if (!files) return stop(std::move(files.error()));
      waits_ = waits_ || of.files.waits();
      of.there.clear();
      for (detail::seen_file& f : *files) {
        of.there.push_back(f.path);
        const std::uint64_t* const before = of.delivered.find(f.path);
        if (before == nullptr) {
          if (f.complete) found_.push_back({i, std::move(f)});
        } else if (*before != f.state)
          return stop(errc::closed, i, f.path,
                      "has changed since it was delivered; files of a table that is followed stay "
                      "as they are: move it away and give what is new a name of its own, or start "
                      "without a checkpoint");
      }
      std::sort(of.there.begin(), of.there.end());
    }
    std::sort(found_.begin(), found_.end(),
              [](const found& a, const found& b) { return a.file < b.file; });
    return true;
  }

  // True also where the file is not to be delivered now: the next look tells what has become of it.
  bool begin_file(const found& next) {
    detail::followed_table& of = tables_[next.table];
    auto now = detail::look_at_file(next.file.path);
    if (!now) return stop(std::move(now.error()));
    if (!*now || (*now)->state != next.file.state) return true;
    const auto is_gone = [&](const std::string& path) {
      return !std::binary_search(of.there.begin(), of.there.end(), path);
    };
    if (of.delivered.size() >= settings_.most_files && !of.delivered.forget_one(is_gone))
      return stop(errc::limit, next.table, next.file.path,
                  concat("is one more than most_files (", settings_.most_files,
                         "): so many were delivered and are still there; move some away, or set "
                         "most_files higher"));
    state_.table = next.table;
    state_.id.position.clear();
    return open({{next.file.path}});
  }
  change end_of_file() {
    if (rows_->status()) return fails(rows_->status());
    const detail::seen_file& file = found_[next_found_ - 1].file;
    if (!stayed(file)) return change::end;
    tables_[state_.table].delivered.add(file.path, file.state);
    state_.id = op_id{++sequence_, position()};
    state_.committed_at = file.time();
    rows_.reset();
    next_look_ = {};
    waiting_since_.reset();
    return change::commit;
  }
  bool end_of_snapshot_table() {
    detail::followed_table& of = tables_[state_.table];
    for (detail::seen_file& f : of.first) {
      if (!stayed(f)) return false;
      of.delivered.add(std::move(f.path), f.state);
    }
    of.first.clear();
    rows_.reset();
    return true;
  }
  // Whether a file is what it was before it was read. One that has gone was read to its end.
  bool stayed(const detail::seen_file& file) {
    auto now = detail::look_at_file(file.path);
    if (!now) return stop(std::move(now.error()));
    if (!*now || (*now)->state == file.state) return true;
    return stop(errc::closed, state_.table, file.path,
                "has changed while it was read, so that it was not complete; set quiet higher, or "
                "set marker and write a marker file behind each file");
  }

  bool open(std::vector<detail::file_part> files) {
    const detail::followed_table& of = tables_[state_.table];
    auto opened = detail::open_rows(of.shape, of.wanted, std::move(files), rejects_, watch_);
    if (!opened) return stop(std::move(opened.error()));
    rows_.emplace(std::move(*opened));
    return true;
  }
  std::string position() const {
    std::string out(detail::position_begin);
    for (const detail::followed_table& t : tables_) (out += t.head) += t.delivered.text();
    return out += detail::position_end;
  }

  bool stop(error why) {
    state_.fail(std::move(why));
    return false;
  }
  [[gnu::cold]] bool stop(errc kind, std::size_t table, std::string_view path,
                          std::string_view what) {
    return stop({kind, false,
                 concat("csv table ", quoted(to_text(tables_[table].wanted.id)), ": the file ",
                        quoted(path, 300), " ", what)});
  }
  change fails(error why) {
    state_.fail(std::move(why));
    return change::end;
  }
  change fails(errc kind, std::string_view what) {
    state_.fail(kind, what);
    return change::end;
  }

  static constexpr std::chrono::milliseconds one{1};

  change_state state_;
  config settings_;
  std::vector<detail::followed_table> tables_;
  std::uint64_t sequence_;
  stage stage_;
  follow_options options_;
  std::shared_ptr<std::vector<rejected_row>> rejects_;
  cancel_source::watch_type watch_;
  std::optional<stream> rows_;
  std::size_t next_table_ = 0;
  std::vector<found> found_;
  std::size_t next_found_ = 0;
  bool waits_ = false;  // some files were not complete at the last look
  clock::time_point next_look_{};
  std::optional<clock::time_point> waiting_since_;
};
static_assert(ChangeStream<change_stream>);

}  // namespace ferrule::csv
