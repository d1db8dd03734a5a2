// SPDX-License-Identifier: BSL-1.0
// decorators/traced.hpp - every call of a connector told to an observer: method, table, duration, rows, error.
//
//     ferrule::traced<ferrule::sqlite::connector> source({.inner = {.path = "flights.db"}});
//     ferrule: sqlite open flights: 0.212 ms
//     ferrule: sqlite rows read flights: 1000 rows in 1.406 ms
//
// In a settings file: `trace: {enabled: false}`, `trace: {slower_than: 50ms}`.
#pragma once
#include <chrono>
#include <cstdio>
#include <ferrule/config.hpp>
#include <ferrule/decorators/forwarding.hpp>
#include <ferrule/decorators/traced/stream.hpp>
#include <memory>

namespace ferrule {

template<class Inner>
struct traced_config {
  using decorated = Inner;
  Inner inner{};
  trace_options trace{};
};

/// `C`, with each call told to an `Observer` when it has returned, and each stream and writer when it has ended. The row path is
/// the inner stream's with a counter; batches, typed reads and lent rows stay.
///
/// The observer is asked on the thread that calls. It lives as long as the connector and all that it opened.
template<class C, class Observer = call_log>
class traced : public forwarding<traced<C, Observer>, C, traced_config<typename C::config>> {
  using base = forwarding<traced<C, Observer>, C, traced_config<typename C::config>>;
  friend base;
  static constexpr bool is_observer = CallObserver<Observer>;
  static_assert(
      is_observer,
      "[ferrule] an observer of calls needs: void operator()(const traced_call&) noexcept");

public:
  explicit traced(typename base::config settings, Observer observer = Observer())
      : base(std::move(settings)),
        trace_(std::make_shared<detail::trace<Observer>>(std::move(observer), this->settings_.trace,
                                                         C::name)) {}

  Observer& observer() noexcept { return trace_->observer; }

private:
  template<class F>
  auto around(const connector_call& call, F&& f) {
    detail::timed_call<Observer> timed(trace_, call.what, call);
    auto out = f(this->inner_);
    timed.end(out ? nullptr : &out.error(), 0);
    return out;
  }
  template<class S>
  auto around_stream(const connector_call& call, S stream) {
    return traced_stream<S, Observer>(std::move(stream),
                                      {trace_, connector_method::rows_read, call});
  }
  template<class W>
  auto around_writer(const connector_call& call, W writer) {
    return traced_writer<W, Observer>(std::move(writer),
                                      {trace_, connector_method::rows_written, call});
  }

  std::shared_ptr<detail::trace<Observer>> trace_;
};

}  // namespace ferrule
