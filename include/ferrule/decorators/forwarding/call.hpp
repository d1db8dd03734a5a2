// SPDX-License-Identifier: BSL-1.0
// decorators/forwarding/call.hpp - which method of a connector is called, and about what.
#pragma once
#include <array>
#include <cstdint>
#include <ferrule/core/concat.hpp>
#include <ferrule/schema/table.hpp>
#include <span>
#include <string>
#include <string_view>

namespace ferrule {

/// The methods of a connector that a decorator is told about. The last two are not methods: a stream that has been read, and a
/// writer that has been written to.
enum class connector_method : std::uint8_t {
  validate_connection,
  list_tables,
  validate_tables,
  list_columns,
  get_schemas,
  open,
  open_request,
  open_partition,
  plan,
  execute,
  create_table,
  open_writer,
  begin,
  commit,
  rollback,
  migrate,
  follow,
  introspect,
  rows_read,
  rows_written,
};

constexpr std::string_view name_of(connector_method m) noexcept {
  constexpr std::string_view names[] = {"validate_connection",
                                        "list_tables",
                                        "validate_tables",
                                        "list_columns",
                                        "get_schemas",
                                        "open",
                                        "open request",
                                        "open partition",
                                        "plan",
                                        "execute",
                                        "create_table",
                                        "open_writer",
                                        "begin",
                                        "commit",
                                        "rollback",
                                        "migrate",
                                        "follow",
                                        "introspect",
                                        "rows read",
                                        "rows written"};
  return names[static_cast<std::size_t>(m)];
}

/// One call of a method. Borrows from the call's arguments: valid while it lasts.
struct connector_call {
  connector_method what{};
  std::span<const table_id> tables{};  ///< that it is about; where `infos` are given, theirs
  std::span<const table_info> infos{};
  std::string_view
      text{};  ///< the statement, or the name of the method of `migrate` or `introspect`

  /// "sales.trades", "3 tables", the statement, or nothing. Allocates.
  std::string subject() const {
    const std::size_t count = tables.size() + infos.size();
    std::string out(text);
    if (count == 0) return out;
    if (!out.empty()) out += ' ';
    return out + (count > 1 ? concat(count, " tables")
                            : to_text(tables.empty() ? infos.front().id : tables.front()));
  }
};

}  // namespace ferrule
