// SPDX-License-Identifier: BSL-1.0
// config/containers.hpp - settings as optional, required, bounded, lists, maps, unread subtrees.
#pragma once
#include <ferrule/config/scalars.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ferrule {
namespace detail {

/// A scalar without quotes, as it stands in messages.
inline std::string bare_text(const settings& node) {
  if (node.as_text()) return *node.as_text();
  std::string text;
  append_scalar(text, node);
  return text;
}

/// Only a subtree near `settings::max_depth`, written deeper down, cannot be kept: it is left out.
inline void keep(result<void>) {}

/// The same keys and lists with every value masked.
inline settings mask(const settings& node) {
  if (node.is_map()) {
    settings map = settings::map();
    for (const settings::member& m : node.members()) keep(map.insert(m.key, mask(m.value)));
    return map;
  }
  if (node.is_list()) {
    settings list = settings::list();
    for (const settings& item : node.items()) keep(list.append(mask(item)));
    return list;
  }
  return settings::plain(std::string(masked));
}

template<class T>
void describe_element(std::string path, std::vector<setting_description>& below) {
  setting_description self;
  std::vector<setting_description> rows;
  self.path = std::move(path);
  setting_as<T>::describe(T{}, self, rows);
  below.push_back(std::move(self));
  below.insert(below.end(), std::move_iterator(rows.begin()), std::move_iterator(rows.end()));
}

}  // namespace detail

/// Null, or whatever `T` takes. A key that is missing leaves the default.
template<class T>
struct setting_as<std::optional<T>> {
  using element = T;
  static constexpr bool holds_secret = detail::holds_secret<T>();
  static bool read(std::optional<T>& into, const settings& from, const setting_reader& here) {
    if (from.is_null() || (from.is_plain() && *from.as_text() == "null")) {
      into.reset();
      return true;
    }
    T value = into.value_or(T{});
    if (!setting_as<T>::read(value, from, here)) return false;
    into = std::move(value);
    return true;
  }
  static settings write(const std::optional<T>& value) {
    return value ? setting_as<T>::write(*value) : settings();
  }
  static void describe(const std::optional<T>& value, setting_description& self,
                       std::vector<setting_description>& below) {
    setting_as<T>::describe(value.value_or(T{}), self, below);
    self.nullable = true;
  }
};

/// What `T` takes, and the key must be there.
template<class T>
struct setting_as<required<T>> {
  using element = T;
  static constexpr bool holds_secret = detail::holds_secret<T>();
  static std::string type() { return setting_as<T>::type(); }
  static bool read(required<T>& into, const settings& from, const setting_reader& here) {
    return setting_as<T>::read(into.value, from, here);
  }
  static settings write(const required<T>& value) { return setting_as<T>::write(value.value); }
  static void describe(const required<T>& value, setting_description& self,
                       std::vector<setting_description>& below) {
    setting_as<T>::describe(value.value, self, below);
    self.required = true;
  }
};

/// What `T` takes, within bounds.
template<class T, auto Lo, auto Hi>
struct setting_as<bounded<T, Lo, Hi>> : scalar_setting<bounded<T, Lo, Hi>> {
  using value_type = bounded<T, Lo, Hi>;
  static constexpr auto shape = setting_as<T>::shape;
  static settings lowest() { return setting_as<T>::write(value_type::lowest()); }
  static settings highest() { return setting_as<T>::write(value_type::highest()); }
  static std::string type() {
    const std::string of = detail::setting_integer<T> ? "a whole number" : setting_as<T>::type();
    return fmt::format("{} from {} to {}", of, detail::bare_text(lowest()),
                       detail::bare_text(highest()));
  }
  static std::optional<value_type> parse(const settings& from, std::string& hint) {
    const std::optional<T> value = setting_as<T>::parse(from, hint);
    if (!value || !value_type::allows(*value)) return std::nullopt;
    return *value_type::checked(*value);
  }
  static settings write(const value_type& value) { return setting_as<T>::write(value.value()); }
  static void describe(const value_type& value, setting_description& self,
                       std::vector<setting_description>& below) {
    scalar_setting<value_type>::describe(value, self, below);
    self.lowest = lowest();
    self.highest = highest();
  }
};

/// A list, read anew: the default's items do not stay.
template<class T>
struct setting_as<std::vector<T>> {
  using element = T;
  static constexpr bool holds_secret = detail::holds_secret<T>();
  static std::string type() { return "a list"; }
  static bool read(std::vector<T>& into, const settings& from, const setting_reader& here) {
    if (!from.is_list()) return here.refuse(from, type(), {}, !holds_secret);
    std::vector<T> items;
    bool good = true;
    for (const settings& item : from.items()) {
      T value{};
      good &= setting_as<T>::read(value, item, here.at_index(items.size()));
      items.push_back(std::move(value));
    }
    if (good) into = std::move(items);
    return good;
  }
  static settings write(const std::vector<T>& value) {
    settings list = settings::list();
    for (const T& item : value) detail::keep(list.append(setting_as<T>::write(item)));
    return list;
  }
  static void describe(const std::vector<T>&, setting_description& self,
                       std::vector<setting_description>& below) {
    self.type = type();
    self.shape = setting_shape::list;
    self.secret = holds_secret;
    detail::describe_element<T>(self.path + "[]", below);
  }
};

/// A map with free keys, read anew.
template<class T>
struct setting_as<std::map<std::string, T>> {
  using element = T;
  static constexpr bool holds_secret = detail::holds_secret<T>();
  static std::string type() { return "a map"; }
  static bool read(std::map<std::string, T>& into, const settings& from,
                   const setting_reader& here) {
    if (!from.is_map()) return here.refuse(from, type(), {}, !holds_secret);
    std::map<std::string, T> values;
    bool good = true;
    for (const settings::member& m : from.members())
      good &= setting_as<T>::read(values[m.key], m.value, here.at_key(m.key));
    if (good) into = std::move(values);
    return good;
  }
  static settings write(const std::map<std::string, T>& value) {
    settings map = settings::map();
    for (const auto& [key, item] : value) detail::keep(map.insert(key, setting_as<T>::write(item)));
    return map;
  }
  static void describe(const std::map<std::string, T>&, setting_description& self,
                       std::vector<setting_description>& below) {
    self.type = type();
    self.shape = setting_shape::map;
    self.secret = holds_secret;
    detail::describe_element<T>(self.path + ".*", below);
  }
};

/// A subtree as it is, to be read later by whoever knows its type. Every value prints masked.
template<>
struct setting_as<settings> {
  static constexpr bool holds_secret = true;
  static std::string type() { return "anything"; }
  static bool read(settings& into, const settings& from, const setting_reader&) {
    into = from;
    return true;
  }
  static settings write(const settings& value) { return detail::mask(value); }
  static void describe(const settings&, setting_description& self,
                       std::vector<setting_description>&) {
    self.type = type();
  }
};

}  // namespace ferrule
