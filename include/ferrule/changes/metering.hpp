// SPDX-License-Identifier: BSL-1.0
// changes/metering.hpp - what goes into an ingestor, counted: messages, rows, bytes, rows per second, lag.
//
//     ferrule::metered into(applier, [](const ferrule::meter_report& now) noexcept { fmt::print("{}\n", now); });
//     ferrule::start(source, into, tables);
#pragma once
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/changes/metering/report.hpp>
#include <ferrule/changes/metering/rows.hpp>
#include <mutex>

namespace ferrule {

/// Told the numbers every now and then. Must not throw: the last report may come from a destructor.
template<class O>
concept MeterObserver = requires(O& observer, const meter_report& now) {
  { observer(now) } noexcept -> returns<void>;
};

/// Tells nobody; `latest` has the numbers.
struct no_meter_observer {
  void operator()(const meter_report&) const noexcept {}
};

struct meter_options {
  std::chrono::milliseconds interval{1000};  ///< between two reports; 0: one behind each message
};

/// An ingestor around an ingestor that counts what the receiver takes. An `Observer` is told at most every interval, in the middle
/// of long snapshots too, and once at the end: behind the last message, or when the meter is destroyed.
///
/// Rows of a snapshot pass as they are: read where they lie, delivered by the source's own loop where it has one. Bytes are those
/// of the cells that the receiver reads, each cell once however often it is read (see `metered_size`).
///
/// `take` and the observer belong to the thread of the source; `latest` may be called from any. The receiver must outlive it.
template<class I, class Observer = no_meter_observer>
class metered {
  static constexpr bool is_observer = MeterObserver<Observer>;
  static_assert(
      is_observer,
      "[ferrule] an observer of meters needs: void operator()(const meter_report&) noexcept");

public:
  explicit metered(I& to, Observer observer = Observer(), const meter_options& options = {})
      : to_(&to), observer_(std::move(observer)), options_(options) {}
  metered(metered&&) = delete;
  ~metered() {
    if (unreported_) report();
  }

  template<class S>
  offered take(change what, S& from, offer_deadline until) {
    for (std::size_t i = now_.tables.size(); i < from.schemas().size(); ++i)
      now_.tables.push_back({from.schemas()[i].table, {}});
    if (!again_) row_seen_ = old_row_seen_ = 0;
    unreported_ = true;
    meter_counts unknown;  // of a message without a table
    const bool of_table = is_of_a_table(what) && from.table() < now_.tables.size();
    meter_counts& here = of_table ? now_.tables[from.table()].counts : unknown;
    const auto passed = [&] { pass(); };
    detail::metered_changes<S, decltype(passed)> shown(from, here, row_seen_, old_row_seen_,
                                                       passed);
    const offered answer = to_->take(what, shown, until);
    again_ = answer == offered::not_yet;
    if (answer == offered::taken) count(what, from, here);
    if (answer == offered::gone || (answer == offered::taken && what == change::end)) {
      now_.ended = true;
      report();
    } else if (clock::now() - reported_ >= options_.interval) report();
    return answer;
  }
  std::optional<op_id> acknowledged_up_to() const { return to_->acknowledged_up_to(); }
  const error& status() const noexcept { return to_->status(); }

  /// A copy of the last report; one without tables before the first. For any thread.
  meter_report latest() const {
    const std::lock_guard lock(guard_);
    return latest_;
  }
  Observer& observer() noexcept { return observer_; }

private:
  using clock = std::chrono::steady_clock;
  static constexpr std::uint64_t rows_between_looks = 1024;  // at the clock

  template<class S>
  void count(change what, S& from, meter_counts& here) {
    ++here.messages;
    now_.others += is_of_a_table(what) ? 0 : 1;
    here.inserted += what == change::insert;
    here.updated += what == change::update;
    here.removed += what == change::remove;
    if (has_id(what)) now_.seen = from.id();
    if (what == change::commit) now_.committed_at = from.committed_at();
    now_.idle = what == change::idle;
  }
  void pass() {
    if (++passed_ % rows_between_looks == 0 && clock::now() - reported_ >= options_.interval)
      report();
  }
  [[gnu::cold]] void report() {
    const auto at = clock::now();
    now_.interval = at - reported_;
    now_.acknowledged = to_->acknowledged_up_to();
    reported_ = at;
    now_.total = {.messages = now_.others};
    for (const table_meter& t : now_.tables) now_.total += t.counts;
    const double seconds = std::chrono::duration<double>(now_.interval).count();
    const std::uint64_t rows = now_.total.rows();
    now_.rows_per_second =
        seconds > 0 ? static_cast<double>(rows - std::exchange(rows_, rows)) / seconds : 0;
    now_.lag.reset();
    if (now_.committed_at)
      now_.lag =
          std::chrono::time_point_cast<source_time::duration>(std::chrono::system_clock::now()) -
          *now_.committed_at;
    unreported_ = false;
    {
      const std::lock_guard lock(guard_);
      latest_ = now_;
    }
    observer_(now_);
  }

  I* to_;
  Observer observer_;
  meter_options options_;
  meter_report now_;
  clock::time_point reported_ = clock::now();
  std::uint64_t rows_ = 0, passed_ = 0;
  std::size_t row_seen_ = 0, old_row_seen_ = 0;  // cells of this message that were counted
  bool again_ = false, unreported_ = false;
  mutable std::mutex guard_;
  meter_report latest_;
};

}  // namespace ferrule
