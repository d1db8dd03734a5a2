// SPDX-License-Identifier: BSL-1.0
// reflect/aggregate.hpp - the fields of a plain struct: which structs qualify, how many fields, their types and values.
//
// Built on the public interface of Boost.PFR. What PFR 1.81 would refuse deep inside itself is
// refused here first, in one sentence. Two things cannot be detected beforehand: a bit-field, and a
// C array of a class type, on which g++ 12 itself fails.
#pragma once
#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace ferrule {
namespace detail {

/// More fields than this cannot be taken apart.
inline constexpr std::size_t max_fields = 100;

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-inline"
#endif
struct anything {
  std::size_t index;
  template<class T>
  operator T&() const& noexcept;
  template<class T>
  operator T&&() const&& noexcept;
};
struct nothing {};
template<class Derived>
struct any_base_of {
  template<class Base>
    requires(std::is_base_of_v<Base, Derived> && !std::is_same_v<Base, Derived>)
  operator Base() const noexcept;
};

template<class T, std::size_t... Before, std::size_t... After>
consteval bool takes_pair(std::index_sequence<Before...>, std::index_sequence<After...>) {
  return requires { T{anything{Before}..., {anything{0}, anything{0}}, anything{After}...}; };
}

// A base class is the first thing an aggregate is initialised from. A first field that takes
// everything (std::any) is not one.
template<class T>
inline constexpr bool has_base_class =
    requires { T{any_base_of<T>{}}; } && !requires { T{nothing{}}; };
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

// Two probes per position: `{x, x}` fits an array and some classes; followed by one value for each
// of the remaining fields it fits only the classes, because PFR counts an array once per element.
template<class T, std::size_t Flat, std::size_t I>
consteval bool c_array_at() {
  if constexpr (!takes_pair<T>(std::make_index_sequence<I>{}, std::index_sequence<>{})) return false;
  else return !takes_pair<T>(std::make_index_sequence<I>{}, std::make_index_sequence<Flat - I - 1>{});
}
/// Where the first C array of `T` is, or `field_count<T>` if it has none.
template<class T>
inline constexpr std::size_t c_array_position = []<std::size_t... I>(std::index_sequence<I...>) {
  std::size_t position = 0;
  (void)((c_array_at<T, sizeof...(I), I>() || (++position, false)) || ...);
  return position;
}(std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});

// One function per refusal: the compiler then names the struct once and says one sentence.
template<class T>
consteval bool is_aggregate_class() {
  constexpr bool yes = std::is_class_v<T> && std::is_aggregate_v<T>;
  static_assert(yes,
                "[ferrule] a struct that is read by field name must be an aggregate: no constructors, no private "
                "members, no virtual functions");
  return yes;
}
template<class T>
consteval bool is_without_base_class() {
  static_assert(!has_base_class<T>,
                "[ferrule] a struct that is read by field name cannot have a base class; make the base a field");
  return !has_base_class<T>;
}
template<class T>
consteval bool is_not_too_wide() {
  constexpr bool yes = boost::pfr::tuple_size_v<T> <= max_fields;
  static_assert(yes,
                "[ferrule] a struct that is read by field name can have at most 100 fields (every element of a C "
                "array counts); group some of them in a nested struct");
  return yes;
}
template<class T, std::size_t Position>
consteval bool is_without_c_array() {
  constexpr bool yes = Position == boost::pfr::tuple_size_v<T>;
  static_assert(yes,
                "[ferrule] a struct that is read by field name cannot hold a C array (at Position, counted from 0); "
                "use std::array or std::string");
  return yes;
}
template<class T>
consteval bool check_aggregate() {
  if constexpr (!is_aggregate_class<T>()) return false;
  else if constexpr (!is_without_base_class<T>()) return false;
  else if constexpr (!is_not_too_wide<T>()) return false;
  else return is_without_c_array<T, c_array_position<T>>();
}
template<class T>
inline constexpr bool aggregate_checked = check_aggregate<T>();

template<class T>
consteval std::size_t count_fields() {
  if constexpr (aggregate_checked<T>) return boost::pfr::tuple_size_v<T>;
  else return 0;
}

}  // namespace detail

/// Whether the fields of `T` can be read by name. Where they cannot, compiling stops with one
/// sentence, starting "[ferrule] ", that says why and what to do; the answer is then false, so
/// that `if constexpr (is_readable_aggregate<T>())` keeps further messages away.
template<class T>
consteval bool is_readable_aggregate() {
  return detail::aggregate_checked<std::remove_cv_t<T>>;
}

/// How many fields the aggregate `T` has; a nested struct and a std::array are one each.
template<class T>
inline constexpr std::size_t field_count = detail::count_fields<std::remove_cv_t<T>>();

/// The type of the I-th field of the aggregate `T`, as declared but without a const.
template<class T, std::size_t I>
using field_type_t = std::remove_cv_t<boost::pfr::tuple_element_t<I, std::remove_cv_t<T>>>;

/// The I-th field of `object`, as an lvalue that lives as long as `object`; const if `object` is.
template<std::size_t I, class T>
constexpr auto& get_field(T& object) noexcept {
  return boost::pfr::get<I>(object);
}

}  // namespace ferrule
