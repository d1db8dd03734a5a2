// SPDX-License-Identifier: BSL-1.0
// changes/channel.hpp - a change stream that goes from one thread to another.
//
// The sending end is an ingestor and the receiving end a change stream, so anything that takes changes can stand on the other thread.
// Messages cross in batches whose memory is used again. When all batches are full, the sender waits: a slow receiver slows the source.
#pragma once
#include <array>
#include <condition_variable>
#include <ferrule/changes/batch.hpp>
#include <functional>
#include <mutex>

namespace ferrule {

struct channel_options {
  std::size_t batches = 4;  ///< how many there are; at least 2
  std::size_t rows_per_batch = 1024;
  std::chrono::milliseconds heartbeat{
      1000};  ///< the longest the receiver waits before it answers `idle`
  /// For a receiver that waits elsewhere, in an event loop: called when there is something to receive, the end too. On the sender's
  /// thread, so let it do no more than wake the other one; it must not throw. With it, commits are passed on at once.
  std::function<void()> filled{};
};

namespace detail {

struct channel_state {
  explicit channel_state(const channel_options& o)
      : options(o), ring(std::max<std::size_t>(o.batches, 2)) {}

  channel_options options;
  std::mutex guard;
  std::condition_variable filled, freed;
  std::vector<change_batch> ring;
  std::size_t sent = 0, received = 0;  // batches; those between are full
  std::vector<source_schema> schemas;  // written before the first batch is sent
  std::optional<op_id> acknowledged;
  error source_failed;
  bool sender_gone = false, receiver_gone = false, waiting = false;
};

}  // namespace detail

/// The sending end. Belongs to the source's thread.
class change_sender {
public:
  explicit change_sender(std::shared_ptr<detail::channel_state> of) : state_(std::move(of)) {}
  change_sender(change_sender&&) noexcept = default;
  change_sender& operator=(change_sender&&) noexcept = default;
  ~change_sender() {
    if (state_ != nullptr) close({});
  }

  template<class S>
  offered take(change what, S& from, offer_deadline until) {
    detail::channel_state& s = *state_;
    if (what == change::end) {
      if (!flush()) return answer_;
      close(from.status());
      return offered::taken;
    }
    if (what == change::idle) return flush_if_waited_for();
    if (at_ == nullptr && !lease(from, until)) return answer_;
    if (what == change::rows) {
      while (at_->push_rows(from, s.options.rows_per_batch - at_->rows()))
        if (!flush() || !lease(from, until)) return answer_;
    } else (void)at_->push(what, from);  // a row that failed ends its stream, which says so itself
    if (at_->rows() >= s.options.rows_per_batch ||
        at_->messages().size() >= s.options.rows_per_batch) {
      full_ = true;
      return flush_if_waited_for();
    }
    return what == change::commit || what == change::snapshot_done ? flush_if_waited_for()
                                                                   : offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const {
    const std::lock_guard lock(state_->guard);
    return state_->acknowledged;
  }
  const error& status() const noexcept { return status_; }

private:
  template<class S>
  bool lease(const S& from, offer_deadline until) {
    detail::channel_state& s = *state_;
    std::unique_lock lock(s.guard);
    const bool room = s.freed.wait_until(
        lock, until, [&] { return s.receiver_gone || s.sent - s.received < s.ring.size(); });
    if (s.receiver_gone) return refuse(offered::gone);
    if (!room) return refuse(offered::not_yet);
    if (s.schemas.empty()) s.schemas.assign(from.schemas().begin(), from.schemas().end());
    at_ = &s.ring[s.sent % s.ring.size()];
    at_->clear();
    return true;
  }
  // Passes the batch on. It never waits: the batch has its place.
  bool flush() {
    if (at_ == nullptr || at_->empty()) return true;
    detail::channel_state& s = *state_;
    {
      const std::lock_guard lock(s.guard);
      if (s.receiver_gone) return refuse(offered::gone);
      ++s.sent;
      at_ = nullptr;
      full_ = false;
      s.filled.notify_one();
    }
    if (s.options.filled) s.options.filled();
    return true;
  }
  // A batch that is not full stays until somebody waits for it, or is told of it.
  offered flush_if_waited_for() {
    if (!full_) {
      const std::lock_guard lock(state_->guard);
      if (state_->receiver_gone) return offered::gone;
      if (!state_->waiting && !state_->options.filled) return offered::taken;
    }
    return flush() ? offered::taken : answer_;
  }
  bool refuse(offered how) {
    answer_ = how;
    return false;
  }
  void close(const error& why) {
    {
      const std::lock_guard lock(state_->guard);
      if (state_->sender_gone) return;
      if (at_ != nullptr && !at_->empty()) ++state_->sent;
      at_ = nullptr;
      state_->sender_gone = true;
      state_->source_failed = why;
      state_->filled.notify_one();
    }
    if (state_->options.filled) state_->options.filled();
  }

  std::shared_ptr<detail::channel_state> state_;
  change_batch* at_ = nullptr;
  bool full_ = false;
  offered answer_ = offered::taken;
  error status_;
};

/// The receiving end: a change stream like the source's. Belongs to the receiver's thread. Destroying it tells the sender.
class change_receiver {
public:
  /// Rows of a snapshot, as many as one message has.
  class rows_stream {
  public:
    rows_stream() = default;
    rows_stream(const value_view* first, std::size_t width, std::size_t rows,
                const ferrule::schema& columns, change_state& of)
        : at_(first), width_(width), left_(rows), schema_(&columns), of_(&of) {}
    bool next() noexcept {
      if (left_ == 0 || of_->failed()) return false;
      if (started_) at_ += width_;
      started_ = true;
      --left_;
      return true;
    }
    cells_row<change_state> row() noexcept { return {at_, *of_}; }
    const error& status() const noexcept { return of_->status(); }
    const ferrule::schema& schema() const noexcept { return *schema_; }

  private:
    const value_view* at_ = nullptr;
    std::size_t width_ = 0, left_ = 0;
    const ferrule::schema* schema_ = nullptr;
    change_state* of_ = nullptr;
    bool started_ = false;
  };

  explicit change_receiver(std::shared_ptr<detail::channel_state> of) : state_(std::move(of)) {}
  change_receiver(change_receiver&&) noexcept = default;
  change_receiver& operator=(change_receiver&&) noexcept = default;
  ~change_receiver() {
    if (state_ == nullptr) return;
    const std::lock_guard lock(state_->guard);
    state_->receiver_gone = true;
    state_->freed.notify_one();
  }

  change next() {
    if (ended_ || here_.failed()) return change::end;
    for (;;) {
      if (at_ == nullptr) {
        if (const change c = receive(); c != change::rows) return c;
      }
      if (message_ < at_->messages().size()) return show(at_->messages()[message_++]);
      give_back();
    }
  }
  std::size_t table() const noexcept { return here_.table; }
  rows_stream& rows() noexcept { return rows_; }
  cells_row<change_state> row() noexcept { return {row_, here_}; }
  cells_row<change_state> old_row() noexcept { return {old_row_, here_}; }
  const op_id& id() const noexcept { return here_.id; }
  std::optional<source_time> committed_at() const noexcept { return here_.committed_at; }
  std::span<const source_schema> schemas() const noexcept { return here_.schemas(); }
  result<void> acknowledge(const op_id& id) {
    const std::lock_guard lock(state_->guard);
    state_->acknowledged = id;
    return {};
  }
  const error& status() const noexcept { return here_.status(); }

private:
  // `rows` where there is a batch.
  change receive() {
    detail::channel_state& s = *state_;
    std::unique_lock lock(s.guard);
    s.waiting = true;
    const bool any = s.filled.wait_for(lock, s.options.heartbeat,
                                       [&] { return s.sender_gone || s.sent != s.received; });
    s.waiting = false;
    if (!described_ && !s.schemas.empty()) {
      here_ = change_state("the channel", s.schemas);
      described_ = true;
    }
    if (!any) return change::idle;
    if (s.sent == s.received) {
      ended_ = true;
      if (s.source_failed) here_.fail(s.source_failed);
      return change::end;
    }
    at_ = &s.ring[s.received % s.ring.size()];
    message_ = 0;
    return change::rows;
  }
  void give_back() {
    const std::lock_guard lock(state_->guard);
    ++state_->received;
    at_ = nullptr;
    state_->freed.notify_one();
  }
  change show(const change_batch::message& m) {
    here_.table = m.table;
    if (has_id(m.what)) {
      here_.id.sequence = m.sequence;
      here_.id.position.assign(m.position);
    }
    here_.committed_at = m.committed_at;
    if (m.schemas != nullptr)
      for (std::size_t i = 0; i < m.schemas->size(); ++i)
        here_.change_schema(m.table + i, (*m.schemas)[i]);
    row_ = at_->cells(m.row);
    old_row_ = at_->cells(m.old_row);
    if (m.what == change::rows)
      rows_ = rows_stream(row_, m.width, m.rows, here_.schemas()[m.table].schema, here_);
    return m.what;
  }

  std::shared_ptr<detail::channel_state> state_;
  change_batch* at_ = nullptr;
  std::size_t message_ = 0;
  change_state here_;
  rows_stream rows_;
  const value_view* row_ = nullptr;
  const value_view* old_row_ = nullptr;
  bool described_ = false, ended_ = false;
};

/// Both ends of a bounded channel for one sender and one receiver.
inline std::pair<change_sender, change_receiver> make_change_channel(
    const channel_options& options = {}) {
  auto state = std::make_shared<detail::channel_state>(options);
  return {change_sender(state), change_receiver(state)};
}

static_assert(ChangeStream<change_receiver>);
static_assert(Ingestor<change_sender>);

}  // namespace ferrule
