// SPDX-License-Identifier: BSL-1.0
// schema/op_id.hpp - where in a source's changes something stands.
#pragma once
#include <compare>
#include <cstdint>
#include <ferrule/core/printable.hpp>
#include <ferrule/core/text.hpp>
#include <string>

namespace ferrule {

/// The place of an operation in the changes of one source. `sequence` is strictly increasing; it orders ids, and nothing else
/// does. `position` is the source's own, for the source alone to read: an LSN, a GTID set, a file and an offset. Sequence 0 is
/// before every operation.
struct op_id {
  std::uint64_t sequence = 0;
  std::string position{};

  /// Ids of different sources cannot be compared.
  friend std::strong_ordering operator<=>(const op_id& a, const op_id& b) noexcept {
    return a.sequence <=> b.sequence;
  }
  friend bool operator==(const op_id& a, const op_id& b) noexcept {
    return a.sequence == b.sequence;
  }
};

/// "42", or "42 at '0/16B3748'".
inline std::string to_text(const op_id& id) {
  std::string out = std::to_string(id.sequence);
  if (!id.position.empty()) out += " at " + quoted(id.position);
  return out;
}

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::op_id> : ferrule::printable<ferrule::op_id> {};
