// SPDX-License-Identifier: BSL-1.0
// reflect/count_fields.hpp - how many fields an aggregate has, and whether it has anything else.
//
// All by asking what a `T{...}` of values that convert to anything accepts. A C array counts once
// per element here, because its braces can be left out.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace ferrule::detail {

/// More fields than this cannot be taken apart.
inline constexpr std::size_t max_fields = 100;

// Becomes any field; the second kind also one that cannot be copied. Never run, and defined only
// because clang asks for it when a field's own constructor converts further.
struct anything_copyable {
  std::size_t index;
  template<class T>
  operator T&() const& noexcept {
    std::abort();
  }
  template<class T>
  operator T&() const&& noexcept {
    std::abort();
  }
};
struct anything_movable {
  std::size_t index;
  template<class T>
  operator T() const&& noexcept {
    std::abort();
  }
};
template<class T>
using anything =
    std::conditional_t<std::is_copy_constructible_v<T>, anything_copyable, anything_movable>;

struct nothing {};
template<class Derived>
struct any_base_of {
  template<class Base>
    requires(std::is_base_of_v<Base, Derived> && !std::is_same_v<Base, Derived>)
  operator Base() const noexcept {
    std::abort();
  }
};

template<class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
  return requires { T{anything<T>{I}...}; };
}
template<class T, std::size_t... Before, std::size_t... After>
consteval bool takes_empty(std::index_sequence<Before...>, std::index_sequence<After...>) {
  return requires { T{anything<T>{Before}..., {}, anything<T>{After}...}; };
}

// A base class is the first thing an aggregate is initialised from. A first field that takes
// everything (std::any) is not one.
template<class T>
inline constexpr bool has_base_class =
    requires { T{any_base_of<T>{}}; } && !requires { T{nothing{}}; };
/// The largest count that `T{...}` takes, knowing that it takes `Low` and not `High`.
template<class T, std::size_t Low, std::size_t High>
consteval std::size_t count_between() {
  if constexpr (High - Low == 1) return Low;
  else if constexpr (constexpr std::size_t middle = (Low + High) / 2;
                     takes<T>(std::make_index_sequence<middle>{}))
    return count_between<T, middle, High>();
  else return count_between<T, Low, middle>();
}

/// The same where fewer values than fields are not enough, because a field has no default.
template<class T, std::size_t N>
consteval std::size_t count_downwards() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>{})) return N;
  else return count_downwards<T, N - 1>();
}

/// The number of fields, every element of a C array for one; `max_fields + 1` stands for more.
template<class T>
inline constexpr std::size_t flat_field_count = [] {
  constexpr std::size_t too_many = max_fields + 1;
  if constexpr (takes<T>(std::make_index_sequence<too_many>{})) return too_many;
  else if constexpr (takes<T>(std::index_sequence<>{})) return count_between<T, 0, too_many>();
  else return count_downwards<T, max_fields>();
}();

// Two probes per position: `{}` fits most fields; followed by one value for each of the remaining
// fields it fits no array of two or more, because all of its elements were counted.
template<class T, std::size_t Flat, std::size_t I>
consteval bool c_array_at() {
  if constexpr (!takes_empty<T>(std::make_index_sequence<I>{}, std::index_sequence<>{}))
    return false;
  else
    return !takes_empty<T>(std::make_index_sequence<I>{}, std::make_index_sequence<Flat - I - 1>{});
}
/// Where the first C array of `T` is, or `flat_field_count<T>` if it has none. Parentheses settle
/// it at once where there is none: between them nothing can be left out, so one value is one field.
template<class T>
inline constexpr std::size_t c_array_position = []<std::size_t... I>(std::index_sequence<I...>) {
  if constexpr (requires { T(anything<T>{I}...); }) return sizeof...(I);
  else {
    std::size_t position = 0;
    (void)((c_array_at<T, sizeof...(I), I>() || (++position, false)) || ...);
    return position;
  }
}(std::make_index_sequence<flat_field_count<T>>{});

}  // namespace ferrule::detail
