// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/config.hpp - the settings of a SQLite connection.
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/config/plain_types.hpp>
#include <string>

namespace ferrule::sqlite {

/// What is done with a cell that is not of its column's declared type.
enum class cell_policy : std::uint8_t {
  error,  ///< the stream ends with an error that names table, column and rowid
  null,   ///< delivered as null
  text,   ///< delivered as text, whatever the column's kind; for tools that show values
};

/// What an integer in a TIMESTAMP, DATETIME or DATE column counts, since 1970-01-01 UTC. SQLite does not say.
enum class integer_time : std::uint8_t { refuse, seconds, milliseconds, microseconds };

struct config {
  std::string path;       ///< a file, or ":memory:" for a database of this connection only
  bool read_only = true;  ///< enforced by SQLite: writing statements fail
  bool create = false;    ///< with read_only = false: make the file where there is none
  std::chrono::milliseconds busy_timeout{5000};  ///< how long to wait for another connection's lock
  cell_policy mismatched_cells = cell_policy::error;
  integer_time integer_times = integer_time::refuse;
  bool immutable =
      false;  ///< nobody writes the file: no locks are taken; wrong answers if somebody does
  byte_size
      mmap{};  ///< how much of the file may be memory-mapped; a mapped file that shrinks ends the process (SIGBUS)
  bool batches = true;  ///< use the batch path where it applies
};

}  // namespace ferrule::sqlite
