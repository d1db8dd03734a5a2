// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/query.hpp - statements of the user: one at a time, bound, limited in rows and time.
#pragma once
#include <chrono>
#include <ferrule/connectors/sqlite/connector.hpp>

namespace ferrule::sqlite {

/// The rows of one statement. Columns that come straight from a table have its declared type; expressions have none, and their
/// cells are what they are. Names may repeat. Holds the connection open; destroying it ends the statement.
///
/// Time counts while SQLite works, not while the caller looks at rows; SQLite looks at the clock between its instructions, so that a
/// single call of a slow SQL function ends late.
class statement_stream {
public:
  statement_stream(statement_stream&&) = default;
  statement_stream& operator=(statement_stream&& other) noexcept;

  bool next();
  /// Whether another row follows. The current one is gone then, and the following one is what `next` moves to.
  bool more();
  detail::row<detail::result_row> row() noexcept { return {row_, {statement_.get()}}; }
  const error& status() const noexcept { return row_.state.status(); }
  const ferrule::schema& schema() const noexcept { return row_.state.schema(); }
  template<class T>
  bool reads(std::size_t column) const noexcept {
    return detail::reads_codec<T>(row_.codecs[column]);
  }
  /// Whether there were more rows than `max_rows`. Known when `next` has answered false.
  bool truncated() const noexcept { return truncated_; }
  std::size_t page_size() const noexcept { return options_.page_size; }

private:
  friend class connector;
  enum class place : std::uint8_t { before, on_row, ahead, end };

  statement_stream(std::shared_ptr<detail::connection> db, detail::statement_handle prepared,
                   const statement& what, const query_options& options,
                   std::chrono::nanoseconds left);

  bool step();

  std::shared_ptr<detail::connection> db_;
  detail::statement_handle statement_;
  detail::row_state row_;
  std::string text_;
  query_options options_;
  std::chrono::nanoseconds left_{};
  std::uint64_t cancels_ = 0;
  place at_ = place::before;
  bool truncated_ = false;
};

namespace detail {

std::string listed(const std::vector<std::string>& names);

}  // namespace detail

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/query.ipp>
#endif
