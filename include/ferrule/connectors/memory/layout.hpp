// SPDX-License-Identifier: BSL-1.0
// connectors/memory/layout.hpp - where in a row's memory a cell lies and what C++ object it is.
//
// A row is a struct of the program's, or an array of `value_view` in a table of values. Its columns
// are read through a plan: an offset and a tag of the C++ type, and one switch. No function pointer
// is involved, so a loop over a plan has no indirect call. Types that a switch cannot list (nested
// vectors, optional enums) are read by a function once per chunk, when a stream that asks for them
// is opened, and lie beside the rows from then on.
#pragma once
#include <chrono>
#include <cstring>
#include <ferrule/core/int128.hpp>
#include <ferrule/schema/cell_view.hpp>
#include <ferrule/schema/table.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ferrule::memory {

/// Which C++ object a cell is.
enum class layout : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  long_long,
  int128,
  uint8,
  uint16,
  uint32,
  uint64,
  unsigned_long_long,
  uint128,
  float32,
  float64,
  decimal,
  text_view,
  text_owned,
  chars,
  bytes_view,
  bytes_owned,
  date,
  time,
  timestamp,
  duration,
  moment,
  civil,
  elapsed,  // std::chrono::sys_time, local_time and duration in the column's unit
  interval,
  uuid,
  point,
  value_view,
  value,
  enumeration,
  cell,      // a value_view of the column's own type: tables of values
  prepared,  // beside the row
};

/// One enumerator, for enum columns.
struct enum_entry {
  std::int64_t number;
  std::string_view name;
};

/// Cells that were read ahead of the stream, one per row of a chunk.
struct prepared_column {
  std::vector<ferrule::value_view> cells;
  std::vector<std::size_t> unnamed;  // rows whose cell cannot be had: an enumerator without name
  cell_lists lists;
};

/// How to find the cell of one column in a row.
struct column_plan {
  std::size_t offset = 0;
  layout how = layout::cell;
  bool optional = false;   // the object is a std::optional of `how`
  bool is_signed = false;  // enumeration
  time_unit unit = time_unit::second;
  std::size_t size = 0;    // chars: how many; enumeration: bytes
  std::size_t column = 0;  // position in the table
  std::span<const enum_entry> enumerators{};
  const prepared_column* beside = nullptr;  // prepared: of the current chunk
};

namespace detail {

using long_long_twin = std::conditional_t<std::is_same_v<std::int64_t, long long>, long, long long>;
using unsigned_long_long_twin = std::make_unsigned_t<long_long_twin>;

template<class T>
inline constexpr bool is_std_count = false;
template<class Rep, class Period>
inline constexpr bool is_std_count<std::chrono::duration<Rep, Period>> =
    std::is_same_v<Rep, std::chrono::nanoseconds::rep> &&
    ferrule::detail::unit_of_period<Period>.has_value();
template<class T>
inline constexpr bool is_sys_time = false;
template<class D>
inline constexpr bool is_sys_time<std::chrono::sys_time<D>> = is_std_count<D>;
template<class T>
inline constexpr bool is_local_time = false;
template<class D>
inline constexpr bool is_local_time<std::chrono::local_time<D>> = is_std_count<D>;

/// The layout of a T that is not optional.
template<class T>
consteval layout layout_of() {
  using enum layout;
  if constexpr (std::is_same_v<T, bool>) return boolean;
  else if constexpr (std::is_same_v<T, std::int8_t>) return int8;
  else if constexpr (std::is_same_v<T, std::int16_t>) return int16;
  else if constexpr (std::is_same_v<T, std::int32_t>) return int32;
  else if constexpr (std::is_same_v<T, std::int64_t>) return int64;
  else if constexpr (std::is_same_v<T, long_long_twin>) return long_long;
  else if constexpr (std::is_same_v<T, ferrule::int128>) return layout::int128;
  else if constexpr (std::is_same_v<T, std::uint8_t>) return uint8;
  else if constexpr (std::is_same_v<T, std::uint16_t>) return uint16;
  else if constexpr (std::is_same_v<T, std::uint32_t>) return uint32;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return uint64;
  else if constexpr (std::is_same_v<T, unsigned_long_long_twin>) return unsigned_long_long;
  else if constexpr (std::is_same_v<T, ferrule::uint128>) return layout::uint128;
  else if constexpr (std::is_same_v<T, float>) return float32;
  else if constexpr (std::is_same_v<T, double>) return float64;
  else if constexpr (std::is_same_v<T, ferrule::decimal>) return layout::decimal;
  else if constexpr (std::is_same_v<T, std::string_view>) return text_view;
  else if constexpr (std::is_same_v<T, std::string>) return text_owned;
  else if constexpr (ferrule::detail::is_char_array<T>) return chars;
  else if constexpr (std::is_same_v<T, ferrule::bytes_view>) return layout::bytes_view;
  else if constexpr (std::is_same_v<T, std::vector<std::byte>>) return bytes_owned;
  else if constexpr (std::is_same_v<T, ferrule::date>) return layout::date;
  else if constexpr (std::is_same_v<T, time_of_day>) return time;
  else if constexpr (std::is_same_v<T, ferrule::timestamp>) return layout::timestamp;
  else if constexpr (std::is_same_v<T, ferrule::duration>) return layout::duration;
  else if constexpr (std::is_same_v<T, ferrule::interval>) return layout::interval;
  else if constexpr (std::is_same_v<T, ferrule::uuid>) return layout::uuid;
  else if constexpr (std::is_same_v<T, ferrule::point>) return layout::point;
  else if constexpr (std::is_same_v<T, ferrule::value_view>) return layout::value_view;
  else if constexpr (std::is_same_v<T, ferrule::value>) return layout::value;
  else if constexpr (std::is_enum_v<T>) return enumeration;
  else if constexpr (is_sys_time<T>) return moment;
  else if constexpr (is_local_time<T>) return civil;
  else if constexpr (is_std_count<T>) return elapsed;
  else return prepared;
}

template<class E>
inline constexpr auto enum_entries = [] {
  std::array<enum_entry, enum_values<E>.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {static_cast<std::int64_t>(enum_values<E>[i]), enum_names<E>[i]};
  return out;
}();

/// The plan of a field of type F at `offset`; `offset` is not used where it is `prepared`.
template<class F>
column_plan plan_field(std::size_t offset, std::size_t column) {
  using T = typename nullable_traits<F>::inner;
  column_plan out;
  out.offset = offset;
  out.column = column;
  out.how = layout_of<T>();
  out.optional = nullable_traits<F>::nullable;
  // An optional of these has a type for each enum and each size, which a switch cannot name.
  if (out.optional && (out.how == layout::enumeration || out.how == layout::chars))
    out.how = layout::prepared;
  if constexpr (std::is_enum_v<T>) {
    out.size = sizeof(T);
    out.is_signed = std::is_signed_v<std::underlying_type_t<T>>;
    out.enumerators = enum_entries<T>;
  } else if constexpr (ferrule::detail::is_char_array<T>) out.size = sizeof(T);
  else if constexpr (counts_units(cell_traits<T>::type.kind)) out.unit = cell_traits<T>::type.unit;
  return out;
}

/// The T at `at`, or null where it is an optional without value.
template<class T>
[[gnu::always_inline]] inline const T* stored(const std::byte* at, bool optional) noexcept {
  if (!optional) return reinterpret_cast<const T*>(at);
  const auto& held = *reinterpret_cast<const std::optional<T>*>(at);
  return held ? std::addressof(*held) : nullptr;
}

// The count in a chrono type, whose only member it is.
template<template<class> class Family>
std::optional<std::int64_t> stored_count(const std::byte* at, bool optional,
                                         time_unit unit) noexcept {
  const auto count = [&]<class T>(const T* found) -> std::optional<std::int64_t> {
    if (found == nullptr) return std::nullopt;
    std::int64_t out;
    static_assert(sizeof(T) == sizeof(out));
    std::memcpy(&out, found, sizeof(out));
    return out;
  };
  switch (unit) {
    case time_unit::second: return count(stored<Family<std::chrono::seconds>>(at, optional));
    case time_unit::millisecond:
      return count(stored<Family<std::chrono::milliseconds>>(at, optional));
    case time_unit::microsecond:
      return count(stored<Family<std::chrono::microseconds>>(at, optional));
    case time_unit::nanosecond: break;
  }
  return count(stored<Family<std::chrono::nanoseconds>>(at, optional));
}
template<class D>
using sys_time_of = std::chrono::sys_time<D>;
template<class D>
using local_time_of = std::chrono::local_time<D>;
template<class D>
using duration_of = D;

inline std::int64_t stored_enumerator(const std::byte* at, std::size_t size,
                                      bool is_signed) noexcept {
  const auto number = [&]<class S>(S) -> std::int64_t {
    S bits;
    std::memcpy(&bits, at, sizeof(bits));
    return is_signed ? std::int64_t{bits}
                     : static_cast<std::int64_t>(static_cast<std::make_unsigned_t<S>>(bits));
  };
  switch (size) {
    case 1: return number(std::int8_t{});
    case 2: return number(std::int16_t{});
    case 4: return number(std::int32_t{});
    default: return number(std::int64_t{});
  }
}

// What is no object that can be read as it is. A function of its own, so that `read_cell` saves fewer registers.
[[gnu::noinline]] inline bool read_rare_cell(const column_plan& c, const std::byte* at,
                                             std::size_t index, ferrule::value_view& out) {
  if (c.how == layout::chars) {
    out = text_in(reinterpret_cast<const char*>(at), c.size);
    return true;
  }
  if (c.how == layout::enumeration) {
    const std::int64_t number = stored_enumerator(at, c.size, c.is_signed);
    for (const enum_entry& e : c.enumerators)
      if (e.number == number) {
        out = e.name;
        return true;
      }
    out = number;
    return false;
  }
  out = c.beside->cells[index];
  return c.beside->unnamed.empty() ||
         !std::binary_search(c.beside->unnamed.begin(), c.beside->unnamed.end(), index);
}

/// Reads the cell of a row into `out`; false where it cannot be had (see
/// `prepared_column::unnamed`). `index` is the row's position in its chunk.
inline bool read_cell(const column_plan& c, const std::byte* row, std::size_t index,
                      ferrule::value_view& out) {
  const std::byte* const at = row + c.offset;
  const auto put = [&]<class T>(const T* found) {
    if (found == nullptr) out = nullptr;
    else if constexpr (std::is_same_v<T, std::string>) out = std::string_view(*found);
    else if constexpr (std::is_same_v<T, std::vector<std::byte>>) out = ferrule::bytes_view(*found);
    else if constexpr (std::is_same_v<T, ferrule::value>) out = found->view();
    else out = *found;
    return true;
  };
  switch (c.how) {
    case layout::cell: return put(reinterpret_cast<const ferrule::value_view*>(at));
    case layout::boolean: return put(stored<bool>(at, c.optional));
    case layout::int8: return put(stored<std::int8_t>(at, c.optional));
    case layout::int16: return put(stored<std::int16_t>(at, c.optional));
    case layout::int32: return put(stored<std::int32_t>(at, c.optional));
    case layout::int64: return put(stored<std::int64_t>(at, c.optional));
    case layout::long_long: return put(stored<long_long_twin>(at, c.optional));
    case layout::int128: return put(stored<ferrule::int128>(at, c.optional));
    case layout::uint8: return put(stored<std::uint8_t>(at, c.optional));
    case layout::uint16: return put(stored<std::uint16_t>(at, c.optional));
    case layout::uint32: return put(stored<std::uint32_t>(at, c.optional));
    case layout::uint64: return put(stored<std::uint64_t>(at, c.optional));
    case layout::unsigned_long_long: return put(stored<unsigned_long_long_twin>(at, c.optional));
    case layout::uint128: return put(stored<ferrule::uint128>(at, c.optional));
    case layout::float32: return put(stored<float>(at, c.optional));
    case layout::float64: return put(stored<double>(at, c.optional));
    case layout::decimal: return put(stored<ferrule::decimal>(at, c.optional));
    case layout::text_view: return put(stored<std::string_view>(at, c.optional));
    case layout::text_owned: return put(stored<std::string>(at, c.optional));
    case layout::bytes_view: return put(stored<ferrule::bytes_view>(at, c.optional));
    case layout::bytes_owned: return put(stored<std::vector<std::byte>>(at, c.optional));
    case layout::date: return put(stored<ferrule::date>(at, c.optional));
    case layout::time: return put(stored<time_of_day>(at, c.optional));
    case layout::timestamp: return put(stored<ferrule::timestamp>(at, c.optional));
    case layout::duration: return put(stored<ferrule::duration>(at, c.optional));
    case layout::interval: return put(stored<ferrule::interval>(at, c.optional));
    case layout::uuid: return put(stored<ferrule::uuid>(at, c.optional));
    case layout::point: return put(stored<ferrule::point>(at, c.optional));
    case layout::value_view: return put(stored<ferrule::value_view>(at, c.optional));
    case layout::value: return put(stored<ferrule::value>(at, c.optional));
    case layout::moment:
    case layout::civil: {
      const bool zoned = c.how == layout::moment;
      const auto count = zoned ? stored_count<sys_time_of>(at, c.optional, c.unit)
                               : stored_count<local_time_of>(at, c.optional, c.unit);
      if (count) out = ferrule::timestamp{*count, c.unit, zoned};
      else out = nullptr;
      return true;
    }
    case layout::elapsed: {
      const auto count = stored_count<duration_of>(at, c.optional, c.unit);
      if (count) out = ferrule::duration{*count, c.unit};
      else out = nullptr;
      return true;
    }
    case layout::chars:
    case layout::enumeration:
    case layout::prepared: break;
  }
  return read_rare_cell(c, at, index, out);
}

}  // namespace detail
}  // namespace ferrule::memory
