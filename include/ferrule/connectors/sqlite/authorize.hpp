// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/authorize.hpp - what a statement may do besides what SQLITE_OPEN_READONLY and query_only forbid.
//
// A read-only connection cannot change its database, and can still attach and write other files, leave the read-only mode by a
// PRAGMA, or hold a lock. SQLite asks this function about each part of each statement it prepares, its own included: VACUUM INTO
// is an ATTACH.
#pragma once
#include <algorithm>
#include <array>
#include <ferrule/core/concat.hpp>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <utility>

namespace ferrule::sqlite::detail {

struct authorizer_rules {
  bool read_only = true;
  bool foreign = false;  ///< the statement being prepared is the user's
  bool pragma =
      false;  ///< the user's statement is a PRAGMA, which may change the connection while it answers rows
  std::string_view refused{};  ///< what was refused last
};

// Pragmas that only tell, whatever their argument; and those that only tell without one.
inline constexpr std::array telling_pragmas{
    std::string_view("table_info"),       std::string_view("table_xinfo"),
    std::string_view("table_list"),       std::string_view("index_list"),
    std::string_view("index_info"),       std::string_view("index_xinfo"),
    std::string_view("foreign_key_list"), std::string_view("foreign_key_check"),
    std::string_view("integrity_check"),  std::string_view("quick_check"),
    std::string_view("database_list"),    std::string_view("collation_list"),
    std::string_view("function_list"),    std::string_view("module_list"),
    std::string_view("pragma_list"),      std::string_view("compile_options")};
inline constexpr std::array telling_bare_pragmas{
    std::string_view("application_id"), std::string_view("auto_vacuum"),
    std::string_view("busy_timeout"),   std::string_view("cache_size"),
    std::string_view("data_version"),   std::string_view("encoding"),
    std::string_view("foreign_keys"),   std::string_view("freelist_count"),
    std::string_view("journal_mode"),   std::string_view("locking_mode"),
    std::string_view("max_page_count"), std::string_view("mmap_size"),
    std::string_view("page_count"),     std::string_view("page_size"),
    std::string_view("query_only"),     std::string_view("schema_version"),
    std::string_view("synchronous"),    std::string_view("temp_store"),
    std::string_view("trusted_schema"), std::string_view("user_version")};

/// For sqlite3_set_authorizer.
int authorize(void* context, int action, const char* first, const char* second, const char*,
              const char*) noexcept;

/// The end of the message about what was refused last; empty where nothing was.
std::string explain_refusal(authorizer_rules& rules);

}  // namespace ferrule::sqlite::detail

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/authorize.ipp>
#endif
