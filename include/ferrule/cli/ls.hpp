// SPDX-License-Identifier: BSL-1.0
// cli/ls.hpp - `connector ls`: the tables of a source and their columns.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// One table: its schema, or why it has none.
struct listed_table {
  table_id id{};
  result<source_schema> described{};
  std::string why{};  ///< where it was asked for
};

/// list_tables, list_columns, get_schemas, in this order and each once. An error of one table stands in its place.
/// Errors: the source's.
inline result<std::vector<listed_table>> list_described(driver& from, std::string_view filter) {
  auto ids = from.list_tables();
  if (!ids) return fail(std::move(ids.error()));
  std::erase_if(*ids,
                [&](const table_id& t) { return to_text(t).find(filter) == std::string::npos; });
  std::sort(ids->begin(), ids->end());
  auto columns = from.list_columns(*ids);
  if (!columns) return fail(std::move(columns.error()));
  std::vector<listed_table> out;
  std::vector<table_info> asked;
  for (std::size_t i = 0; i < ids->size(); ++i) {
    auto& info = (*columns)[i];
    if (info) asked.push_back(*info);
    out.push_back({(*ids)[i], info ? result<source_schema>() : fail(std::move(info.error()))});
  }
  auto schemas = from.get_schemas(asked);
  if (!schemas) return fail(std::move(schemas.error()));
  std::size_t next = 0;
  for (listed_table& t : out)
    if (t.described) t.described = std::move((*schemas)[next++]);
  return out;
}

/// "1" for the first column of the primary key, and so on; empty for the others.
inline std::string key_position(const schema& columns, std::size_t column) {
  for (std::size_t i = 0; i < columns.primary_key.size(); ++i)
    if (columns.primary_key[i] == column) return std::to_string(i + 1);
  return {};
}

inline std::string ls_text(const driver& from, const std::vector<listed_table>& tables) {
  std::string out = concat(one_line(from.described()), "\n  can: ", from.capabilities(), "\n");
  for (const listed_table& t : tables) {
    out += concat("\n", one_line(to_text(t.id)), "\n");
    if (!t.described) {
      out += concat("  ERROR ", t.described.error(), "\n");
      continue;
    }
    std::vector<std::vector<std::string>> lines{{"column", "type", "external type", "null", "key"}};
    const schema& columns = t.described->schema;
    for (std::size_t i = 0; i < columns.fields.size(); ++i) {
      const field& f = columns.fields[i];
      lines.push_back({f.name, type_text(f), f.external_type, f.nullable ? "null" : "not null",
                       key_position(columns, i)});
    }
    out += aligned(lines, 2);
    for (std::string_view why = t.why; !why.empty();) {
      const std::size_t end = std::min(why.find('\n'), why.size());
      out += concat("  ", one_line(why.substr(0, end)), "\n");
      why.remove_prefix(std::min(end + 1, why.size()));
    }
  }
  return out;
}

inline std::string ls_json(const driver& from, const std::vector<listed_table>& tables) {
  json_writer out;
  out.begin_object().key("connector").text(from.name());
  write_capabilities(out, from.capabilities());
  out.key("tables").begin_array();
  for (const listed_table& t : tables) {
    out.line().begin_object().key("schema").text(t.id.schema).key("name").text(t.id.name);
    if (!t.described) write_error(out, t.described.error());
    else {
      const schema& columns = t.described->schema;
      out.key("columns").begin_array();
      for (std::size_t i = 0; i < columns.fields.size(); ++i) {
        const field& f = columns.fields[i];
        out.begin_object().key("name").text(f.name).key("type").text(type_text(f));
        out.key("external_type").text(f.external_type).key("nullable").cell(f.nullable);
        if (!f.description.empty()) out.key("description").text(f.description);
        out.end_object();
      }
      out.end_array().key("primary_key").begin_array();
      for (const std::size_t at : columns.primary_key) out.text(columns.fields[at].name);
      out.end_array().key("changes").text(name_of(t.described->cdc));
      if (!t.why.empty()) out.key("why").text(t.why);
    }
    out.end_object();
  }
  out.end_array().end_object();
  return std::move(out).finish();
}

/// Lists the tables of a source. 1 where some of them could not be described.
template<class Registry>
exit_code ls(context& with, const ls_options& asked) {
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  auto tables = list_described(**from, asked.filter);
  if (!tables) return with.io.complain(tables.error());
  for (listed_table& t : *tables)
    if (asked.why && t.described)
      t.why = (*from)
                  ->explain(t.id)
                  .or_else([](const error& e) -> result<std::string> {
                    return concat("not known: ", e);
                  })
                  .value();
  with.io.say(asked.json ? ls_json(**from, *tables) : ls_text(**from, *tables));
  outcome_of_many outcome;
  for (const listed_table& t : *tables)
    if (t.described) outcome.succeeded();
    else outcome.failed(t.described.error());
  return outcome.code();
}

}  // namespace ferrule::cli
