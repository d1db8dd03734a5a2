// SPDX-License-Identifier: BSL-1.0
// support/failing_disk.hpp - files that cannot be opened, read or looked at. Replaces functions of the C library: see fault_injection.hpp.
#pragma once
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <support/fault_injection.hpp>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faults {
inline seam disk;
inline bool a_byte_at_a_time = false;
}  // namespace faults

// In front of the C library's, for the whole program.
extern "C" {
int open(const char* path, int flags, ...) {
  if (faults::disk.fails()) return errno = EIO, -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, 0600));
}
ssize_t read(int descriptor, void* to, size_t room) {
  if (faults::disk.fails()) return errno = EIO, -1;
  return ::syscall(SYS_read, descriptor, to,
                   faults::a_byte_at_a_time && room > 1 ? std::size_t{1} : room);
}
ssize_t pread(int descriptor, void* to, size_t room, off_t at) {
  if (faults::disk.fails()) return errno = EIO, -1;
  return ::syscall(SYS_pread64, descriptor, to, room, at);
}
off_t lseek(int descriptor, off_t to, int from) noexcept {
  if (faults::disk.fails()) return errno = EIO, -1;
  return ::syscall(SYS_lseek, descriptor, to, from);
}
int stat(const char* path, struct stat* about) noexcept {
  if (faults::disk.fails()) return errno = EIO, -1;
  return static_cast<int>(::syscall(SYS_newfstatat, AT_FDCWD, path, about, 0));
}
DIR* opendir(const char* path) {
  if (faults::disk.fails()) return errno = EIO, nullptr;
  static const auto its = reinterpret_cast<DIR* (*)(const char*)>(::dlsym(RTLD_NEXT, "opendir"));
  return its(path);
}
dirent* readdir(DIR* folder) {
  if (faults::disk.fails()) return errno = EIO, nullptr;
  static const auto its = reinterpret_cast<dirent* (*)(DIR*)>(::dlsym(RTLD_NEXT, "readdir"));
  return its(folder);
}
}
