// SPDX-License-Identifier: BSL-1.0
// schema/value_text.hpp - a cell as text for people and messages. Not a wire format: sinks that must be
// read back (CSV, JSON) have rules of their own.
#pragma once
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/schema/value.hpp>
#include <charconv>

namespace ferrule {

namespace detail {

template<class N>
void append_number(std::string& out, N number) {
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

}  // namespace detail

/// Appends the cell: null as "null", text as it is, binary as x'0a1b', lists in brackets.
inline void append_text(std::string& out, const value_view& cell) {
  cell.visit([&]<class V>(const V& v) {
    if constexpr (std::is_same_v<V, std::nullptr_t>) out += "null";
    else if constexpr (std::is_same_v<V, bool>) out += v ? "true" : "false";
    else if constexpr (std::is_same_v<V, int128> || std::is_same_v<V, uint128>) out += to_text(v);
    else if constexpr (std::is_same_v<V, std::string_view>) out += v;
    else if constexpr (std::is_same_v<V, bytes_view>) {
      constexpr char digits[] = "0123456789abcdef";
      out += "x'";
      for (const std::byte b : v) {
        out += digits[std::to_integer<unsigned>(b) >> 4];
        out += digits[std::to_integer<unsigned>(b) & 15];
      }
      out += '\'';
    } else if constexpr (std::is_same_v<V, point>) {
      out += '(';
      detail::append_number(out, v.x);
      out += ", ";
      detail::append_number(out, v.y);
      out += ')';
    }
    else if constexpr (std::is_same_v<V, list_view>) {
      out += '[';
      for (std::size_t i = 0; i < v.size(); ++i) {
        if (i != 0) out += ", ";
        append_text(out, v[i]);
      }
      out += ']';
    } else if constexpr (std::is_arithmetic_v<V>) detail::append_number(out, v);
    else out += to_text(v);
  });
}

inline std::string to_text(const value_view& cell) {
  std::string out;
  append_text(out, cell);
  return out;
}

/// The cell as an error message shows it: text in quotes, long values cut.
inline std::string shown(const value_view& cell, std::size_t limit = 80) {
  if (!cell.is_null() && is_text(cell.kind())) return quoted(cell.as<std::string_view>(), limit);
  if (!cell.is_null() && cell.kind() == kind::binary) {
    const auto bytes = cell.as<bytes_view>();
    return to_text(value_view(bytes.first(std::min(bytes.size(), limit / 2)))) + (bytes.size() > limit / 2 ? "..." : "");
  }
  return to_text(cell);
}

inline std::string to_text(const value& cell) { return to_text(cell.view()); }

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::value_view> : ferrule::printable<ferrule::value_view> {};
template<>
struct fmt::formatter<ferrule::value> : ferrule::printable<ferrule::value> {};
