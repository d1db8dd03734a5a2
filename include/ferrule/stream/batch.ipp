// SPDX-License-Identifier: BSL-1.0
// stream/batch.ipp - what batch.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/stream/batch.hpp>

namespace ferrule {

FERRULE_INLINE arena::arena() = default;
FERRULE_INLINE arena::arena(arena&& other) noexcept
    : chunks_(std::move(other.chunks_)),
      next_(std::exchange(other.next_, 0)),
      free_(std::exchange(other.free_, nullptr)),
      end_(std::exchange(other.end_, nullptr)) {}
FERRULE_INLINE arena& arena::operator=(arena&& other) noexcept {
  chunks_ = std::move(other.chunks_);
  other.chunks_.clear();
  next_ = std::exchange(other.next_, 0);
  free_ = std::exchange(other.free_, nullptr);
  end_ = std::exchange(other.end_, nullptr);
  return *this;
}
FERRULE_INLINE arena::~arena() = default;

FERRULE_INLINE std::size_t arena::capacity() const noexcept {
  std::size_t total = 0;
  for (const chunk& c : chunks_) total += c.size;
  return total;
}

FERRULE_INLINE void arena::grow(std::size_t size) {
  while (next_ < chunks_.size() && chunks_[next_].size < size) ++next_;
  if (next_ == chunks_.size()) {
    const std::size_t wanted = std::max(size, chunk_size);
    chunks_.push_back({std::unique_ptr<char[]>(new char[wanted]), wanted});
  }
  free_ = chunks_[next_].bytes.get();
  end_ = free_ + chunks_[next_].size;
  ++next_;
}

}  // namespace ferrule
