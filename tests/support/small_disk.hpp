// SPDX-License-Identifier: BSL-1.0
// support/small_disk.hpp - a disk with little room.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <unistd.h>

namespace support {

/// A tmpfs of so many bytes over a folder, for this process, which is to be one of the test's own: it gets its own table of mounts.
class small_disk {
public:
  small_disk(std::filesystem::path at, std::uint64_t bytes) : at_(std::move(at)) {
    mounted_ = may_mount() && ::mount("tmpfs", at_.c_str(), "tmpfs", 0, size(bytes).c_str()) == 0;
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  ~small_disk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  /// False where this system lets this user mount nothing, as in most containers.
  bool is_mounted() const noexcept { return mounted_; }
  /// As if something else had been removed from it.
  void make_room(std::uint64_t bytes) {
    if (::mount(nullptr, at_.c_str(), nullptr, MS_REMOUNT, size(bytes).c_str()) != 0) std::abort();
  }

private:
  static std::string size(std::uint64_t bytes) { return "size=" + std::to_string(bytes); }
  // As root, or as what is root in a namespace of its own.
  static bool may_mount() {
    const auto uid = std::to_string(::getuid()), gid = std::to_string(::getgid());
    if (::unshare(CLONE_NEWNS) != 0) {
      if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
      std::ofstream("/proc/self/setgroups") << "deny";
      std::ofstream("/proc/self/uid_map") << "0 " + uid + " 1";
      std::ofstream("/proc/self/gid_map") << "0 " + gid + " 1";
    }
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return true;
  }

  std::filesystem::path at_;
  bool mounted_ = false;
};

}  // namespace support
