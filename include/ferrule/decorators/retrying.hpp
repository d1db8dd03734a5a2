// SPDX-License-Identifier: BSL-1.0
// decorators/retrying.hpp - calls that failed for a moment are made again, later and later.
//
//     ferrule::retrying<ferrule::sqlite::connector> source({.inner = {.path = "x.db"}, .retry = {.attempts = 8}});
//
// In a settings file: `retry: {attempts: 8, first_delay: 50ms, deadline: 2min}`, `retry: {enabled: false}`.
//
// Only an error that says of itself that it is transient is retried, and only where nothing can have been written:
//
// - reading, describing, planning, opening a writer and `begin`: always;
// - `execute`, `create_table` unless existing tables are kept, and what changes tables (`Migratable`): where the source was not reached (`errc::connect`), because else it
//   may have done what was asked and only the answer was lost;
// - `commit`, `rollback`, written rows, and everything inside a transaction: never. A connection that was lost took what was written
//   with it, and the part that is repeated would be alone. Begin the transaction again.
// - a stream of rows that fails behind its first row: never, because rows would come twice; there is nothing in it to resume from;
// - changes of a `Resumable` connector: always; they go on behind the last commit (retrying/changes.hpp).
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/decorators/forwarding.hpp>
#include <ferrule/decorators/retrying/changes.hpp>
#include <ferrule/decorators/retrying/timing.hpp>
#include <memory>

namespace ferrule {

template<class Inner>
struct retrying_config {
  using decorated = Inner;
  Inner inner{};
  retry_options retry{};
};

/// Stops what a connection is doing and ends its waiting. Copyable, for any thread.
template<CancelHandle H>
class retry_cancel_handle {
public:
  retry_cancel_handle(H inner, std::shared_ptr<interruption> waiting)
      : inner_(std::move(inner)), waiting_(std::move(waiting)) {}
  void cancel() const noexcept {
    waiting_
        ->interrupt();  // first: what the connection is doing fails now, and must not begin again
    inner_.cancel();
  }

private:
  H inner_;
  std::shared_ptr<interruption> waiting_;
};

/// `C`, with transient errors of calls retried. Streams of rows, writers and plans are those of `C`; changes are resumed where `C` is
/// `Resumable`. A call blocks at most until the deadline and the end of its last attempt; a cancel handle ends the wait at once, with
/// an error of kind `cancelled`.
///
/// Errors: those of `C`; the last one where it gave up, which then says after how many attempts.
template<class C, class Timing = steady_timing>
class retrying : public forwarding<retrying<C, Timing>, C, retrying_config<typename C::config>> {
  using base = forwarding<retrying<C, Timing>, C, retrying_config<typename C::config>>;
  friend base;
  static_assert(RetryTiming<Timing>);

public:
  explicit retrying(typename base::config settings, Timing timing = Timing())
      : base(std::move(settings)), timing_(std::move(timing)) {}

  auto cancel_handle() { return retry_cancel_handle(this->inner_.cancel_handle(), waiting_); }
  Timing& timing() noexcept { return timing_; }

  result<void> create_table(const source_schema& columns, if_exists existing = if_exists::fail)
    requires(has_capability<C>(capability::writable))
  {
    const when again = existing == if_exists::keep ? when::transient : when::not_reached;
    return repeated(again, [&](C& c) { return c.create_table(columns, existing); });
  }

  /// The changes, resumed where they are lost. See `resuming_changes`.
  auto follow(std::span<const table_info> tables, const std::optional<checkpoint>& from = {},
              const follow_options& options = {})
    requires(has_capability<C>(capability::followable))
  {
    const std::uint64_t interruptions = waiting_->times();
    auto made = base::follow(tables, from, options);
    if constexpr (!has_capability<C>(capability::resumable)) return made;
    else {
      using stream = resuming_changes<C, Timing>;
      if (!made) return result<stream>(fail(std::move(made.error())));
      auto state = repeated(when::transient, [](C& c) { return c.serialize_state(); });
      if (!state) return result<stream>(fail(std::move(state.error())));
      return result<stream>(stream(std::move(*made),
                                   {&this->inner_, &timing_, &in_transaction_, waiting_,
                                    interruptions, this->settings_.retry},
                                   tables, from, std::move(*state), options));
    }
  }

private:
  enum class when : std::uint8_t { transient, not_reached, never };

  when again_after(connector_method what) const noexcept {
    switch (what) {
      case connector_method::commit:
      case connector_method::rollback: return when::never;
      // One that was done, and whose answer was lost, would be refused the second time.
      case connector_method::migrate: return when::not_reached;
      case connector_method::execute:
        return this->settings_.retry.statements_only_read ? when::transient : when::not_reached;
      default: return when::transient;
    }
  }

  template<class F>
  auto around(const connector_call& call, F&& f) {
    auto out = repeated(again_after(call.what), f);
    if (call.what == connector_method::begin) in_transaction_ = in_transaction_ || out.has_value();
    // One that could not be committed is open until it is rolled back.
    if (call.what == connector_method::rollback ||
        (call.what == connector_method::commit && out.has_value()))
      in_transaction_ = false;
    return out;
  }

  template<class F>
  auto repeated(when again, F&& f) {
    const std::uint64_t interruptions = waiting_->times();
    const retry_options& with = this->settings_.retry;
    const bool may = with.enabled && again != when::never && !in_transaction_;
    const std::chrono::nanoseconds began = may ? timing_.now() : std::chrono::nanoseconds();
    for (int attempt = 1;; ++attempt) {
      auto out = f(this->inner_);
      if (out || !may || !out.error().transient ||
          (again == when::not_reached && out.error().kind != errc::connect))
        return out;
      const auto delay = delay_behind(attempt, with, timing_.fraction());
      const auto past = timing_.now() - began;
      if (attempt >= with.attempts || past + delay > with.deadline) {
        if (attempt > 1)
          out.error().message += concat("; gave up after ", attempt, " attempts in ",
                                        past / std::chrono::milliseconds(1), " ms");
        return out;
      }
      if (waiting_->times() != interruptions || !timing_.wait(*waiting_, interruptions, delay)) {
        out.error() = error{errc::cancelled, false,
                            concat(C::name, ": cancelled between attempt ", attempt,
                                   " and the next; the last error was: ", out.error())};
        return out;
      }
    }
  }

  Timing timing_;
  std::shared_ptr<interruption> waiting_ = std::make_shared<interruption>();
  bool in_transaction_ = false;
};

}  // namespace ferrule
