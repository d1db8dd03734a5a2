// SPDX-License-Identifier: BSL-1.0
// reflect/field_names.hpp - the names of a plain struct's fields, at compile time.
//
// Boost.PFR gives them from 1.84 on. Before that: a pointer to a member of an object that is
// declared but never defined is a valid template argument, and the compiler spells that argument,
// member name included, in __PRETTY_FUNCTION__.
#pragma once
#include <array>
#include <cstddef>
#include <ferrule/reflect/aggregate.hpp>
#include <string_view>
#include <utility>
#if __has_include(<boost/pfr/core_name.hpp>)
#include <boost/pfr/core_name.hpp>
#endif

namespace ferrule {
namespace detail {

template<class T>
struct field_holder {
  const T value;
};

// Declared, never defined: if the linker asks for it, a field name was computed at run time.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template<class T>
extern const field_holder<T> field_names_are_compile_time_only;

// clang before 18 takes the address of a subobject as a template argument only inside a class type.
template<class P>
struct field_address {
  P pointer;
};
template<class P>
field_address(P) -> field_address<P>;

template<auto Address>
consteval auto spelled() {
  return std::string_view{__PRETTY_FUNCTION__};
}

template<class T, std::size_t I>
concept has_an_address = requires {
  spelled<field_address{&get_field<I>(field_names_are_compile_time_only<T>.value)}>();
};

/// Whether the field can be named. The compiler says why not, before anything below says it in other words.
template<class T, std::size_t I>
consteval bool is_named() {
  constexpr bool yes = has_an_address<T, I>;
  static_assert(
      yes,
      "[ferrule] a struct that is read by field name cannot hold a reference or a bit-field; use a value");
  return yes;
}

#if __has_include(<boost/pfr/core_name.hpp>)

template<class T, std::size_t I>
consteval std::string_view find_field_name() {
  if constexpr (is_named<T, I>()) return boost::pfr::get_name<I, T>();
  else return {};
}

#else

template<class T, std::size_t I>
consteval std::string_view spelled_field() {
  if constexpr (is_named<T, I>())
    return spelled<field_address{&get_field<I>(field_names_are_compile_time_only<T>.value)}>();
  else return {};
}

// What follows a field name in the spelling is measured once, on a field whose name is known.
struct field_calibration {
  int known_field;
};
inline constexpr std::size_t chars_after_field_name = [] {
  constexpr std::string_view spelling = spelled_field<field_calibration, 0>(),
                             known = "known_field";
  static_assert(
      spelling.find(known) != spelling.npos,
      "[ferrule] this compiler does not spell field names; g++ from 12 and clang from 16 do");
  return spelling.size() - spelling.rfind(known) - known.size();
}();

template<class T, std::size_t I>
consteval std::string_view find_field_name() {
  std::string_view spelling = spelled_field<T, I>();
  if (spelling.empty()) return {};
  spelling.remove_suffix(chars_after_field_name);
  return spelling.substr(spelling.find_last_of(".:") + 1);
}
static_assert(find_field_name<field_calibration, 0>() == "known_field");

#endif
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

// Copied out, so that only the name and not the whole signature reaches the binary.
template<class T, std::size_t I>
inline constexpr auto stored_field_name = [] {
  constexpr std::string_view name = find_field_name<T, I>();
  std::array<char, name.size() + 1> text{};
  for (std::size_t i = 0; i < name.size(); ++i) text[i] = name[i];
  return text;
}();

}  // namespace detail

/// The name of the I-th field of the aggregate `T`: `field_name<row, 0> == "id"`.
template<class T, std::size_t I>
inline constexpr std::string_view field_name{
    detail::stored_field_name<std::remove_cv_t<T>, I>.data(),
    detail::stored_field_name<std::remove_cv_t<T>, I>.size() - 1};

/// The names of all fields of the aggregate `T`, in declaration order. Costs 1-2 ms of compile time
/// per field.
template<class T>
inline constexpr auto field_names = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{field_name<T, I>...};
}(std::make_index_sequence<field_count<T>>{});

}  // namespace ferrule
