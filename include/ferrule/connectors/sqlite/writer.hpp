// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/writer.hpp - tables created, rows written, transactions.
#pragma once
#include <ferrule/connectors/sqlite/connector.hpp>

namespace ferrule::sqlite {
namespace detail {
struct written_column;
}

/// Writes rows into one table through one prepared statement. Each row has reached SQLite when `write` returns. Outside of a
/// transaction each row is one of its own and costs a synchronised write of the file. Holds the connection open; belongs to its thread.
class writer {
public:
  writer(writer&&) noexcept;
  writer& operator=(writer&&) noexcept;
  ~writer();

  bool write(std::span<const value_view> cells);
  const error& status() const noexcept { return status_; }
  /// Errors: `closed` where SQLite gave up the transaction the rows were in.
  result<void> finish() {
    if (lost_) return fail(lost_);
    return {};
  }

private:
  friend class connector;
  writer(std::shared_ptr<detail::connection> db, std::string source, write_mode mode);

  std::string where() const { return concat(source_, ", row ", rows_, " of this writer"); }

  [[gnu::cold]] bool refuse(errc kind, std::string message) {
    status_ = error{kind, false, std::move(message)};
    return false;
  }

  bool bind(std::size_t i, value_view cell);

  std::string key_text(std::span<const value_view> cells) const;

  std::shared_ptr<detail::connection> db_;
  std::string source_;
  write_mode mode_;
  std::vector<detail::written_column> columns_;
  std::vector<std::size_t> key_;  // which of the columns
  bool may_do_nothing_ = false;   // an upsert of rows that are all key
  std::string text_;
  std::uint64_t rows_ = 0;
  error status_, lost_;
  detail::statement_handle statement_;
};

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/writer.ipp>
#endif
