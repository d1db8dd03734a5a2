// SPDX-License-Identifier: BSL-1.0
// stream/change_state.ipp - what change_state.hpp declares.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>
#include <ferrule/stream/change_state.hpp>

namespace ferrule {

FERRULE_INLINE result<void> each_once(std::string_view connector,
                                      std::span<const table_info> tables) {
  for (std::size_t i = 0; i < tables.size(); ++i)
    for (std::size_t before = 0; before < i; ++before)
      if (tables[before].id == tables[i].id)
        return fail(errc::config,
                    concat(connector, " table ", quoted(to_text(tables[i].id)),
                           " was asked for twice; a change is told once, so follow it once"));
  return {};
}

FERRULE_INLINE change_state::change_state() = default;
FERRULE_INLINE change_state::change_state(std::string source, std::vector<source_schema> tables)
    : source_(std::move(source)), schemas_(std::move(tables)) {}

FERRULE_INLINE std::span<const source_schema> change_state::schemas() const noexcept {
  return schemas_;
}
FERRULE_INLINE void change_state::change_schema(std::size_t of, source_schema now) {
  schemas_[of] = std::move(now);
}

FERRULE_INLINE void change_state::fail(errc kind, std::string_view what) {
  fail(error{kind, false, concat(source_, ": ", what)});
}
FERRULE_INLINE void change_state::reject_cell(std::size_t column, const value_view& cell,
                                              conversion why, std::string_view wanted) {
  const source_schema& of = schemas_[table];
  const std::string name =
      column < of.schema.fields.size() ? quoted(of.schema.fields[column].name) : concat(column);
  fail(error{kind_of(why), false,
             concat(source_, ", table ", quoted(to_text(of.table)), ", column ", name,
                    ", operation ", id, ": ", explain(why, cell, wanted))});
}

}  // namespace ferrule
