// SPDX-License-Identifier: BSL-1.0
// config/arguments.hpp - where settings come from, as a command line says it.
#pragma once
#include <ferrule/config/files.hpp>

namespace ferrule {

/// What a command line says about settings, and what is left of it.
struct settings_arguments {
  settings_sources sources;
  std::string environment;        ///< which of several named ones; empty if none was named
  std::vector<std::string> rest;  ///< every other word, in order
};

/// Takes `--config-file=FILE` (again and again: later over earlier), `--environment=NAME` and
/// `--set=PATH=VALUE` out of the words of a command line; `--flag value` is `--flag=value`. Behind
/// a word `--` all is left as it is. Fails with errc::config where a flag has no value.
inline result<settings_arguments> take_settings_arguments(std::span<const char* const> words) {
  settings_arguments taken;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      taken.rest.insert(taken.rest.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
                        words.end());
      break;
    }
    const std::string_view flag = word.substr(0, word.find('='));
    const bool is_file = flag == "--config-file", is_set = flag == "--set";
    if (!is_file && !is_set && flag != "--environment") {
      taken.rest.emplace_back(word);
      continue;
    }
    std::string value;
    if (flag.size() != word.size()) value = word.substr(flag.size() + 1);
    else if (i + 1 < words.size()) value = words[++i];
    if (value.empty()) {
      const std::string_view example = is_file ? "app.yaml" : is_set ? "pool.size=8" : "production";
      return fail(errc::config, concat(flag, " needs a value: ", flag, "=", example, "."));
    }
    if (is_file) taken.sources.files.push_back(std::move(value));
    else if (is_set) taken.sources.overrides.push_back(std::move(value));
    else taken.environment = std::move(value);
  }
  return taken;
}

}  // namespace ferrule
