// SPDX-License-Identifier: BSL-1.0
// support/settings_invariants.hpp - what must hold of whatever a reader of settings made of arbitrary bytes.
#pragma once
#include <cstdlib>
#include <ferrule/config/connections.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/merge.hpp>
#include <ferrule/config/placeholders.hpp>

namespace test {

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// Every node is in the text, and no deeper than trees can be.
inline void check_places(const ferrule::settings& node, std::uint32_t lines,
                         std::size_t depth = 0) {
  require(depth <= ferrule::settings::max_depth);
  require(node.where.file() == "fuzz" && node.where.line >= 1 && node.where.line <= lines);
  require(node.where.column >= 1);
  for (const ferrule::settings& item : node.items()) check_places(item, lines, depth + 1);
  for (const ferrule::settings::member& m : node.members()) {
    require(m.where.line >= 1 && m.where.line <= lines);
    check_places(m.value, lines, depth + 1);
  }
}

/// Numbers that JSON has no word for would not read back.
inline bool is_finite(const ferrule::settings& node) {
  if (const auto real = node.as_double()) return std::isfinite(*real);
  for (const ferrule::settings& item : node.items())
    if (!is_finite(item)) return false;
  for (const ferrule::settings::member& m : node.members())
    if (!is_finite(m.value)) return false;
  return true;
}

enum class mode : std::uint8_t { fast, safe, null };
struct pool {
  ferrule::bounded<int, 1, 64> size = 4;
  std::chrono::milliseconds wait{5};
};
struct application {
  ferrule::required<std::string> name;
  bool flag = false;
  double ratio = 0;
  std::optional<std::uint64_t> large;
  mode how = mode::fast;
  pool connections;
  std::vector<pool> pools;
  std::map<std::string, std::string> labels;
  ferrule::byte_size cache;
  ferrule::secret password;
  ferrule::other_settings others;
};

/// Through everything a tree of settings goes through.
inline void check_settings(const ferrule::result<ferrule::settings>& read, std::string_view text) {
  using ferrule::errc;
  if (!read) {
    require(read.error().kind == errc::config || read.error().kind == errc::limit);
    require(read.error().message.find("fuzz") != std::string::npos);
    return;
  }
  const auto lines = static_cast<std::uint32_t>(2 + std::ranges::count(text, '\n') +
                                                std::ranges::count(text, '\r'));
  if (read->where.is_known()) check_places(*read, lines);

  // What is printed is JSON, and is the same tree.
  const std::string printed = fmt::format("{}", *read);
  if (is_finite(*read)) {
    const auto again =
        ferrule::read_json(printed, "again", {.limits = {.bytes = std::size_t(1) << 30}});
    require(again.has_value());
    require(fmt::format("{}", *again) == printed);
  }

  const auto made = ferrule::from_settings<application>(*read);
  require(made ? !made->name->empty() || made->name == "" : made.error().kind == errc::config);
  if (made) {
    // Written and read again it is the same, but for what is masked.
    const ferrule::settings written = ferrule::to_settings(*made);
    const auto back = ferrule::from_settings<application>(written);
    require(back && ferrule::to_settings(*back) == written);
  }
  const auto connections = ferrule::read_connections(*read);
  require(connections || connections.error().kind == errc::config);

  const auto nothing = [](const std::string& name) {
    return name.size() % 2 ? std::optional<std::string>("${x}") : std::nullopt;
  };
  const auto filled = ferrule::fill_placeholders(*read, nothing);
  require(filled || filled.error().kind == errc::config);
  if (filled && printed.find_first_of("${") == std::string::npos) require(*filled == *read);
  auto twice = ferrule::merge_settings({*read, *read});
  if (read->is_map()) require(twice && *twice == *read);
}

}  // namespace test
