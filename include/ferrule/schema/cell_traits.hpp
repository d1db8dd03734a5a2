// SPDX-License-Identifier: BSL-1.0
// schema/cell_traits.hpp - which C++ types can hold a cell, and what kind of cell each asks for.
#pragma once
#include <array>
#include <chrono>
#include <concepts>
#include <ferrule/reflect/type_name.hpp>
#include <ferrule/schema/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ferrule {

/// What a C++ type asks of a column. Specialised for every type that can be a field of a row struct:
/// `type` is the field type it holds without conversion, `borrows` whether it points into the source's
/// memory, `name` how messages spell it. The primary template marks types that no column can fill.
template<class T>
struct cell_traits {
  static constexpr bool is_cell = false;
};

namespace detail {

template<kind K, bool Borrows = false>
struct plain_cell {
  static constexpr bool is_cell = true;
  static constexpr bool borrows = Borrows;
  static constexpr field_type type{.kind = K};
};

constexpr field_type counted(kind k, time_unit unit, bool zoned = false) {
  return {.kind = k, .unit = unit, .zoned = zoned};
}

template<class Period>
inline constexpr std::optional<time_unit> unit_of_period =
    Period::num == 1 && Period::den == 1               ? std::optional(time_unit::second)
    : Period::num == 1 && Period::den == 1'000         ? std::optional(time_unit::millisecond)
    : Period::num == 1 && Period::den == 1'000'000     ? std::optional(time_unit::microsecond)
    : Period::num == 1 && Period::den == 1'000'000'000 ? std::optional(time_unit::nanosecond)
                                                       : std::nullopt;

// As people write them; a compiler spells a time_point in four lines.
template<class Period>
inline constexpr std::array<std::string_view, 3> chrono_names = [] {
  constexpr std::array<std::array<std::string_view, 3>, 4> names{{
      {"std::chrono::sys_time<std::chrono::seconds>",
       "std::chrono::local_time<std::chrono::seconds>", "std::chrono::seconds"},
      {"std::chrono::sys_time<std::chrono::milliseconds>",
       "std::chrono::local_time<std::chrono::milliseconds>", "std::chrono::milliseconds"},
      {"std::chrono::sys_time<std::chrono::microseconds>",
       "std::chrono::local_time<std::chrono::microseconds>", "std::chrono::microseconds"},
      {"std::chrono::sys_time<std::chrono::nanoseconds>",
       "std::chrono::local_time<std::chrono::nanoseconds>", "std::chrono::nanoseconds"},
  }};
  return names[static_cast<std::size_t>(*unit_of_period<Period>)];
}();

template<class Rep, class Period>
concept counted_duration =
    std::integral<Rep> && sizeof(Rep) == 8 && unit_of_period<Period>.has_value();

}  // namespace detail

#define FERRULE_CELL(TYPE, SPELLED, ...)                       \
  template<>                                                   \
  struct cell_traits<TYPE> : detail::plain_cell<__VA_ARGS__> { \
    static constexpr std::string_view name = SPELLED;          \
  }
FERRULE_CELL(bool, "bool", kind::boolean);
FERRULE_CELL(std::int8_t, "std::int8_t", kind::int8);
FERRULE_CELL(std::int16_t, "std::int16_t", kind::int16);
FERRULE_CELL(std::int32_t, "std::int32_t", kind::int32);
FERRULE_CELL(std::int64_t, "std::int64_t", kind::int64);
FERRULE_CELL(int128, "__int128", kind::int128);
FERRULE_CELL(std::uint8_t, "std::uint8_t", kind::uint8);
FERRULE_CELL(std::uint16_t, "std::uint16_t", kind::uint16);
FERRULE_CELL(std::uint32_t, "std::uint32_t", kind::uint32);
FERRULE_CELL(std::uint64_t, "std::uint64_t", kind::uint64);
FERRULE_CELL(uint128, "unsigned __int128", kind::uint128);
FERRULE_CELL(float, "float", kind::float32);
FERRULE_CELL(double, "double", kind::float64);
FERRULE_CELL(decimal, "ferrule::decimal", kind::decimal);
FERRULE_CELL(std::string_view, "std::string_view", kind::text, true);
FERRULE_CELL(std::string, "std::string", kind::text);
FERRULE_CELL(bytes_view, "std::span<const std::byte>", kind::binary, true);
FERRULE_CELL(std::vector<std::byte>, "std::vector<std::byte>", kind::binary);
FERRULE_CELL(date, "std::chrono::sys_days", kind::date);
FERRULE_CELL(interval, "ferrule::interval", kind::interval);
FERRULE_CELL(uuid, "ferrule::uuid", kind::uuid);
FERRULE_CELL(point, "ferrule::point", kind::point);
FERRULE_CELL(time_of_day, "ferrule::time_of_day", kind::time);
FERRULE_CELL(timestamp, "ferrule::timestamp", kind::timestamp);
FERRULE_CELL(duration, "ferrule::duration", kind::duration);
FERRULE_CELL(value_view, "ferrule::value_view", kind::text, true);
FERRULE_CELL(value, "ferrule::value", kind::text);
#undef FERRULE_CELL

/// `long long` (or `long`, whichever is not std::int64_t) and its unsigned twin: the same widths by another name.
template<class I>
  requires(std::same_as<I, long long> || std::same_as<I, unsigned long long> ||
           std::same_as<I, long> || std::same_as<I, unsigned long>) &&
          (!std::same_as<I, std::int64_t> && !std::same_as<I, std::uint64_t>)
struct cell_traits<I>
    : detail::plain_cell<std::is_signed_v<I> ? (sizeof(I) == 8 ? kind::int64 : kind::int32)
                                             : (sizeof(I) == 8 ? kind::uint64 : kind::uint32)> {
  static constexpr std::string_view name = type_name<I>;
};

/// Fixed-size text: zero-filled behind the value; a longer value does not fit.
template<std::size_t N>
struct cell_traits<std::array<char, N>> : detail::plain_cell<kind::text> {
  static constexpr std::string_view name = type_name<std::array<char, N>>;
};

/// An enumeration: by enumerator name from text, by number from integers.
template<class E>
  requires std::is_enum_v<E>
struct cell_traits<E> : detail::plain_cell<kind::text> {
  static constexpr std::string_view name = type_name<E>;
};

/// A moment: std::chrono::sys_time of seconds, milliseconds, microseconds or nanoseconds.
template<class Rep, class Period>
  requires detail::counted_duration<Rep, Period>
struct cell_traits<std::chrono::sys_time<std::chrono::duration<Rep, Period>>> {
  static constexpr bool is_cell = true;
  static constexpr bool borrows = false;
  static constexpr field_type type =
      detail::counted(kind::timestamp, *detail::unit_of_period<Period>, true);
  static constexpr std::string_view name = detail::chrono_names<Period>[0];
};

/// A civil date and time without zone: std::chrono::local_time of the same units.
template<class Rep, class Period>
  requires detail::counted_duration<Rep, Period>
struct cell_traits<std::chrono::local_time<std::chrono::duration<Rep, Period>>> {
  static constexpr bool is_cell = true;
  static constexpr bool borrows = false;
  static constexpr field_type type =
      detail::counted(kind::timestamp, *detail::unit_of_period<Period>, false);
  static constexpr std::string_view name = detail::chrono_names<Period>[1];
};

template<class Rep, class Period>
  requires detail::counted_duration<Rep, Period>
struct cell_traits<std::chrono::duration<Rep, Period>> {
  static constexpr bool is_cell = true;
  static constexpr bool borrows = false;
  static constexpr field_type type =
      detail::counted(kind::duration, *detail::unit_of_period<Period>);
  static constexpr std::string_view name = detail::chrono_names<Period>[2];
};

/// A type some column can fill: one of the above, a vector of them, or an optional of either.
template<class T>
inline constexpr bool is_cell = cell_traits<T>::is_cell;

template<class T>
  requires(is_cell<T> && !std::same_as<T, std::byte>)
struct cell_traits<std::vector<T>> {
  static constexpr bool is_cell = true;
  static constexpr bool borrows = cell_traits<T>::borrows;
  static constexpr field_type type = list_of(cell_traits<T>::type);
  static constexpr std::string_view name = type_name<std::vector<T>>;
};

/// Whether T is a std::optional, and of what.
template<class T>
struct nullable_traits {
  static constexpr bool nullable = false;
  using inner = T;
};
template<class T>
struct nullable_traits<std::optional<T>> {
  static constexpr bool nullable = true;
  using inner = T;
};

namespace detail {
template<class T>
inline constexpr bool is_vector = false;
template<class T>
inline constexpr bool is_vector<std::vector<T>> = true;
}  // namespace detail

template<class T>
  requires(is_cell<T> && !nullable_traits<T>::nullable)
struct cell_traits<std::optional<T>> : cell_traits<T> {};

/// Whether `T` takes a cell of any kind as it is.
template<class T>
inline constexpr bool takes_any = std::same_as<T, value_view> || std::same_as<T, value>;

/// Whether a `T` filled from a row points into the source's memory and dies with the row.
template<class T>
inline constexpr bool borrows = cell_traits<T>::borrows;

}  // namespace ferrule
