// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/request.ipp - what request.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/bind.hpp>
#include <ferrule/connectors/sqlite/request.hpp>
#include <ferrule/connectors/sqlite/select.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {

FERRULE_INLINE result<void> pushed_request::bind(sqlite3_stmt* statement, int first,
                                                 const std::string& source) const {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (detail::bind_value(statement, first + static_cast<int>(i), values[i].view()) != SQLITE_OK)
      return fail(errc::value_out_of_range,
                  concat(source, ": SQLite cannot hold the value ", shown(values[i].view())));
  return {};
}

}  // namespace ferrule::sqlite

namespace ferrule::sqlite::detail {

// Conditions on columns whose cells compare in SQLite as their kinds do. Dates, decimals and uuids are text of more
// than one spelling and are compared by the library.
FERRULE_INLINE bool compares_alike(codec c) noexcept {
  return c == codec::integer || c == codec::boolean || c == codec::real || c == codec::text ||
         c == codec::binary;
}

// SQLite's limits on the depth of an expression and on parameters, with room for what views add.
struct push_limits {
  std::size_t nodes = 400;
  std::size_t values = 30'000;
  bool orders_text = true;  ///< SQLite orders text by its UTF-8 bytes
};

FERRULE_INLINE bool can_push(const bound_predicate& p, const std::vector<codec>& codecs,
                             push_limits& left) {
  using enum predicate_op;
  if (left.nodes == 0 || left.values < p.values.size()) return false;
  --left.nodes;
  left.values -= p.values.size();
  switch (p.op) {
    case always:
    case is_null:
    case is_not_null: return true;
    case starts_with:
    case contains: return false;
    case all_of:
    case any_of:
    case none_of:
      return std::all_of(p.children.begin(), p.children.end(),
                         [&](const bound_predicate& c) { return can_push(c, codecs, left); });
    default: break;
  }
  if (!compares_alike(codecs[p.column])) return false;
  const bool orders =
      p.op == less || p.op == less_equal || p.op == greater || p.op == greater_equal;
  if (orders && codecs[p.column] == codec::text && !left.orders_text) return false;
  return std::all_of(p.values.begin(), p.values.end(), [&](const value& v) {
    std::int64_t narrow = 0;
    double number = 0;
    if (is_integer(v.kind())) return convert(v.view(), narrow) == conversion::ok;
    if (is_float(v.kind()))
      return convert(v.view(), number) == conversion::ok && number == number;  // SQLite has no NaN
    return v.kind() == kind::boolean || is_text(v.kind()) || v.kind() == kind::binary;
  });
}

/// Appends the condition; `names[i]` is how SQL calls column i. Text compares byte by byte, whatever the column's collation.
FERRULE_INLINE void append_condition(std::string& sql, std::vector<value>& values,
                                     const bound_predicate& p,
                                     const std::vector<std::string>& names,
                                     const std::vector<codec>& codecs) {
  using enum predicate_op;
  const auto joined = [&](std::string_view between, std::string_view empty) {
    if (p.children.empty()) sql += empty;
    for (std::size_t i = 0; i < p.children.size(); ++i) {
      sql += i == 0 ? "(" : between;
      append_condition(sql, values, p.children[i], names, codecs);
    }
    if (!p.children.empty()) sql += ")";
  };
  const auto operand = [&](const value& v) {
    values.push_back(v);
    return codecs[p.column] == codec::text ? "? COLLATE BINARY" : "?";
  };
  switch (p.op) {
    case always: sql += "1"; return;
    case all_of: joined(" AND ", "1"); return;
    case any_of: joined(" OR ", "0"); return;
    case none_of:
      sql += "NOT ";
      joined(" OR ", "0");
      return;
    case is_null: sql += names[p.column] + " IS NULL"; return;
    case is_not_null: sql += names[p.column] + " IS NOT NULL"; return;
    case in:
      if (p.values.empty()) {
        sql += "0";
        return;
      }
      sql += codecs[p.column] == codec::text ? concat("(", names[p.column], " COLLATE BINARY)")
                                             : names[p.column];
      for (std::size_t i = 0; i < p.values.size(); ++i) sql += i == 0 ? " IN (?" : ", ?";
      sql += ")";
      values.insert(values.end(), p.values.begin(), p.values.end());
      return;
    default: break;
  }
  constexpr std::string_view spelled[] = {"", " = ", " <> ", " < ", " <= ", " > ", " >= "};
  sql += names[p.column];
  sql += spelled[static_cast<std::size_t>(p.op)];
  sql += operand(p.values.front());
}

/// Whether SQLite would walk the whole table for the statement, rather than look rows up in an index.
FERRULE_INLINE bool scans_all(connection& db, const std::string& sql) {
  bool scans = false;
  (void)db.for_each("EXPLAIN QUERY PLAN " + sql, [&](sqlite3_stmt* s) {
    scans = scans || text_column(s, 3).starts_with("SCAN");
  });
  return scans;
}

/// Appends ORDER BY. Errors: `unsupported` for columns whose cells SQLite orders otherwise than their kind.
FERRULE_INLINE result<void> append_order(std::string& sql, connection& db, const table_shape& shape,
                                         const std::vector<order_key>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const column_shape* const found = shape.find(keys[i].column);
    if (found == nullptr)
      return fail(errc::not_found, concat(shape.where(), ": the order names column ",
                                          quoted(keys[i].column), ", which does not exist"));
    const column_shape& column = *found;
    if (!compares_alike(column.type->codec) || (column.type->codec == codec::text && !db.is_utf8()))
      return fail(errc::unsupported,
                  concat(shape.where(), ": cannot order by column ", quoted(column.name), " (",
                         column.declaration.empty() ? "no declared type" : column.declaration,
                         "): SQLite keeps such cells in forms that it orders otherwise"));
    sql += (i == 0 ? " ORDER BY t." : ", t.") + quoted_name(column.name);
    if (column.type->codec == codec::text) sql += " COLLATE BINARY";
    if (keys[i].descending) sql += " DESC";
  }
  return {};
}

/// Turns the request into SQL as far as possible; `where` is bound to the selection's columns.
FERRULE_INLINE result<pushed_request> push_request(selection& into, connection& db,
                                                   const table_shape& shape, bound_predicate where,
                                                   const request& wanted) {
  pushed_request out;
  push_limits limits;
  limits.orders_text = db.is_utf8();
  // A cell that is not what its column declares compares in SQLite as it is stored; where it is to be read as null or as text,
  // only the library can compare what is read.
  const bool as_stored = into.row.rules.mismatched == cell_policy::error || shape.strict;
  const bool pushed =
      where.op == predicate_op::always || (as_stored && can_push(where, into.row.codecs, limits));
  if (pushed && where.op != predicate_op::always)
    append_condition(into.sql.where, out.values, where, into.names, into.row.codecs);
  if (auto ok = append_order(into.sql.tail, db, shape, wanted.order_by); !ok)
    return fail(std::move(ok.error()));
  if (!pushed) out.filter.emplace(std::move(where), into.names.size(), wanted.limit, wanted.offset);
  else if (wanted.limit || wanted.offset != 0) {
    into.sql.tail += " LIMIT ? OFFSET ?";
    constexpr std::uint64_t most = INT64_MAX;
    out.values.emplace_back(wanted.limit && *wanted.limit < most
                                ? static_cast<std::int64_t>(*wanted.limit)
                                : std::int64_t{-1});
    out.values.emplace_back(static_cast<std::int64_t>(std::min(wanted.offset, most)));
  }
  if (!into.sql.tail.empty() || out.filter) into.sql.batches = false;
  // Around the function a condition cannot use an index, so the batch path is for conditions that have none.
  if (into.sql.batches && !into.sql.where.empty())
    into.sql.batches = scans_all(db, into.sql.stepped());
  return out;
}

}  // namespace ferrule::sqlite::detail
