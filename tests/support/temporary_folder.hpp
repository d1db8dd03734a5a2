// SPDX-License-Identifier: BSL-1.0
// support/temporary_folder.hpp - a place for a test's files.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace support {

/// A folder of its own, removed with all that is in it. In memory where that can be: a transaction on a disk waits for the disk.
class temporary_folder {
public:
  temporary_folder() {
    const std::filesystem::path memory = "/dev/shm";
    std::string pattern =
        ((access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path()) /
         "ferrule-XXXXXX")
            .string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const noexcept { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

}  // namespace support
