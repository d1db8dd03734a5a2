// SPDX-License-Identifier: BSL-1.0
// core/printable.hpp - fmt formatting by a `to_text` function.
#pragma once
#include <fmt/format.h>
#include <string_view>

namespace ferrule {

/// Base of fmt formatters for types that have `to_text(const T&)`: the text is made once, by an ordinary
/// function, and padded or cut as the format string says. A formatter that formats its own kind
/// recursively does not compile on clang; a function does.
template<class T>
struct printable : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const T& what, Context& context) const {
    return fmt::formatter<std::string_view>::format(to_text(what), context);
  }
};

}  // namespace ferrule
