// SPDX-License-Identifier: BSL-1.0
// rows/open.ipp - what open.hpp declares.
#pragma once
#include <algorithm>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>
#include <ferrule/rows/open.hpp>

namespace ferrule::detail {

FERRULE_INLINE table_info columns_for(const table_id& table, field_list of) {
  table_info out{table, {}};
  for (const row_field& f : describe_fields(of)) out.columns.push_back(f.column);
  return out;
}

/// "sqlite table 'trades'"
FERRULE_INLINE std::string described(std::string_view connector, const table_id& table) {
  return concat(connector, " table ", quoted(to_text(table)));
}

// The columns `fields` ask for, checked against what the table has; problems are collected, not returned one by one.
FERRULE_INLINE result<void> check_table(const asked_connector& from, const table_id& table,
                                        field_list of, const binding_options& allowed,
                                        std::string_view row_name) {
  const std::vector<row_field> fields = describe_fields(of);
  const auto listed = from.list_columns(from.connector, {&table, 1});
  if (!listed) return fail(listed.error());
  if (listed->size() != 1)
    return fail(errc::internal, concat("connector '", from.name, "' answered ", listed->size(),
                                       " results for 1 table in list_columns"));
  if (!listed->front()) return fail(listed->front().error());
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
    const auto schemas = from.get_schemas(from.connector, {&found, 1});
    if (!schemas) return fail(schemas.error());
    if (schemas->size() != 1)
      return fail(errc::internal, concat("connector '", from.name, "' answered ", schemas->size(),
                                         " results for 1 table in get_schemas"));
    if (const auto& of = schemas->front(); !of) problems.push_back(of.error().message);
    else
      for (std::size_t i = 0; i < present.size(); ++i)
        check_pair(*present[i], of->schema.fields[i], allowed, problems);
  }
  return report_problems(row_name, described(from.name, table), problems);
}

FERRULE_INLINE void explain_refusal(error& why, const asked_connector& from, const table_id& table,
                                    field_list of, const binding_options& allowed,
                                    std::string_view row_name) {
  if (auto ok = check_table(from, table, of, allowed, row_name); !ok) why = std::move(ok.error());
}

FERRULE_INLINE error bind_table(binding& how, field_list of, const schema& columns,
                                const binding_options& allowed, std::string_view row_name,
                                std::string_view connector, const table_id& table) {
  auto bound = match_fields(of, columns, allowed, row_name, described(connector, table));
  if (!bound) return std::move(bound.error());
  how = *bound;
  return {};
}

}  // namespace ferrule::detail
