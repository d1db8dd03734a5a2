// SPDX-License-Identifier: BSL-1.0
// cli/build.hpp - `build`: the checks, and the contract that comes out of them.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <ferrule/cli/contract.hpp>
#include <fstream>
#include <iterator>

namespace ferrule::cli {

/// The lock file at `path`; nothing where there is none. Errors: those of `parse_contract`; `io`.
inline result<std::optional<contract>> read_contract(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad())
    return fail(errc::io, concat("lock file ", quoted(path.string()), " cannot be read"));
  auto agreed = parse_contract(text, path.string());
  if (!agreed) return fail(std::move(agreed.error()));
  return std::optional(std::move(*agreed));
}

/// Checks the tables and writes their contract; with `locked`, only compares. A table that fails is named and is not part of the
/// contract. 65 where a locked contract is not kept.
template<class Registry>
exit_code build(context& with, const build_options& asked) {
  auto before = read_contract(asked.lock);
  if (!before) return with.io.complain(before.error());
  if (asked.locked && !*before) {
    with.io.complain(concat("--locked, and there is no lock file ", quoted(asked.lock),
                            "; build without it to make one"));
    return exit_code::not_found;
  }
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  auto checked = check_tables(with, **from, asked.tables);
  if (!checked) return with.io.complain(checked.error());
  outcome_of_many outcome;
  for (const table_problem& p : checked->bad) {
    complain_of(with.io, p.table, p.why);
    outcome.failed(p.why);
  }
  for (std::size_t i = 0; i < checked->good.size(); ++i) outcome.succeeded();
  const contract now = contract_of((*from)->name(), checked->good);
  const std::string changed = difference(before->value_or(contract{now.connector, {}}), now);
  with.io.say(changed);
  if (asked.locked) {
    if (changed.empty()) return outcome.code();
    with.io.complain(concat("the source is not what ", quoted(asked.lock), " says"));
    return exit_code::data;
  }
  if (checked->good.empty() && outcome.failures() != 0) return outcome.code();
  if (!changed.empty() || !*before) {
    auto file = text_file::create(asked.lock, with.signals);
    if (!file) return with.io.complain(file.error());
    std::fputs(to_text(now).c_str(), file->get());
    if (auto ok = file->finish(); !ok) return with.io.complain(ok.error());
  }
  with.io.say(concat(changed.empty() ? "unchanged: " : "written: ", one_line(asked.lock), ", ",
                     now.tables.size(), " tables\n"));
  return outcome.code();
}

}  // namespace ferrule::cli
