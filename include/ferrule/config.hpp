// SPDX-License-Identifier: BSL-1.0
// config.hpp - settings: a tree of what was written, and config structs filled from it.
//
// A config struct is a plain aggregate. Its fields are the keys, its default member initialisers
// the defaults, its types the checks:
//
//     struct config {
//       required<std::filesystem::path> path;                 // must be there
//       bool read_only = true;
//       std::chrono::milliseconds busy_timeout{5000};         // "5s", "250ms"
//       bounded<int, 1, 64> connections = 4;
//       std::optional<secret> password;                       // prints as ****
//     };
//     result<config> made = from_settings<config>(tree);      // all problems in one error
//
// Whatever reads JSON or YAML makes the tree and is a component of its own.
#pragma once
#include <ferrule/config/settings.hpp>
#include <ferrule/config/structs.hpp>

namespace ferrule {

/// Fills the fields of `into` that `from` has a key for; the others keep what they hold. Returns
/// every problem: missing, unknown, ill-typed and out-of-range settings, at any depth, in the order
/// of the fields, then what `C::problems()` says, if `C` has it and nothing else is wrong. A field
/// with a problem keeps what it holds; a nested struct may be filled in part.
template<class C>
std::vector<setting_problem> fill_into(C& into, const settings& from) {
  std::vector<setting_problem> problems;
  if constexpr (is_config<C>()) setting_as<C>::read(into, from, setting_reader(problems));
  return problems;
}

/// A `C` with its defaults, filled from `from`; or one error of kind errc::config that lists every
/// problem on a line of its own. Null counts as an empty map.
template<class C>
result<C> from_settings(const settings& from) {
  if constexpr (!is_config<C>()) return fail(errc::internal, {});
  else {
    C made{};
    if (const auto problems = fill_into(made, from); !problems.empty())
      return fail(error_of(problems));
    return made;
  }
}

/// The settings that would give `value`, except that secrets and unread subtrees are masked.
template<class C>
settings to_settings(const C& value) {
  if constexpr (is_config<C>()) return setting_as<C>::write(value);
  else return {};
}

/// Every setting of `C`, in the order of its fields, with the defaults of `defaults`.
template<class C>
std::vector<setting_description> describe_settings(const C& defaults = {}) {
  setting_description root;
  std::vector<setting_description> rows;
  if constexpr (is_config<C>()) setting_as<C>::describe(defaults, root, rows);
  return rows;
}

namespace detail {
inline void append_compact(std::string& out, const settings& node) {
  const char* comma = "";
  if (node.is_map()) {
    out += '{';
    for (const settings::member& m : node.members()) {
      std::string key;
      append_key(key, m.key);
      append_compact(out += std::exchange(comma, ", ") + key + '=', m.value);
    }
    out += '}';
  } else if (node.is_list()) {
    out += '[';
    for (const settings& item : node.items())
      append_compact(out += std::exchange(comma, ", "), item);
    out += ']';
  } else if (node.as_text() && !node.is_plain()) out += ferrule::quoted(*node.as_text(), 200);
  else out += bare_text(node);
}
}  // namespace detail

/// A config struct on one line, safe to log: `sqlite{path='x.db', read_only=true, password=****}`.
template<class C>
std::string describe(const C& value, std::string_view name = {}) {
  std::string text(name);
  detail::append_compact(text, to_settings(value));
  return text;
}

}  // namespace ferrule
