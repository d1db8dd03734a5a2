// SPDX-License-Identifier: BSL-1.0
// config/setting_description.hpp - what is known about a setting before it has a value.
#pragma once
#include <ferrule/config/setting_help.hpp>
#include <ferrule/config/settings.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ferrule {

/// The kinds of value a setting can take; what a schema language would call its type.
enum class setting_shape : std::uint8_t {
  boolean,
  integer,
  number,
  text,
  duration,  ///< text such as "500ms"
  size,      ///< text such as "64KiB", or a number of bytes
  list,
  map,
  anything
};

/// One setting of a config struct: what a schema, a commented example or a help text is made of. A
/// list is followed by a row for its items, with `[]` after the path, a map with free keys by one
/// for its values, with `.*`, a struct by its fields.
struct setting_description {
  std::string path;
  setting_shape shape = setting_shape::anything;
  std::string type;  ///< for people: "a duration such as '500ms'"
  bool required = false;
  bool nullable = false;  ///< null is a value of its own
  bool secret = false;
  std::optional<settings> default_value = std::nullopt;  ///< none if required or secret
  std::vector<std::string> allowed = {};                 ///< the names of an enum
  std::optional<settings> lowest = std::nullopt;
  std::optional<settings> highest = std::nullopt;
  std::string help = {};  ///< from the config struct's `help`
};

}  // namespace ferrule
