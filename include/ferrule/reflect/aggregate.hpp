// SPDX-License-Identifier: BSL-1.0
// reflect/aggregate.hpp - the fields of a plain struct: how many, their types, their values.
//
// A struct that does not qualify is refused in one sentence.
#pragma once
#include <cstddef>
#include <ferrule/reflect/bind_fields.hpp>
#include <ferrule/reflect/count_fields.hpp>
#include <type_traits>
#include <utility>

namespace ferrule {
namespace detail {

// One function per refusal: the compiler then names the struct once and says one sentence.
template<class T>
consteval bool is_aggregate_class() {
  constexpr bool yes = std::is_class_v<T> && std::is_aggregate_v<T>;
  static_assert(
      yes,
      "[ferrule] a struct that is read by field name must be an aggregate: no constructors, no private "
      "members, no virtual functions");
  return yes;
}
template<class T>
consteval bool is_without_base_class() {
  static_assert(
      !has_base_class<T>,
      "[ferrule] a struct that is read by field name cannot have a base class; make the base a field");
  return !has_base_class<T>;
}
template<class T>
consteval bool can_be_counted() {
  constexpr bool yes = flat_field_count<T> != 0 || std::is_empty_v<T>;
  static_assert(
      yes,
      "[ferrule] the fields of this struct cannot be counted: the type of one can be made of anything");
  return yes;
}
template<class T>
consteval bool is_not_too_wide() {
  constexpr bool yes = flat_field_count<T> <= max_fields;
  static_assert(
      yes,
      "[ferrule] a struct that is read by field name can have at most 100 fields (every element of a C "
      "array counts); group some of them in a nested struct");
  return yes;
}
template<class T, std::size_t Position>
consteval bool is_without_c_array() {
  constexpr bool yes = Position == flat_field_count<T>;
  static_assert(
      yes,
      "[ferrule] a struct that is read by field name cannot hold a C array (at Position, counted from 0); "
      "use std::array or std::string");
  return yes;
}
template<class T>
consteval bool check_aggregate() {
  if constexpr (!is_aggregate_class<T>()) return false;
  else if constexpr (!is_without_base_class<T>()) return false;
  else if constexpr (!can_be_counted<T>()) return false;
  else if constexpr (!is_not_too_wide<T>()) return false;
  else return is_without_c_array<T, c_array_position<T>>();
}
template<class T>
inline constexpr bool aggregate_checked = check_aggregate<T>();

template<class T>
consteval std::size_t count_fields() {
  if constexpr (aggregate_checked<T>) return flat_field_count<T>;
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

/// The I-th field of `object`, as an lvalue that lives as long as `object`; const if `object` is.
template<std::size_t I, class T>
constexpr auto& get_field(T& object) noexcept {
  return detail::pick<I>(detail::bind_fields<field_count<T>>(object));
}

/// The type of the I-th field of the aggregate `T`, as declared but without a const.
template<class T, std::size_t I>
using field_type_t =
    std::remove_cvref_t<decltype(get_field<I>(std::declval<std::remove_cv_t<T>&>()))>;

}  // namespace ferrule
