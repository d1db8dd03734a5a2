// SPDX-License-Identifier: BSL-1.0
// cli/exit_code.hpp - what a program tells the shell: one code for each kind of error (the numbers of sysexits.h).
#pragma once
#include <array>
#include <ferrule/core/error.hpp>
#include <string_view>

namespace ferrule::cli {

enum class exit_code : int {
  ok = 0,
  partly = 1,        ///< some of it was done; what failed is named
  usage = 64,        ///< the command line, or a statement in it, was not understood
  data = 65,         ///< values, rows or files that are not what they should be
  not_found = 66,    ///< no such file, table, column or connector
  unreachable = 69,  ///< the source could not be reached, or went away
  internal = 70,     ///< a defect of the program
  limit = 71,        ///< out of resources, or over a limit
  io = 74,           ///< reading or writing failed
  transient = 75,    ///< a time limit, or something that may work later
  unsupported = 76,  ///< the source, the connector or this program cannot do that
  permission = 77,   ///< the source does not allow it, or does not know us
  settings = 78,     ///< a setting is missing, unknown or wrong
  interrupted = 130  ///< by SIGINT or SIGTERM
};

/// The code for an error. An error that may go away by itself is 75 whatever its kind, unless it says something more telling:
/// that the source was not reached, or that somebody cancelled.
constexpr exit_code exit_code_of(errc kind, bool is_transient = false) noexcept {
  switch (kind) {
    case errc::none: return exit_code::ok;
    case errc::connect:
    case errc::closed: return exit_code::unreachable;
    case errc::cancelled: return exit_code::interrupted;
    default: break;
  }
  if (is_transient) return exit_code::transient;
  switch (kind) {
    case errc::config: return exit_code::settings;
    case errc::syntax: return exit_code::usage;
    case errc::authenticate:
    case errc::permission: return exit_code::permission;
    case errc::not_found: return exit_code::not_found;
    case errc::unsupported:
    case errc::unimplemented: return exit_code::unsupported;
    case errc::type_mismatch:
    case errc::value_out_of_range:
    case errc::constraint:
    case errc::corrupt: return exit_code::data;
    case errc::limit:
    case errc::resource: return exit_code::limit;
    case errc::timeout: return exit_code::transient;
    case errc::io: return exit_code::io;
    default: return exit_code::internal;
  }
}
constexpr exit_code exit_code_of(const error& why) noexcept {
  return exit_code_of(why.kind, why.transient);
}

/// One line of the table that `--help` and the documentation show.
struct exit_code_text {
  exit_code code;
  std::string_view meaning;
};

inline constexpr std::array exit_codes{
    exit_code_text{exit_code::ok, "done"},
    exit_code_text{exit_code::partly, "partly done; what failed is named"},
    exit_code_text{exit_code::usage, "the command line, or a statement, was not understood"},
    exit_code_text{exit_code::data, "data: a value, a row or a file is not what it should be"},
    exit_code_text{exit_code::not_found, "no such file, table, column or connector"},
    exit_code_text{exit_code::unreachable, "the source could not be reached, or went away"},
    exit_code_text{exit_code::internal, "a defect of this program; please report"},
    exit_code_text{exit_code::limit,
                   "out of resources (memory, disk space, handles), or over a limit"},
    exit_code_text{exit_code::io, "reading or writing failed; the reader of the output is gone"},
    exit_code_text{exit_code::transient, "a time limit, or something that may work later"},
    exit_code_text{exit_code::unsupported,
                   "the source, the connector or this program cannot do that"},
    exit_code_text{exit_code::permission, "not authenticated, or not allowed"},
    exit_code_text{exit_code::settings, "a setting is missing, unknown or wrong"},
    exit_code_text{exit_code::interrupted, "interrupted"}};

}  // namespace ferrule::cli
