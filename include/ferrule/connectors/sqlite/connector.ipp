// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connector.ipp - what connector.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/connector.hpp>
#include <ferrule/connectors/sqlite/request.ipp>
#include <ferrule/connectors/sqlite/select.hpp>
#include <ferrule/connectors/sqlite/shape.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {

FERRULE_INLINE connector::connector(config settings)
    : settings_(std::move(settings)), cancel_(std::make_shared<detail::cancel_state>()) {}
FERRULE_INLINE connector::connector(connector&&) noexcept = default;
FERRULE_INLINE connector& connector::operator=(connector&&) noexcept = default;
FERRULE_INLINE connector::~connector() = default;

template<class F>
auto connector::with_connection(F&& f) -> decltype(f(std::declval<detail::connection&>())) {
  if (!db_) {
    auto opened = detail::connection::open(settings_, cancel_);
    if (!opened) return fail(std::move(opened.error()));
    db_ = std::move(*opened);
  }
  return f(*db_);
}
FERRULE_INLINE result<detail::table_shape> connector::shape_of(const table_id& id) {
  return with_connection([&](detail::connection& db) { return detail::read_shape(db, id); });
}

FERRULE_INLINE result<config> connector::recognizes(const std::filesystem::path& path,
                                                    std::string_view first_bytes) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  const std::string extension = path.extension().string();
  const bool named = extension == ".db" || extension == ".sqlite" || extension == ".sqlite3" ||
                     extension == ".db3";
  if (first_bytes.starts_with(magic) || (first_bytes.empty() && named))
    return config{.path = path.string()};
  if (first_bytes.empty())
    return fail(errc::unsupported,
                "it is empty, or not there, and is not called .db, .sqlite, .sqlite3 or .db3");
  return fail(errc::unsupported, "it does not begin with 'SQLite format 3'");
}

FERRULE_INLINE result<void> connector::validate_connection() {
  return with_connection([](detail::connection& db) -> result<void> {
    return db.for_each("SELECT count(*) FROM sqlite_schema", [](sqlite3_stmt*) {});
  });
}

FERRULE_INLINE result<std::vector<table_id>> connector::list_tables() {
  std::vector<table_id> out;
  auto ok = with_connection([&](detail::connection& db) {
    return db.for_each(
        concat(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND lower(name) NOT GLOB '",
            detail::capture_prefix, "*' ORDER BY name"),
        [&](sqlite3_stmt* s) { out.emplace_back(detail::text_column(s, 0)); });
  });
  if (!ok) return fail(std::move(ok.error()));
  return out;
}

FERRULE_INLINE result<std::vector<table_problem>> connector::validate_tables(
    std::span<const table_id> tables) {
  std::vector<table_problem> out;
  for (const table_id& id : tables) {
    auto shape = shape_of(id);
    if (!shape && is_connection_error(shape.error())) return fail(std::move(shape.error()));
    if (!shape) out.push_back({id, std::move(shape.error())});
  }
  return out;
}

FERRULE_INLINE result<std::vector<result<table_info>>> connector::list_columns(
    std::span<const table_id> tables) {
  std::vector<result<table_info>> out;
  for (const table_id& id : tables) {
    auto shape = shape_of(id);
    if (!shape && is_connection_error(shape.error())) return fail(std::move(shape.error()));
    if (!shape) out.push_back(fail(std::move(shape.error())));
    else out.push_back(table_info{id, shape->visible_names()});
  }
  return out;
}

FERRULE_INLINE result<std::vector<result<source_schema>>> connector::get_schemas(
    std::span<const table_info> tables) {
  std::vector<result<source_schema>> out;
  for (const table_info& info : tables) {
    auto described = schema_of(info);
    if (!described && is_connection_error(described.error()))
      return fail(std::move(described.error()));
    out.push_back(std::move(described));
  }
  return out;
}

FERRULE_INLINE bool connector::is_connection_error(const error& why) const noexcept {
  return db_ == nullptr || why.kind == errc::connect || why.kind == errc::io ||
         why.kind == errc::resource || why.kind == errc::timeout || why.kind == errc::config ||
         why.kind == errc::cancelled || (why.kind == errc::corrupt);
}

FERRULE_INLINE result<source_schema> connector::schema_of(const table_info& info) {
  auto shape = shape_of(info.id);
  if (!shape) return fail(std::move(shape.error()));
  auto chosen = detail::chosen_columns(*shape, info.columns);
  if (!chosen) return fail(std::move(chosen.error()));
  auto columns = detail::schema_of(*shape, *chosen);
  if (!columns) return fail(std::move(columns.error()));
  return source_schema{info.id, std::move(*columns), cdc_kind::nothing};
}

}  // namespace ferrule::sqlite

namespace ferrule::sqlite {
namespace detail {

/// The rows of a table, or of a part of it, on a connection.
template<class Condition>
result<basic_stream<Condition>> open_rows_of(std::shared_ptr<connection> db, const config& settings,
                                             const table_shape& shape, const table_info& table,
                                             std::optional<std::int64_t> first,
                                             std::optional<std::int64_t> last,
                                             Condition condition) {
  auto chosen = chosen_columns(shape, table.columns);
  if (!chosen) return fail(std::move(chosen.error()));
  auto columns = schema_of(shape, *chosen);
  if (!columns) return fail(std::move(columns.error()));
  selection selected = select_columns(shape, *chosen, *columns, settings);
  selected.sql.first = first;
  selected.sql.last = last;
  basic_stream<Condition> out(std::move(db), std::move(selected.sql), std::move(selected.row),
                              std::move(*columns), std::move(condition));
  if (auto ok = out.prepare(); !ok) return fail(std::move(ok.error()));
  return out;
}

}  // namespace detail

template<class Condition>
result<basic_stream<Condition>> connector::open_range(const table_info& table,
                                                      std::optional<std::int64_t> first,
                                                      std::optional<std::int64_t> last,
                                                      Condition condition) {
  auto shape = shape_of(table.id);
  if (!shape) return fail(std::move(shape.error()));
  return detail::open_rows_of(db_, settings_, *shape, table, first, last, std::move(condition));
}

FERRULE_INLINE result<stream> connector::open(const table_info& table) {
  return open_range(table, {}, {}, everything{});
}

FERRULE_INLINE result<request_stream> connector::open(table_info table, const request& wanted) {
  auto shape = shape_of(table.id);
  if (!shape) return fail(std::move(shape.error()));
  auto delivered = detail::chosen_columns(*shape, table.columns);
  if (!delivered) return fail(std::move(delivered.error()));
  auto delivered_schema = detail::schema_of(*shape, *delivered);
  if (!delivered_schema) return fail(std::move(delivered_schema.error()));
  if (table.columns.empty())
    for (const std::size_t i : *delivered) table.columns.push_back(shape->columns[i].name);
  ferrule::detail::add_columns(wanted.where, table.columns);
  auto chosen = detail::chosen_columns(*shape, table.columns);
  if (!chosen) return fail(std::move(chosen.error()));
  auto columns = detail::schema_of(*shape, *chosen);
  if (!columns) return fail(std::move(columns.error()));
  auto where = bind_predicate(wanted.where, *columns);
  if (!where) return fail(std::move(where.error()));
  detail::selection selected =
      detail::select_columns(*shape, *chosen, std::move(*columns), settings_);
  auto pushed = detail::push_request(selected, *db_, *shape, std::move(*where), wanted);
  if (!pushed) return fail(std::move(pushed.error()));
  request_stream out(db_, std::move(selected.sql), std::move(selected.row),
                     std::move(*delivered_schema), std::move(*pushed));
  if (auto ok = out.prepare(); !ok) return fail(std::move(ok.error()));
  return out;
}

}  // namespace ferrule::sqlite
