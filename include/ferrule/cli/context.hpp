// SPDX-License-Identifier: BSL-1.0
// cli/context.hpp - what every command works with: connectors, streams, signals; and the steps that several have in common.
#pragma once
#include <ferrule/cli/aside.hpp>
#include <ferrule/cli/console.hpp>
#include <ferrule/cli/options.hpp>
#include <ferrule/cli/sources.hpp>

namespace ferrule::cli {

struct context {
  source_finder sources;
  console io;
  interruption& signals;
  std::vector<table_info>
      tables{};  ///< of the source connected to last, where its settings name them

  /// A connection, cancelled by signals from now on. Errors: `config`; `cancelled` where a signal came already.
  result<std::unique_ptr<driver>> connect(const source& from) {
    auto made = from.entry->connect(from.options);
    if (!made) return made;
    signals.on_request((*made)->canceller());
    if (signals.requested()) return fail(interrupted());
    return made;
  }
  result<std::unique_ptr<driver>> connect(const source_text& text) {
    auto found = sources.find(text);
    if (!found) return fail(std::move(found.error()));
    tables = std::move(found->tables);
    return connect(*found);
  }
  static error interrupted() { return {errc::cancelled, false, "interrupted"}; }
};

/// The tables with these names; where there are none, those that the source's settings name; else all, sorted by name. Asks for the
/// list only where it is needed: for all, or to know whether a dot is part of a name.
inline result<std::vector<table_info>> tables_named(const context& with, driver& from,
                                                    const std::vector<std::string>& names) {
  std::vector<table_info> out;
  if (names.empty() && !with.tables.empty()) return with.tables;
  std::vector<table_id> known;
  if (names.empty() || std::any_of(names.begin(), names.end(),
                                   [](const std::string& n) { return n.find('.') != n.npos; })) {
    auto listed = from.list_tables();
    if (!listed) return fail(std::move(listed.error()));
    known = std::move(*listed);
  }
  if (names.empty()) {
    std::sort(known.begin(), known.end());
    for (table_id& t : known) out.push_back({std::move(t), {}});
  }
  for (const std::string& name : names) out.push_back({table_named(name, known), {}});
  return out;
}

/// The tables of a source that can be read, and what is wrong with the others.
struct checked_tables {
  std::vector<source_schema> good{};
  std::vector<table_problem> bad{};
};

/// What `build` and `run` begin with: validate_connection, validate_tables, get_schemas, in this order and each once. A table
/// that does not pass is not asked about any more. Errors: the connection's.
inline result<checked_tables> check_tables(const context& with, driver& from,
                                           const std::vector<std::string>& names) {
  if (auto ok = from.validate_connection(); !ok) return fail(std::move(ok.error()));
  auto tables = tables_named(with, from, names);
  if (!tables) return fail(std::move(tables.error()));
  std::vector<table_id> ids;
  for (const table_info& t : *tables) ids.push_back(t.id);
  auto problems = from.validate_tables(ids);
  if (!problems) return fail(std::move(problems.error()));
  checked_tables out;
  out.bad = std::move(*problems);
  std::vector<table_info> asked;
  for (table_info& t : *tables)
    if (std::none_of(out.bad.begin(), out.bad.end(),
                     [&](const table_problem& p) { return p.table == t.id; }))
      asked.push_back(std::move(t));
  auto schemas = from.get_schemas(asked);
  if (!schemas) return fail(std::move(schemas.error()));
  for (std::size_t i = 0; i < asked.size(); ++i)
    if ((*schemas)[i]) out.good.push_back(std::move(*(*schemas)[i]));
    else out.bad.push_back({asked[i].id, std::move((*schemas)[i].error())});
  return out;
}

/// Tells what is wrong with a table. What is wrong with each of its columns is on a line of its own.
inline void complain_of(const console& io, const table_id& table, const error& why) {
  io.complain(concat("table ", quoted(to_text(table)), ": ", why));
}

/// An error as a member of a JSON object.
inline void write_error(json_writer& out, const error& why) {
  out.key("error").begin_object().key("kind").text(name_of(why.kind));
  if (why.transient) out.key("transient").cell(true);
  out.key("message").text(why.message).end_object();
}

/// The names of capabilities as a member of a JSON object.
inline void write_capabilities(json_writer& out, const capability_set& set) {
  out.key("capabilities").begin_array();
  for (const capability c : all_capabilities)
    if (set.has(c)) out.text(name_of(c));
  out.end_array();
}

}  // namespace ferrule::cli
