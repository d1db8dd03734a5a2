// SPDX-License-Identifier: BSL-1.0
// reflect/type_name.hpp - a type as its author wrote it, for messages.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace ferrule {
namespace detail {

template<class T>
consteval std::string_view spelled_type() {
  std::string_view text{__PRETTY_FUNCTION__};
  const std::size_t first = text.find("T = ") + 4;
  const std::size_t end = text.find_first_of(";]", first);
  return text.substr(first, end - first);
}

// Copied out, so that only the name reaches the binary.
template<class T>
inline constexpr auto stored_type_name = [] {
  constexpr std::string_view name = spelled_type<T>();
  std::array<char, name.size() + 1> text{};
  for (std::size_t i = 0; i < name.size(); ++i) text[i] = name[i];
  return text;
}();

}  // namespace detail

/// The name of `T`: "shop::trade". Spelled by the compiler, so not the same text on every compiler.
template<class T>
inline constexpr std::string_view type_name{detail::stored_type_name<T>.data(),
                                            detail::stored_type_name<T>.size() - 1};

static_assert(type_name<int> == "int");

}  // namespace ferrule
