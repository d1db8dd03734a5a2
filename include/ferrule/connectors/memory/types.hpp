// SPDX-License-Identifier: BSL-1.0
// connectors/memory/types.hpp - the type table of memory, and a cell as a column's type holds it.
#pragma once
#include <array>
#include <ferrule/core/calendar.hpp>
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/mapping.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace ferrule::memory {

/// Memory knows every kind, under its own name.
inline constexpr std::array types{
    type_mapping<kind, kind>{kind::boolean, "boolean", field_type{.kind = kind::boolean},
                             kind::boolean},
    type_mapping<kind, kind>{kind::int8, "int8", field_type{.kind = kind::int8}, kind::int8},
    type_mapping<kind, kind>{kind::int16, "int16", field_type{.kind = kind::int16}, kind::int16},
    type_mapping<kind, kind>{kind::int32, "int32", field_type{.kind = kind::int32}, kind::int32},
    type_mapping<kind, kind>{kind::int64, "int64", field_type{.kind = kind::int64}, kind::int64},
    type_mapping<kind, kind>{kind::int128, "int128", field_type{.kind = kind::int128},
                             kind::int128},
    type_mapping<kind, kind>{kind::uint8, "uint8", field_type{.kind = kind::uint8}, kind::uint8},
    type_mapping<kind, kind>{kind::uint16, "uint16", field_type{.kind = kind::uint16},
                             kind::uint16},
    type_mapping<kind, kind>{kind::uint32, "uint32", field_type{.kind = kind::uint32},
                             kind::uint32},
    type_mapping<kind, kind>{kind::uint64, "uint64", field_type{.kind = kind::uint64},
                             kind::uint64},
    type_mapping<kind, kind>{kind::uint128, "uint128", field_type{.kind = kind::uint128},
                             kind::uint128},
    type_mapping<kind, kind>{kind::float32, "float32", field_type{.kind = kind::float32},
                             kind::float32},
    type_mapping<kind, kind>{kind::float64, "float64", field_type{.kind = kind::float64},
                             kind::float64},
    type_mapping<kind, kind>{kind::decimal, "decimal", field_type{.kind = kind::decimal},
                             kind::decimal, typing::declared,
                             "precision and scale are checked where they are declared"},
    type_mapping<kind, kind>{kind::string, "string", field_type{.kind = kind::string}, kind::string,
                             typing::declared,
                             "the length, in characters, is checked where it is declared"},
    type_mapping<kind, kind>{kind::text, "text", field_type{.kind = kind::text}, kind::text,
                             typing::declared, "an enum in a struct is the name of its enumerator"},
    type_mapping<kind, kind>{kind::binary, "binary", field_type{.kind = kind::binary}, kind::binary,
                             typing::declared,
                             "the length, in bytes, is checked where it is declared"},
    type_mapping<kind, kind>{kind::date, "date", field_type{.kind = kind::date}, kind::date},
    type_mapping<kind, kind>{kind::time, "time", field_type{.kind = kind::time}, kind::time},
    type_mapping<kind, kind>{kind::timestamp, "timestamp", field_type{.kind = kind::timestamp},
                             kind::timestamp},
    type_mapping<kind, kind>{kind::duration, "duration", field_type{.kind = kind::duration},
                             kind::duration},
    type_mapping<kind, kind>{kind::interval, "interval", field_type{.kind = kind::interval},
                             kind::interval},
    type_mapping<kind, kind>{kind::uuid, "uuid", field_type{.kind = kind::uuid}, kind::uuid},
    type_mapping<kind, kind>{kind::json, "json", field_type{.kind = kind::json}, kind::json,
                             typing::declared, "kept as text; not parsed"},
    type_mapping<kind, kind>{kind::point, "point", field_type{.kind = kind::point}, kind::point},
    type_mapping<kind, kind>{kind::list, "list", list_of({.kind = kind::text}), kind::list,
                             typing::declared, "of elements of any one kind, nested to any depth"},
};
static_assert(types.size() == kind_count);

namespace detail {

inline conversion fit_text(const field_type& type, value_view& cell) {
  const auto text = cell.as<std::string_view>();
  if (type.kind == kind::string && type.length != 0) {
    std::size_t characters = 0;
    for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (characters > type.length) return conversion::range;
  }
  cell = value_view(text, type.kind);
  return conversion::ok;
}

inline conversion fit_integer(kind to, value_view& cell) {
  if (to == kind::uint128) {
    uint128 wide = 0;
    const conversion c = convert(cell, wide);
    if (c == conversion::ok) cell = wide;
    return c;
  }
  int128 wide = 0;
  if (const conversion c = convert(cell, wide); c != conversion::ok) return c;
  const int bits = bits_of(to);
  const bool is_signed = is_signed_integer(to);
  const int128 most = bits == 128 ? int128_max : (int128{1} << (is_signed ? bits - 1 : bits)) - 1;
  if (wide > most || wide < (is_signed ? -most - 1 : 0)) return conversion::range;
  switch (to) {
    case kind::int8: cell = static_cast<std::int8_t>(wide); break;
    case kind::int16: cell = static_cast<std::int16_t>(wide); break;
    case kind::int32: cell = static_cast<std::int32_t>(wide); break;
    case kind::int64: cell = static_cast<std::int64_t>(wide); break;
    case kind::uint8: cell = static_cast<std::uint8_t>(wide); break;
    case kind::uint16: cell = static_cast<std::uint16_t>(wide); break;
    case kind::uint32: cell = static_cast<std::uint32_t>(wide); break;
    case kind::uint64: cell = static_cast<std::uint64_t>(wide); break;
    default: cell = wide; break;
  }
  return conversion::ok;
}

template<class T>
conversion fit_as(value_view& cell) {
  T to{};
  const conversion c = convert(cell, to);
  if (c == conversion::ok) cell = to;
  return c;
}

inline conversion fit_decimal(const field_type& type, value_view& cell) {
  decimal d;
  if (const conversion c = convert(cell, d); c != conversion::ok) return c;
  if (type.precision != 0) {
    const auto scaled = rescale(d, type.scale);
    if (!scaled) return normalized(d).scale > type.scale ? conversion::rounded : conversion::range;
    const auto most = multiply_by_power_of_ten(int128{1}, type.precision);
    if (most && (scaled->unscaled >= *most || scaled->unscaled <= -*most)) return conversion::range;
    d = *scaled;
  }
  cell = d;
  return conversion::ok;
}

// time, timestamp and duration: the same count in the column's unit.
template<class T>
conversion fit_count(const field_type& type, value_view& cell) {
  if (!cell.holds<T>()) return conversion::mismatch;
  T counted = cell.as<T>();
  if constexpr (std::is_same_v<T, timestamp>)
    if (counted.zoned != type.zoned) return conversion::mismatch;
  const auto exact = rescale(counted.count, counted.unit, type.unit);
  if (!exact) return counted.unit < type.unit ? conversion::range : conversion::rounded;
  counted.count = *exact;
  counted.unit = type.unit;
  if constexpr (std::is_same_v<T, time_of_day>)
    if (!is_valid(counted)) return conversion::range;
  cell = counted;
  return conversion::ok;
}

}  // namespace detail

/// How a cell of any kind becomes one of kind `K`: exactly, or not at all. `cell` is neither null
/// nor a list.
template<kind K>
struct decoder {
  static conversion fit(const field_type& type, value_view& cell) {
    if constexpr (K == kind::boolean) return detail::fit_as<bool>(cell);
    else if constexpr (is_integer(K)) return detail::fit_integer(K, cell);
    else if constexpr (K == kind::float32) return detail::fit_as<float>(cell);
    else if constexpr (K == kind::float64) return detail::fit_as<double>(cell);
    else if constexpr (K == kind::decimal) return detail::fit_decimal(type, cell);
    else if constexpr (is_text(K))
      return is_text(cell.kind()) ? detail::fit_text(type, cell) : conversion::mismatch;
    else if constexpr (K == kind::time) return detail::fit_count<time_of_day>(type, cell);
    else if constexpr (K == kind::timestamp) return detail::fit_count<timestamp>(type, cell);
    else if constexpr (K == kind::duration) return detail::fit_count<duration>(type, cell);
    else if constexpr (K == kind::binary) {
      if (cell.kind() != K) return conversion::mismatch;
      return type.length != 0 && cell.as<bytes_view>().size() > type.length ? conversion::range
                                                                            : conversion::ok;
    } else return cell.kind() == K ? conversion::ok : conversion::mismatch;
  }
};
static_assert(is_type_table<types, decoder>());

/// Turns a cell that is not null (and not a list) into exactly `type`, without changing the value;
/// on anything but `ok` it cannot be had. Text and bytes stay borrowed.
inline conversion fit_cell(const field_type& type, value_view& cell) {
  conversion out = conversion::mismatch;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((types[I].id == type.kind && (out = decoder<types[I].codec>::fit(type, cell), true)) ||
           ...);
  }(std::make_index_sequence<types.size()>{});
  return out;
}

/// The row of `types` for the name of a kind.
constexpr const type_mapping<kind, kind>* resolve(std::string_view external) noexcept {
  for (const auto& row : types)
    if (row.name == external) return &row;
  return nullptr;
}

}  // namespace ferrule::memory
