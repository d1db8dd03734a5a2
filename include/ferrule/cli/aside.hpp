// SPDX-License-Identifier: BSL-1.0
// cli/aside.hpp - a file is written aside and put into place when it is complete: there, or not there, never half.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ferrule/cli/interruption.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace ferrule::cli {

/// What the operating system has against a file.
inline error system_error(int code, std::string_view what, const std::filesystem::path& path) {
  return {kind_of_errno(code), false,
          concat(what, " ", quoted(path.string()), ": ", std::strerror(code))};
}

/// A folder beside `target`, in which a file of the same name is made. `put_into_place` renames it; without, everything
/// in the folder goes away, whatever else a client library has put there.
class aside {
public:
  static result<aside> beside(std::filesystem::path target, interruption& signals) {
    std::filesystem::path parent = target.parent_path();
    if (parent.empty()) parent = ".";
    std::string pattern = (parent / ".ferrule-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return fail(system_error(errno, "cannot write beside", target));
    signals.remove_at_end(pattern);
    return aside(std::move(target), std::move(pattern), signals);
  }
  aside(aside&& other) noexcept
      : target_(std::move(other.target_)),
        folder_(std::exchange(other.folder_, {})),
        signals_(other.signals_) {}
  aside& operator=(aside&& other) noexcept {
    std::swap(target_, other.target_);
    std::swap(folder_, other.folder_);
    std::swap(signals_, other.signals_);
    return *this;
  }
  ~aside() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }

  /// The file to write.
  std::filesystem::path path() const { return folder_ / target_.filename(); }
  const std::filesystem::path& target() const noexcept { return target_; }

  /// Makes the file what `target` is. Errors: `cancelled` where a signal came first; the system's.
  result<void> put_into_place() {
    if (const int file = ::open(path().c_str(), O_RDONLY | O_CLOEXEC); file >= 0) {
      const int code = ::fsync(file) == 0 ? 0 : errno;
      ::close(file);
      if (code != 0 && code != EINVAL) return fail(system_error(code, "cannot write", target_));
    }
    return signals_->keep(folder_, [&]() -> result<void> {
      if (signals_->requested()) return fail(errc::cancelled, "interrupted");
      if (std::rename(path().c_str(), target_.c_str()) != 0)
        return fail(system_error(errno, "cannot write", target_));
      std::error_code ignored;
      std::filesystem::remove_all(folder_, ignored);
      folder_.clear();
      return {};
    });
  }

private:
  aside(std::filesystem::path target, std::filesystem::path folder, interruption& signals)
      : target_(std::move(target)), folder_(std::move(folder)), signals_(&signals) {}
  std::filesystem::path target_, folder_;
  interruption* signals_;
};

/// Text to a file: aside where it is an ordinary file or none yet, straight into a device or a pipe.
class text_file {
public:
  static result<text_file> create(const std::filesystem::path& target, interruption& signals) {
    std::error_code ignored;
    const auto status = std::filesystem::status(target, ignored);
    if (std::filesystem::is_directory(status))
      return fail(errc::io, concat("cannot write ", quoted(target.string()), ": it is a folder"));
    text_file out;
    out.target_ = target;
    std::filesystem::path path = target;
    if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) {
      auto beside = aside::beside(target, signals);
      if (!beside) return fail(std::move(beside.error()));
      out.aside_ = std::make_unique<aside>(std::move(*beside));
      path = out.aside_->path();
    }
    out.file_.reset(std::fopen(path.c_str(), "we"));
    if (out.file_ == nullptr) return fail(system_error(errno, "cannot write", target));
    return out;
  }
  std::FILE* get() const noexcept { return file_.get(); }

  /// Writes what is buffered and puts the file into place. Errors: `io` and those of `aside`.
  result<void> finish() {
    const bool failed = std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0;
    const int code = errno;
    if (std::fclose(file_.release()) != 0 || failed)
      return fail(system_error(failed ? code : errno, "cannot write", target_));
    return aside_ ? aside_->put_into_place() : result<void>();
  }

private:
  struct close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path target_;
  std::unique_ptr<aside> aside_;
  std::unique_ptr<std::FILE, close> file_;
};

}  // namespace ferrule::cli
