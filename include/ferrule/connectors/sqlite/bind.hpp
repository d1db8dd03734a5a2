// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/bind.hpp - a cell as a parameter of a statement.
#pragma once
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/schema/convert.hpp>
#include <sqlite3.h>
#include <string>

namespace ferrule::sqlite::detail {

/// SQLite has no NaN: bound, it would become null.
inline bool is_nan(const value_view& v) noexcept {
  if (v.holds<double>()) return v.as<double>() != v.as<double>();
  return v.holds<float>() && v.as<float>() != v.as<float>();
}

/// Binds the value in its own storage class; kinds SQLite has none for go as the text their columns are read from.
/// SQLITE_RANGE: an integer that SQLite cannot hold; SQLITE_MISMATCH: a kind that has no form in SQLite.
inline int bind_value(sqlite3_stmt* s, int at, const value_view& v) {
  const auto text = [&](std::string_view t) {
    return sqlite3_bind_text64(s, at, t.data() == nullptr ? "" : t.data(), t.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  };
  if (v.is_null()) return sqlite3_bind_null(s, at);
  if (is_text(v.kind())) return text(v.as<std::string_view>());
  if (v.kind() == kind::boolean) return sqlite3_bind_int64(s, at, v.as<bool>() ? 1 : 0);
  if (is_integer(v.kind())) {
    std::int64_t i = 0;
    return convert(v, i) == conversion::ok ? sqlite3_bind_int64(s, at, i) : SQLITE_RANGE;
  }
  switch (v.kind()) {
    case kind::float32: return sqlite3_bind_double(s, at, static_cast<double>(v.as<float>()));
    case kind::float64: return sqlite3_bind_double(s, at, v.as<double>());
    case kind::binary: {
      const auto bytes = v.as<bytes_view>();
      return bytes.empty()
                 ? sqlite3_bind_zeroblob(s, at, 0)
                 : sqlite3_bind_blob64(s, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    }
    case kind::timestamp: {
      // As SQLite's own functions write it: no T, and no Z, because text without a zone is UTC here.
      std::string out = to_text(timestamp{v.as<timestamp>().count, v.as<timestamp>().unit, false});
      if (const std::size_t t = out.find('T'); t != out.npos) out[t] = ' ';
      return text(out);
    }
    case kind::decimal: return text(to_text(v.as<decimal>()));
    case kind::date: return text(to_text(v.as<date>()));
    case kind::time: return text(to_text(v.as<time_of_day>()));
    case kind::duration: return text(to_text(v.as<duration>()));
    case kind::interval: return text(to_text(v.as<interval>()));
    case kind::uuid: return text(to_text(v.as<uuid>()));
    default: return SQLITE_MISMATCH;
  }
}

}  // namespace ferrule::sqlite::detail
