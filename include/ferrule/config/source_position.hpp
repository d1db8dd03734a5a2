// SPDX-License-Identifier: BSL-1.0
// config/source_position.hpp - where in which file a setting was written.
#pragma once
#include <cstdint>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <string_view>

namespace ferrule {

/// A place in a settings file. All nodes of one file share its name, so a position is cheap to
/// copy. Lines and columns count from 1; 0 means unknown, and a default one means "made by hand".
struct source_position {
  std::shared_ptr<const std::string> shared_file = nullptr;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  /// The name of the file, or of whatever stands for it ("--set", "environment"); empty if unknown.
  std::string_view file() const noexcept {
    return shared_file ? std::string_view(*shared_file) : "";
  }
  bool is_known() const noexcept { return shared_file != nullptr || line != 0; }
  friend bool operator==(const source_position& a, const source_position& b) noexcept {
    return a.file() == b.file() && a.line == b.line && a.column == b.column;
  }
};

}  // namespace ferrule

/// Prints "app.yaml:12", "app.yaml" without a line, "line 12" without a file, nothing without both.
template<>
struct fmt::formatter<ferrule::source_position> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::source_position& at, Context& context) const {
    const bool has_file = !at.file().empty();
    if (at.line == 0) return fmt::format_to(context.out(), "{}", at.file());
    return fmt::format_to(context.out(), "{}{}{}", at.file(), has_file ? ":" : "line ", at.line);
  }
};
