// SPDX-License-Identifier: BSL-1.0
// config/value_types.hpp - fields of a config struct that say more than int and std::string do.
#pragma once
#include <compare>
#include <concepts>
#include <cstdint>
#include <ferrule/config/plain_types.hpp>
#include <ferrule/config/settings.hpp>
#include <ferrule/config/units.hpp>
#include <ferrule/core/result.hpp>
#include <string>
#include <type_traits>
#include <utility>

namespace ferrule {

namespace detail {
struct unrelated {};
/// Not for a type that converts to everything: the probes that count the fields of a struct do, and
/// must find only one way to make a field.
template<class From, class To>
concept means = std::convertible_to<From, To> && !std::convertible_to<From, unrelated>;
}  // namespace detail

/// A setting without a default: it is a problem when it is missing. Otherwise it is just its value.
template<class T>
struct required {
  T value{};

  required() = default;
  template<class U>
    requires(!std::same_as<std::remove_cvref_t<U>, required> && detail::means<U, T>)
  constexpr required(U&& from) : value(std::forward<U>(from)) {}
  constexpr operator const T&() const& noexcept { return value; }
  constexpr const T& operator*() const noexcept { return value; }
  constexpr const T* operator->() const noexcept { return &value; }
  friend bool operator==(const required&, const required&) = default;
  template<class U>
    requires(!std::same_as<U, required> && detail::means<U, T>)
  friend constexpr bool operator==(const required& a, const U& b) {
    return a.value == b;
  }
};

namespace detail {
// Not constexpr: calling it is what stops the compiler, and the name is what it prints.
inline void this_value_is_outside_of_its_bounds() {}
}  // namespace detail

/// A `T` from `Lo` to `Hi`, both included: `bounded<int, 1, 64> threads = 4;`. `T` is a number, a
/// byte_size or a duration; bounds of a duration count its ticks. A constant outside of the bounds
/// does not compile; a value known only when running goes through `checked`.
template<class T, auto Lo, auto Hi>
class bounded {
public:
  static constexpr T lowest() { return T(Lo); }
  static constexpr T highest() { return T(Hi); }
  static constexpr bool allows(const T& value) { return value >= lowest() && value <= highest(); }

  /// The value of T nearest to T{} that is allowed.
  constexpr bounded() : value_(T{} < lowest() ? lowest() : T{} > highest() ? highest() : T{}) {}
  template<class U>
    requires(!std::same_as<U, bounded> && detail::means<U, T>)
  consteval bounded(U value) : value_(static_cast<T>(value)) {
    if (!allows(value_)) detail::this_value_is_outside_of_its_bounds();
    if constexpr (std::integral<T> && std::integral<U> && !std::same_as<T, bool> &&
                  !std::same_as<U, bool>)
      if (!std::in_range<T>(value)) detail::this_value_is_outside_of_its_bounds();
  }
  /// Fails with errc::config for a value outside of the bounds.
  static result<bounded> checked(T value) {
    if (!allows(value))
      return fail(errc::config, "A value is outside of the bounds of its setting.");
    bounded made;
    made.value_ = std::move(value);
    return made;
  }
  constexpr const T& value() const noexcept { return value_; }
  constexpr operator const T&() const noexcept { return value_; }
  friend constexpr bool operator==(const bounded&, const bounded&) = default;
  template<class U>
    requires(!std::same_as<U, bounded> && detail::means<U, T>)
  friend constexpr bool operator==(const bounded& a, const U& b) {
    return a.value_ == static_cast<T>(b);
  }

private:
  T value_;
};

/// Takes every key of its map that is no field of the config struct; without such a field those are
/// problems. What is in it prints masked, because nobody can know which of it is secret.
struct other_settings {
  settings values = settings::map();
  friend bool operator==(const other_settings&, const other_settings&) = default;
};

/// Which connector, and its settings, before they are typed.
struct endpoint {
  std::string connector;
  settings options;
};

}  // namespace ferrule

/// Prints "64KiB": the largest unit that needs no fraction.
template<>
struct fmt::formatter<ferrule::byte_size> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::byte_size& size, Context& context) const {
    return fmt::formatter<std::string_view>::format(
        ferrule::detail::quantity_text(size.bytes, 1, ferrule::detail::byte_units), context);
  }
};

/// Prints the value.
template<class T>
struct fmt::formatter<ferrule::required<T>> : fmt::formatter<T> {
  template<class Context>
  auto format(const ferrule::required<T>& field, Context& context) const {
    return fmt::formatter<T>::format(field.value, context);
  }
};

/// Prints the value.
template<class T, auto Lo, auto Hi>
struct fmt::formatter<ferrule::bounded<T, Lo, Hi>> : fmt::formatter<T> {
  template<class Context>
  auto format(const ferrule::bounded<T, Lo, Hi>& field, Context& context) const {
    return fmt::formatter<T>::format(field.value(), context);
  }
};
