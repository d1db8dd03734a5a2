// SPDX-License-Identifier: BSL-1.0
// core/concat.hpp - messages put together from parts.
//
// Not fmt::format: every program that reads rows compiles the messages of the whole row path, and a checked format
// string with its arguments costs the compiler some ten times what appending the parts does (docs/explanation/compile-time.md).
#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace ferrule {
namespace detail {

[[gnu::cold]] inline void append_part(std::string& out, std::string_view part) { out.append(part); }

[[gnu::cold]] void append_number(std::string& out, long long part);
[[gnu::cold]] void append_number(std::string& out, unsigned long long part);

template<std::integral I>
void append_part(std::string& out, I part) {
  if constexpr (std::same_as<I, char>) out.push_back(part);
  else if constexpr (std::is_signed_v<I>) append_number(out, static_cast<long long>(part));
  else append_number(out, static_cast<unsigned long long>(part));
}

// Anything with a `to_text` of its own.
template<class T>
  requires(!std::convertible_to<const T&, std::string_view> && !std::integral<T>)
[[gnu::cold]] void append_part(std::string& out, const T& part) {
  out.append(to_text(part));
}

}  // namespace detail

/// The parts one behind the other: text as it is, integers in decimal, everything else by its `to_text`.
template<class... Parts>
[[gnu::cold, gnu::noinline]] std::string concat(const Parts&... parts) {
  std::string out;
  (detail::append_part(out, parts), ...);
  return out;
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/core/concat.ipp>
#endif
