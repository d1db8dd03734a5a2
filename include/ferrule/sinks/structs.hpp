// SPDX-License-Identifier: BSL-1.0
// sinks/structs.hpp - rows as structs to a function of the program.
#pragma once
#include <ferrule/sink.hpp>
#include <utility>

namespace ferrule {

template<class T, class F>
class structs_sink {
public:
  structs_sink(F f, const binding_options& options) : f_(std::move(f)), options_(options) {}

  template<RowStream S>
  result<void> bind(S&, delivery<S>& run) {
    return run.template structs<T>(f_, options_);
  }

private:
  F f_;
  binding_options options_;
};

/// Calls `f(const T&)` with each row; the row is valid during the call. `f` may answer `flow`. The
/// stream's columns must be the cells of T, in order: `deliver(stream, structs<trade>([](const
/// trade& t) { ... }))`.
template<class T, class F>
structs_sink<T, F> structs(F f, const binding_options& options = {}) {
  return {std::move(f), options};
}

}  // namespace ferrule
