// SPDX-License-Identifier: BSL-1.0
// cli/validate.hpp - `validate`: whether a source can be reached and its tables read; every problem.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// validate_connection, then validate_tables.
template<class Registry>
exit_code validate(context& with, const validate_options& asked) {
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  json_writer json;
  json.begin_object().key("connector").text((*from)->name());
  const auto refuse = [&](const error& why) {
    if (asked.json) {
      write_error(json, why);
      json.end_object();
      with.io.say(std::move(json).finish());
      return exit_code_of(why);
    }
    return with.io.complain(why);
  };
  if (auto ok = (*from)->validate_connection(); !ok) return refuse(ok.error());
  auto tables = tables_named(with, **from, asked.tables);
  if (!tables) return refuse(tables.error());
  std::vector<table_id> ids;
  for (const table_info& t : *tables) ids.push_back(t.id);
  auto problems = (*from)->validate_tables(ids);
  if (!problems) return refuse(problems.error());
  outcome_of_many outcome;
  json.key("tables").begin_array();
  for (const table_id& t : ids) {
    json.line().begin_object().key("schema").text(t.schema).key("name").text(t.name);
    json.key("problems").begin_array();
    std::size_t wrong = 0;
    for (const table_problem& p : *problems) {
      if (p.table != t) continue;
      if (wrong++ == 0) outcome.failed(p.why);
      json.begin_object();
      write_error(json, p.why);
      json.end_object();
      if (!asked.json) complain_of(with.io, t, p.why);
    }
    json.end_array().end_object();
    if (wrong == 0) outcome.succeeded();
  }
  json.end_array().end_object();
  if (asked.json) with.io.say(std::move(json).finish());
  else
    with.io.say(concat("connection: ok\ntables: ", tables->size() - outcome.failures(), " ok, ",
                       outcome.failures(), " with problems\n"));
  return outcome.code();
}

}  // namespace ferrule::cli
