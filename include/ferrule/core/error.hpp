// SPDX-License-Identifier: BSL-1.0
// core/error.hpp - what went wrong, where, and what to do about it.
#pragma once
#include <cstdint>
#include <ferrule/core/printable.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace ferrule {

/// The class of an error. Programs branch on it (retry, exit code, HTTP status); people read
/// `error::message`. A kind survives every layer: nothing re-labels another layer's error.
enum class errc : std::uint8_t {
  none,                ///< no error; `error{}` has it
  config,              ///< a setting is missing, unknown, ill-typed or out of range
  connect,             ///< the source could not be reached
  authenticate,        ///< the source refused who we say we are
  permission,          ///< the source knows us and does not allow this
  not_found,           ///< a table, column, file or row that does not exist
  unsupported,         ///< the source, or this connector, has no such thing; retrying will not help
  syntax,              ///< the source does not understand the statement
  unimplemented,       ///< the connector's author has not written this yet
  type_mismatch,       ///< a value or column is not of the type that was asked for
  value_out_of_range,  ///< a value of the right type that does not fit
  constraint,          ///< a key, uniqueness, check or nullability rule of the source was violated
  limit,               ///< a limit set by the caller was reached (rows, bytes, connections)
  resource,            ///< memory, disk space or handles ran out
  timeout,             ///< a time limit was reached
  cancelled,           ///< somebody used the cancel handle
  corrupt,             ///< the source's bytes contradict its own format
  closed,              ///< the other side went away, or the object was used after its end
  io,                  ///< reading or writing failed below the source's format
  internal,            ///< a defect in ferrule or in a connector; please report
};

/// The name of a kind as it is printed: "not_found".
constexpr std::string_view name_of(errc kind) noexcept {
  switch (kind) {
    case errc::none: return "none";
    case errc::config: return "config";
    case errc::connect: return "connect";
    case errc::authenticate: return "authenticate";
    case errc::permission: return "permission";
    case errc::not_found: return "not_found";
    case errc::unsupported: return "unsupported";
    case errc::syntax: return "syntax";
    case errc::unimplemented: return "unimplemented";
    case errc::type_mismatch: return "type_mismatch";
    case errc::value_out_of_range: return "value_out_of_range";
    case errc::constraint: return "constraint";
    case errc::limit: return "limit";
    case errc::resource: return "resource";
    case errc::timeout: return "timeout";
    case errc::cancelled: return "cancelled";
    case errc::corrupt: return "corrupt";
    case errc::closed: return "closed";
    case errc::io: return "io";
    case errc::internal: return "internal";
  }
  return "unknown";
}

/// An error as a value. `error{}` means "no error" and is what `status()` of a healthy stream returns.
///
/// `message` is one or more complete sentences: where (connector, table, column, row), what was
/// found, and what to do. It never contains a secret.
struct error {
  errc kind = errc::none;
  bool transient = false;  ///< the same call may succeed later without anything being changed
  std::string message;

  /// True where something is wrong: `if (stream.status()) ...`.
  explicit operator bool() const noexcept { return kind != errc::none; }
  friend bool operator==(const error&, const error&) = default;
};

/// "not_found: table 'trades' ...", with " (transient)" after the kind where it is so.
inline std::string to_text(const error& e) {
  return std::string(name_of(e.kind)) + (e.transient ? " (transient): " : ": ") + e.message;
}

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::error> : ferrule::printable<ferrule::error> {};
