// SPDX-License-Identifier: BSL-1.0
// connectors/csv/types.hpp - the type table of CSV: what a column can be read as.
#pragma once
#include <array>
#include <ferrule/connectors/csv/moments.hpp>
#include <ferrule/core/uuid.hpp>
#include <ferrule/schema/mapping.hpp>
#include <ferrule/schema/value_view.hpp>
#include <memory>
#include <string_view>

namespace ferrule::csv {

enum class codec : std::uint8_t {
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
  float32,
  float64,
  decimal,
  text,
  json,
  bytes,
  date,
  time,
  timestamp,
  uuid,
  uint128,
  duration,
  interval,
};

namespace detail {

constexpr type_mapping<int, codec> spelled(int id, std::string_view name, field_type to, codec how,
                                           std::string_view note = {}) {
  return {id, name, to, how, typing::spelled, note};
}
constexpr field_type timed(kind k, time_unit unit, bool zoned = false) {
  return {.kind = k, .unit = unit, .zoned = zoned};
}

}  // namespace detail

/// A file declares nothing: a column's type is detected, or said in the settings by one of these names. What a program reads into
/// a struct is read as the struct's fields want it, whatever was detected.
inline constexpr std::array types{
    detail::spelled(0, "text", {.kind = kind::text}, codec::text,
                    "detected where nothing else fits every cell"),
    detail::spelled(
        1, "boolean", {.kind = kind::boolean}, codec::boolean,
        "true and false in any case are detected; t, f, yes, no, y, n, 1 and 0 are read"),
    detail::spelled(2, "int8", {.kind = kind::int8}, codec::int8, "not detected"),
    detail::spelled(3, "int16", {.kind = kind::int16}, codec::int16, "not detected"),
    detail::spelled(4, "int32", {.kind = kind::int32}, codec::int32, "not detected"),
    detail::spelled(5, "int64", {.kind = kind::int64}, codec::int64,
                    "detected; not with a leading zero or '+', which are text"),
    detail::spelled(6, "int128", {.kind = kind::int128}, codec::int128, "detected beyond int64"),
    detail::spelled(7, "uint8", {.kind = kind::uint8}, codec::uint8, "not detected"),
    detail::spelled(8, "uint16", {.kind = kind::uint16}, codec::uint16, "not detected"),
    detail::spelled(9, "uint32", {.kind = kind::uint32}, codec::uint32, "not detected"),
    detail::spelled(10, "uint64", {.kind = kind::uint64}, codec::uint64, "not detected"),
    detail::spelled(11, "float32", {.kind = kind::float32}, codec::float32, "not detected"),
    detail::spelled(12, "float64", {.kind = kind::float64}, codec::float64,
                    "detected from an exponent, 1e5, or by fractions = float64"),
    detail::spelled(13, "decimal", {.kind = kind::decimal}, codec::decimal,
                    "detected from a point; up to 38 digits, the scale of each cell is kept"),
    detail::spelled(14, "date", {.kind = kind::date}, codec::date, "YYYY-MM-DD; detected"),
    detail::spelled(15, "time", detail::timed(kind::time, time_unit::microsecond), codec::time,
                    "HH:MM[:SS[.ffffff]]; detected"),
    detail::spelled(16, "timestamp", detail::timed(kind::timestamp, time_unit::microsecond),
                    codec::timestamp,
                    "YYYY-MM-DD HH:MM[:SS[.ffffff]], ' ' or 'T' between; detected"),
    detail::spelled(17, "timestamp_ns", detail::timed(kind::timestamp, time_unit::nanosecond),
                    codec::timestamp, "detected from seven or more digits of the second"),
    detail::spelled(18, "timestamp_utc",
                    detail::timed(kind::timestamp, time_unit::microsecond, true), codec::timestamp,
                    "with a zone, Z or +01:00; detected where every cell has one"),
    detail::spelled(19, "timestamp_utc_ns",
                    detail::timed(kind::timestamp, time_unit::nanosecond, true), codec::timestamp,
                    "detected from seven or more digits of the second"),
    detail::spelled(20, "uuid", {.kind = kind::uuid}, codec::uuid, "not detected"),
    detail::spelled(21, "json", {.kind = kind::json}, codec::json,
                    "not detected; kept as text, not parsed"),
    detail::spelled(
        22, "bytes", {.kind = kind::binary}, codec::bytes,
        "the bytes of the field without its quotes; what text becomes under encoding = bytes"),
    detail::spelled(23, "uint128", {.kind = kind::uint128}, codec::uint128, "not detected"),
    detail::spelled(24, "duration", detail::timed(kind::duration, time_unit::microsecond),
                    codec::duration, "ISO 8601, P1DT2H3M4.5S; not detected"),
    detail::spelled(25, "interval", {.kind = kind::interval}, codec::interval,
                    "ISO 8601, P1Y2M3DT4H; not detected"),
};

using type_row = type_mapping<int, codec>;

/// The row of `types` called so, or null.
constexpr const type_row* resolve(std::string_view external) noexcept {
  for (const auto& row : types)
    if (row.name == external) return &row;
  return nullptr;
}

/// How an unquoted cell becomes a value; false where it is none.
template<codec>
struct decoder;

namespace detail {

template<class T>
struct integer_decoder {
  static bool decode(const char* b, const char* e, const field_type&, value_view& to) {
    T read{};
    if (!read_integer(b, e, read)) return false;
    to = read;
    return true;
  }
};
template<class T, auto Read>
struct value_decoder {
  static bool decode(const char* b, const char* e, const field_type&, value_view& to) {
    T read{};
    if (!Read(b, e, read)) return false;
    to = read;
    return true;
  }
};
template<class T, auto Parse>
struct parsing_decoder {
  static bool decode(const char* b, const char* e, const field_type&, value_view& to) {
    const auto read = Parse(std::string_view(b, static_cast<std::size_t>(e - b)));
    if (read) to = *read;
    return read.has_value();
  }
};
struct text_decoder {
  static bool decode(const char* b, const char* e, const field_type& type, value_view& to) {
    std::construct_at(&to, std::string_view(b, static_cast<std::size_t>(e - b)), type.kind);
    return true;
  }
};

}  // namespace detail

template<>
struct decoder<codec::boolean> : detail::value_decoder<bool, detail::read_boolean> {};
template<>
struct decoder<codec::int8> : detail::integer_decoder<std::int8_t> {};
template<>
struct decoder<codec::int16> : detail::integer_decoder<std::int16_t> {};
template<>
struct decoder<codec::int32> : detail::integer_decoder<std::int32_t> {};
template<>
struct decoder<codec::int64> : detail::integer_decoder<std::int64_t> {};
template<>
struct decoder<codec::int128> : detail::parsing_decoder<int128, parse_int128> {};
template<>
struct decoder<codec::uint8> : detail::integer_decoder<std::uint8_t> {};
template<>
struct decoder<codec::uint16> : detail::integer_decoder<std::uint16_t> {};
template<>
struct decoder<codec::uint32> : detail::integer_decoder<std::uint32_t> {};
template<>
struct decoder<codec::uint64> : detail::integer_decoder<std::uint64_t> {};
template<>
struct decoder<codec::float32> : detail::value_decoder<float, detail::read_float<float>> {};
template<>
struct decoder<codec::float64> : detail::value_decoder<double, detail::read_float<double>> {};
template<>
struct decoder<codec::decimal> : detail::value_decoder<ferrule::decimal, detail::read_decimal> {};
template<>
struct decoder<codec::text> : detail::text_decoder {};
template<>
struct decoder<codec::json> : detail::text_decoder {};
template<>
struct decoder<codec::bytes> {
  static bool decode(const char* b, const char* e, const field_type&, value_view& to) {
    to = bytes_view(reinterpret_cast<const std::byte*>(b), static_cast<std::size_t>(e - b));
    return true;
  }
};
template<>
struct decoder<codec::date> : detail::value_decoder<ferrule::date, detail::read_date> {};
template<>
struct decoder<codec::time> {
  static bool decode(const char* b, const char* e, const field_type& type, value_view& to) {
    const auto read = parse_time({b, static_cast<std::size_t>(e - b)}, type.unit);
    to = read.value;
    return read.status == parse_status::ok;
  }
};
template<>
struct decoder<codec::timestamp> {
  static bool decode(const char* b, const char* e, const field_type& type, value_view& to) {
    ferrule::timestamp read{0, type.unit, false};
    if (!detail::read_timestamp(b, e, type.unit, read.count, read.zoned)) return false;
    to = read;
    return read.zoned == type.zoned;
  }
};
template<>
struct decoder<codec::uuid> : detail::parsing_decoder<ferrule::uuid, parse_uuid> {};
template<>
struct decoder<codec::uint128> : detail::parsing_decoder<uint128, parse_uint128> {};
template<>
struct decoder<codec::duration> {
  static bool decode(const char* b, const char* e, const field_type& type, value_view& to) {
    const auto read = parse_duration({b, static_cast<std::size_t>(e - b)}, type.unit);
    to = read.value;
    return read.status == parse_status::ok;
  }
};
template<>
struct decoder<codec::interval> {
  static bool decode(const char* b, const char* e, const field_type&, value_view& to) {
    const auto read = parse_interval({b, static_cast<std::size_t>(e - b)});
    to = read.value;
    return static_cast<bool>(read);
  }
};

static_assert(is_type_table<types, decoder>());

namespace detail {

/// The cell as its column's type has it.
inline bool decode(codec how, const char* b, const char* e, const field_type& type,
                   value_view& to) {
  bool good = false;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((static_cast<codec>(I) == how &&
            (good = decoder<static_cast<codec>(I)>::decode(b, e, type, to), true)) ||
           ...);
  }(std::make_index_sequence<static_cast<std::size_t>(codec::interval) + 1>{});
  return good;
}

}  // namespace detail
}  // namespace ferrule::csv
