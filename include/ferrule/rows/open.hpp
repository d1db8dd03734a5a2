// SPDX-License-Identifier: BSL-1.0
// rows/open.hpp - a struct asks a table for exactly its columns; everything that does not match is told at once.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/stream/filtered.hpp>
#include <ferrule/stream/binding.hpp>

namespace ferrule {

/// Which rows, and what is allowed that is an error otherwise.
struct row_options {
  predicate where{};
  std::vector<order_key> order_by{};
  std::optional<std::uint64_t> limit{};
  std::uint64_t offset = 0;
  bool narrowing = false;  ///< see binding_options
  bool lossy = false;
  bool nulls = false;

  request wanted() const { return {where, order_by, limit, offset}; }
  binding_options allowed() const { return {narrowing, lossy, nulls}; }
};

/// Opens a table for a request: pushed down by a `Filterable` connector, evaluated while streaming for the others.
template<Connector C>
auto open_request(C& connector, const table_info& table, const request& wanted) {
  if constexpr (has_capability<C>(capability::filterable)) return connector.open(table, wanted);
  else return open_filtered(connector, table, wanted);
}

namespace detail {

// The columns `fields` ask for, checked against what the table has; problems are collected, not returned one by one.
template<Connector C>
result<void> check_table(C& connector, const table_id& table, const std::vector<row_field>& fields, const binding_options& allowed,
                         std::string_view row_name) {
  const std::string source = fmt::format("{} table {}", C::name, quoted(fmt::format("{}", table)));
  const table_id asked[] = {table};
  auto listed = connector.list_columns(asked);
  if (!listed) return fail(std::move(listed.error()));
  if (listed->size() != 1)
    return fail(errc::internal, fmt::format("connector '{}' answered {} results for 1 table in list_columns", C::name, listed->size()));
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
    problems.push_back(fmt::format("field '{}' needs a column '{}', which the table does not have{}", f.path, f.column,
                                   near ? fmt::format("; did you mean '{}'? Rename the field, or say renamed(\"{}\", \"{}\") in ferrule_columns", *near, f.path, *near)
                                        : fmt::format("; leave the field out with ignored(\"{}\")", f.path)));
  }
  if (!present.empty()) {
    const table_info infos[] = {found};
    auto schemas = connector.get_schemas(infos);
    if (!schemas) return fail(std::move(schemas.error()));
    if (schemas->size() != 1)
      return fail(errc::internal, fmt::format("connector '{}' answered {} results for 1 table in get_schemas", C::name, schemas->size()));
    if (auto& described = schemas->front(); !described) problems.push_back(described.error().message);
    else
      for (std::size_t i = 0; i < present.size(); ++i) check_pair(*present[i], described->schema.fields[i], allowed, problems);
  }
  return report_problems(row_name, source, problems);
}

}  // namespace detail

/// A stream over exactly the cells of `T`, bound and ready. Errors: one `type_mismatch` that lists every missing column,
/// type, nullability, narrowing and rounding problem with its fix; or what the connector says.
template<class T, Connector C>
auto open_bound(C& connector, const table_id& table, const row_options& options)
    -> result<std::pair<typename decltype(open_request(connector, table_info{}, request{}))::value_type, binding>> {
  static_assert(is_row<T>());
  const std::vector<row_field> fields = describe_row<T>();
  if (auto ok = detail::check_table(connector, table, fields, options.allowed(), type_name<T>); !ok) return fail(std::move(ok.error()));
  table_info wanted{table, {}};
  for (const row_field& f : fields) wanted.columns.push_back(f.column);
  auto stream = open_request(connector, wanted, options.wanted());
  if (!stream) return fail(std::move(stream.error()));
  auto how = bind<T>(*stream, options.allowed(), fmt::format("{} table {}", C::name, quoted(fmt::format("{}", table))));
  if (!how) return fail(std::move(how.error()));
  return std::pair{std::move(*stream), *how};
}

/// Calls `f(const T&)` with each row: opens, binds, pumps. The row, and what it borrows, is valid during the call.
template<class T, Connector C, class F>
result<void> each_row(C& connector, const table_id& table, F&& f, const row_options& options = {}) {
  auto opened = open_bound<T>(connector, table, options);
  if (!opened) return fail(std::move(opened.error()));
  if (const error& why = each_bound<T>(opened->first, opened->second, f)) return fail(why);
  return {};
}

}  // namespace ferrule
