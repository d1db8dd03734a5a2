// SPDX-License-Identifier: BSL-1.0
// hand/ring.hpp - what a careful programmer writes to bring rows to another thread: batches that are used again, a mutex, two conditions.
#pragma once
#include <array>
#include <condition_variable>
#include <ferrule/stream/batch.hpp>
#include <mutex>
#include <thread>
#include <vector>

namespace benchmarks::hand {

/// A bounded ring for one writer and one reader. When all batches are full the writer waits.
template<class Batch>
class ring {
public:
  explicit ring(std::size_t batches) : all_(batches) {}

  Batch& free_batch() {
    std::unique_lock lock(guard_);
    freed_.wait(lock, [&] { return filled_count_ - read_count_ < all_.size(); });
    return all_[filled_count_ % all_.size()];
  }
  void filled() {
    const std::lock_guard lock(guard_);
    ++filled_count_;
    filled_.notify_one();
  }
  void end() {
    const std::lock_guard lock(guard_);
    ended_ = true;
    filled_.notify_one();
  }
  /// Null at the end.
  const Batch* full_batch() {
    std::unique_lock lock(guard_);
    filled_.wait(lock, [&] { return ended_ || filled_count_ != read_count_; });
    return filled_count_ == read_count_ ? nullptr : &all_[read_count_ % all_.size()];
  }
  void read() {
    const std::lock_guard lock(guard_);
    ++read_count_;
    freed_.notify_one();
  }

private:
  std::vector<Batch> all_;
  std::mutex guard_;
  std::condition_variable filled_, freed_;
  std::size_t filled_count_ = 0, read_count_ = 0;
  bool ended_ = false;
};

/// Rows of cells, with what their text points to.
struct cells_batch {
  std::vector<ferrule::value_view> cells{};
  ferrule::arena memory{};
};

/// Every row of a stream of `width` cells, read on one thread and given to `f` on another.
template<class S, class F>
void cells_through_ring(S& rows, std::size_t width, std::size_t batches, std::size_t rows_per_batch,
                        F&& f) {
  ring<cells_batch> between(batches);
  std::thread reading([&] {
    for (bool more = true; more;) {
      cells_batch& into = between.free_batch();
      into.memory.clear();
      into.cells.resize(rows_per_batch * width);
      std::size_t count = 0;
      while (count < rows_per_batch && (more = rows.next())) {
        auto row = rows.row();
        ferrule::value_view* const cells = into.cells.data() + count * width;
        for (std::size_t i = 0; i < width; ++i) {
          row.read(cells[i]);
          ferrule::detail::own_cell(into.memory, cells[i]);
        }
        ++count;
      }
      into.cells.resize(count * width);
      between.filled();
    }
    between.end();
  });
  while (const cells_batch* const batch = between.full_batch()) {
    for (std::size_t at = 0; at < batch->cells.size(); at += width) f(batch->cells.data() + at);
    between.read();
  }
  reading.join();
}

/// The same with batches of structs, which no library can know.
template<class T, class Rows, class F>
void structs_through_ring(const Rows& rows, std::size_t batches, std::size_t rows_per_batch,
                          F&& f) {
  ring<ferrule::batch<T>> between(batches);
  std::thread reading([&] {
    for (std::size_t at = 0; at < rows.size();) {
      ferrule::batch<T>& into = between.free_batch();
      into.clear();
      for (; at < rows.size() && into.size() < rows_per_batch; ++at) into.push(rows[at]);
      between.filled();
    }
    between.end();
  });
  while (const ferrule::batch<T>* const batch = between.full_batch()) {
    for (const T& row : *batch) f(row);
    between.read();
  }
  reading.join();
}

}  // namespace benchmarks::hand
