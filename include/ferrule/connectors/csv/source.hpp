// SPDX-License-Identifier: BSL-1.0
// connectors/csv/source.hpp - bytes of a file, a pipe or standard input, in order; what decompresses or transcodes them stands between.
//
// Files are read in large blocks and not mapped. Reading into a buffer that stays in the cache costs no more than mapping
// (docs/explanation/csv.md has the figures), works for pipes and compressed files alike, and does not end the program with SIGBUS when
// somebody shortens the file.
#pragma once
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace ferrule::csv::detail {

/// Called once per block of some hundred kilobytes, never per row.
class byte_source {
public:
  virtual ~byte_source() = default;
  /// Puts up to `room` bytes to `to` and tells how many; 0 at the end only.
  result<std::size_t> read(char* to, std::size_t room) {
    if (given_ == ahead_.size()) return pull(to, room);
    const std::size_t count = std::min(room, ahead_.size() - given_);
    std::memcpy(to, ahead_.data() + given_, count);
    given_ += count;
    return count;
  }
  /// The first bytes of the source, up to 4, which `read` gives again. To be called before the first `read`.
  result<std::string_view> peek() {
    while (ahead_.size() < 4) {
      char some[4];
      auto count = pull(some, 4 - ahead_.size());
      if (!count) return fail(std::move(count.error()));
      if (*count == 0) break;
      ahead_.append(some, *count);
    }
    return std::string_view(ahead_);
  }

  /// Bytes that `read` gives before all others.
  void give_back(std::string bytes) {
    ahead_ = std::move(bytes) + ahead_.substr(given_);
    given_ = 0;
  }

protected:
  virtual result<std::size_t> pull(char* to, std::size_t room) = 0;

private:
  std::string ahead_;
  std::size_t given_ = 0;
};

using source_ptr = std::unique_ptr<byte_source>;

class file_handle {
public:
  file_handle() = default;
  explicit file_handle(int descriptor) noexcept : descriptor_(descriptor) {}
  file_handle(file_handle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~file_handle() {
    if (descriptor_ > 2) ::close(descriptor_);
  }
  int get() const noexcept { return descriptor_; }

private:
  int descriptor_ = -1;
};

inline result<file_handle> open_file(const std::string& path) {
  if (path == "-") return file_handle(STDIN_FILENO);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0)
    return fail(kind_of_errno(errno),
                concat("csv cannot open the file ", quoted(path, 300), ": ", std::strerror(errno)));
  return file_handle(descriptor);
}

/// The bytes [offset, end) of a file, or all of a pipe.
class file_source final : public byte_source {
public:
  file_source(file_handle file, std::string path, std::uint64_t left)
      : file_(std::move(file)), path_(std::move(path)), left_(left) {}

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    room = static_cast<std::size_t>(std::min<std::uint64_t>(room, left_));
    for (;;) {
      const ::ssize_t count = ::read(file_.get(), to, room);
      if (count >= 0) {
        left_ -= static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR)
        return fail(kind_of_errno(errno), concat("csv cannot read the file ", quoted(path_, 300),
                                                 ": ", std::strerror(errno)));
    }
  }

private:
  file_handle file_;
  std::string path_;
  std::uint64_t left_;
};

/// UTF-16 as UTF-8. A surrogate without its other half is corrupt.
class utf16_source final : public byte_source {
public:
  utf16_source(source_ptr inner, bool big_endian, std::string path)
      : inner_(std::move(inner)), big_endian_(big_endian), path_(std::move(path)) {}

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    constexpr std::size_t longest = 4;
    std::size_t written = 0;
    while (written == 0) {
      if (at_ + 4 > have_ && !ended_) {
        std::memmove(buffer_, buffer_ + at_, have_ - at_);
        have_ -= at_;
        at_ = 0;
        auto more = inner_->read(buffer_ + have_, sizeof(buffer_) - have_);
        if (!more) return more;
        ended_ = *more == 0;
        have_ += *more;
      }
      if (ended_ && at_ == have_) return std::size_t{0};
      if (room < longest) return fail(errc::internal, "csv: too little room for a character");
      while (written + longest <= room && at_ + (ended_ ? 2 : 4) <= have_) {
        char32_t c = unit(at_);
        at_ += 2;
        if (c >= 0xd800 && c < 0xdc00 && at_ + 2 <= have_) {
          const char32_t low = unit(at_);
          if (low < 0xdc00 || low > 0xdfff) return broken();
          at_ += 2;
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        } else if (c >= 0xd800 && c <= 0xdfff) return broken();
        written += encode(c, to + written);
      }
      if (ended_ && have_ - at_ == 1) return broken();
    }
    return written;
  }

private:
  char32_t unit(std::size_t at) const noexcept {
    const auto a = static_cast<unsigned char>(buffer_[at]),
               b = static_cast<unsigned char>(buffer_[at + 1]);
    return big_endian_ ? static_cast<char32_t>(a << 8 | b) : static_cast<char32_t>(b << 8 | a);
  }
  static std::size_t encode(char32_t c, char* to) noexcept {
    if (c < 0x80) return *to = static_cast<char>(c), 1;
    const auto tail = [&](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x800) return to[0] = static_cast<char>(0xc0 | c >> 6), to[1] = tail(0), 2;
    if (c < 0x10000)
      return to[0] = static_cast<char>(0xe0 | c >> 12), to[1] = tail(6), to[2] = tail(0), 3;
    return to[0] = static_cast<char>(0xf0 | c >> 18), to[1] = tail(12), to[2] = tail(6),
           to[3] = tail(0), 4;
  }
  tl::unexpected<error> broken() const {
    return fail(errc::corrupt, concat("csv file ", quoted(path_, 300),
                                      " begins as UTF-16 and is not: it has half of a character"));
  }

  source_ptr inner_;
  bool big_endian_, ended_ = false;
  std::string path_;
  std::size_t at_ = 0, have_ = 0;
  char buffer_[16384];
};

}  // namespace ferrule::csv::detail
