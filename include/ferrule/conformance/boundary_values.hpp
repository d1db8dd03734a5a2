// SPDX-License-Identifier: BSL-1.0
// conformance/boundary_values.hpp - the values of a type that connectors get wrong, made from the
// type alone.
#pragma once
#include <cmath>
#include <ferrule/schema/kind.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value.hpp>
#include <limits>
#include <string>
#include <vector>

namespace ferrule::conformance {

/// One value of a column's type. Where it must be held, writing it succeeds; where not, it may be
/// refused by a typed error. Either way, what was accepted reads back as it was.
struct boundary_value {
  value cell{};
  bool must_hold = true;
};

namespace detail {

template<class I>
void add_integers(std::vector<boundary_value>& out, I least, I most) {
  for (const I v : {least, static_cast<I>(least + 1), I{0}, I{1}, static_cast<I>(most - 1), most})
    out.push_back({value(v)});
  if constexpr (static_cast<I>(-1) < I{0}) out.push_back({value(static_cast<I>(-1))});
  if constexpr (sizeof(I) >= 8)
    out.push_back(
        {value(static_cast<I>((std::int64_t{1} << 53) + 1))});  // the first that no double holds
}

template<class T>
void add_floats(std::vector<boundary_value>& out) {
  using limits = std::numeric_limits<T>;
  for (const T v : {T{0}, -T{0}, T{1}, T{-1.5}, static_cast<T>(0.1), limits::max(),
                    limits::lowest(), limits::min(), limits::epsilon()})
    out.push_back({value(v)});
  for (const T v :
       {limits::denorm_min(), limits::infinity(), -limits::infinity(), limits::quiet_NaN()})
    out.push_back({value(v), false});
}

inline void add_decimals(std::vector<boundary_value>& out, const field_type& type) {
  const auto scale = static_cast<std::int32_t>(type.scale);
  if (type.precision != 0) {
    int128 most = 0;
    for (int i = 0; i < std::min<int>(type.precision, 38); ++i) most = most * 10 + 9;
    for (const int128 v : {int128{0}, int128{1}, int128{-1}, most, -most})
      out.push_back({value(decimal{v, scale})});
    return;
  }
  for (const decimal& d : {decimal{0, 0}, decimal{1, 0}, decimal{-1, 0}, decimal{1, 1},
                           decimal{-1234, 2}, decimal{99999999, 0}})
    out.push_back({value(d)});
  for (const decimal& d :
       {decimal{(int128{1} << 53) + 1, 0}, decimal{(int128{1} << 62) * 10 + 1, 3},
        decimal{int128_max, 0}, decimal{int128_max, 20}, decimal{1, 30}})
    out.push_back({value(d), false});
}

inline void add_texts(std::vector<boundary_value>& out, const field_type& type) {
  if (type.kind == kind::json) {
    for (const char* v :
         {"{}", "null", "true", "\"\"", "{\"a\": [1, 2.5, \"\xC3\xBC\"]}", "1", "2.50", "[]"})
      out.push_back({value(std::string(v), kind::json)});
    return;
  }
  const auto add = [&](std::string text, std::size_t characters, bool must_hold = true) {
    if (type.length != 0 && characters > type.length) return;
    out.push_back({value(std::move(text), type.kind), must_hold});
  };
  add("", 0);
  add("a", 1);
  add(" a ", 3);
  add("Gr\xC3\xBC\xC3\x9F"
      "e, \xE4\xB8\x96\xE7\x95\x8C \xF0\x9F\x9A\xA2",
      11);
  add("it's \"quoted\" \\ and\r\nlong\t;--", 30);
  add("null", 4);
  add("12", 2);
  add(std::string(type.length != 0 ? std::min<std::size_t>(type.length, 70'000) : 70'000, 'x'),
      type.length != 0 ? std::min<std::size_t>(type.length, 70'000) : 70'000);
  add(std::string("a\0b", 3), 3, false);
  add("\xff\xfe", 2, false);
}

inline void add_bytes(std::vector<boundary_value>& out, const field_type& type) {
  const auto add = [&](std::size_t size, unsigned first) {
    if (type.length != 0 && size > type.length) return;
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>((first + i) & 255);
    out.push_back({value(value_view(bytes_view(bytes)))});
  };
  add(0, 0);
  add(1, 0);
  add(1, 0xff);
  add(256, 0);
  add(70'000, 7);
}

inline void add_moments(std::vector<boundary_value>& out, const field_type& type) {
  const std::int64_t second = per_second(type.unit), day = 86400 * second, least = INT64_MIN,
                     most = INT64_MAX;
  const auto add = [&](std::int64_t count, bool must_hold = true) {
    if (type.kind == kind::timestamp)
      out.push_back({value(timestamp{count, type.unit, type.zoned}), must_hold});
    else if (type.kind == kind::duration)
      out.push_back({value(duration{count, type.unit}), must_hold});
    else out.push_back({value(time_of_day{count, type.unit}), must_hold});
  };
  add(0);
  add(1);
  add(45'296 * second + second / 8);  // 12:34:56.125
  add(day - 1);
  if (type.kind == kind::time) return;
  add(-1);
  add(-day);
  add((std::int64_t{1} << 31) * second);
  add(11'016 * day);  // 2000-02-29
  add(least, false);
  add(most, false);
}

inline void add_boundaries(std::vector<boundary_value>& out, const field_type& type);

inline void add_lists(std::vector<boundary_value>& out, const field_type& type) {
  std::vector<boundary_value> elements;
  add_boundaries(elements, element_of(type));
  std::vector<value> all, with_null{value()};
  for (const boundary_value& e : elements)
    if (e.must_hold) all.push_back(e.cell);
  if (!all.empty()) with_null.push_back(all.front());
  out.push_back({value(std::vector<value>{})});
  out.push_back({value(std::move(all))});
  out.push_back({value(std::move(with_null)), false});
}

inline void add_boundaries(std::vector<boundary_value>& out, const field_type& type) {
  switch (type.kind) {
    case kind::boolean:
      out.push_back({value(false)});
      out.push_back({value(true)});
      break;
    case kind::int8: add_integers<std::int8_t>(out, INT8_MIN, INT8_MAX); break;
    case kind::int16: add_integers<std::int16_t>(out, INT16_MIN, INT16_MAX); break;
    case kind::int32: add_integers<std::int32_t>(out, INT32_MIN, INT32_MAX); break;
    case kind::int64: add_integers<std::int64_t>(out, INT64_MIN, INT64_MAX); break;
    case kind::int128: add_integers<int128>(out, int128_min, int128_max); break;
    case kind::uint8: add_integers<std::uint8_t>(out, 0, UINT8_MAX); break;
    case kind::uint16: add_integers<std::uint16_t>(out, 0, UINT16_MAX); break;
    case kind::uint32: add_integers<std::uint32_t>(out, 0, UINT32_MAX); break;
    case kind::uint64: add_integers<std::uint64_t>(out, 0, UINT64_MAX); break;
    case kind::uint128: add_integers<uint128>(out, 0, uint128_max); break;
    case kind::float32: add_floats<float>(out); break;
    case kind::float64: add_floats<double>(out); break;
    case kind::decimal: add_decimals(out, type); break;
    case kind::string:
    case kind::text:
    case kind::json: add_texts(out, type); break;
    case kind::binary: add_bytes(out, type); break;
    case kind::date:
      // 1970-01-01, the day before, 2000-02-29, 0001-01-01, 9999-12-31; then the year 10000 and
      // years before 1.
      for (const int day : {0, -1, 11'016, -719'162, 2'932'896})
        out.push_back({value(date(std::chrono::days(day)))});
      for (const int day : {2'932'897, -719'163, -1'000'000})
        out.push_back({value(date(std::chrono::days(day))), false});
      break;
    case kind::time:
    case kind::timestamp:
    case kind::duration: add_moments(out, type); break;
    case kind::interval:
      for (const interval& v : {interval{}, interval{14, -3, 5},
                                interval{-1, 0, -86'400'000'000'000}, interval{0, 40, 0}})
        out.push_back({value(v)});
      out.push_back({value(interval{INT32_MIN, INT32_MIN, INT64_MIN}), false});
      break;
    case kind::uuid:
      for (const int step : {0, 1, 17}) {
        uuid u;
        for (std::size_t i = 0; i < u.bytes.size(); ++i)
          u.bytes[i] = static_cast<std::byte>((i * static_cast<std::size_t>(step)) & 255);
        out.push_back({value(u)});
      }
      break;
    case kind::point:
      for (const point& v : {point{0, 0}, point{-180, 90}, point{0.1, -0.25}})
        out.push_back({value(v)});
      break;
    case kind::list: add_lists(out, type); break;
  }
}

}  // namespace detail

/// The boundary values of a type: least, greatest, nothing, one, what doubles cannot hold, not-a-
/// number, text that is not ASCII.
inline std::vector<boundary_value> boundary_values(const field_type& type) {
  std::vector<boundary_value> out;
  detail::add_boundaries(out, type);
  return out;
}

/// The same for a column that the source vouches for as `vouched` says: in an open one, cells are
/// of any kind.
inline std::vector<boundary_value> boundary_values(const field_type& type, typing vouched) {
  std::vector<boundary_value> out = boundary_values(type);
  if (vouched != typing::open) return out;
  for (const kind k : {kind::int64, kind::float64, kind::text, kind::binary})
    if (k != type.kind) detail::add_boundaries(out, {.kind = k});
  return out;
}

/// Values that a column of the type must refuse, each of another reason: of another kind, too
/// large, too long.
inline std::vector<value> misfits(const field_type& type) {
  std::vector<value> out;
  if (!is_text(type.kind)) out.emplace_back("a text that is nothing else");
  else out.emplace_back(point{1, 2});
  if (is_integer(type.kind)) {
    out.emplace_back(1.5);
    if (bits_of(type.kind) < 64 || !is_signed_integer(type.kind))
      out.emplace_back(int128{-1} << 63);
    if (bits_of(type.kind) < 128) out.emplace_back(uint128_max);
  }
  if (type.kind == kind::boolean) out.emplace_back(std::int64_t{2});
  if (type.kind == kind::float32) out.emplace_back(1e300);
  if (is_float(type.kind)) out.emplace_back((std::int64_t{1} << 53) + 1);
  if (type.kind == kind::string && type.length != 0)
    out.emplace_back(std::string(type.length + 1, 'x'));
  if (type.kind == kind::timestamp) out.emplace_back(timestamp{0, type.unit, !type.zoned});
  if (type.kind == kind::date) out.emplace_back(timestamp{1, time_unit::second, false});
  if (type.kind == kind::time)
    out.emplace_back(time_of_day{86400 * per_second(type.unit), type.unit});
  return out;
}

}  // namespace ferrule::conformance
