// SPDX-License-Identifier: BSL-1.0
// core/text.hpp - small text helpers every stage uses: a compile-time string, nearest name, quoting for messages.
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// Text as a template argument: `text{"delay"}`. Includes the terminating zero in `N`.
template<std::size_t N>
struct text {
  char chars[N]{};
  constexpr text() = default;
  constexpr text(const char (&from)[N]) { std::copy_n(from, N, chars); }
  constexpr std::string_view view() const { return {chars, N - 1}; }
};

/// How many single-character insertions, deletions, replacements or swaps of neighbours turn `a`
/// into `b`, ignoring ASCII case. Complexity: O(|a| * |b|); meant for names, not documents.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name in `known` that `wanted` was probably meant to be, if any is near enough to suggest.
/// The view points into `known`.
template<class Names>
std::optional<std::string_view> nearest_name(std::string_view wanted, const Names& known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const auto& name : known) {
    const std::size_t distance = edit_distance(wanted, name);
    if (distance < best_distance) {
      best = std::string_view(name);
      best_distance = distance;
    }
  }
  return best;
}

/// `text` as it appears in messages: in single quotes, control characters and bytes that are not
/// ASCII-printable escaped only where they would break the line, cut after `limit` bytes with "...".
std::string quoted(std::string_view text, std::size_t limit = 80);
// Where <iomanip> is included, argument-dependent lookup also finds std::quoted for a std::string; these are better matches.
inline std::string quoted(const std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}
inline std::string quoted(std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/core/text.ipp>
#endif
