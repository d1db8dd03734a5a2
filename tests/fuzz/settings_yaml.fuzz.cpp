// SPDX-License-Identifier: BSL-1.0
// YAML settings of arbitrary bytes: a tree within its limits, or one error of the right kind.
#include <ferrule/config/yaml.hpp>
#include <support/settings_invariants.hpp>

namespace {

std::size_t count(const ferrule::settings& node) {
  std::size_t nodes = 1;
  for (const ferrule::settings& item : node.items()) nodes += count(item);
  for (const ferrule::settings::member& m : node.members()) nodes += count(m.value);
  return nodes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::size_t most = 2000;
  const auto read =
      ferrule::read_yaml(text, "fuzz", {.limits = {.bytes = 1u << 16, .nodes = most}});
  test::check_settings(read, text);
  // A tag is a map around its value, which is not counted.
  if (read) test::require(count(*read) <= 2 * most);
  return 0;
}
