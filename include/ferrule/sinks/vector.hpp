// SPDX-License-Identifier: BSL-1.0
// sinks/vector.hpp - all rows into a std::vector of structs that own what they hold.
#pragma once
#include <ferrule/sink.hpp>
#include <vector>

namespace ferrule {
namespace detail {

template<class T>
consteval bool may_be_collected() {
  static_assert(
      !row_borrows<T>,
      "[ferrule] a std::vector of a struct that borrows text or bytes from the source would dangle; "
      "collect into batch<T>, or use std::string");
  return !row_borrows<T>;
}

}  // namespace detail

template<class T>
class vector_sink {
public:
  vector_sink(std::vector<T>& into, const binding_options& options)
      : into_(&into), options_(options) {}

  template<RowStream S>
  result<void> bind(S&, delivery<S>& run) {
    return run.template structs<T>([&](const T& row) { into_->push_back(row); }, options_);
  }

private:
  std::vector<T>* into_;
  binding_options options_;
};

/// Appends each row to `into`, which must outlive the delivery.
template<class T>
vector_sink<T> into_vector(std::vector<T>& into, const binding_options& options = {}) {
  static_assert(detail::may_be_collected<T>());
  return {into, options};
}

}  // namespace ferrule
