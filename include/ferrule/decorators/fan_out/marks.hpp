// SPDX-License-Identifier: BSL-1.0
// decorators/fan_out/marks.hpp - what a fan_out keeps of its members in one text: where each stands, or how each knows itself again.
//
// One mark per member, "3:old=42+9:0/16B3748;": the length of the member's name and the name, the number of its operation, and the length of
// its own text and the text, which may hold anything. Number and text may be missing.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::detail {

struct member_mark {
  std::string_view member;
  std::optional<std::uint64_t> sequence{};
  std::optional<std::string_view> text{};
};

inline void append_number(std::string& to, std::uint64_t number) {
  char digits[20];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}
inline void append_mark(std::string& to, const member_mark& mark) {
  const auto counted = [&](std::string_view text) {
    append_number(to, text.size());
    to += ':';
    to += text;
  };
  counted(mark.member);
  if (mark.sequence) {
    to += '=';
    append_number(to, *mark.sequence);
  }
  if (mark.text) {
    to += '+';
    counted(*mark.text);
  }
  to += ';';
}

/// The marks that `append_mark` wrote, borrowed from `text`; nothing where it is another text.
inline std::optional<std::vector<member_mark>> read_marks(std::string_view text) {
  const auto take = [&](char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  };
  const auto take_number = [&](std::uint64_t& number) {
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (why != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
  };
  const auto take_counted = [&](std::string_view& out) {
    std::uint64_t size = 0;
    if (!take_number(size) || !take(':') || size > text.size()) return false;
    out = text.substr(0, static_cast<std::size_t>(size));
    text.remove_prefix(out.size());
    return true;
  };
  std::vector<member_mark> out;
  while (!text.empty()) {
    member_mark& mark = out.emplace_back();
    if (!take_counted(mark.member)) return std::nullopt;
    if (take('=') && !take_number(mark.sequence.emplace())) return std::nullopt;
    if (take('+') && !take_counted(mark.text.emplace())) return std::nullopt;
    if (!take(';')) return std::nullopt;
  }
  return out;
}

/// The mark of a member; null where there is none.
inline const member_mark* find_mark(const std::vector<member_mark>& in, std::string_view member) {
  for (const member_mark& mark : in)
    if (mark.member == member) return &mark;
  return nullptr;
}

/// Adds to a number of operations; false where it does not fit.
inline bool add_sequence(std::uint64_t& sum, std::uint64_t more) noexcept {
  sum += more;
  return sum >= more;
}

}  // namespace ferrule::detail
