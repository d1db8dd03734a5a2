// SPDX-License-Identifier: BSL-1.0
// cli/json.hpp - everything the command line prints as JSON goes through here.
//
// A cell is written so that nothing of it is lost:
//
//   boolean                     true, false
//   int8 ... int64, uint8 ...   a number with all its digits (a reader that keeps numbers as double loses some beyond 2^53)
//   int128, uint128, decimal    a string of its digits
//   float32, float64            the shortest number that reads back; "NaN", "Infinity", "-Infinity" as strings
//   string, text, json          a string; where the bytes are not UTF-8, {"base64": "..."}
//   binary                      a string of base64
//   date ... interval, uuid     a string, as text output shows it
//   point, list                 an array
//   null                        null
#pragma once
#include <cmath>
#include <ferrule/core/utf8.hpp>
#include <ferrule/schema/value_text.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <string>
#include <string_view>

namespace ferrule::cli {

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

/// Appends a JSON string. Bytes that are not UTF-8 become U+FFFD: for names and messages, not for cells.
inline void append_json_string(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t length = utf8_length(text);
    if (c == '"' || c == '\\') (out += '\\') += text.front();
    else if (c == '\n') out += "\\n";
    else if (c < 0x20 || c == 0x7f) ((out += "\\u00") += digits[c >> 4]) += digits[c & 15];
    else if (length == 0) out += "\\ufffd";
    else out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

inline void append_json_float(std::string& out, double number, auto exactly) {
  if (std::isnan(number)) out += "\"NaN\"";
  else if (std::isinf(number)) out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  else ferrule::detail::append_number(out, exactly);
}

/// Appends a cell by the rules above.
inline void append_json(std::string& out, const value_view& cell) {
  using enum kind;
  if (cell.is_null()) {
    out += "null";
    return;
  }
  switch (cell.kind()) {
    case float32:
      append_json_float(out, static_cast<double>(cell.as<float>()), cell.as<float>());
      return;
    case float64: append_json_float(out, cell.as<double>(), cell.as<double>()); return;
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
      const char* comma = "[";
      for (const value_view& element : cell.as<list_view>()) {
        out += comma;
        comma = ", ";
        append_json(out, element);
      }
      out += *comma == '[' ? "[]" : "]";
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
    case uuid: append_json_string(out, to_text(cell)); return;
    default: append_text(out, cell); return;  // boolean and the integers of up to 64 bits
  }
}

/// Puts a JSON document together, member by member; commas are its business. One element per line for arrays that ask for it.
class json_writer {
public:
  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }
  json_writer& key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ": ";
    fresh_ = true;
    return *this;
  }
  json_writer& text(std::string_view value) {
    separate();
    append_json_string(out_, value);
    return *this;
  }
  json_writer& cell(const value_view& value) {
    separate();
    append_json(out_, value);
    return *this;
  }
  /// A string where there is one, else null.
  template<class T>
  json_writer& text(const std::optional<T>& value) {
    return value ? text(std::string_view(*value)) : cell(nullptr);
  }
  /// The next element begins on a line of its own.
  json_writer& line() {
    out_ += fresh_ ? "\n" : ",\n";
    fresh_ = true;
    return *this;
  }
  std::string& str() noexcept { return out_; }
  std::string finish() && { return std::move(out_ += '\n'); }

private:
  json_writer& open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
    return *this;
  }
  json_writer& close(char bracket) {
    out_ += bracket;
    fresh_ = false;
    return *this;
  }
  void separate() {
    if (!fresh_) out_ += ", ";
    fresh_ = false;
  }
  std::string out_;
  bool fresh_ = true;
};

}  // namespace ferrule::cli
