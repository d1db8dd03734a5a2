// SPDX-License-Identifier: BSL-1.0
// config/plain_types.hpp - field types of config structs that need nothing of the settings machinery: secret, byte_size. A
// connector's config includes this and not config.hpp, so that a program that fills its config by hand does not compile the rest.
#pragma once
#include <compare>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>

namespace ferrule {

/// Text that is never printed: a password, a token, a connection string with one in it. Formats as
/// "****"; no error message contains it. `reveal` is the only way to it.
class secret {
public:
  secret() = default;
  secret(std::string text) : text_(std::move(text)) {}
  secret(const char* text) : text_(text) {}
  /// The text itself. Lives as long as this object and must not end up in a log.
  const std::string& reveal() const& noexcept { return text_; }
  std::string reveal() && noexcept { return std::move(text_); }
  bool empty() const noexcept { return text_.empty(); }
  friend bool operator==(const secret&, const secret&) = default;

private:
  std::string text_;
};

/// What stands for every secret.
inline constexpr std::string_view masked = "****";

/// A number of bytes: "64KiB", "1.5GiB", "10MB", or a plain number of bytes.
struct byte_size {
  std::uint64_t bytes = 0;
  friend constexpr auto operator<=>(const byte_size&, const byte_size&) = default;
};

}  // namespace ferrule

/// Prints "****".
template<>
struct fmt::formatter<ferrule::secret> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::secret&, Context& context) const {
    return fmt::formatter<std::string_view>::format(ferrule::masked, context);
  }
};
