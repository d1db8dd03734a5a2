// SPDX-License-Identifier: BSL-1.0
// stream/change_state.hpp - what every change stream keeps besides its source: tables, where it stands, first error.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/changes.hpp>
#include <ferrule/stream/state.hpp>
#include <vector>

namespace ferrule {

/// What `follow` begins with: each table is asked for once. `connector` names it in the message. Errors: `config`. Quadratic.
inline result<void> each_once(std::string_view connector, std::span<const table_info> tables) {
  for (std::size_t i = 0; i < tables.size(); ++i)
    for (std::size_t before = 0; before < i; ++before)
      if (tables[before].id == tables[i].id)
        return fail(errc::config,
                    concat(connector, " table ", quoted(to_text(tables[i].id)),
                           " was asked for twice; a change is told once, so follow it once"));
  return {};
}

/// Keeps a change stream's tables, the id and table of its message, and its first error. A connector's change stream holds one
/// and forwards to it.
class change_state {
public:
  change_state() = default;
  /// `source` names the stream in messages: "sqlite 'flights.db'".
  change_state(std::string source, std::vector<source_schema> tables)
      : source_(std::move(source)), schemas_(std::move(tables)) {}

  std::span<const source_schema> schemas() const noexcept { return schemas_; }
  void change_schema(std::size_t table, source_schema now) { schemas_[table] = std::move(now); }
  const error& status() const noexcept { return status_; }
  bool failed() const noexcept { return status_.kind != errc::none; }
  const std::string& source() const noexcept { return source_; }

  /// Where the stream stands.
  std::size_t table = 0;
  op_id id{};
  std::optional<source_time> committed_at{};

  /// Latches the first error; later ones are consequences and are dropped.
  [[gnu::cold]] void fail(error why) {
    if (!failed()) status_ = std::move(why);
  }
  [[gnu::cold]] void fail(errc kind, std::string_view what) {
    fail(error{kind, false, concat(source_, ": ", what)});
  }
  /// What `Row::reject` says of a changed row.
  [[gnu::cold]] void reject_cell(std::size_t column, const value_view& cell, conversion why,
                                 std::string_view wanted) {
    const source_schema& of = schemas_[table];
    const std::string name =
        column < of.schema.fields.size() ? quoted(of.schema.fields[column].name) : concat(column);
    fail(error{kind_of(why), false,
               concat(source_, ", table ", quoted(to_text(of.table)), ", column ", name,
                      ", operation ", id, ": ", explain(why, cell, wanted))});
  }

private:
  std::string source_;
  std::vector<source_schema> schemas_;
  error status_;
};

}  // namespace ferrule
