// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/config.hpp - the settings of a SQLite connection.
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/config/plain_types.hpp>
#include <ferrule/config/setting_help.hpp>
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
  std::string path;
  bool read_only = true;
  bool create = false;
  std::chrono::milliseconds busy_timeout{5000};
  cell_policy mismatched_cells = cell_policy::error;
  integer_time integer_times = integer_time::refuse;
  bool immutable = false;
  byte_size mmap{};
  bool batches = true;
  bool trim_changes = false;

  static constexpr setting_help help[] = {
      {"path", "A file, or ':memory:' for a database of this connection only."},
      {"read_only", "Enforced by SQLite: writing statements fail."},
      {"create", "With read_only = false: make the file where there is none."},
      {"busy_timeout", "How long to wait for another connection's lock."},
      {"mismatched_cells",
       "What is done with a cell that is not of its column's declared type: the stream ends with an "
       "error that names it, or it is delivered as null, or as text."},
      {"integer_times",
       "What an integer in a TIMESTAMP, DATETIME or DATE column counts, since 1970-01-01 UTC."},
      {"immutable", "Nobody writes the file: no locks are taken; wrong answers if somebody does."},
      {"mmap",
       "How much of the file may be memory-mapped; a mapped file that shrinks ends the process "
       "(SIGBUS)."},
      {"batches", "Use the batch path where it applies."},
      {"trim_changes",
       "What a change stream of this connection has acknowledged is removed from the log of "
       "changes, for all who follow it; with read_only = false."},
  };
};

}  // namespace ferrule::sqlite
