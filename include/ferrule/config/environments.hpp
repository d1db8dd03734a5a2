// SPDX-License-Identifier: BSL-1.0
// config/environments.hpp - one of several named environments in a tree of settings.
#pragma once
#include <ferrule/config/scalars.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>

namespace ferrule {
namespace detail {

using named_environments = std::vector<std::pair<std::string_view, const settings*>>;

/// Those of a list, each with a `name`, or of a map by name. All that cannot be one is a problem.
inline named_environments environments_in(const settings& all, const setting_reader& here) {
  named_environments named;
  for (std::size_t i = 0; i < all.items().size(); ++i) {
    const settings& one = all.items()[i];
    const settings* const name = one.find("name");
    if (!one.is_map()) here.at_index(i).refuse(one, "a map", {}, false);
    else if (!name || !name->as_text())
      here.at_index(i).at_key("name").refuse(one.where, "the name of the environment",
                                             name ? std::string(name_of(name->kind())) : "nothing",
                                             {});
    else named.emplace_back(*name->as_text(), &one);
  }
  for (const settings::member& m : all.members()) {
    if (!m.value.is_map()) here.at_key(m.key).refuse(m.value, "a map", {}, false);
    else named.emplace_back(m.key, &m.value);
  }
  if (!all.is_list() && !all.is_map()) here.refuse(all, "a list or a map", {}, false);
  return named;
}

/// The one of that name; null, and a problem, where there is none or are two.
inline const settings* environment_called(std::string_view wanted, const named_environments& named,
                                          const settings& all, const setting_reader& here) {
  const settings* chosen = nullptr;
  std::vector<std::string_view> names;
  for (const auto& [name, node] : named) {
    names.push_back(name);
    if (name != wanted) continue;
    if (chosen) {
      here.refuse(node->where, {}, {},
                  concat("the environment ", quoted(name), " is there twice; the first one is at ",
                         chosen->where));
      return nullptr;
    }
    chosen = node;
  }
  if (!chosen)
    here.refuse(all.where, names.empty() ? "an environment" : one_of(names),
                wanted.empty() ? "no choice" : quoted(wanted),
                wanted.empty() ? "" : did_you_mean(wanted, names));
  return chosen;
}

}  // namespace detail

/// The settings of one environment out of `environments: {test: {...}, live: {...}}`, or out of the
/// list `[{"name": "test", ...}, ...]`: what stands beside `environments`, and over it what the
/// environment has. Without a name it is the only one there is, or else "development". A tree
/// without `environments` is its own, if none is asked for by name.
///
/// Fails with errc::config where there is no such environment, naming those that are.
inline result<settings> choose_environment(const settings& tree, std::string_view name = {}) {
  constexpr std::string_view usual = "development";
  std::vector<setting_problem> problems;
  const setting_reader here = setting_reader(problems).at_key("environments");
  const settings* const all = tree.find("environments");
  if (!all && name.empty()) return tree;
  const settings* chosen = nullptr;
  if (!all) here.refuse(tree.where, concat("an environment ", quoted(name)), "no environments", {});
  else if (const auto named = detail::environments_in(*all, here); problems.empty()) {
    if (name.empty() && named.size() == 1) name = named[0].first;
    else if (name.empty() &&
             std::ranges::count(named, usual, [](const auto& n) { return n.first; }))
      name = usual;
    chosen = detail::environment_called(name, named, *all, here);
  }
  if (!chosen) return fail(error_of(problems));
  std::vector<settings::member> shared;
  for (const settings::member& m : tree.members())
    if (m.key != "environments") shared.push_back(m);
  auto merged = settings::make_map(std::move(shared));
  if (!merged) return merged;
  merged->merge(*chosen);
  merged->where = chosen->where;
  return merged;
}

}  // namespace ferrule
