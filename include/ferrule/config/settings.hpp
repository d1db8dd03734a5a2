// SPDX-License-Identifier: BSL-1.0
// config/settings.hpp - the tree a settings file is read into, before anything in it has a meaning.
//
// Nodes are values. A child can be read but not changed behind its parent's back: every change goes
// through the node that owns it, which is how the depth of a tree stays limited, and with it the
// recursion of everything that walks one, its destructor included.
#pragma once
#include <concepts>
#include <cstdint>
#include <ferrule/config/setting_path.hpp>
#include <ferrule/config/source_position.hpp>
#include <ferrule/core/failure.hpp>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ferrule {

enum class settings_kind : std::uint8_t { null, boolean, integer, number, text, list, map };

/// A kind of node as messages call it: "a list".
constexpr std::string_view name_of(settings_kind kind) noexcept {
  constexpr std::string_view names[] = {"null", "true or false", "a whole number", "a number",
                                        "text", "a list",        "a map"};
  return names[static_cast<std::size_t>(kind)];
}

/// A tree of settings: null, boolean, integer, number, text, a list, or a map in the order written.
///
/// Building one by hand: `settings::map({{"path", "x.db"}, {"sizes", settings::list({1, 2})}})`.
/// A settings file may hold secrets and the tree does not know which: do not print one into a log;
/// print the config struct made of it with `describe`, which masks them.
class settings {
public:
  struct member;
  /// How many lists and maps can stand inside one another. Building anything deeper is an error.
  static constexpr std::size_t max_depth = 256;

  settings();
  settings(std::nullptr_t);
  template<std::same_as<bool> B>
  settings(B value) : value_(value) {}
  template<std::integral I>
    requires(!std::same_as<I, bool> && !std::same_as<I, char>)
  settings(I value);
  settings(double value);
  settings(char) = delete;  // a number or text? say which
  settings(std::string value);
  settings(std::string_view value);
  settings(const char* value);
  settings(const settings&);
  settings(settings&&) noexcept;
  settings& operator=(const settings&);
  settings& operator=(settings&&) noexcept;
  ~settings();

  /// Text from a place without types (a command line, the environment, an unquoted YAML scalar):
  /// a setting of any type is read from its spelling, so that "5432" can be a port or a password.
  static settings plain(std::string text);
  /// A list. Raises `failure` (errc::limit) beyond `max_depth`; the twin that does not is `append`.
  static settings list(std::initializer_list<settings> items = {});
  /// A map. Raises `failure` for a repeated key or beyond `max_depth`; the twin is `insert`.
  static settings map(std::initializer_list<member> members = {});
  /// A list of these items, for programs that have many. Fails with errc::limit beyond `max_depth`.
  static result<settings> make_list(std::vector<settings> items);
  /// A map of these members. Fails with errc::config for a repeated key, with errc::limit beyond
  /// `max_depth`. Complexity: O(n log n), where adding one key after the other is quadratic.
  static result<settings> make_map(std::vector<member> members);

  settings_kind kind() const noexcept;
  bool is_null() const noexcept { return kind() == settings_kind::null; }
  bool is_map() const noexcept { return kind() == settings_kind::map; }
  bool is_list() const noexcept { return kind() == settings_kind::list; }
  bool is_plain() const noexcept { return plain_; }

  /// The value if it is of that kind; an integer that does not fit is not.
  std::optional<bool> as_bool() const noexcept;
  std::optional<std::int64_t> as_int64() const noexcept;
  std::optional<std::uint64_t> as_uint64() const noexcept;
  std::optional<double> as_double() const noexcept;
  /// The text, or null. Points into the node, like all that follow.
  const std::string* as_text() const noexcept { return std::get_if<std::string>(&value_); }
  /// The items of a list; none if it is not one.
  std::span<const settings> items() const noexcept;
  /// The members of a map in the order written; none if it is not one.
  std::span<const member> members() const noexcept;

  /// The value of one key of a map, or null. Complexity: linear in the number of keys.
  const settings* find(std::string_view key) const noexcept;
  /// The node at a dotted path; "" is this one. Null where there is none or the path is malformed.
  const settings* find_path(std::string_view path) const;

  /// Adds an item to a list; null becomes a list first. Fails with errc::limit beyond `max_depth`,
  /// with errc::config if this is something else.
  result<void> append(settings item);
  /// Adds a key to a map; null becomes a map first. `key_position` is where the key is written.
  /// Fails with errc::config for a key that is there already or if this is not a map, with
  /// errc::limit beyond `max_depth`. Complexity: linear in the number of keys.
  result<void> insert(std::string key, settings value, source_position key_position = {});
  /// Puts `value` at a dotted path, replacing what is there; missing maps and lists on the way are
  /// made, a list grows by at most one item. On errc::config and errc::limit nothing changes.
  result<void> set(std::string_view path, settings value);
  /// Lays `over` on top: maps key by key; anything else, lists and null too, replaces what is here.
  void merge(settings over);

  /// Where this node was written. Does not take part in comparisons.
  source_position where;

  /// Whether both hold the same values, maps in the same order; 1 and 1.0 differ.
  friend bool operator==(const settings& a, const settings& b);

private:
  using steps_left = std::span<const setting_step>;
  static result<settings> grown(steps_left steps, settings value);
  result<void> place(steps_left steps, settings value);
  settings* find_mutable(std::string_view key) noexcept;
  void measure_depth() noexcept;

  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string,
               std::vector<settings>, std::vector<member>>
      value_;
  std::uint16_t depth_ = 0;  // of lists and maps, this one included
  bool plain_ = false;
};

/// One key of a map with its value. `where` is where the key is written, if that is known.
struct settings::member {
  std::string key;
  settings value;
  source_position where = {};
  friend bool operator==(const member& a, const member& b) {
    return a.key == b.key && a.value == b.value;
  }
};

}  // namespace ferrule

#include <ferrule/config/settings_impl.hpp>
#include <ferrule/config/settings_text.hpp>
