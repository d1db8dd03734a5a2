// SPDX-License-Identifier: BSL-1.0
// stream/batch.hpp - rows that outlive the next row: plain structs whose views point into the batch's own memory.
#pragma once
#include <algorithm>
#include <cstring>
#include <ferrule/reflect/row_struct.hpp>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ferrule {

/// Memory for the text and bytes of a batch: chunks that are filled from the front and, after `clear`, used again.
class arena {
public:
  /// A copy of `size` bytes. Valid until: `clear` or destruction; survives a move of the arena.
  char* keep(const void* from, std::size_t size) {
    if (static_cast<std::size_t>(end_ - free_) < size) grow(size);
    char* const at = free_;
    if (size != 0) std::memcpy(at, from, size);
    free_ += size;
    return at;
  }
  /// The same, aligned for a `T`.
  template<class T>
  T* keep_all(const T* from, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count == 0) return nullptr;
    const std::size_t size = count * sizeof(T);
    if (static_cast<std::size_t>(end_ - free_) < size + alignof(T)) grow(size + alignof(T));
    void* at = free_;
    std::size_t room = static_cast<std::size_t>(end_ - free_);
    std::align(alignof(T), size, at, room);
    std::memcpy(at, from, size);
    free_ = static_cast<char*>(at) + size;
    return static_cast<T*>(at);
  }
  /// Makes all memory free again without returning it.
  void clear() noexcept {
    next_ = 0;
    free_ = end_ = nullptr;
  }
  /// Bytes held, used or not.
  std::size_t capacity() const noexcept;

  arena();
  arena(arena&& other) noexcept;
  arena& operator=(arena&& other) noexcept;
  ~arena();

private:
  struct chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  static constexpr std::size_t chunk_size = 64 * 1024;

  [[gnu::cold]] void grow(std::size_t size);

  std::vector<chunk> chunks_;
  std::size_t next_ = 0;
  char* free_ = nullptr;
  char* end_ = nullptr;
};

namespace detail {

template<class T>
void own_cell(arena& memory, T& cell) {
  if constexpr (std::is_same_v<T, std::string_view>)
    cell = {memory.keep(cell.data(), cell.size()), cell.size()};
  else if constexpr (std::is_same_v<T, bytes_view>)
    cell = {reinterpret_cast<const std::byte*>(memory.keep(cell.data(), cell.size())), cell.size()};
  else if constexpr (std::is_same_v<T, value_view>) {
    if (cell.is_null()) return;
    if (is_text(cell.kind())) {
      const auto text = cell.template as<std::string_view>();
      cell = value_view(std::string_view(memory.keep(text.data(), text.size()), text.size()),
                        cell.kind());
    } else if (cell.kind() == ferrule::kind::binary) {
      auto bytes = cell.template as<bytes_view>();
      own_cell(memory, bytes);
      cell = bytes;
    } else if (cell.kind() == ferrule::kind::list) {
      const auto elements = cell.template as<list_view>();
      value_view* const kept = memory.keep_all(elements.data(), elements.size());
      for (std::size_t i = 0; i < elements.size(); ++i) own_cell(memory, kept[i]);
      cell = list_view(kept, elements.size());
    }
  } else if constexpr (nullable_traits<T>::nullable) {
    if (cell) own_cell(memory, *cell);
  } else if constexpr (is_vector<T>) {
    if constexpr (borrows<T>)
      for (auto& element : cell) own_cell(memory, element);
  }
}

}  // namespace detail

/// Rows of a borrowing struct `T` kept together with what they point to. Move-only; a moved batch's
/// rows stay valid. Refilling reuses its memory, so a loop over batches does not allocate per row.
template<class T>
class batch {
public:
  batch() = default;
  batch(batch&& other) noexcept
      : rows_(std::move(other.rows_)),
        room_(std::exchange(other.room_, 0)),
        size_(std::exchange(other.size_, 0)),
        memory_(std::move(other.memory_)) {}
  batch& operator=(batch&& other) noexcept {
    rows_ = std::move(other.rows_);
    room_ = std::exchange(other.room_, 0);
    size_ = std::exchange(other.size_, 0);
    memory_ = std::move(other.memory_);
    return *this;
  }

  std::span<const T> rows() const noexcept { return {rows_.get(), size_}; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  auto begin() const noexcept { return rows().begin(); }
  auto end() const noexcept { return rows().end(); }
  const T& operator[](std::size_t i) const noexcept { return rows_[i]; }

  /// Forgets the rows and keeps the memory.
  void clear() noexcept {
    size_ = 0;
    memory_.clear();
  }
  /// The struct that the next row goes into. Follow with `commit`.
  T& slot() {
    if (size_ == room_) [[unlikely]]
      grow();
    return rows_[size_];
  }
  /// Takes over what the struct in `slot` borrows, and counts it.
  [[gnu::always_inline]] void commit() {
    if constexpr (row_borrows<T>)
      for_each_cell(rows_[size_], [&](auto& cell) { detail::own_cell(memory_, cell); });
    ++size_;
  }
  void push(const T& row) {
    slot() = row;
    commit();
  }

private:
  [[gnu::cold]] void grow() {
    const std::size_t room = std::max<std::size_t>(16, room_ * 2);
    std::unique_ptr<T[]> wider(new T[room]());
    for (std::size_t i = 0; i < room_; ++i) wider[i] = std::move(rows_[i]);
    rows_ = std::move(wider);
    room_ = room;
  }

  std::unique_ptr<T[]> rows_;
  std::size_t room_ = 0;
  std::size_t size_ = 0;
  arena memory_;
};

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/stream/batch.ipp>
#endif
