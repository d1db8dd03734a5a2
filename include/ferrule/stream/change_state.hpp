// SPDX-License-Identifier: BSL-1.0
// stream/change_state.hpp - what every change stream keeps besides its source: tables, where it stands, first error.
#pragma once
#include <ferrule/stream/changes.hpp>
#include <ferrule/stream/state.hpp>
#include <vector>

namespace ferrule {

/// What `follow` begins with: each table is asked for once. `connector` names it in the message. Errors: `config`. Quadratic.
result<void> each_once(std::string_view connector, std::span<const table_info> tables);

/// Keeps a change stream's tables, the id and table of its message, and its first error. A connector's change stream holds one
/// and forwards to it.
class change_state {
public:
  change_state();
  /// `source` names the stream in messages: "sqlite 'flights.db'".
  change_state(std::string source, std::vector<source_schema> tables);

  std::span<const source_schema> schemas() const noexcept;
  void change_schema(std::size_t table, source_schema now);
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
  [[gnu::cold]] void fail(errc kind, std::string_view what);
  /// What `Row::reject` says of a changed row.
  [[gnu::cold]] void reject_cell(std::size_t column, const value_view& cell, conversion why,
                                 std::string_view wanted);

private:
  std::string source_;
  std::vector<source_schema> schemas_;
  error status_;
};

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/stream/change_state.ipp>
#endif
