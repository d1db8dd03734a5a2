// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/state.hpp - a name for the state of a database file, by which connections agree that they read the same one.
//
// Debian's SQLite cannot share a snapshot between connections (no SQLITE_ENABLE_SNAPSHOT). What identifies a state depends on the
// journal mode:
//
// - Rollback journal: every transaction that writes raises the change counter in the file's header. A reader holds a shared lock, under
//   which nobody writes the file, so the counter read then is the one of the state being read.
// - WAL: the wal-index header (https://sqlite.org/walformat.html section 2.1) says how many frames are committed, their checksum and
//   the salt of this generation of the log. It never returns to an earlier value while anybody has the database open. A reader begins its
//   transaction first and looks at the header then: where it is what the plan saw, nothing was committed in between. With an empty log the
//   file itself is the state.
//
// A file that was closed by everybody, or replaced, could have the counter of another state: the time of its last change is
// part of the name too. The file is read through SQLite's own handle, because closing a second one would drop SQLite's locks.
#pragma once
#include <ferrule/connectors/sqlite/connection.hpp>
#include <sys/stat.h>

namespace ferrule::sqlite::detail {

inline std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

/// Nanoseconds since 1970 of the last change of the database's file.
inline std::int64_t changed_at(connection& db) {
  struct stat of{};
  const char* const path = sqlite3_db_filename(db.get(), "main");
  if (path == nullptr || *path == '\0' || stat(path, &of) != 0) return 0;
#if defined(__APPLE__)
  return of.st_mtimespec.tv_sec * std::int64_t{1'000'000'000} + of.st_mtimespec.tv_nsec;
#else
  return of.st_mtim.tv_sec * std::int64_t{1'000'000'000} + of.st_mtim.tv_nsec;
#endif
}

/// Waits until a change of the file made from now on gets another time than the last one: file systems count in steps of a clock tick.
inline void let_clock_tick(connection& db) {
  constexpr std::int64_t tick = 20'000'000;
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const std::int64_t age = now - changed_at(db);
  if (age < tick && age > -tick) sqlite3_sleep(static_cast<int>((tick - age) / 1'000'000) + 1);
}

/// The bytes that name the state of the wal-index; nothing where there is none to read.
inline result<std::string> log_state(connection& db, sqlite3_file* file) {
  constexpr std::size_t header_size = 48, region_size = 32768;
  volatile void* mapped = nullptr;
  if (file->pMethods->iVersion < 2 || file->pMethods->xShmMap == nullptr ||
      file->pMethods->xShmMap(file, 0, region_size, 0, &mapped) != SQLITE_OK || mapped == nullptr)
    return fail(
        errc::unsupported,
        concat(
            db.where(),
            ": the index of its write-ahead log cannot be read, so readers cannot agree on one state"));
  const auto* const bytes = static_cast<const volatile unsigned char*>(mapped);
  // Two copies, written one after the other: alike means whole.
  for (int tries = 0; tries < 100; ++tries) {
    unsigned char first[header_size], second[header_size];
    for (std::size_t i = 0; i < header_size; ++i) first[i] = bytes[i];
    file->pMethods->xShmBarrier(file);
    for (std::size_t i = 0; i < header_size; ++i) second[i] = bytes[header_size + i];
    if (std::equal(first, first + header_size, second)) {
      const bool empty =
          std::all_of(first + 16, first + 20, [](unsigned char b) { return b == 0; });
      return concat(empty ? "wal-empty:" : "wal:",
                    hexadecimal(first + 16, 24));  // mxFrame, nPage, aFrameCksum, aSalt
    }
    sqlite3_sleep(1);
  }
  return fail(error{errc::timeout, true,
                    concat(db.where(), ": the index of its write-ahead log kept changing")});
}

/// The name of the state that the connection's read transaction, which the caller has begun, reads.
inline result<std::string> read_state(connection& db) {
  std::string mode;
  if (auto ok = db.for_each("PRAGMA journal_mode",
                            [&](sqlite3_stmt* s) {
                              mode = reinterpret_cast<const char*>(sqlite3_column_text(s, 0));
                            });
      !ok)
    return fail(std::move(ok.error()));
  sqlite3_file* file = nullptr;
  if (mode == "memory" ||
      sqlite3_file_control(db.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file == nullptr || file->pMethods == nullptr)
    return fail(
        errc::unsupported,
        concat(db.where(), ": the database is not a file that other connections could read"));
  std::string out;
  if (mode == "wal") {
    auto log = log_state(db, file);
    if (!log || log->starts_with("wal:")) return log;
    out = std::move(*log) + ".";
  }
  unsigned char header[100] = {};
  if (const int code = file->pMethods->xRead(file, header, sizeof header, 0);
      code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
    return fail(error_of(code, db.where(), "the header of the file cannot be read"));
  // Change counter and size; schema cookie; the counter again and the writer's version.
  return concat(out, "file:", hexadecimal(header + 24, 8), hexadecimal(header + 40, 4),
                hexadecimal(header + 92, 8), ".", changed_at(db));
}

}  // namespace ferrule::sqlite::detail
