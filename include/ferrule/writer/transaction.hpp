// SPDX-License-Identifier: BSL-1.0
// writer/transaction.hpp - all rows or none.
#pragma once
#include <ferrule/connector.hpp>
#include <utility>

namespace ferrule {
namespace detail {

template<class C>
consteval bool can_be_written() {
  static_assert(
      has_capability<C>(capability::writable),
      "[ferrule] this connector does not declare Writable, so nothing can be written through it");
  return has_capability<C>(capability::writable);
}

}  // namespace detail

/// A transaction of a connection, rolled back when it is destroyed without `commit`. The connection
/// must outlive it and stay where it is.
template<class C>
class transaction {
public:
  static result<transaction> begin(C& connector) {
    if constexpr (detail::can_be_written<C>()) {
      if (auto begun = connector.begin(); !begun) return fail(std::move(begun.error()));
      return transaction(&connector);
    }
  }
  transaction(transaction&& other) noexcept : in_(std::exchange(other.in_, nullptr)) {}
  transaction& operator=(transaction&& other) noexcept {
    std::swap(in_, other.in_);
    return *this;
  }
  ~transaction() {
    if (in_ != nullptr) (void)in_->rollback();
  }

  /// Makes everything written since `begin` last. Ends the transaction where it succeeds; where it
  /// fails, destroying rolls back what is left to roll back. Errors: the connector's; `closed`
  /// where it has ended already.
  result<void> commit() {
    if (in_ == nullptr) return ended();
    if (auto done = in_->commit(); !done) return done;
    in_ = nullptr;
    return {};
  }
  /// Forgets everything written since `begin`, and says if that failed, which destroying does not.
  result<void> rollback() {
    if (in_ == nullptr) return ended();
    return std::exchange(in_, nullptr)->rollback();
  }

private:
  explicit transaction(C* in) : in_(in) {}
  static tl::unexpected<error> ended() {
    return fail(errc::closed, "the transaction has ended already; begin another");
  }
  C* in_;
};

}  // namespace ferrule
