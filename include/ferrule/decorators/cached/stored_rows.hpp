// SPDX-License-Identifier: BSL-1.0
// decorators/cached/stored_rows.hpp - a whole result in memory, with everything its cells borrow.
#pragma once
#include <cstring>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value_view.hpp>
#include <memory>
#include <span>
#include <vector>

namespace ferrule::detail {

/// Rows that are copied in one by one and then never changed, so that threads can share them. Memory grows by chunks, not by
/// rows; the first chunk is small, because most results are.
class stored_rows {
public:
  explicit stored_rows(ferrule::schema columns) : schema_(std::move(columns)) {}

  void add(std::span<const value_view> row) {
    for (const value_view& cell : row) cells_.push_back(kept(cell));
    ++rows_;
  }
  const ferrule::schema& schema() const noexcept { return schema_; }
  std::uint64_t rows() const noexcept { return rows_; }
  /// The first cell of a row.
  const value_view* row(std::uint64_t at) const noexcept {
    return cells_.data() + at * schema_.fields.size();
  }
  /// What it occupies, used or not.
  std::uint64_t bytes() const noexcept {
    return sizeof *this + cells_.capacity() * sizeof(value_view) + chunk_bytes_ +
           schema_.fields.size() * sizeof(field);
  }

private:
  value_view kept(const value_view& cell) {
    if (cell.is_null()) return cell;
    if (is_text(cell.kind())) {
      const auto text = cell.as<std::string_view>();
      return {std::string_view(static_cast<const char*>(kept(text.data(), text.size(), 1)),
                               text.size()),
              cell.kind()};
    }
    if (cell.kind() == kind::binary) {
      const auto bytes = cell.as<bytes_view>();
      return bytes_view(static_cast<const std::byte*>(kept(bytes.data(), bytes.size(), 1)),
                        bytes.size());
    }
    if (cell.kind() == kind::list) {
      const auto elements = cell.as<list_view>();
      auto* const to = static_cast<value_view*>(
          kept(elements.data(), elements.size_bytes(), alignof(value_view)));
      for (std::size_t i = 0; i < elements.size(); ++i) to[i] = kept(elements[i]);
      return list_view(to, elements.size());
    }
    return cell;
  }
  // A copy of so many bytes.
  void* kept(const void* from, std::size_t size, std::size_t alignment) {
    void* at = free_;
    if (size == 0) return at;
    if (at == nullptr || std::align(alignment, size, at, left_) == nullptr) {
      const std::size_t wanted = std::max(size + alignment, next_chunk_);
      next_chunk_ = std::min<std::size_t>(next_chunk_ * 2, 256 * 1024);
      chunks_.push_back(std::make_unique<std::byte[]>(wanted));
      chunk_bytes_ += wanted;
      at = chunks_.back().get();
      left_ = wanted;
      (void)std::align(alignment, size, at, left_);
    }
    std::memcpy(at, from, size);
    free_ = static_cast<std::byte*>(at) + size;
    left_ -= size;
    return at;
  }

  ferrule::schema schema_;
  std::vector<value_view> cells_;
  std::uint64_t rows_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::uint64_t chunk_bytes_ = 0;
  std::size_t next_chunk_ = 256;
  void* free_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace ferrule::detail
