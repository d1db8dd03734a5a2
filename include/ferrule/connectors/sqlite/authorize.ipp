// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/authorize.ipp - what authorize.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/authorize.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE bool is_telling_pragma(const char* name, const char* argument) noexcept {
  const auto same = [&](std::string_view known) {
    return sqlite3_stricmp(name, known.data()) == 0;
  };
  return std::any_of(telling_pragmas.begin(), telling_pragmas.end(), same) ||
         (argument == nullptr &&
          std::any_of(telling_bare_pragmas.begin(), telling_bare_pragmas.end(), same));
}

FERRULE_INLINE int authorize(void* context, int action, const char* first, const char* second,
                             const char*, const char*) noexcept {
  auto& rules = *static_cast<authorizer_rules*>(context);
  const auto refuse = [&](std::string_view what) {
    rules.refused = what;
    return SQLITE_DENY;
  };
  switch (action) {
    case SQLITE_FUNCTION:
      if (second == nullptr) return SQLITE_OK;
      // The functions of the batch path work on a stream's own context and on nothing else.
      if (rules.foreign && sqlite3_strnicmp(second, "ferrule_take_", 13) == 0)
        return refuse("functions called ferrule_take_");
      return rules.read_only && sqlite3_stricmp(second, "load_extension") == 0
                 ? refuse("load_extension")
                 : SQLITE_OK;
    case SQLITE_ATTACH:
      return rules.read_only ? refuse("ATTACH (also VACUUM, which needs it)") : SQLITE_OK;
    case SQLITE_DETACH: return rules.read_only ? refuse("DETACH") : SQLITE_OK;
    case SQLITE_PRAGMA:
      rules.pragma = rules.pragma || rules.foreign;
      return rules.read_only && !is_telling_pragma(first, second)
                 ? refuse("a PRAGMA that changes something")
                 : SQLITE_OK;
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return rules.read_only && rules.foreign ? refuse("a transaction (it would hold a lock)")
                                              : SQLITE_OK;
    default: return SQLITE_OK;
  }
}

FERRULE_INLINE std::string explain_refusal(authorizer_rules& rules) {
  const std::string_view what = std::exchange(rules.refused, {});
  if (what.empty()) return {};
  return concat("; ", what,
                rules.read_only ? " is refused on a read-only connection" : " is refused");
}

}  // namespace ferrule::sqlite::detail
