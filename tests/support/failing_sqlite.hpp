// SPDX-License-Identifier: BSL-1.0
// support/failing_sqlite.hpp - SQLite when its own memory runs out, and when the files of a database fail: see fault_injection.hpp.
#pragma once
#include <sqlite3.h>
#include <support/fault_injection.hpp>

namespace faults {

inline seam sqlite_allocations, sqlite_disk;

namespace detail {

inline sqlite3_mem_methods its_memory;
inline sqlite3_vfs* its_files = nullptr;

inline void* failing_malloc(int size) {
  return sqlite_allocations.fails() ? nullptr : its_memory.xMalloc(size);
}
inline void* failing_realloc(void* at, int size) {
  return sqlite_allocations.fails() ? nullptr : its_memory.xRealloc(at, size);
}

// A file of SQLite's own VFS, whose calls fail when it is their turn.
struct sqlite_file {
  sqlite3_file base;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
inline sqlite_file& of(sqlite3_file* f) { return *reinterpret_cast<sqlite_file*>(f); }
template<auto Member, int Code>
inline constexpr auto failing = []<class... As>(sqlite3_file* f, As... as) {
  sqlite3_file* const inner = of(f).inner();
  return sqlite_disk.fails() ? Code : (inner->pMethods->*Member)(inner, as...);
};
template<auto Member>
inline constexpr auto forwarded = []<class... As>(sqlite3_file* f, As... as) {
  sqlite3_file* const inner = of(f).inner();
  return (inner->pMethods->*Member)(inner, as...);
};
using m = sqlite3_io_methods;
inline constexpr m methods{
    1,
    [](sqlite3_file* f) { return of(f).inner()->pMethods->xClose(of(f).inner()); },
    failing<&m::xRead, SQLITE_IOERR_READ>,
    failing<&m::xWrite, SQLITE_IOERR_WRITE>,
    failing<&m::xTruncate, SQLITE_IOERR_TRUNCATE>,
    failing<&m::xSync, SQLITE_IOERR_FSYNC>,
    failing<&m::xFileSize, SQLITE_IOERR_FSTAT>,
    failing<&m::xLock, SQLITE_IOERR_LOCK>,
    forwarded<&m::xUnlock>,
    failing<&m::xCheckReservedLock, SQLITE_IOERR_CHECKRESERVEDLOCK>,
    forwarded<&m::xFileControl>,
    forwarded<&m::xSectorSize>,
    forwarded<&m::xDeviceCharacteristics>,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr};

inline int open_file(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
  f->pMethods = nullptr;
  if (sqlite_disk.fails()) {
    errno = EIO;
    return SQLITE_CANTOPEN;
  }
  const int code = its_files->xOpen(its_files, name, of(f).inner(), flags, out);
  if (of(f).inner()->pMethods != nullptr) f->pMethods = &methods;
  return code;
}

}  // namespace detail

// Before SQLite is used: its memory and files are ours.
inline const bool sqlite_can_fail = [] {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &detail::its_memory);
  sqlite3_mem_methods memory = detail::its_memory;
  memory.xMalloc = detail::failing_malloc;
  memory.xRealloc = detail::failing_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);  // each allocation for itself
  sqlite3_initialize();
  detail::its_files = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *detail::its_files;
  vfs.zName = "failing";
  vfs.szOsFile = static_cast<int>(sizeof(detail::sqlite_file)) + detail::its_files->szOsFile;
  vfs.xOpen = detail::open_file;
  return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}();

}  // namespace faults
