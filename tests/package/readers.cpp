// SPDX-License-Identifier: BSL-1.0
// A program that reads settings and has no connector.
#include <ferrule/config/json.hpp>
#include <ferrule/config/yaml.hpp>

int main() {
  const auto json = ferrule::read_json("[1, 2, 3]", "x.json");
  const auto yaml = ferrule::read_yaml("- a\n- b\n- c\n", "x.yaml");
  if (!json || !yaml) return 1;
  fmt::print("{}, {}\n", json->items().size(), yaml->items().size());
}
