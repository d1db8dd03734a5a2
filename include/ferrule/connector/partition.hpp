// SPDX-License-Identifier: BSL-1.0
// connector/partition.hpp - the words of `Partitioned`: a part of a table that another thread or process can read.
#pragma once
#include <cstdint>
#include <ferrule/schema/table.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ferrule {

/// One part of a table scan: plain data, so that it can be sent to another thread or process. The parts of
/// a plan are disjoint and together complete. Contains no secret.
struct partition {
  std::size_t index = 0;  // first, so that {"trades", {}} can only mean a table_info
  std::size_t count = 1;
  std::string connector{};  ///< the name of the connector that made it, and that can open it
  table_info table{};
  std::optional<std::int64_t>
      first{};  ///< smallest storage position of this part; nothing: from the beginning
  std::optional<std::int64_t>
      last{};           ///< largest storage position of this part; nothing: to the end
  std::string state{};  ///< which state of the source was planned; opening any other state fails

  friend bool operator==(const partition&, const partition&) = default;
};

}  // namespace ferrule
