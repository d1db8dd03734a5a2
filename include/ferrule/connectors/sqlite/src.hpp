// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/src.hpp - what the headers of sqlite declare, for the one source file that compiles it (core/separate.hpp).
#pragma once
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/connectors/sqlite/authorize.ipp>
#include <ferrule/connectors/sqlite/capture.ipp>
#include <ferrule/connectors/sqlite/changes.ipp>
#include <ferrule/connectors/sqlite/connection.ipp>
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/decode.ipp>
#include <ferrule/connectors/sqlite/handle.ipp>
#include <ferrule/connectors/sqlite/introspect.ipp>
#include <ferrule/connectors/sqlite/migrate.ipp>
#include <ferrule/connectors/sqlite/partition.ipp>
#include <ferrule/connectors/sqlite/promises.hpp>
#include <ferrule/connectors/sqlite/query.ipp>
#include <ferrule/connectors/sqlite/request.ipp>
#include <ferrule/connectors/sqlite/row.ipp>
#include <ferrule/connectors/sqlite/shape.ipp>
#include <ferrule/connectors/sqlite/stream.ipp>
#include <ferrule/connectors/sqlite/types.ipp>
#include <ferrule/connectors/sqlite/writer.ipp>

#ifdef FERRULE_SEPARATE_COMPILATION
namespace ferrule::sqlite {

namespace detail {
FERRULE_SQLITE_READ_COMMON_TYPES()
}
template class detail::row<detail::arguments>;
template class detail::row<detail::result_row>;
template class basic_stream<everything>;
template class basic_stream<planned_part>;
template class basic_stream<pushed_request>;
template class basic_change_stream<>;

template result<void> connector::enable_capture<>(std::span<const table_id>);
template result<void> connector::disable_capture<>(std::span<const table_id>);
template result<std::vector<table_id>> connector::captured_tables<>();
template result<change_stream> connector::follow<>(std::span<const table_info>,
                                                   const std::optional<checkpoint>&,
                                                   const follow_options&);
template result<std::string> connector::serialize_state<>();
template result<void> connector::rename_table<>(const table_id&, std::string_view);
template result<void> connector::drop_table<>(const table_id&);
template result<void> connector::add_column<>(const table_id&, const field&);
template result<void> connector::drop_column<>(const table_id&, std::string_view);
template result<void> connector::rename_column<>(const table_id&, std::string_view,
                                                 std::string_view);

}  // namespace ferrule::sqlite
#endif
