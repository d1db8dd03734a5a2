// SPDX-License-Identifier: BSL-1.0
// changes/durable_file.hpp - files of which one must know what is on the disk. POSIX.
#pragma once
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ferrule {
namespace detail {

/// The error that `errno` stands for: "the file 'x' cannot be written: No space left on device". `which` is what the file is.
[[gnu::cold]] inline tl::unexpected<error> file_error(std::string_view which,
                                                      const std::string& path,
                                                      std::string_view what) {
  const int reason = errno;
  return fail(kind_of_errno(reason), concat("the ", which, " ", quoted(path, 300), " cannot be ",
                                            what, ": ", std::strerror(reason)));
}
/// False with `errno` set where not all could be written.
inline bool write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const ::ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}
/// Waits until the names in the folder of `path` are on the disk. False with `errno` set.
inline bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = ::fsync(file) == 0 || errno == EINVAL;  // some file systems cannot
  const int reason = errno;
  ::close(file);
  errno = reason;
  return done;
}

}  // namespace detail

/// A file that one process at a time appends to and cuts. After an error of `sync` nobody knows what is on the disk: what was not
/// before must be cut off and written again. Errors: `resource` where the disk is full or the file may not grow; `not_found`, `permission`, `io`.
class durable_file {
public:
  durable_file() = default;
  durable_file(durable_file&& other) noexcept
      : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}
  durable_file& operator=(durable_file&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    return *this;
  }
  ~durable_file() {
    if (file_ >= 0) ::close(file_);
  }

  /// Opens a file; makes it where there is none and `create` says so. Errors: `not_found`; `unsupported` for what is no regular file;
  /// `closed` where another process writes it.
  static result<durable_file> open(const std::string& path, bool create) {
    durable_file out;
    out.path_ = path;
    out.file_ = ::open(path.c_str(),
                       O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | (create ? O_CREAT : 0), 0644);
    if (out.file_ < 0) return out.failed("opened");
    struct stat about{};
    if (::fstat(out.file_, &about) != 0) return out.failed("looked at");
    if (!S_ISREG(about.st_mode))
      return fail(errc::unsupported, concat("the file ", quoted(path, 300), " is no regular file"));
    if (::flock(out.file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK)
        return fail(
            {errc::closed, true,
             concat("the file ", quoted(path, 300), " is being written by another process")});
      return out.failed("locked");
    }
    if (create && !detail::sync_folder_of(path)) return out.failed("kept in its folder");
    return out;
  }

  result<std::uint64_t> size() const {
    struct stat about{};
    if (::fstat(file_, &about) != 0) return failed("looked at");
    return static_cast<std::uint64_t>(about.st_size);
  }
  /// Where it fails, a part of it may be written.
  result<void> append(std::string_view bytes) {
    if (!detail::write_all(file_, bytes)) return failed("written");
    return {};
  }
  result<void> cut(std::uint64_t size) {
    if (::ftruncate(file_, static_cast<::off_t>(size)) != 0) return failed("cut");
    return {};
  }
  /// Returns when what was appended is on the disk.
  result<void> sync() {
    if (::fsync(file_) != 0) return failed("brought to the disk");
    return {};
  }
  /// The bytes [begin, end). Errors: `corrupt` where the file ends before.
  result<std::string> read(std::uint64_t begin, std::uint64_t end) const {
    std::string out(static_cast<std::size_t>(end - begin), '\0');
    for (std::size_t have = 0; have < out.size();) {
      const ::ssize_t count =
          ::pread(file_, out.data() + have, out.size() - have, static_cast<::off_t>(begin + have));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failed("read");
      if (count == 0)
        return fail(errc::corrupt,
                    concat("the file ", quoted(path_, 300), " ends before byte ", end));
      have += static_cast<std::size_t>(count);
    }
    return out;
  }
  bool is_open() const noexcept { return file_ >= 0; }
  const std::string& path() const noexcept { return path_; }

private:
  tl::unexpected<error> failed(std::string_view what) const {
    return detail::file_error("file", path_, what);
  }

  std::string path_;
  int file_ = -1;
};

}  // namespace ferrule
