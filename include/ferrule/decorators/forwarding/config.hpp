// SPDX-License-Identifier: BSL-1.0
// decorators/forwarding/config.hpp - the settings of a decorated connector: the inner one's, and one nested key.
//
//     template<class Inner>
//     struct traced_config {
//       using decorated = Inner;
//       Inner inner{};
//       trace_options trace{};  // the second field's name is the key
//     };
//
// is read from `path: x.db` and `trace: {...}` side by side, so that whoever edits a settings file needs to know nothing about what
// is wrapped in what. Further fields are no settings: they are copied with the struct and never read or written.
#pragma once
#include <ferrule/config/structs.hpp>

namespace ferrule {
namespace detail {

template<class C>
concept decorated_config = config_struct<C> && requires { typename C::decorated; };

template<class C>
inline constexpr std::string_view decorator_key = field_name<C, 1>;

// The keys of a config struct; of a decorated one, those of what it decorates too.
template<class C>
std::vector<std::string_view> all_keys_of() {
  if constexpr (decorated_config<C>) {
    std::vector<std::string_view> keys = all_keys_of<typename C::decorated>();
    keys.push_back(decorator_key<C>);
    return keys;
  } else return keys_of<C>();
}

template<class C>
consteval bool has_key(std::string_view key) {
  if constexpr (decorated_config<C>)
    return key == decorator_key<C> || has_key<typename C::decorated>(key);
  else return std::ranges::find(field_names<C>, key) != field_names<C>.end();
}

template<class C>
consteval bool takes_any_key() {
  if constexpr (decorated_config<C>) return takes_any_key<typename C::decorated>();
  else
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (std::same_as<field_type_t<C, I>, other_settings> || ...);
    }(std::make_index_sequence<field_count<C>>{});
}

}  // namespace detail

template<detail::decorated_config C>
struct setting_as<C> {
  static_assert(
      !detail::has_key<typename C::decorated>(detail::decorator_key<C>),
      "[ferrule] the settings of this decorator have the name of a setting of what it decorates; is a connector decorated twice with the same decorator?");
  using inner = setting_as<typename C::decorated>;
  static constexpr bool takes_fields_apart = true;
  static constexpr bool holds_secret =
      detail::holds_secret<typename C::decorated>() || detail::holds_secret<field_type_t<C, 1>>();

  static std::string type() { return "a map"; }
  static bool read(C& into, const settings& from, const setting_reader& here) {
    if (!from.is_map() && !from.is_null()) return here.refuse(from, type(), {}, !holds_secret);
    const std::size_t before = here.problem_count();
    settings others = settings::map();
    others.where = from.where;
    for (const settings::member& m : from.members())
      if (m.key != detail::decorator_key<C> && !is_meant(m, here))
        detail::keep(others.insert(m.key, m.value, m.where));
    inner::read(into.inner, others, here);
    detail::read_field<C, 1>(into, from, here);
    return here.problem_count() == before;
  }
  static settings write(const C& value) {
    settings map = inner::write(value.inner);
    detail::write_field<C, 1>(value, map);
    return map;
  }
  static void describe(const C& defaults, setting_description& self,
                       std::vector<setting_description>& below) {
    inner::describe(defaults.inner, self, below);
    detail::describe_field<C, 1>(defaults, self.path, below);
  }

private:
  // The inner settings cannot know that a misspelt key is nearest to the decorator's: that is said here.
  static bool is_meant(const settings::member& m, const setting_reader& here) {
    if constexpr (detail::takes_any_key<C>()) return false;
    else {
      const std::vector<std::string_view> known = detail::all_keys_of<C>();
      if (std::ranges::find(known, m.key) != known.end()) return false;
      if (nearest_name(m.key, known) != detail::decorator_key<C>) return false;
      here.at_key(m.key).refuse(m.where.is_known() ? m.where : m.value.where, "a known key",
                                ferrule::quoted(m.key), detail::did_you_mean(m.key, known));
      return true;
    }
  }
};

}  // namespace ferrule
