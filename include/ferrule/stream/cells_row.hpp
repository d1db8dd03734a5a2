// SPDX-License-Identifier: BSL-1.0
// stream/cells_row.hpp - a row whose cells lie one behind the other.
#pragma once
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/value_view.hpp>
#include <string_view>

namespace ferrule {

/// A cursor over cells that somebody keeps. `Owner` has `bool failed() const` and
/// `void reject_cell(std::size_t column, const value_view&, conversion, std::string_view wanted)`.
template<class Owner>
class cells_row {
public:
  cells_row(const value_view* first, Owner& of) noexcept : first_(first), at_(first), of_(&of) {}

  void read(value_view& cell) noexcept { cell = *at_++; }
  bool failed() const noexcept { return of_->failed(); }
  [[gnu::cold]] void reject(const value_view& cell, conversion why, std::string_view wanted) {
    of_->reject_cell(static_cast<std::size_t>(at_ - first_) - 1, cell, why, wanted);
  }

private:
  const value_view* first_;
  const value_view* at_;
  Owner* of_;
};

}  // namespace ferrule
