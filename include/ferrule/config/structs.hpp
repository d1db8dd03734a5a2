// SPDX-License-Identifier: BSL-1.0
// config/structs.hpp - an aggregate as a map of settings: one key per field.
#pragma once
#include <algorithm>
#include <concepts>
#include <ferrule/config/containers.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/reflect/field_names.hpp>
#include <type_traits>

namespace ferrule {
namespace detail {

template<class T>
inline constexpr bool is_required = false;
template<class T>
inline constexpr bool is_required<required<T>> = true;

template<class T>
concept has_setting_as = requires { sizeof(setting_as<T>); };

/// A struct that is taken apart by field name, unless it has a `setting_as` of its own.
template<class T>
concept config_struct =
    std::is_class_v<T> && std::is_aggregate_v<T> && !requires { std::tuple_size<T>::value; };

/// One that is: what its fields require is required even when its own key is missing.
template<class T>
concept is_nested = requires { setting_as<T>::takes_fields_apart; };

template<class C>
concept checks_itself = requires(const C& c) {
  { c.problems() } -> std::convertible_to<std::vector<std::string>>;
};

/// The names of all fields that are keys.
template<class C>
std::vector<std::string_view> keys_of() {
  std::vector<std::string_view> keys;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((std::same_as<field_type_t<C, I>, other_settings> ? void() : keys.push_back(field_name<C, I>)),
     ...);
  }(std::make_index_sequence<field_count<C>>{});
  return keys;
}

/// Hands every key that is none of `known` to `other`, or reports it where there is no `other`.
inline void read_unknown_keys(const settings& from, std::span<const std::string_view> known,
                              settings* other, const setting_reader& here) {
  constexpr std::size_t most_listed = 12;
  for (const settings::member& m : from.members()) {
    if (std::ranges::find(known, m.key) != known.end()) continue;
    const source_position& where = m.where.is_known() ? m.where : m.value.where;
    if (other) {
      keep(other->insert(m.key, m.value, where));
      continue;
    }
    std::string hint = did_you_mean(m.key, known);
    if (hint.empty() && known.size() <= most_listed)
      for (const std::string_view key : known)
        hint += fmt::format("{}{}", hint.empty() ? "the keys are " : ", ", key);
    here.at_key(m.key).refuse(where, "a known key", ferrule::quoted(m.key), std::move(hint));
  }
}

template<class C, std::size_t I>
void read_field(C& into, const settings& from, const setting_reader& here) {
  using field = field_type_t<C, I>;
  const settings* given = from.find(field_name<C, I>);
  if constexpr (!std::same_as<field, other_settings>) {
    if (given) setting_as<field>::read(get_field<I>(into), *given, here.at_key(field_name<C, I>));
    else if constexpr (is_required<field>)
      here.at_key(field_name<C, I>).refuse(from.where, setting_as<field>::type(), "nothing", {});
    else if constexpr (is_nested<field>) {
      settings nothing = settings::map();
      nothing.where = from.where;
      setting_as<field>::read(get_field<I>(into), nothing, here.at_key(field_name<C, I>));
    }
  }
}

template<class C, std::size_t I>
void write_field(const C& value, settings& into) {
  if constexpr (std::same_as<field_type_t<C, I>, other_settings>) {
    for (const settings::member& m : get_field<I>(value).values.members())
      keep(into.insert(m.key, mask(m.value)));
  } else
    keep(into.insert(std::string(field_name<C, I>),
                     setting_as<field_type_t<C, I>>::write(get_field<I>(value))));
}

template<class C>
std::string help_for(std::string_view field) {
  if constexpr (requires { std::begin(C::help); })
    for (const setting_help& one : C::help)
      if (one.field == field) return std::string(one.text);
  return {};
}

template<class C, std::size_t I>
void describe_field(const C& defaults, const std::string& path,
                    std::vector<setting_description>& rows) {
  using field = field_type_t<C, I>;
  setting_description self;
  std::vector<setting_description> below;
  self.path = path;
  self.help = help_for<C>(field_name<C, I>);
  if constexpr (std::same_as<field, other_settings>) {
    self.path += path.empty() ? "*" : ".*";
    self.type = "any other key";
  } else {
    append_key(self.path, field_name<C, I>);
    setting_as<field>::describe(get_field<I>(defaults), self, below);
    if constexpr (!holds_secret<field>())
      if (!self.required && !is_nested<field>)
        self.default_value = setting_as<field>::write(get_field<I>(defaults));
  }
  rows.push_back(std::move(self));
  rows.insert(rows.end(), std::move_iterator(below.begin()), std::move_iterator(below.end()));
}

}  // namespace detail

template<detail::config_struct C>
struct setting_as<C> {
  static constexpr bool takes_fields_apart = true;
  static constexpr bool holds_secret = []<std::size_t... I>(std::index_sequence<I...>) {
    return (detail::holds_secret<field_type_t<C, I>>() || ...);
  }(std::make_index_sequence<field_count<C>>{});

  static std::string type() { return "a map"; }
  static bool read(C& into, const settings& from, const setting_reader& here) {
    if (!from.is_map() && !from.is_null()) return here.refuse(from, type(), {}, !holds_secret);
    const std::size_t before = here.problem_count();
    settings* other = nullptr;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (detail::read_field<C, I>(into, from, here), ...);
      ((other = other_field<I>(into, other)), ...);
    }(std::make_index_sequence<field_count<C>>{});
    detail::read_unknown_keys(from, detail::keys_of<C>(), other, here);
    if constexpr (detail::checks_itself<C>)
      if (here.problem_count() == before)
        for (std::string& problem : into.problems())
          here.refuse(from.where, {}, {}, std::move(problem));
    return here.problem_count() == before;
  }
  static settings write(const C& value) {
    settings map = settings::map();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (detail::write_field<C, I>(value, map), ...);
    }(std::make_index_sequence<field_count<C>>{});
    return map;
  }
  static void describe(const C& defaults, setting_description& self,
                       std::vector<setting_description>& below) {
    self.type = type();
    self.shape = setting_shape::map;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (detail::describe_field<C, I>(defaults, self.path, below), ...);
    }(std::make_index_sequence<field_count<C>>{});
  }

private:
  template<std::size_t I>
  static settings* other_field(C& into, settings* so_far) {
    if constexpr (std::same_as<field_type_t<C, I>, other_settings>) {
      get_field<I>(into).values = settings::map();
      return &get_field<I>(into).values;
    } else return so_far;
  }
};

namespace detail {

template<class C, std::size_t I>
consteval auto field_name_text() {
  constexpr std::string_view name = field_name<C, I>;
  text<name.size() + 1> copy;
  std::copy(name.begin(), name.end(), copy.chars);
  return copy;
}

// The compiler prints the arguments: the struct, the field's name, its type.
template<class Struct, auto Field, class Type>
consteval bool is_a_setting() {
  constexpr bool yes = has_setting_as<Type>;
  static_assert(
      yes,
      "[ferrule] this field of the config struct has a type that no setting can fill; use bool, a number, "
      "std::string, std::filesystem::path, an enum, a std::chrono duration, byte_size, secret, bounded, "
      "required, a std::optional, std::vector or std::map<std::string, ...> of these, a struct of these, or "
      "specialise ferrule::setting_as");
  return yes;
}

template<class Type>
struct innermost {
  using type = Type;
};
template<class Type>
  requires requires { typename setting_as<Type>::element; }
struct innermost<Type> : innermost<typename setting_as<Type>::element> {};

template<class C, class... Around>
consteval bool check_config();

template<class Struct, std::size_t I, class... Around>
consteval bool check_field() {
  using type = typename innermost<field_type_t<Struct, I>>::type;
  if constexpr (std::same_as<type, other_settings>) return true;
  else if constexpr (!is_a_setting<Struct, field_name_text<Struct, I>(), type>()) return false;
  else if constexpr (!is_nested<type>) return true;
  else return check_config<type, Struct, Around...>();
}

template<class C, class... Around>
consteval bool check_config() {
  constexpr bool recursive = (std::same_as<C, Around> || ...);
  static_assert(!recursive, "[ferrule] a config struct cannot contain itself");
  if constexpr (recursive) return false;
  else if constexpr (!is_readable_aggregate<C>()) return false;
  else
    return []<std::size_t... I>(std::index_sequence<I...>) {
      static_assert((std::size_t{0} + ... + std::same_as<field_type_t<C, I>, other_settings>) <= 1,
                    "[ferrule] a config struct can have one field of type other_settings");
      return (true & ... & check_field<C, I, Around...>());
    }(std::make_index_sequence<field_count<C>>{});
}

template<class C>
consteval bool help_names_fields() {
  if constexpr (requires { std::begin(C::help); })
    for (const setting_help& one : C::help)
      if (std::ranges::find(field_names<C>, one.field) == field_names<C>.end()) return false;
  return true;
}

}  // namespace detail

/// Whether `C` can be filled from settings: an aggregate whose fields all have a `setting_as`, at
/// any depth. Where it cannot, compiling stops with one sentence per mistake that names the struct,
/// the field and its type, and the answer is false.
template<class C>
consteval bool is_config() {
  if constexpr (!detail::check_config<C>()) return false;
  else {
    static_assert(detail::help_names_fields<C>(),
                  "[ferrule] the help of a config struct names a field that it does not have");
    return true;
  }
}

}  // namespace ferrule
