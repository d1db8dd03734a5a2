// SPDX-License-Identifier: BSL-1.0
// cli/inspect.hpp - `inspect`: what a source says about its tables beyond their columns.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// A table or view with what was found out about it.
struct inspected_table {
  std::string name{};
  std::string_view what{};  ///< table, view, hidden
  result<table_facts> facts{};
};

inline std::string inspect_text(const std::vector<inspected_table>& tables, bool spatialite) {
  std::string out = spatialite ? "SpatiaLite\n\n" : "";
  for (const inspected_table& t : tables) {
    out += concat(&t == tables.data() ? "" : "\n", one_line(t.name), " (", t.what, ")");
    if (!t.facts) {
      out += concat("\n  ERROR ", t.facts.error(), "\n");
      continue;
    }
    const table_facts& f = *t.facts;
    if (f.rows) out += concat(" ", *f.rows, " rows");
    out += '\n';
    std::vector<std::vector<std::string>> lines;
    for (const column_description& c : f.columns)
      lines.push_back(
          {c.name, c.type, c.not_null ? "not null" : "",
           c.primary_key_position != 0 ? concat("key ", c.primary_key_position) : std::string(),
           concat(c.default_value ? "default " + *c.default_value : "",
                  c.generated ? " generated" : "", c.hidden ? " hidden" : "")});
    out += aligned(lines, 2);
    for (const foreign_key& k : f.foreign_keys)
      out += concat("  ", one_line(k.from), " -> ", one_line(k.table), ".", one_line(k.to),
                    k.on_delete.empty() ? "" : concat(", on delete ", k.on_delete), "\n");
    if (f.full_text) out += concat("  full text search: ", one_line(*f.full_text), "\n");
    if (!f.definition.empty()) out += concat("  ", one_line(f.definition), "\n");
    for (const std::string& index : f.indices) out += concat("  ", one_line(index), "\n");
  }
  return out;
}

inline std::string inspect_json(const std::vector<inspected_table>& tables, bool spatialite) {
  json_writer out;
  out.begin_object().key("spatialite").cell(spatialite).key("tables").begin_array();
  const auto texts = [&](std::string_view key, const std::vector<std::string>& values) {
    out.key(key).begin_array();
    for (const std::string& value : values) out.text(value);
    out.end_array();
  };
  for (const inspected_table& t : tables) {
    out.line().begin_object().key("name").text(t.name).key("kind").text(t.what);
    if (!t.facts) write_error(out, t.facts.error());
    else {
      const table_facts& f = *t.facts;
      if (f.rows) out.key("count").cell(*f.rows);
      out.key("columns").begin_array();
      for (const column_description& c : f.columns) {
        out.begin_object().key("name").text(c.name).key("type").text(c.type);
        out.key("not_null").cell(c.not_null).key("default").text(c.default_value);
        out.key("primary_key").cell(static_cast<std::uint64_t>(c.primary_key_position));
        out.key("hidden").cell(c.hidden).key("generated").cell(c.generated).end_object();
      }
      out.end_array();
      texts("primary_key", f.primary_key);
      out.key("foreign_keys").begin_array();
      for (const foreign_key& k : f.foreign_keys)
        out.begin_object()
            .key("id")
            .cell(static_cast<std::uint64_t>(k.id))
            .key("sequence")
            .cell(static_cast<std::uint64_t>(k.sequence))
            .key("from")
            .text(k.from)
            .key("table")
            .text(k.table)
            .key("to")
            .text(k.to)
            .key("on_update")
            .text(k.on_update)
            .key("on_delete")
            .text(k.on_delete)
            .end_object();
      out.end_array();
      texts("indices", f.indices);
      out.key("definition").text(f.definition).key("full_text").text(f.full_text);
    }
    out.end_object();
  }
  out.end_array().end_object();
  return std::move(out).finish();
}

/// Prints what the source says about its tables, views and hidden tables, in this order.
template<class Registry>
exit_code inspect(context& with, const inspect_options& asked) {
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  auto all = (*from)->inspect();
  if (!all) return with.io.complain(all.error());
  std::vector<inspected_table> tables;
  // Sources list views and hidden tables among the tables too; each is shown once, as what it is.
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  std::erase_if(all->tables, [&](const std::string& name) {
    return among(all->views, name) || among(all->hidden, name);
  });
  std::erase_if(all->views, [&](const std::string& name) { return among(all->hidden, name); });
  const auto add = [&](std::vector<std::string>& names, std::string_view what) {
    std::sort(names.begin(), names.end());
    for (std::string& name : names) tables.push_back({std::move(name), what, {}});
  };
  add(all->tables, "table");
  add(all->views, "view");
  add(all->hidden, "hidden");
  outcome_of_many outcome;
  if (!asked.tables.empty()) {
    std::vector<inspected_table> chosen;
    for (const std::string& name : asked.tables) {
      const auto at = std::find_if(tables.begin(), tables.end(),
                                   [&](const inspected_table& t) { return t.name == name; });
      chosen.push_back(at != tables.end() ? *at : inspected_table{name, "table", {}});
    }
    tables = std::move(chosen);
  }
  for (inspected_table& t : tables) {
    if (with.signals.requested()) return with.io.complain(with.interrupted());
    t.facts = (*from)->inspect(table_named(t.name, {}), t.what == "view", asked.count);
    if (t.facts) outcome.succeeded();
    else outcome.failed(t.facts.error());
  }
  with.io.say(asked.json ? inspect_json(tables, all->spatialite)
                         : inspect_text(tables, all->spatialite));
  return outcome.code();
}

}  // namespace ferrule::cli
