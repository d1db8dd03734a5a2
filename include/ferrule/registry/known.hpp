// SPDX-License-Identifier: BSL-1.0
// registry/known.hpp - the connectors that ferrule ships, for telling a program which one it has left out.
#pragma once
#include <array>
#include <ferrule/core/text.hpp>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// The names of ferrule's own connectors; each is also its CMake component and the name of its header.
inline constexpr std::array<std::string_view, 3> shipped_connectors{"sqlite", "memory", "foobar"};

/// Says that `name` is none of `known`, what was probably meant, or what to add for a connector of ferrule's.
inline std::string unknown_connector(std::string_view name, const std::vector<std::string_view>& known) {
  std::string out = fmt::format("no connector {} in this program; it has: ", quoted(name));
  for (std::size_t i = 0; i < known.size(); ++i) out += fmt::format("{}{}", i == 0 ? "" : ", ", known[i]);
  if (known.empty()) out += "none";
  for (const std::string_view shipped : shipped_connectors)
    if (shipped == name)
      return out + fmt::format(". It is one of ferrule's: #include <ferrule/connectors/{0}.hpp>, link ferrule::{0} "
                               "(find_package(ferrule COMPONENTS {0})), and add ferrule::{0}::connector to the registry", name);
  if (const auto near = nearest_name(name, known)) out += fmt::format(". Did you mean {}?", quoted(*near));
  return out;
}

}  // namespace ferrule
