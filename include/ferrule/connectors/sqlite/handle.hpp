// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/handle.hpp - sqlite3 and sqlite3_stmt, owned; SQLite's result codes as errors.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <fmt/format.h>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

static_assert(SQLITE_VERSION_NUMBER >= 3037000,
              "[ferrule] the sqlite connector needs SQLite 3.37 or newer");

namespace ferrule::sqlite::detail {

struct close_statement {
  void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
};
/// A prepared statement.
using statement_handle = std::unique_ptr<sqlite3_stmt, close_statement>;

/// `name` as SQL names it: in double quotes, quotes doubled.
std::string quoted_name(std::string_view name);

/// `text` as an SQL string literal.
std::string quoted_literal(std::string_view text);

/// The class of a result code (https://sqlite.org/rescode.html). `message` decides where the code is the
/// catch-all SQLITE_ERROR.
error error_of(int code, std::string_view where, std::string_view message);

/// The kind of an error that SQLite has no code for and met when it prepared a statement.
errc kind_of_unprepared(std::string_view message);

}  // namespace ferrule::sqlite::detail

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/handle.ipp>
#endif
