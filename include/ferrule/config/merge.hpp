// SPDX-License-Identifier: BSL-1.0
// config/merge.hpp - several trees of settings laid over one another, and single settings over those.
#pragma once
#include <ferrule/config/problems.hpp>
#include <ferrule/config/settings.hpp>
#include <ferrule/core/concat.hpp>
#include <memory>
#include <span>

namespace ferrule {

/// The layers as one tree, later over earlier: maps key by key, at any depth; a scalar, a list or
/// null replaces what was there. A layer that is null as a whole, a file with nothing but comments,
/// changes nothing. Every value keeps the place where it was written.
///
/// Fails with errc::config, one line for every layer that is no map.
inline result<settings> merge_settings(std::vector<settings> layers) {
  settings merged = settings::map();
  std::vector<setting_problem> problems;
  for (settings& layer : layers) {
    if (!layer.is_map() && !layer.is_null())
      setting_reader(problems).refuse(layer, "a map", {}, false);
    else if (layer.is_map()) {
      if (!merged.where.is_known()) merged.where = layer.where;
      merged.merge(std::move(layer));
    }
  }
  if (!problems.empty()) return fail(error_of(problems));
  return merged;
}

/// Sets single settings, each written `pool.size=8` or `tables[0].name=x`. What is behind the `=`
/// is `settings::plain`, so that it can be of any type; maps and lists on the way are made.
/// `origin` is what messages about these settings name as their file.
///
/// Fails with errc::config, one line for every override that cannot be; then nothing is changed. No
/// value is part of a message.
inline result<void> apply_overrides(settings& into, std::span<const std::string> overrides,
                                    std::string origin = "--set") {
  const auto file = std::make_shared<const std::string>(std::move(origin));
  settings changed = into;
  error wrong;
  const auto report = [&](std::string_view message) {
    wrong.kind = errc::config;
    wrong.message += concat(wrong.message.empty() ? "" : "\n", message);
  };
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const std::string_view text = overrides[i];
    std::size_t equals = 0;
    for (bool in_quotes = false; equals < text.size() && (in_quotes || text[equals] != '=');
         ++equals) {
      if (text[equals] == '"') in_quotes = !in_quotes;
      else if (in_quotes && text[equals] == '\\') ++equals;
    }
    if (equals == 0 || equals >= text.size()) {
      report(concat(*file, " number ", i + 1, " is not of the form PATH=VALUE, like pool.size=8."));
      continue;
    }
    settings value = settings::plain(std::string(text.substr(equals + 1)));
    value.where = {file, 0, 0};
    if (auto set = changed.set(text.substr(0, equals), std::move(value)); !set)
      report(concat(*file, ": ", set.error().message));
  }
  if (wrong) return fail(std::move(wrong));
  into = std::move(changed);
  return {};
}

}  // namespace ferrule
