// SPDX-License-Identifier: BSL-1.0
// config/setting_help.hpp - a sentence about a setting. Needs nothing of the settings machinery, as plain_types.hpp.
#pragma once
#include <string_view>

namespace ferrule {

/// A sentence about a field of a config struct. A config struct may have some:
///
///     static constexpr setting_help help[] = {{"path", "The file; created if there is none."}};
struct setting_help {
  std::string_view field;
  std::string_view text;
};

}  // namespace ferrule
