// SPDX-License-Identifier: BSL-1.0
// rows/open.hpp - a struct asks a table for exactly its columns; everything that does not match is told at once.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/each.hpp>
#include <ferrule/stream/filtered.hpp>

namespace ferrule {

/// Opens a table for a request: pushed down by a `Filterable` connector, evaluated while streaming for the others.
template<Connector C>
auto open_request(C& connector, const table_info& table, const request& wanted) {
  if constexpr (has_capability<C>(capability::filterable)) return connector.open(table, wanted);
  else return open_filtered(connector, table, wanted);
}

/// Asks for whole tables. Its own type, and not an empty `request`, so that programs without conditions do not compile what
/// conditions need, and so that lent rows stay lent.
struct all_rows {};

namespace detail {

inline table_info columns_for(const table_id& table, const std::vector<row_field>& fields) {
  table_info out{table, {}};
  for (const row_field& f : fields) out.columns.push_back(f.column);
  return out;
}

// The columns `fields` ask for, checked against what the table has; problems are collected, not returned one by one.
template<Connector C>
result<void> check_table(C& connector, const table_id& table, const std::vector<row_field>& fields,
                         const binding_options& allowed, std::string_view row_name) {
  const std::string source = concat(C::name, " table ", quoted(concat(table)));
  const table_id asked[] = {table};
  auto listed = connector.list_columns(asked);
  if (!listed) return fail(std::move(listed.error()));
  if (listed->size() != 1)
    return fail(errc::internal, concat("connector '", C::name, "' answered ", listed->size(),
                                       " results for 1 table in list_columns"));
  if (!listed->front()) return fail(std::move(listed->front().error()));
  const std::vector<std::string>& names = listed->front()->columns;

  std::vector<std::string> problems;
  table_info found{table, {}};
  std::vector<const row_field*> present;
  for (const row_field& f : fields) {
    if (std::find(names.begin(), names.end(), f.column) != names.end()) {
      found.columns.push_back(f.column);
      present.push_back(&f);
      continue;
    }
    const auto near = nearest_name(f.column, names);
    problems.push_back(concat(
        "field '", f.path, "' needs a column '", f.column, "', which the table does not have",
        near ? concat("; did you mean '", *near, "'? Rename the field, or say renamed(\"", f.path,
                      "\", \"", *near, "\") in ferrule_columns")
             : concat("; leave the field out with ignored(\"", f.path, "\")")));
  }
  if (!present.empty()) {
    const table_info infos[] = {found};
    auto schemas = connector.get_schemas(infos);
    if (!schemas) return fail(std::move(schemas.error()));
    if (schemas->size() != 1)
      return fail(errc::internal, concat("connector '", C::name, "' answered ", schemas->size(),
                                         " results for 1 table in get_schemas"));
    if (auto& described = schemas->front(); !described)
      problems.push_back(described.error().message);
    else
      for (std::size_t i = 0; i < present.size(); ++i)
        check_pair(*present[i], described->schema.fields[i], allowed, problems);
  }
  return report_problems(row_name, source, problems);
}

}  // namespace detail

namespace detail {

template<Connector C>
auto open_wanted(C& connector, const table_info& table, const all_rows&) {
  return connector.open(table);
}
template<Connector C>
auto open_wanted(C& connector, const table_info& table, const request& wanted) {
  return open_request(connector, table, wanted);
}

}  // namespace detail

/// The stream that rows of `C` come from, for a request or for all rows.
template<class C, class Wanted>
using rows_stream = typename decltype(detail::open_wanted(
    std::declval<C&>(), table_info{}, std::declval<const Wanted&>()))::value_type;

/// A stream over exactly the cells of `T`, bound and ready. Errors: one `type_mismatch` that lists every missing column,
/// type, nullability, narrowing and rounding problem with its fix; or what the connector says.
template<class T, Connector C, class Wanted>
result<std::pair<rows_stream<C, Wanted>, binding>> open_bound(C& connector, const table_id& table,
                                                              const Wanted& wanted,
                                                              const binding_options& allowed) {
  static_assert(is_row<T>());
  const std::vector<row_field> fields = describe_row<T>();
  // Opening finds out whether all is well; what the table has is asked for only where it is not.
  const auto refuse = [&](error&& why) {
    auto ok = detail::check_table(connector, table, fields, allowed, type_name<T>);
    return fail(ok ? std::move(why) : std::move(ok.error()));
  };
  auto stream = detail::open_wanted(connector, detail::columns_for(table, fields), wanted);
  if (!stream) return refuse(std::move(stream.error()));
  auto how = bind_rows<T>(*stream, allowed, concat(C::name, " table ", quoted(to_text(table))));
  if (!how) return fail(std::move(how.error()));
  return std::pair<rows_stream<C, Wanted>, binding>{std::move(*stream), *how};
}

namespace detail {

template<class T, Connector C, class F, class Wanted>
result<void> each_wanted(C& connector, const table_id& table, F& f, const Wanted& wanted,
                         const binding_options& allowed) {
  auto opened = open_bound<T>(connector, table, wanted, allowed);
  if (!opened) return fail(std::move(opened.error()));
  if (const error& why = each_bound<T>(opened->first, opened->second, f)) return fail(why);
  return {};
}

}  // namespace detail

/// Calls `f(const T&)` with each row: opens, binds, pumps. The row, and what it borrows, is valid during the call.
template<class T, Connector C, class F>
result<void> each_row(C& connector, const table_id& table, F&& f,
                      const binding_options& allowed = {}) {
  return detail::each_wanted<T>(connector, table, f, all_rows{}, allowed);
}
/// The same for the rows that a request asks for: `each_row<trade>(source, "trades", f, {.where = col("qty") > 5, .limit = 10})`.
template<class T, Connector C, class F>
result<void> each_row(C& connector, const table_id& table, F&& f, const request& wanted,
                      const binding_options& allowed = {}) {
  return detail::each_wanted<T>(connector, table, f, wanted, allowed);
}

}  // namespace ferrule
