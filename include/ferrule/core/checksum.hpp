// SPDX-License-Identifier: BSL-1.0
// core/checksum.hpp - tells a file that was cut or damaged from a whole one.
#pragma once
#include <cstdint>
#include <string_view>

namespace ferrule {

/// FNV-1a, 64 bits: finds what a disk loses or a hand changes, not what an enemy writes.
constexpr std::uint64_t checksum(std::string_view text) noexcept {
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return sum;
}

}  // namespace ferrule
