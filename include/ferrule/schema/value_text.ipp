// SPDX-License-Identifier: BSL-1.0
// schema/value_text.ipp - what value_text.hpp declares.
#pragma once
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/separate.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/schema/value_text.hpp>

namespace ferrule {

FERRULE_INLINE void append_text(std::string& out, const value_view& cell) {
  using enum kind;
  if (cell.is_null()) {
    out += "null";
    return;
  }
  switch (cell.kind()) {
    case boolean: out += cell.as<bool>() ? "true" : "false"; return;
    case int128: out += to_text(cell.as<ferrule::int128>()); return;
    case uint128: out += to_text(cell.as<ferrule::uint128>()); return;
    case uint8:
    case uint16:
    case uint32:
    case uint64: out += std::to_string(cell.as<std::uint64_t>()); return;
    case float32: detail::append_shortest(out, cell.as<float>()); return;
    case float64: detail::append_shortest(out, cell.as<double>()); return;
    case decimal: out += to_text(cell.as<ferrule::decimal>()); return;
    case string:
    case text:
    case json: out += cell.as<std::string_view>(); return;
    case binary: {
      constexpr char digits[] = "0123456789abcdef";
      out += "x'";
      for (const std::byte b : cell.as<bytes_view>()) {
        out += digits[std::to_integer<unsigned>(b) >> 4];
        out += digits[std::to_integer<unsigned>(b) & 15];
      }
      out += '\'';
      return;
    }
    case date: out += to_text(cell.as<ferrule::date>()); return;
    case time: out += to_text(cell.as<time_of_day>()); return;
    case timestamp: out += to_text(cell.as<ferrule::timestamp>()); return;
    case duration: out += to_text(cell.as<ferrule::duration>()); return;
    case interval: out += to_text(cell.as<ferrule::interval>()); return;
    case uuid: out += to_text(cell.as<ferrule::uuid>()); return;
    case point: {
      const auto p = cell.as<ferrule::point>();
      out += '(';
      detail::append_shortest(out, p.x);
      out += ", ";
      detail::append_shortest(out, p.y);
      out += ')';
      return;
    }
    case list: {
      out += '[';
      bool first = true;
      for (const value_view& element : cell.as<list_view>()) {
        if (!first) out += ", ";
        first = false;
        append_text(out, element);
      }
      out += ']';
      return;
    }
    default: out += std::to_string(cell.as<std::int64_t>()); return;
  }
}

FERRULE_INLINE std::string shown(const value_view& cell, std::size_t limit) {
  if (!cell.is_null() && is_text(cell.kind())) return quoted(cell.as<std::string_view>(), limit);
  if (!cell.is_null() && cell.kind() == kind::binary) {
    const auto bytes = cell.as<bytes_view>();
    return to_text(value_view(bytes.first(std::min(bytes.size(), limit / 2)))) +
           (bytes.size() > limit / 2 ? "..." : "");
  }
  return to_text(cell);
}

}  // namespace ferrule
