// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/changes.hpp - following tables: their rows at one moment, and then what the log of changes has (capture.ipp).
//
// The operation of row n of the log has the id 2n, a commit behind it 2n + 1. SQLite has one writer at a time, so the log is in
// the order of commits, and the last row that a read transaction sees is the end of a transaction. Up to there the log is read in
// portions, each in a read transaction of its own: the receiver may be slow without anybody waiting for it. Only the rows of a
// snapshot are read in one.
#pragma once
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>
#include <memory>

namespace ferrule::sqlite {

namespace detail {
template<class>
class follower;
}

/// Holds a connection of its own. Any number of them may follow one log. While its snapshot is read it holds a read transaction: with
/// a rollback journal, writers wait for that; with a write-ahead log, the log grows meanwhile.
///
/// It begins with another snapshot where the log does not have what happened to a table: when its capture was enabled anew, and for
/// changes and removals in a table without primary key. The tables may have other columns then.
template<class = void>
class basic_change_stream {
public:
  basic_change_stream(basic_change_stream&&) noexcept;
  basic_change_stream& operator=(basic_change_stream&&) noexcept;
  ~basic_change_stream();

  change next();
  std::size_t table() const noexcept;
  stream& rows() noexcept;
  cells_row<change_state> row() noexcept;
  cells_row<change_state> old_row() noexcept;
  const op_id& id() const noexcept;
  /// When the last operation of the commit was made; of the commit itself, SQLite keeps no time.
  std::optional<source_time> committed_at() const noexcept;
  std::span<const source_schema> schemas() const noexcept;
  /// Where the setting `trim_changes` says so, the log is trimmed up to there when the stream looks for changes the next time.
  result<void> acknowledge(const op_id& id);
  const error& status() const noexcept;

private:
  friend class connector;
  explicit basic_change_stream(std::unique_ptr<detail::follower<void>> by);

  std::unique_ptr<detail::follower<void>> by_;
};

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/changes.ipp>
#endif
