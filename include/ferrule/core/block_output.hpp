// SPDX-License-Identifier: BSL-1.0
// core/block_output.hpp - bytes to a file or a string, a block at a time.
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/result.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace ferrule {

/// A block of memory that records are written into, and that is handed over when it is full: whole records only, so that one which is
/// given up leaves no trace. After the first failure nothing more is written. The file or string is borrowed and must outlive it. The
/// destructor hands nothing over: call `flush`.
class block_output {
public:
  /// Writes to a file that stays open.
  explicit block_output(std::FILE* to) : file_(to), size_(1 << 16) {}
  /// Appends to a string.
  explicit block_output(std::string& to) : text_(&to), size_(1 << 12) {}

  /// Space for `size` bytes; valid until the next call. Say with `filled` how far it was used.
  char* room(std::size_t size) {
    if (size > size_ - used_ || block_ == nullptr) [[unlikely]]
      make_room(size);
    return block_.get() + used_;
  }
  void filled(const char* end) noexcept { used_ = static_cast<std::size_t>(end - block_.get()); }

  void put(std::string_view bytes) {
    char* const at = room(bytes.size());
    std::memcpy(at, bytes.data(), bytes.size());
    filled(at + bytes.size());
  }

  /// Bytes of the record at hand.
  std::size_t record_size() const noexcept { return used_ - complete_; }
  /// Ends a record. Answers whether everything handed over so far was taken.
  bool end_record() noexcept {
    complete_ = used_;
    return failed_ == 0;
  }
  /// Forgets what was written since the last record ended.
  void drop_record() noexcept { used_ = complete_; }

  /// Hands over all complete records. Errors: `io`, with what the system said; `resource` where the disk is full.
  result<void> flush() {
    hand_over();
    if (file_ != nullptr && failed_ == 0 && std::fflush(file_) != 0) failed_ = errno;
    if (failed_ == 0) return {};
    return fail(kind_of_errno(failed_),
                concat("the rows could not be written: ", std::strerror(failed_)));
  }

private:
  [[gnu::cold, gnu::noinline]] void make_room(std::size_t size) {
    hand_over();
    if (block_ != nullptr && size <= size_ - used_) return;
    while (size_ - used_ < size) size_ *= 2;
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    if (used_ != 0) std::memcpy(larger.get(), block_.get(), used_);
    block_ = std::move(larger);
  }
  void hand_over() {
    if (complete_ == 0) return;
    if (failed_ == 0) {
      if (text_ != nullptr) text_->append(block_.get(), complete_);
      else if (std::fwrite(block_.get(), 1, complete_, file_) != complete_)
        failed_ = errno != 0 ? errno : EIO;
    }
    used_ -= complete_;
    if (used_ != 0) std::memmove(block_.get(), block_.get() + complete_, used_);
    complete_ = 0;
  }

  std::FILE* file_ = nullptr;
  std::string* text_ = nullptr;
  std::unique_ptr<char[]> block_;
  std::size_t size_;
  std::size_t used_ = 0;
  std::size_t complete_ = 0;
  int failed_ = 0;
};

}  // namespace ferrule
