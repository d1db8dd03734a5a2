// SPDX-License-Identifier: BSL-1.0
// schema/kind.hpp - the kinds of values ferrule knows, and a kind with its run-time attributes.
#pragma once
#include <array>
#include <cstdint>
#include <ferrule/core/calendar.hpp>
#include <ferrule/core/printable.hpp>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

namespace ferrule {

/// What a column holds. Null is not a kind: any nullable column may hold it.
enum class kind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  int128,
  uint8,
  uint16,
  uint32,
  uint64,
  uint128,
  float32,
  float64,
  decimal,    ///< exact, base ten: `ferrule::decimal`
  string,     ///< text with a declared length limit; UTF-8
  text,       ///< text without one; UTF-8
  binary,     ///< bytes
  date,       ///< a day of the proleptic Gregorian calendar
  time,       ///< a time of day, without date or zone
  timestamp,  ///< a moment (zoned) or a civil date and time (not zoned)
  duration,   ///< an exact length of time
  interval,   ///< months, days and nanoseconds, which no single number can stand for
  uuid,
  json,   ///< text that is one JSON document
  point,  ///< two float64: x, y
  list,   ///< values of one element type
};

inline constexpr std::size_t kind_count = 26;

/// The name of a kind as it is printed and as tools spell it: "int64".
constexpr std::string_view name_of(kind k) noexcept {
  constexpr std::array<std::string_view, kind_count> names{
      "boolean",  "int8",   "int16",  "int32",   "int64",   "int128",    "uint8",
      "uint16",   "uint32", "uint64", "uint128", "float32", "float64",   "decimal",
      "string",   "text",   "binary", "date",    "time",    "timestamp", "duration",
      "interval", "uuid",   "json",   "point",   "list"};
  return names[static_cast<std::size_t>(k)];
}

constexpr bool is_integer(kind k) noexcept { return k >= kind::int8 && k <= kind::uint128; }
constexpr bool is_signed_integer(kind k) noexcept { return k >= kind::int8 && k <= kind::int128; }
constexpr bool is_float(kind k) noexcept { return k == kind::float32 || k == kind::float64; }
constexpr bool is_number(kind k) noexcept {
  return is_integer(k) || is_float(k) || k == kind::decimal;
}
/// string, text and json: kinds whose values are UTF-8 text.
constexpr bool is_text(kind k) noexcept {
  return k == kind::string || k == kind::text || k == kind::json;
}
/// time, timestamp and duration: kinds that count units.
constexpr bool counts_units(kind k) noexcept {
  return k == kind::time || k == kind::timestamp || k == kind::duration;
}
/// Width in bits of an integer kind, 0 for others.
constexpr int bits_of(kind k) noexcept {
  switch (k) {
    case kind::int8:
    case kind::uint8: return 8;
    case kind::int16:
    case kind::uint16: return 16;
    case kind::int32:
    case kind::uint32: return 32;
    case kind::int64:
    case kind::uint64: return 64;
    case kind::int128:
    case kind::uint128: return 128;
    default: return 0;
  }
}

/// A kind and what a source may say about it. Attributes that do not apply to the kind keep their
/// defaults, so equality is meaningful. For a list, everything but `depth` describes the element.
struct field_type {
  ferrule::kind kind = kind::text;
  std::optional<ferrule::kind> element{};   ///< list: the element's kind
  std::uint8_t depth = 0;                   ///< list: nesting, 1 for a list of elements
  std::uint16_t precision = 0;              ///< decimal: most digits, 0 where not limited
  std::int16_t scale = 0;                   ///< decimal: digits after the point
  time_unit unit = time_unit::microsecond;  ///< time, timestamp, duration
  bool zoned = false;                       ///< timestamp: a moment in UTC, not a civil time
  std::uint32_t length = 0;  ///< string, binary: limit in characters or bytes, 0: none

  friend constexpr bool operator==(const field_type&, const field_type&) = default;
};

/// A list of `element`, nested once.
constexpr field_type list_of(field_type element) noexcept {
  if (element.kind == kind::list) {
    ++element.depth;
    return element;
  }
  element.element = element.kind;
  element.kind = kind::list;
  element.depth = 1;
  return element;
}

/// The type of a list's elements (itself a list where `depth` > 1).
/// Precondition: `list.kind == kind::list`.
constexpr field_type element_of(field_type list) noexcept {
  if (list.depth > 1) {
    --list.depth;
    return list;
  }
  list.kind = list.element.value_or(kind::text);
  list.element.reset();
  list.depth = 0;
  return list;
}

/// "int64", "decimal(10,2)", "string(20)", "timestamp(microsecond, utc)", "list<int32>".
std::string to_text(const field_type& type);

inline std::string_view to_text(const kind& k) { return name_of(k); }

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::kind> : ferrule::printable<ferrule::kind> {};
template<>
struct fmt::formatter<ferrule::field_type> : ferrule::printable<ferrule::field_type> {};

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/schema/kind.ipp>
#endif
