// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/request.hpp - conditions, order and limit as SQL where SQLite answers as ferrule does, as a filter where it does not.
#pragma once
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/stream/filtered.hpp>
#include <optional>
#include <vector>

namespace ferrule::sqlite {

/// What a request left for binding and for looking at rows.
struct pushed_request {
  static constexpr bool looks = true;
  std::vector<value> values{};         ///< bound in order: of the condition, then limit and offset
  std::optional<row_filter> filter{};  ///< what SQLite could not be asked for

  result<void> bind(sqlite3_stmt* statement, int first, const std::string& source) const;
};

/// The rows of a table that a request asks for.
using request_stream = basic_stream<pushed_request>;

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/request.ipp>
#endif
