// SPDX-License-Identifier: BSL-1.0
// cli/copy.hpp - `copy`: tables of one source into another.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/target.hpp>

namespace ferrule::cli {

/// Copies tables, all where none is named. A table that cannot be copied is named, and is not in the target; the others are.
template<class Registry>
exit_code copy(context& with, const copy_options_text& asked) {
  auto from = with.connect(asked.from);
  if (!from) return with.io.complain(from.error());
  auto tables = tables_named(with, **from, asked.tables);
  if (!tables) return with.io.complain(tables.error());
  auto schemas = (*from)->get_schemas(*tables);
  if (!schemas) return with.io.complain(schemas.error());
  auto to = copy_target::open(with, asked.to);
  if (!to) return with.io.complain(to.error());
  const if_exists existing = asked.replace  ? if_exists::replace
                             : asked.append ? if_exists::keep
                                            : if_exists::fail;
  outcome_of_many outcome;
  for (std::size_t i = 0; i < tables->size(); ++i) {
    auto rows = (*schemas)[i] ? copy_table(with, **from, **to, *(*schemas)[i], existing)
                              : fail(std::move((*schemas)[i].error()));
    if (with.signals.requested()) return with.io.complain(with.interrupted());
    if (rows) {
      outcome.succeeded();
      with.io.say(concat(one_line(to_text((*tables)[i].id)), ": ", *rows, " rows\n"));
      continue;
    }
    complain_of(with.io, (*tables)[i].id, rows.error());
    outcome.failed(rows.error());
  }
  if (outcome.failures() == 0 || outcome.code() == exit_code::partly)
    if (auto ok = to->finish(); !ok) return with.io.complain(ok.error());
  return outcome.code();
}

}  // namespace ferrule::cli
