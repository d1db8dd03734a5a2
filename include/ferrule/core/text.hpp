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
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

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
inline std::string quoted(std::string_view text, std::size_t limit = 80) {
  std::string out = "'";
  for (const char c : text.substr(0, limit)) {
    if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr char digits[] = "0123456789abcdef";
      out += "\\x";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    } else out += c;
  }
  if (text.size() > limit) out += "...";
  out += '\'';
  return out;
}
// Where <iomanip> is included, argument-dependent lookup also finds std::quoted for a std::string; these are better matches.
inline std::string quoted(const std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}
inline std::string quoted(std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}

}  // namespace ferrule
