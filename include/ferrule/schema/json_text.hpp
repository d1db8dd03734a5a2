// SPDX-License-Identifier: BSL-1.0
// schema/json_text.hpp - a cell as JSON (RFC 8259), with nothing of it lost.
//
//   boolean                     true, false
//   int8 ... int64, uint8 ...   a number with all its digits (a reader that keeps numbers as double loses some beyond 2^53)
//   int128, uint128, decimal    a string of its digits
//   float32, float64            the shortest number that reads back; "NaN", "Infinity", "-Infinity" as strings
//   string, text, json          a string; where the bytes are not UTF-8, {"base64": "..."}
//   binary                      a string of base64 (RFC 4648)
//   date ... interval, uuid     a string, as `to_text` has it
//   point, list                 an array
//   null                        null
#pragma once
#include <cmath>
#include <ferrule/core/json_string.hpp>
#include <ferrule/core/utf8.hpp>
#include <ferrule/schema/value_text.hpp>
#include <span>
#include <string>
#include <string_view>

namespace ferrule {

/// Appends base64 with padding.
inline void append_base64(std::string& out, bytes_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t j) {
      return j < bytes.size() ? std::to_integer<unsigned>(bytes[j]) : 0u;
    };
    const unsigned three = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out += digits[three >> 18];
    out += digits[three >> 12 & 63];
    out += i + 1 < bytes.size() ? digits[three >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? digits[three & 63] : '=';
  }
}

namespace detail {

template<class F>
void append_json_float(std::string& out, F number) {
  if (std::isnan(number)) out += "\"NaN\"";
  else if (std::isinf(number)) out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  else append_shortest(out, number);
}

}  // namespace detail

/// Appends the cell by the rules above.
inline void append_json(std::string& out, const value_view& cell) {
  using enum kind;
  if (cell.is_null()) {
    out += "null";
    return;
  }
  switch (cell.kind()) {
    case float32: detail::append_json_float(out, cell.as<float>()); return;
    case float64: detail::append_json_float(out, cell.as<double>()); return;
    case string:
    case text:
    case json: {
      const auto chars = cell.as<std::string_view>();
      if (is_utf8(chars)) {
        append_json_string(out, chars);
        return;
      }
      out += "{\"base64\": \"";
      append_base64(out, std::as_bytes(std::span(chars)));
      out += "\"}";
      return;
    }
    case binary:
      out += '"';
      append_base64(out, cell.as<bytes_view>());
      out += '"';
      return;
    case point:
      out += '[';
      append_json(out, cell.as<ferrule::point>().x);
      out += ", ";
      append_json(out, cell.as<ferrule::point>().y);
      out += ']';
      return;
    case list: {
      out += '[';
      const auto elements = cell.as<list_view>();
      for (std::size_t i = 0; i < elements.size(); ++i) {
        if (i != 0) out += ", ";
        append_json(out, elements[i]);
      }
      out += ']';
      return;
    }
    case int128:
    case uint128:
    case decimal:
    case date:
    case time:
    case timestamp:
    case duration:
    case interval:
    case uuid:
      out += '"';
      append_text(out, cell);
      out += '"';
      return;
    default: append_text(out, cell); return;  // boolean and the integers of up to 64 bits
  }
}

}  // namespace ferrule
