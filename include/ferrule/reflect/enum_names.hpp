// SPDX-License-Identifier: BSL-1.0
// reflect/enum_names.hpp - the names of an enum's enumerators, at compile time and at run time.
//
// The compiler spells a value that has an enumerator by its name, and one that has none as a cast.
// Every value of a range is asked for. Of several enumerators with one value, one has a name. An
// enum inside a class template has, on clang, no names before the program has used one of its
// enumerators.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ferrule {

/// The underlying values among which the enumerators of `E` are looked for, further limited by what
/// the underlying type can hold. Specialise it for an enum with values beyond; 320 values cost
/// about 0.1 s of compile time.
template<class E>
struct enum_range {
  static constexpr std::int64_t min = -64;
  static constexpr std::int64_t max = 255;
};

namespace detail {

/// Only then may every value of the underlying type be cast to `E`.
template<class E>
concept has_fixed_underlying_type =
    std::is_enum_v<E> && requires { E{std::underlying_type_t<E>{}}; };

template<auto Value>
consteval std::string_view spelled_enumerator() {
  return __PRETTY_FUNCTION__;
}

enum class enum_calibration : int { known_name };
inline constexpr std::size_t chars_after_enumerator = [] {
  constexpr std::string_view spelling = spelled_enumerator<enum_calibration::known_name>(),
                             known = "known_name";
  static_assert(
      spelling.find(known) != spelling.npos,
      "[ferrule] this compiler does not spell enumerators; g++ from 12 and clang from 16 do");
  return spelling.size() - spelling.rfind(known) - known.size();
}();

/// "x::red" gives "red"; "(x)-3" gives nothing. Written for few steps: it runs once per value.
consteval std::string_view enumerator_in(std::string_view spelling) {
  const std::size_t end = spelling.size() - chars_after_enumerator;
  std::size_t begin = end;
  while (true) {
    const char before = spelling[begin - 1];
    if (before == ':' || before == ')' || before == '-' || before == ' ' || before == '=') break;
    --begin;
  }
  const bool number = spelling[begin] >= '0' && spelling[begin] <= '9';
  return number ? std::string_view{} : spelling.substr(begin, end - begin);
}

template<class E>
inline constexpr std::int64_t lowest_enum_value = [] {
  constexpr auto lowest = std::numeric_limits<std::underlying_type_t<E>>::min();
  return std::cmp_less(enum_range<E>::min, std::int64_t{lowest}) ? std::int64_t{lowest}
                                                                 : enum_range<E>::min;
}();
template<class E>
inline constexpr std::int64_t highest_enum_value = [] {
  constexpr auto highest = std::numeric_limits<std::underlying_type_t<E>>::max();
  if constexpr (sizeof(E) == sizeof(std::int64_t)) return enum_range<E>::max;
  else return std::min<std::int64_t>(highest, enum_range<E>::max);
}();

template<class E, std::size_t Count, std::size_t Chars>
struct enum_table {
  std::array<E, Count> values{};
  std::array<std::size_t, Count + 1> begins{};
  std::array<char, Chars> chars{};
};

template<class E>
constexpr E nth_enum_value(std::size_t i) {
  return static_cast<E>(lowest_enum_value<E> + static_cast<std::int64_t>(i));
}
template<class E, std::size_t... I>
consteval auto spell_enumerators(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{
      enumerator_in(spelled_enumerator<nth_enum_value<E>(I)>())...};
}
template<class E>
inline constexpr auto spelled_enumerators =
    spell_enumerators<E>(std::make_index_sequence<static_cast<std::size_t>(
                             highest_enum_value<E> - lowest_enum_value<E> + 1)>{});

struct enum_table_size {
  std::size_t count = 0, chars = 0;
};
template<class E>
inline constexpr enum_table_size needed_for = [] {
  enum_table_size size;
  for (const std::string_view name : spelled_enumerators<E>) {
    size.count += name.empty() ? 0 : 1;
    size.chars += name.size();
  }
  return size;
}();

// Copied out, so that only the names and not the signatures reach the binary.
template<class E>
inline constexpr auto stored_enum_names = [] {
  enum_table<E, needed_for<E>.count, needed_for<E>.chars> table;
  std::size_t entry = 0, end = 0;
  for (std::size_t i = 0; i < spelled_enumerators<E>.size(); ++i) {
    if (spelled_enumerators<E>[i].empty()) continue;
    table.values[entry] = nth_enum_value<E>(i);
    for (const char c : spelled_enumerators<E>[i]) table.chars[end++] = c;
    table.begins[++entry] = end;
  }
  return table;
}();

template<class E>
consteval bool has_nameable_enumerators() {
  static_assert(std::is_enum_v<E>, "[ferrule] only an enum has enumerators with names");
  static_assert(
      !std::is_enum_v<E> || has_fixed_underlying_type<E>,
      "[ferrule] the names of an enum are known only where its underlying type is fixed; write "
      "'enum class e' or 'enum e : int'");
  return has_fixed_underlying_type<E>;
}

template<class E>
consteval auto list_enum_values() {
  if constexpr (has_nameable_enumerators<E>()) return stored_enum_names<E>.values;
  else return std::array<E, 0>{};
}
template<class E>
consteval auto list_enum_names() {
  if constexpr (has_nameable_enumerators<E>()) {
    constexpr auto& table = stored_enum_names<E>;
    std::array<std::string_view, table.values.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i)
      names[i] = {table.chars.data() + table.begins[i], table.begins[i + 1] - table.begins[i]};
    return names;
  } else return std::array<std::string_view, 0>{};
}

}  // namespace detail

/// The values of `E` that have a name, in ascending order, as far as `enum_range<E>` reaches.
template<class E>
inline constexpr auto enum_values = detail::list_enum_values<E>();

/// The names of `enum_values<E>`, in the same order.
template<class E>
inline constexpr auto enum_names = detail::list_enum_names<E>();

/// The name of `value` without its scope: "red"; empty where there is none. Complexity: linear in
/// the number of names. The view is valid for ever.
template<class E>
constexpr std::string_view enum_name(E value) noexcept {
  for (std::size_t i = 0; i < enum_values<E>.size(); ++i)
    if (enum_values<E>[i] == value) return enum_names<E>[i];
  return {};
}

/// The value whose enumerator is called `name`, exactly.
template<class E>
constexpr std::optional<E> enum_value(std::string_view name) noexcept {
  for (std::size_t i = 0; i < enum_names<E>.size(); ++i)
    if (enum_names<E>[i] == name) return enum_values<E>[i];
  return std::nullopt;
}

}  // namespace ferrule
