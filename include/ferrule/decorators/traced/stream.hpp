// SPDX-License-Identifier: BSL-1.0
// decorators/traced/stream.hpp - streams and writers that count their rows and tell an observer when they end.
#pragma once
#include <ferrule/decorators/forwarding/streams.hpp>
#include <ferrule/decorators/traced/call_log.hpp>
#include <memory>
#include <span>
#include <string>

namespace ferrule {
namespace detail {

template<class Observer>
struct trace {
  trace(Observer o, const trace_options& with, std::string_view of)
      : observer(std::move(o)), options(with), connector(of) {}
  Observer observer;
  trace_options options;
  std::string_view connector;
};

/// Something that is going on; told to the observer once, when `end` is called for the first time. Knows nothing where tracing
/// is switched off.
template<class Observer>
class timed_call {
  using clock = std::chrono::steady_clock;

public:
  timed_call(const std::shared_ptr<trace<Observer>>& to, connector_method what,
             const connector_call& call)
      : what_(what) {
    if (!to->options.enabled) return;
    to_ = to;
    subject_ = call.subject();
    began_ = clock::now();
  }
  bool is_running() const noexcept { return to_ != nullptr; }
  [[gnu::cold]] void end(const error* why, std::uint64_t rows) noexcept {
    const auto to = std::exchange(to_, nullptr);
    if (to == nullptr) return;
    const std::chrono::nanoseconds took = clock::now() - began_;
    if (why == nullptr && took < to->options.slower_than) return;
    to->observer(traced_call{to->connector, what_, subject_, took, rows, why});
  }

private:
  std::shared_ptr<trace<Observer>> to_;
  connector_method what_;
  std::string subject_;
  clock::time_point began_{};
};

template<class K>
struct counted_sink {
  K& sink;
  std::uint64_t& rows;
  bool stopped = false;
  template<class R>
  [[gnu::always_inline]] flow operator()(R& row) {
    ++rows;
    const flow answer = sink(row);
    stopped = answer == flow::stop;
    return answer;
  }
};

}  // namespace detail

/// A stream that counts the rows it gives out. Told to the observer at the end of the rows, or where it is destroyed before.
template<RowStream S, class Observer>
class traced_stream : public forwarding_stream<S> {
public:
  traced_stream(S inner, detail::timed_call<Observer> call)
      : forwarding_stream<S>(std::move(inner)), call_(std::move(call)) {}
  traced_stream(traced_stream&&) = default;
  traced_stream& operator=(traced_stream&& other) noexcept {
    if (this == &other) return *this;
    ended();
    this->inner_ = std::move(other.inner_);
    call_ = std::move(other.call_);
    rows_ = other.rows_;
    return *this;
  }
  ~traced_stream() { ended(); }

  bool next() {
    if (this->inner_.next()) [[likely]] {
      ++rows_;
      return true;
    }
    ended();
    return false;
  }
  template<class K>
  void drain(K& sink)
    requires Drains<S>
  {
    detail::counted_sink<K> counted{sink, rows_};
    this->inner_.drain(counted);
    if (!counted.stopped) ended();
  }
  template<class T>
  auto lend()
    requires requires(S& s) { s.template lend<T>(); }
  {
    const auto rows = this->inner_.template lend<T>();
    rows_ += rows.size();
    if (rows.empty()) ended();
    return rows;
  }
  /// Rows given out so far. Lent rows count when they are lent.
  std::uint64_t rows() const noexcept { return rows_; }

private:
  void ended() noexcept {
    if (!call_.is_running()) return;
    const error& why = this->inner_.status();
    call_.end(why ? &why : nullptr, rows_);
  }

  detail::timed_call<Observer> call_;
  std::uint64_t rows_ = 0;
};

/// A writer that counts the rows it accepts. Told to the observer when it is finished, or destroyed before; what is written behind
/// `finish` is not counted.
template<Writer W, class Observer>
class traced_writer {
public:
  traced_writer(W inner, detail::timed_call<Observer> call)
      : inner_(std::move(inner)), call_(std::move(call)) {}
  traced_writer(traced_writer&&) = default;
  traced_writer& operator=(traced_writer&& other) noexcept {
    if (this == &other) return *this;
    ended();
    inner_ = std::move(other.inner_);
    call_ = std::move(other.call_);
    rows_ = other.rows_;
    return *this;
  }
  ~traced_writer() { ended(); }

  bool write(std::span<const value_view> cells) {
    const bool accepted = inner_.write(cells);
    rows_ += accepted ? 1 : 0;
    return accepted;
  }
  const error& status() const noexcept { return inner_.status(); }
  result<void> finish() {
    auto done = inner_.finish();
    call_.end(done ? nullptr : &done.error(), rows_);
    return done;
  }

private:
  void ended() noexcept {
    if (call_.is_running()) call_.end(inner_.status() ? &inner_.status() : nullptr, rows_);
  }

  W inner_;
  detail::timed_call<Observer> call_;
  std::uint64_t rows_ = 0;
};

}  // namespace ferrule
