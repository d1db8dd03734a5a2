// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/partition.hpp - a table in ranges of rowids, for readers that share no memory and see one state.
#pragma once
#include <ferrule/connectors/sqlite/connector.hpp>

namespace ferrule::sqlite {

/// A split table. While it lives, and until `release`, it holds writers off where it may (`holds_writers`), so that every partition
/// can still be opened; readers are not held off. Without that, or afterwards, a partition whose database has changed since is refused
/// when it is opened; one that is open reads its state to the end. Move-only; used on one thread.
class partition_plan {
public:
  partition_plan(partition_plan&&) noexcept;
  partition_plan& operator=(partition_plan&&) noexcept;
  ~partition_plan();

  std::span<const partition> partitions() const noexcept;
  /// Whether writers wait. Not where the file cannot be written by this process, or somebody was writing when the plan was made.
  bool holds_writers() const noexcept { return holder_ != nullptr; }
  /// Lets writers go on: all readers have begun, or nobody will read.
  void release() noexcept { holder_.reset(); }

private:
  friend class connector;
  partition_plan();

  std::vector<partition> partitions_;
  std::unique_ptr<detail::connection> holder_;  // its destruction ends the transaction
};

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/partition.ipp>
#endif
