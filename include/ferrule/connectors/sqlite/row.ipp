// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/row.ipp - what row.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/row.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

template<class Source>
void row<Source>::reject(const value_view& cell, conversion why, std::string_view wanted) {
  state_->running = false;
  state_->state.reject(static_cast<std::size_t>(column_ - 1), cell, why, wanted, which_row());
}

template<class Source>
void row<Source>::read_again(sqlite3_value* v, value_view& to) {
  const auto at = static_cast<std::size_t>(column_ - 1);
  if (!decode(v, state_->codecs[at], state_->rules, to)) mismatch(v, at, to);
}

template<class Source>
void row<Source>::mismatch(sqlite3_value* v, std::size_t at, value_view& to) {
  state_->texts.resize(state_->codecs.size());
  if (in_place_of(v, state_->codecs[at], state_->rules, state_->texts[at], to)) return;
  to = nullptr;
  state_->running = false;
  state_->state.fail(
      detail::is_beyond(v, state_->codecs[at]) ? errc::value_out_of_range : errc::type_mismatch, at,
      which_row(), explain_mismatch(v, state_->codecs[at], state_->state.schema().fields[at].type));
}

template<class Source>
void row<Source>::out_of_memory() {
  state_->running = false;
  state_->state.fail(errc::resource, static_cast<std::size_t>(column_ - 1), which_row(),
                     "SQLite ran out of memory reading this cell");
}

template<class Source>
std::string row<Source>::which_row() const {
  if (state_->rowid_column >= 0)
    return concat("rowid ", sqlite3_value_int64(source_.at(state_->rowid_column)));
  return concat("row ", state_->rows, " of the result");
}

}  // namespace ferrule::sqlite::detail
