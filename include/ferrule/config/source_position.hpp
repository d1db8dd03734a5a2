// SPDX-License-Identifier: BSL-1.0
// config/source_position.hpp - where in which file a setting was written.
#pragma once
#include <cstdint>
#include <ferrule/core/printable.hpp>
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

namespace ferrule {

/// "app.yaml:12:3", "app.yaml:12" without a column, "app.yaml" without a line, "line 12" without a file, "" without all.
inline std::string to_text(const source_position& at) {
  if (at.line == 0) return std::string(at.file());
  std::string text = at.file().empty() ? "line " : std::string(at.file()) + ":";
  text += std::to_string(at.line);
  if (at.column != 0) text += ":" + std::to_string(at.column);
  return text;
}

}  // namespace ferrule

/// Prints its `to_text`.
template<>
struct fmt::formatter<ferrule::source_position> : ferrule::printable<ferrule::source_position> {};
