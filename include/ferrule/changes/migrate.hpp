// SPDX-License-Identifier: BSL-1.0
// changes/migrate.hpp - a table given the columns that its source has now, with the rows that are there.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <string>
#include <vector>

namespace ferrule::detail {

/// Whether tables of `To` can be given other columns. A connector says so; of what is none, the members that this needs do.
template<class To>
consteval bool can_migrate() {
  if constexpr (Connector<To>) return has_capability<To>(capability::migratable);
  else return drops_tables<To> && adds_columns<To> && drops_columns<To> && describes_tables<To>;
}

/// What is to be done so that a table `is` becomes as one that was made anew from its source's columns, `made`, `source`.
struct migration_steps {
  std::vector<std::string> dropped{};
  std::vector<field> added{};
};
/// Columns keep their order, and new ones come last: rows are written by name. Errors: `unsupported`, where the stream does not say what
/// the cells would be, or the destination could not hold them.
inline result<migration_steps> migration_between(const schema& is, const schema& made,
                                                 const schema& source) {
  migration_steps out;
  std::string problems;
  const auto problem = [&](std::string what) {
    problems += concat(problems.empty() ? "" : "; ", what);
  };
  for (const field& wanted : made.fields) {
    const auto at = is.find(wanted.name);
    if (!at) {
      const auto given = source.find(wanted.name);
      if (given) out.added.push_back(source.fields[*given]);
      else problem(concat("the destination makes a column ", quoted(wanted.name), " of its own"));
      continue;
    }
    const field& old = is.fields[*at];
    if (old.type != wanted.type || old.external_type != wanted.external_type)
      problem(concat("column ", quoted(wanted.name), " was ", old.type, " and is ", wanted.type));
    else if (!old.nullable && wanted.nullable)
      problem(concat("column ", quoted(wanted.name), " may be null now"));
  }
  for (const field& old : is.fields)
    if (!made.find(old.name)) out.dropped.push_back(old.name);
  const auto key_of = [](const schema& of) {
    std::vector<std::string> names;
    for (const std::size_t i : of.primary_key) names.push_back(of.fields[i].name);
    return names;
  };
  if (key_of(is) != key_of(made)) problem("the primary key has changed");
  if (!out.added.empty() && !out.dropped.empty())
    problem(concat("column ", quoted(out.dropped.front()), " is gone and ",
                   quoted(out.added.front().name),
                   " is new, which may be one that was renamed, and its cells would be lost"));
  if (!problems.empty()) return fail(errc::unsupported, std::move(problems));
  return out;
}

/// Does that to the table, in the transaction that is open. What the destination makes of the columns it tells by a table that is made
/// and dropped again, so that two types of the source that are one to it are no change. Errors: `unsupported`; the destination's.
template<class To>
result<void> migrate_table(To& to, const source_schema& source) {
  const table_id probe = source.table.schema ? table_id(*source.table.schema, "ferrule_new_columns")
                                             : table_id("ferrule_new_columns");
  if (auto ok = to.create_table({probe, source.schema, cdc_kind::nothing}, if_exists::fail); !ok)
    return ok;
  const table_info both[] = {{source.table, {}}, {probe, {}}};
  auto described = to.get_schemas(both);
  if (!described) return fail(std::move(described.error()));
  for (auto& one : *described)
    if (!one) return fail(std::move(one.error()));
  if (auto ok = to.drop_table(probe); !ok) return ok;
  auto steps = migration_between((*described)[0]->schema, (*described)[1]->schema, source.schema);
  if (!steps) return fail(std::move(steps.error()));
  for (const std::string& name : steps->dropped)
    if (auto ok = to.drop_column(source.table, name); !ok) return ok;
  for (const field& added : steps->added)
    if (auto ok = to.add_column(source.table, added); !ok) return ok;
  return {};
}

}  // namespace ferrule::detail
