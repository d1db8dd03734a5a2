// SPDX-License-Identifier: BSL-1.0
// schema/value_text.hpp - a cell as text for people and messages. Not a wire format: sinks that must be
// read back (CSV, JSON) have rules of their own.
#pragma once
#include <charconv>
#include <ferrule/core/printable.hpp>
#include <ferrule/schema/value.hpp>

namespace ferrule {
namespace detail {

template<class N>
void append_shortest(std::string& out, N number) {
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

}  // namespace detail

/// Appends the cell: null as "null", text as it is, binary as x'0a1b', lists in brackets.
void append_text(std::string& out, const value_view& cell);

inline std::string to_text(const value_view& cell) {
  std::string out;
  append_text(out, cell);
  return out;
}

/// The cell as an error message shows it: text in quotes, long values cut.
std::string shown(const value_view& cell, std::size_t limit = 80);

inline std::string to_text(const value& cell) { return to_text(cell.view()); }

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::value_view> : ferrule::printable<ferrule::value_view> {};
template<>
struct fmt::formatter<ferrule::value> : ferrule::printable<ferrule::value> {};

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/schema/value_text.ipp>
#endif
