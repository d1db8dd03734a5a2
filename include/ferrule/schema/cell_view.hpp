// SPDX-License-Identifier: BSL-1.0
// schema/cell_view.hpp - a C++ object as a cell: the way back from `convert`.
#pragma once
#include <deque>
#include <ferrule/reflect/enum_names.hpp>
#include <ferrule/schema/cell_traits.hpp>
#include <ferrule/schema/convert.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace ferrule {

/// Memory for the elements of list cells, which a `value_view` can only point to.
class cell_lists {
public:
  /// An empty vector that stays where it is until `clear`.
  std::vector<value_view>& add() {
    if (used_ == lists_.size()) lists_.emplace_back();
    std::vector<value_view>& out = lists_[used_++];
    out.clear();
    return out;
  }
  /// Makes the vectors free again and keeps their memory.
  void clear() noexcept { used_ = 0; }

private:
  std::deque<std::vector<value_view>> lists_;
  std::size_t used_ = 0;
};

/// Text of a fixed-size field: up to the first zero, or all of it.
inline std::string_view text_in(const char* chars, std::size_t size) noexcept {
  const std::string_view all(chars, size);
  return all.substr(0, all.find('\0'));
}

/// Makes `to` the cell that `from` is; it borrows from `from` and from `lists`. An enumerator is
/// its name. False where it (or an element of a list) has none, and for an unsigned count of 2^63
/// or more; `to` is then unspecified.
template<class T>
bool to_cell(const T& from, value_view& to, [[maybe_unused]] cell_lists& lists) {
  if constexpr (nullable_traits<T>::nullable) {
    if (from) return to_cell(*from, to, lists);
    to = nullptr;
  } else if constexpr (std::is_enum_v<T>) {
    const std::string_view name = enum_name(from);
    to = name;
    return !name.empty();
  } else if constexpr (std::is_same_v<T, value>) to = from.view();
  else if constexpr (std::is_same_v<T, std::string>) to = std::string_view(from);
  else if constexpr (std::is_same_v<T, std::vector<std::byte>>) to = bytes_view(from);
  else if constexpr (detail::is_char_array<T>) to = text_in(from.data(), from.size());
  else if constexpr (detail::is_vector<T>) {
    std::vector<value_view>& elements = lists.add();
    for (std::size_t i = 0; i < from.size(); ++i) {
      value_view element;
      const typename T::value_type& one = from[i];  // a copy for vector<bool>
      if (!to_cell(one, element, lists)) return false;
      elements.push_back(element);
    }
    to = list_view(elements);
  } else if constexpr (std::constructible_from<value_view, T>) to = from;
  else {
    constexpr field_type type = cell_traits<T>::type;
    const auto count = [&] {
      if constexpr (type.kind == kind::timestamp) return from.time_since_epoch().count();
      else return from.count();
    }();
    if (!std::in_range<std::int64_t>(count)) return false;
    if constexpr (type.kind == kind::timestamp)
      to = timestamp{static_cast<std::int64_t>(count), type.unit, type.zoned};
    else to = duration{static_cast<std::int64_t>(count), type.unit};
  }
  return true;
}

}  // namespace ferrule
