// SPDX-License-Identifier: BSL-1.0
// changes/metering/report.hpp - the numbers of a change stream on its way into a receiver.
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/printable.hpp>
#include <ferrule/stream/changes.hpp>
#include <optional>
#include <vector>

namespace ferrule {

/// Counts since the meter was made, of messages that the receiver has taken. Rows of a snapshot that was begun again, and operations
/// that were read again, count again.
struct meter_counts {
  std::uint64_t messages = 0;
  std::uint64_t snapshot = 0;  ///< rows of tables as they were; counted as they pass
  std::uint64_t inserted = 0, updated = 0, removed = 0;
  std::uint64_t bytes = 0;  ///< of the cells that the receiver has read, old rows included

  std::uint64_t rows() const noexcept { return snapshot + inserted + updated + removed; }
  meter_counts& operator+=(const meter_counts& more) noexcept {
    messages += more.messages;
    snapshot += more.snapshot;
    inserted += more.inserted;
    updated += more.updated;
    removed += more.removed;
    bytes += more.bytes;
    return *this;
  }
  friend bool operator==(const meter_counts&, const meter_counts&) = default;
};

struct table_meter {
  table_id table{};
  meter_counts counts{};
};

/// The numbers at one moment.
struct meter_report {
  std::vector<table_meter> tables{};  ///< in the order in which they were asked for
  meter_counts total{};
  std::uint64_t others =
      0;  ///< messages of no table: commits, idle, and where snapshots begin and end
  std::chrono::nanoseconds interval{};        ///< since the report before this
  double rows_per_second = 0;                 ///< in that interval
  std::optional<op_id> seen{};                ///< the last operation that the receiver has taken
  std::optional<op_id> acknowledged{};        ///< up to which it has made them durable
  std::optional<source_time> committed_at{};  ///< when the source committed what it took last
  /// From then to now, by the clocks of both machines. It grows while nothing happens, which is no delay: see `idle`.
  std::optional<source_time::duration> lag{};
  bool idle = false;   ///< the source has said that there is nothing for now
  bool ended = false;  ///< nothing follows

  /// How many operations were seen and are not durable, as far as ids tell: sources may leave out some.
  std::uint64_t unacknowledged() const noexcept {
    if (!seen) return 0;
    const std::uint64_t safe = acknowledged ? acknowledged->sequence : 0;
    return seen->sequence > safe ? seen->sequence - safe : 0;
  }
};

/// "1200 rows (1000 of snapshots, 150 inserted, 40 updated, 10 removed), 48000 bytes, 600 rows/s, lag 12 ms, operation 1042, safe
/// up to 1000".
inline std::string to_text(const meter_report& r) {
  const meter_counts& all = r.total;
  std::string out =
      concat(all.rows(), " rows (", all.snapshot, " of snapshots, ", all.inserted, " inserted, ",
             all.updated, " updated, ", all.removed, " removed), ", all.bytes, " bytes, ",
             static_cast<std::uint64_t>(r.rows_per_second), " rows/s");
  if (r.idle) out += ", idle";
  else if (r.lag) out += concat(", lag ", r.lag->count() / 1000, " ms");
  if (r.seen) out += concat(", operation ", r.seen->sequence);
  if (r.acknowledged) out += concat(", safe up to ", r.acknowledged->sequence);
  return out;
}

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::meter_report> : ferrule::printable<ferrule::meter_report> {};
