// SPDX-License-Identifier: BSL-1.0
// registry/known.hpp - the connectors that ferrule ships, for telling a program which one it has left out.
#pragma once
#include <array>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// The names of ferrule's own connectors; each is also its CMake component and the name of its header.
inline constexpr std::array<std::string_view, 4> shipped_connectors{"sqlite", "csv", "memory",
                                                                    "foobar"};

/// Says that `name` is none of `known`, what was probably meant, or what to add for a connector of ferrule's.
inline std::string unknown_connector(std::string_view name,
                                     const std::vector<std::string_view>& known) {
  std::string out = concat("no connector ", quoted(name), " in this program; it has: ");
  for (std::size_t i = 0; i < known.size(); ++i) out += concat(i == 0 ? "" : ", ", known[i]);
  if (known.empty()) out += "none";
  for (const std::string_view shipped : shipped_connectors)
    if (shipped == name)
      return concat(out, ". It is one of ferrule's: #include <ferrule/connectors/", name,
                    ".hpp>, link ferrule::", name, " (find_package(ferrule COMPONENTS ", name,
                    ")), and add ferrule::", name, "::connector to the registry");
  if (const auto near = nearest_name(name, known))
    out += concat(". Did you mean ", quoted(*near), "?");
  return out;
}

}  // namespace ferrule
