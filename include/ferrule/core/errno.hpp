// SPDX-License-Identifier: BSL-1.0
// core/errno.hpp - what the operating system says of a file, as a kind of error.
#pragma once
#include <cerrno>
#include <ferrule/core/error.hpp>

namespace ferrule {

/// The kind of error that a value of `errno` stands for, where a file or folder was opened, read or written (POSIX).
constexpr errc kind_of_errno(int code) noexcept {
  switch (code) {
    case ENOENT:
    case ENOTDIR: return errc::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return errc::permission;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return errc::resource;
    default: return errc::io;
  }
}

}  // namespace ferrule
