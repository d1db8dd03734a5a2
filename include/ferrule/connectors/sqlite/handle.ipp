// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/handle.ipp - what handle.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/handle.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

FERRULE_INLINE std::string quoted_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + '\'';
}

FERRULE_INLINE error error_of(int code, std::string_view where, std::string_view message) {
  error out{errc::internal, false, concat(where, ": ", message)};
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      out.kind = errc::timeout;
      out.transient = true;
      out.message += "; another connection holds a lock, try again or raise busy_timeout";
      break;
    case SQLITE_NOMEM: out.kind = errc::resource; break;
    case SQLITE_READONLY:
      out.kind = errc::permission;
      out.message +=
          code == SQLITE_READONLY_ROLLBACK
              ? "; a writer did not finish, and undoing what it left needs a connection with read_only = false"
              : "; the connection is read-only, set read_only = false to write";
      break;
    case SQLITE_PERM:
    case SQLITE_AUTH: out.kind = errc::permission; break;
    case SQLITE_ABORT: out.kind = errc::closed; break;
    case SQLITE_INTERRUPT: out.kind = errc::cancelled; break;
    case SQLITE_IOERR: out.kind = (code == SQLITE_IOERR_NOMEM) ? errc::resource : errc::io; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: out.kind = errc::corrupt; break;
    case SQLITE_FULL: out.kind = errc::resource; break;
    case SQLITE_CANTOPEN: out.kind = errc::connect; break;
    case SQLITE_TOOBIG: out.kind = errc::limit; break;
    case SQLITE_CONSTRAINT: out.kind = errc::constraint; break;
    case SQLITE_MISMATCH: out.kind = errc::type_mismatch; break;
    case SQLITE_SCHEMA: out.kind = errc::closed, out.transient = true; break;
    case SQLITE_PROTOCOL: out.kind = errc::io, out.transient = true; break;
    case SQLITE_ERROR:
      out.kind = message.starts_with("no such table") || message.starts_with("no such column") ||
                         message.starts_with("no such index")
                     ? errc::not_found
                 : message.find("malformed") != message.npos ? errc::corrupt
                                                             : errc::unsupported;
      break;
    default: break;
  }
  return out;
}

FERRULE_INLINE errc kind_of_unprepared(std::string_view message) {
  const auto says = [&](std::string_view part) { return message.find(part) != message.npos; };
  if (message.starts_with("no such")) return errc::unsupported;  // a function, a module
  if (says("may not be ")) return errc::permission;              // sqlite_schema
  return says("too ") || says("overflow") ? errc::limit : errc::syntax;
}

}  // namespace ferrule::sqlite::detail
