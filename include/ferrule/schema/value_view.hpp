// SPDX-License-Identifier: BSL-1.0
// schema/value_view.hpp - one cell of any kind, borrowed.
#pragma once
#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <ferrule/core/decimal.hpp>
#include <ferrule/core/int128.hpp>
#include <ferrule/core/uuid.hpp>
#include <ferrule/schema/kind.hpp>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ferrule {

/// Two coordinates, in the source's order.
struct point {
  double x = 0;
  double y = 0;
  friend constexpr bool operator==(const point&, const point&) = default;
};

/// The bytes of a binary cell.
using bytes_view = std::span<const std::byte>;

class value_view;
/// The elements of a list cell. An element may be null.
using list_view = std::span<const value_view>;

/// Null, or a value of exactly one kind. Trivially copyable; text, bytes and list elements are borrowed.
///
/// Valid until: whatever owns the bytes says so; for a cell of a stream, until the stream's next row.
/// It is a tagged union with a `switch` and not a std::variant because std::visit over more than eleven
/// alternatives goes through a table of function pointers, one indirect call per cell.
class value_view {
public:
  constexpr value_view() noexcept : null_(true), kind_(ferrule::kind::text), payload_{} {}
  constexpr value_view(std::nullptr_t) noexcept : value_view() {}
  template<std::same_as<bool> B>
  constexpr value_view(B v) noexcept
      : null_(false), kind_(ferrule::kind::boolean), payload_{.boolean = v} {}
  template<class I>
    requires(std::integral<I> && !std::same_as<I, bool> && !std::same_as<I, char>)
  constexpr value_view(I v) noexcept : null_(false), kind_(kind_of<I>()), payload_{} {
    if constexpr (std::is_signed_v<I>) payload_.int64 = v;
    else payload_.uint64 = v;
  }
  constexpr value_view(int128 v) noexcept
      : null_(false), kind_(ferrule::kind::int128), payload_{.int128 = v} {}
  constexpr value_view(uint128 v) noexcept
      : null_(false), kind_(ferrule::kind::uint128), payload_{.uint128 = v} {}
  constexpr value_view(float v) noexcept
      : null_(false), kind_(ferrule::kind::float32), payload_{.float32 = v} {}
  constexpr value_view(double v) noexcept
      : null_(false), kind_(ferrule::kind::float64), payload_{.float64 = v} {}
  constexpr value_view(const ferrule::decimal& v) noexcept
      : null_(false), kind_(ferrule::kind::decimal), payload_{.decimal = v} {}
  constexpr value_view(std::string_view v, ferrule::kind text_kind = ferrule::kind::text) noexcept
      : null_(false), kind_(text_kind), payload_{.text = v} {}
  constexpr value_view(const char* v) noexcept : value_view(std::string_view(v)) {}
  constexpr value_view(bytes_view v) noexcept
      : null_(false), kind_(ferrule::kind::binary), payload_{.bytes = v} {}
  constexpr value_view(date v) noexcept
      : null_(false), kind_(ferrule::kind::date), payload_{.date = v} {}
  constexpr value_view(time_of_day v) noexcept
      : null_(false), kind_(ferrule::kind::time), payload_{.time = v} {}
  constexpr value_view(timestamp v) noexcept
      : null_(false), kind_(ferrule::kind::timestamp), payload_{.timestamp = v} {}
  constexpr value_view(duration v) noexcept
      : null_(false), kind_(ferrule::kind::duration), payload_{.duration = v} {}
  constexpr value_view(interval v) noexcept
      : null_(false), kind_(ferrule::kind::interval), payload_{.interval = v} {}
  constexpr value_view(const uuid& v) noexcept
      : null_(false), kind_(ferrule::kind::uuid), payload_{.uuid = v} {}
  constexpr value_view(point v) noexcept
      : null_(false), kind_(ferrule::kind::point), payload_{.point = v} {}
  constexpr value_view(list_view v) noexcept;

  /// Becomes `v`, in its place. Assigning a temporary would copy at once what was just stored in parts, for which a processor waits until
  /// the parts have left for the cache.
  template<class T>
    requires(!std::same_as<std::remove_cvref_t<T>, value_view> &&
             std::constructible_from<value_view, const T&>)
  constexpr value_view& operator=(const T& v) noexcept {
    return *std::construct_at(this, v);
  }

  constexpr bool is_null() const noexcept { return null_; }
  /// The kind of the value. Precondition: not null.
  constexpr ferrule::kind kind() const noexcept { return kind_; }

  /// Calls `f` with the value as its C++ type: std::nullptr_t, bool, std::int8_t ... std::uint64_t,
  /// int128, uint128, float, double, decimal, std::string_view (string, text and json), bytes_view,
  /// date, time_of_day, timestamp, duration, interval, uuid, point or list_view. Returns what `f` returns.
  template<class F>
  constexpr decltype(auto) visit(F&& f) const;

  /// The value where it is exactly a `T` of the list above. Precondition: `holds<T>()`.
  template<class T>
  constexpr T as() const noexcept;
  /// Whether the value is not null and exactly a `T`.
  template<class T>
  constexpr bool holds() const noexcept;

  /// Exact equality: same kind (text kinds count as one) and same value. Null equals null.
  friend constexpr bool operator==(const value_view& a, const value_view& b);

private:
  template<class I>
  static consteval ferrule::kind kind_of() {
    constexpr int log2 = sizeof(I) == 1 ? 0 : sizeof(I) == 2 ? 1 : sizeof(I) == 4 ? 2 : 3;
    return static_cast<ferrule::kind>(
        static_cast<int>(std::is_signed_v<I> ? ferrule::kind::int8 : ferrule::kind::uint8) + log2);
  }
  template<class T>
  static consteval ferrule::kind kind_for() {
    if constexpr (std::is_same_v<T, bool>) return ferrule::kind::boolean;
    else if constexpr (std::is_same_v<T, ferrule::int128>) return ferrule::kind::int128;
    else if constexpr (std::is_same_v<T, ferrule::uint128>) return ferrule::kind::uint128;
    else if constexpr (std::is_same_v<T, float>) return ferrule::kind::float32;
    else if constexpr (std::is_same_v<T, double>) return ferrule::kind::float64;
    else if constexpr (std::is_same_v<T, ferrule::decimal>) return ferrule::kind::decimal;
    else if constexpr (std::is_same_v<T, bytes_view>) return ferrule::kind::binary;
    else if constexpr (std::is_same_v<T, ferrule::date>) return ferrule::kind::date;
    else if constexpr (std::is_same_v<T, time_of_day>) return ferrule::kind::time;
    else if constexpr (std::is_same_v<T, ferrule::timestamp>) return ferrule::kind::timestamp;
    else if constexpr (std::is_same_v<T, ferrule::duration>) return ferrule::kind::duration;
    else if constexpr (std::is_same_v<T, ferrule::interval>) return ferrule::kind::interval;
    else if constexpr (std::is_same_v<T, ferrule::uuid>) return ferrule::kind::uuid;
    else if constexpr (std::is_same_v<T, ferrule::point>) return ferrule::kind::point;
    else if constexpr (std::is_same_v<T, list_view>) return ferrule::kind::list;
    else return kind_of<T>();
  }
  struct list_parts {
    const value_view* data;
    std::size_t size;
  };
  union payload {
    bool boolean;
    std::int64_t int64;
    std::uint64_t uint64 = 0;
    ferrule::int128 int128;
    ferrule::uint128 uint128;
    float float32;
    double float64;
    ferrule::decimal decimal;
    std::string_view text;
    bytes_view bytes;
    ferrule::date date;
    time_of_day time;
    ferrule::timestamp timestamp;
    ferrule::duration duration;
    ferrule::interval interval;
    ferrule::uuid uuid;
    ferrule::point point;
    list_parts list;
  };
  bool null_;
  ferrule::kind kind_;
  payload payload_;
};

constexpr value_view::value_view(list_view v) noexcept
    : null_(false), kind_(ferrule::kind::list), payload_{.list = {v.data(), v.size()}} {}

template<class F>
constexpr decltype(auto) value_view::visit(F&& f) const {
  using enum ferrule::kind;
  if (null_) return std::forward<F>(f)(nullptr);
  switch (kind_) {
    case boolean: return std::forward<F>(f)(payload_.boolean);
    case int8: return std::forward<F>(f)(static_cast<std::int8_t>(payload_.int64));
    case int16: return std::forward<F>(f)(static_cast<std::int16_t>(payload_.int64));
    case int32: return std::forward<F>(f)(static_cast<std::int32_t>(payload_.int64));
    case int64: return std::forward<F>(f)(static_cast<std::int64_t>(payload_.int64));
    case int128: return std::forward<F>(f)(static_cast<ferrule::int128>(payload_.int128));
    case uint8: return std::forward<F>(f)(static_cast<std::uint8_t>(payload_.uint64));
    case uint16: return std::forward<F>(f)(static_cast<std::uint16_t>(payload_.uint64));
    case uint32: return std::forward<F>(f)(static_cast<std::uint32_t>(payload_.uint64));
    case uint64: return std::forward<F>(f)(static_cast<std::uint64_t>(payload_.uint64));
    case uint128: return std::forward<F>(f)(static_cast<ferrule::uint128>(payload_.uint128));
    case float32: return std::forward<F>(f)(static_cast<float>(payload_.float32));
    case float64: return std::forward<F>(f)(static_cast<double>(payload_.float64));
    case decimal: return std::forward<F>(f)(ferrule::decimal(payload_.decimal));
    case string:
    case text:
    case json: return std::forward<F>(f)(std::string_view(payload_.text));
    case binary: return std::forward<F>(f)(bytes_view(payload_.bytes));
    case date: return std::forward<F>(f)(ferrule::date(payload_.date));
    case time: return std::forward<F>(f)(time_of_day(payload_.time));
    case timestamp: return std::forward<F>(f)(ferrule::timestamp(payload_.timestamp));
    case duration: return std::forward<F>(f)(ferrule::duration(payload_.duration));
    case interval: return std::forward<F>(f)(ferrule::interval(payload_.interval));
    case uuid: return std::forward<F>(f)(ferrule::uuid(payload_.uuid));
    case point: return std::forward<F>(f)(ferrule::point(payload_.point));
    case list: return std::forward<F>(f)(list_view(payload_.list.data, payload_.list.size));
  }
  return std::forward<F>(f)(nullptr);
}

// Direct, not through `visit`: each use would otherwise instantiate a function per kind.
template<class T>
constexpr bool value_view::holds() const noexcept {
  if constexpr (std::is_same_v<T, std::nullptr_t>) return null_;
  else if constexpr (std::is_same_v<T, std::string_view>) return !null_ && is_text(kind_);
  else return !null_ && kind_ == kind_for<T>();
}

template<class T>
constexpr T value_view::as() const noexcept {
  if constexpr (std::is_same_v<T, std::string_view>) return payload_.text;
  else if constexpr (std::is_same_v<T, bool>) return payload_.boolean;
  else if constexpr (std::is_same_v<T, ferrule::int128>) return payload_.int128;
  else if constexpr (std::is_same_v<T, ferrule::uint128>) return payload_.uint128;
  else if constexpr (std::is_same_v<T, float>) return payload_.float32;
  else if constexpr (std::is_same_v<T, double>) return payload_.float64;
  else if constexpr (std::is_same_v<T, ferrule::decimal>) return payload_.decimal;
  else if constexpr (std::is_same_v<T, bytes_view>) return payload_.bytes;
  else if constexpr (std::is_same_v<T, ferrule::date>) return payload_.date;
  else if constexpr (std::is_same_v<T, time_of_day>) return payload_.time;
  else if constexpr (std::is_same_v<T, ferrule::timestamp>) return payload_.timestamp;
  else if constexpr (std::is_same_v<T, ferrule::duration>) return payload_.duration;
  else if constexpr (std::is_same_v<T, ferrule::interval>) return payload_.interval;
  else if constexpr (std::is_same_v<T, ferrule::uuid>) return payload_.uuid;
  else if constexpr (std::is_same_v<T, ferrule::point>) return payload_.point;
  else if constexpr (std::is_same_v<T, list_view>) return {payload_.list.data, payload_.list.size};
  else if constexpr (std::is_signed_v<T>) return static_cast<T>(payload_.int64);
  else return static_cast<T>(payload_.uint64);
}

constexpr bool operator==(const value_view& a, const value_view& b) {
  using enum ferrule::kind;
  if (a.is_null() || b.is_null()) return a.is_null() == b.is_null();
  if (is_text(a.kind()) && is_text(b.kind()))
    return a.as<std::string_view>() == b.as<std::string_view>();
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case boolean: return a.as<bool>() == b.as<bool>();
    case int128: return a.as<ferrule::int128>() == b.as<ferrule::int128>();
    case uint128: return a.as<ferrule::uint128>() == b.as<ferrule::uint128>();
    case float32: return a.as<float>() == b.as<float>();
    case float64: return a.as<double>() == b.as<double>();
    case decimal: return a.as<ferrule::decimal>() == b.as<ferrule::decimal>();
    case date: return a.as<ferrule::date>() == b.as<ferrule::date>();
    case time: return a.as<time_of_day>() == b.as<time_of_day>();
    case timestamp: return a.as<ferrule::timestamp>() == b.as<ferrule::timestamp>();
    case duration: return a.as<ferrule::duration>() == b.as<ferrule::duration>();
    case interval: return a.as<ferrule::interval>() == b.as<ferrule::interval>();
    case uuid: return a.as<ferrule::uuid>() == b.as<ferrule::uuid>();
    case point: return a.as<ferrule::point>() == b.as<ferrule::point>();
    case binary: {
      const auto left = a.as<bytes_view>(), right = b.as<bytes_view>();
      return std::equal(left.begin(), left.end(), right.begin(), right.end());
    }
    case list: {
      const auto left = a.as<list_view>(), right = b.as<list_view>();
      return std::equal(left.begin(), left.end(), right.begin(), right.end());
    }
    case uint8:
    case uint16:
    case uint32:
    case uint64: return a.as<std::uint64_t>() == b.as<std::uint64_t>();
    default: return a.as<std::int64_t>() == b.as<std::int64_t>();
  }
}

}  // namespace ferrule
