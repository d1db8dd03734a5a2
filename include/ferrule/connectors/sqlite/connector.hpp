// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connector.hpp - the method set.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/connectors/sqlite/request.hpp>
#include <ferrule/core/concat.hpp>
#include <filesystem>

namespace ferrule::sqlite {

class statement_stream;
template<class>
class basic_change_stream;
/// What happens to tables: <ferrule/connectors/sqlite/changes.hpp>.
using change_stream = basic_change_stream<void>;
class writer;
class partition_plan;

/// A condition that leaves everything, and holds the read transaction in which the state of a plan was verified.
struct planned_part : everything {
  detail::statement_handle guard;
};
/// The rows of one part of a plan.
using partition_stream = basic_stream<planned_part>;

/// Tables and views of one SQLite database.
///
/// Streams, writers and plans hold the connection of the connector that made them, and belong to its thread.
class connector {
public:
  static constexpr std::string_view name = "sqlite";
  using config = sqlite::config;
  static constexpr auto types_mapping = types;
  static constexpr capability_set capabilities{capability::introspectable, capability::queryable,
                                               capability::filterable,     capability::partitioned,
                                               capability::writable,       capability::followable,
                                               capability::resumable,      capability::migratable};

  explicit connector(config settings) : settings_(std::move(settings)) {}

  /// A file that begins as every SQLite database does; one that is empty or not there yet, by its name.
  static result<config> recognizes(const std::filesystem::path& path,
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

  const config& settings() const noexcept { return settings_; }
  static const type_row* resolve(std::string_view declaration) {
    return sqlite::resolve(declaration);
  }
  sqlite::cancel_handle cancel_handle() { return sqlite::cancel_handle(cancel_); }

  /// Opens the file and reads its schema, which finds out whether it is a database at all.
  result<void> validate_connection() {
    return with_connection([](detail::connection& db) -> result<void> {
      return db.for_each("SELECT count(*) FROM sqlite_schema", [](sqlite3_stmt*) {});
    });
  }

  /// Tables, views and virtual tables by name, without SQLite's own, without the shadow tables of virtual ones, and without those
  /// that a capture keeps.
  result<std::vector<table_id>> list_tables() {
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

  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    std::vector<table_problem> out;
    for (const table_id& id : tables) {
      auto shape = shape_of(id);
      if (!shape && is_connection_error(shape.error())) return fail(std::move(shape.error()));
      if (!shape) out.push_back({id, std::move(shape.error())});
    }
    return out;
  }

  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    std::vector<result<table_info>> out;
    for (const table_id& id : tables) {
      auto shape = shape_of(id);
      if (!shape && is_connection_error(shape.error())) return fail(std::move(shape.error()));
      if (!shape) out.push_back(fail(std::move(shape.error())));
      else out.push_back(table_info{id, shape->visible_names()});
    }
    return out;
  }

  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    std::vector<result<source_schema>> out;
    for (const table_info& info : tables) {
      auto described = schema_of(info);
      if (!described && is_connection_error(described.error()))
        return fail(std::move(described.error()));
      out.push_back(std::move(described));
    }
    return out;
  }

  result<stream> open(const table_info& table) { return open_range(table, {}, {}, everything{}); }

  /// Pushes down what SQLite answers as ferrule does; conditions on dates, decimals and uuids, which SQLite keeps as text of more than one
  /// spelling, and on the beginning or inside of text are evaluated on the rows. An order is pushed or refused.
  result<request_stream> open(table_info table, const request& wanted);

  // Introspectable: <ferrule/connectors/sqlite/introspect.hpp>
  inline result<std::vector<std::string>> table_names();
  inline result<std::vector<std::string>> hidden_table_names();
  inline result<std::vector<std::string>> view_names();
  inline result<std::uint64_t> table_count(const table_id& table);
  inline result<std::vector<column_description>> describe_table(const table_id& table);
  inline result<std::vector<foreign_key>> foreign_keys(const table_id& table);
  inline result<bool> table_exists(const table_id& table);
  inline result<std::string> table_definition(object_kind what, const table_id& table);
  inline result<std::vector<std::string>> indices_definition(const table_id& table);
  inline result<std::vector<std::string>> primary_keys(const table_id& table);
  inline result<std::optional<std::string>> detect_fts(const table_id& table);
  inline result<bool> detect_spatialite();

  // Queryable: <ferrule/connectors/sqlite/query.hpp>
  inline result<statement_stream> execute(const statement& what, const query_options& options = {});

  // Partitioned: <ferrule/connectors/sqlite/partition.hpp>
  inline result<partition_plan> plan(const table_info& table, std::size_t parts);
  inline result<partition_stream> open(const partition& part);

  // Writable: <ferrule/connectors/sqlite/writer.hpp>
  inline result<void> create_table(const source_schema& made, if_exists existing = if_exists::fail);
  inline result<writer> open_writer(const table_info& wanted, write_mode mode = write_mode::insert);
  inline result<void> begin();
  inline result<void> commit();
  inline result<void> rollback();

  // CapturesChanges: <ferrule/connectors/sqlite/capture.hpp>. These and the next are templates, so that a program that follows
  // nothing does not compile them.

  /// Puts a log of changes into the database, if it has none, and triggers on each table that write into it, whichever program
  /// changes the table. For a table that is captured as it is now, this does nothing; for one that has changed since, it begins anew. All
  /// or nothing; inside of this connection's transaction, if one is open. Errors: `permission`; `not_found`; `unsupported`, with the
  /// reason, for views, virtual tables and tables of attached databases; `limit` for too many columns; `timeout`, transient, where another
  /// connection is writing.
  template<class = void>
  result<void> enable_capture(std::span<const table_id> tables);
  /// Takes the triggers away, and with the last table the log. Errors: `permission`; `not_found` for a table that is not captured; `timeout`.
  template<class = void>
  result<void> disable_capture(std::span<const table_id> tables);
  /// The tables that are captured, by name; one that was dropped meanwhile, too.
  template<class = void>
  result<std::vector<table_id>> captured_tables();

  // Followable, Resumable: <ferrule/connectors/sqlite/changes.hpp>

  /// What any program writes to the tables, which must be captured, behind their rows as they are now or behind a checkpoint. Through a
  /// connection of its own, which this connector's cancel handle stops. Errors: `unsupported` for a table that is not captured, for columns
  /// without the whole primary key, and for databases in memory; `closed` for a table that has changed since its capture was enabled,
  /// and for a checkpoint that it cannot go on from.
  template<class = void>
  result<change_stream> follow(std::span<const table_info> tables,
                               const std::optional<checkpoint>& from = {},
                               const follow_options& options = {});
  /// What tells the log of changes from any other. Errors: `unsupported` where there is none.
  template<class = void>
  result<std::string> serialize_state();

  // Migratable: <ferrule/connectors/sqlite/migrate.hpp>. Templates too. Each is one statement, and a transaction of its own where none is
  // open. Errors: `permission`; `not_found`; `unsupported` for views and what belongs to virtual tables, while a stream of this
  // connection is being read, and where SQLite refuses, with its reason; `timeout`, transient, where another connection is writing.

  /// Triggers, indexes, views and foreign keys that name the table name it anew. Errors besides: `constraint` for a name that is taken.
  template<class = void>
  result<void> rename_table(const table_id& table, std::string_view to);
  /// Its indexes and triggers go with it; views that show it stay, and cannot be read.
  template<class = void>
  result<void> drop_table(const table_id& table);
  /// At the end, declared as `create_table` does. Errors besides: `constraint` for a name that is taken, and for a column that is not null
  /// where the table has rows; `unsupported` for lists and points.
  template<class = void>
  result<void> add_column(const table_id& table, const field& added);
  /// Writes every row of the table anew. `unsupported` where it is the last column, or the key, an index, a view or a trigger (of a capture too)
  /// names it.
  template<class = void>
  result<void> drop_column(const table_id& table, std::string_view column);
  /// What names the column names it anew. Errors besides: `constraint` for a name that is taken.
  template<class = void>
  result<void> rename_column(const table_id& table, std::string_view from, std::string_view to);

private:
  template<class F>
  auto with_connection(F&& f) -> decltype(f(std::declval<detail::connection&>())) {
    if (!db_) {
      auto opened = detail::connection::open(settings_, cancel_);
      if (!opened) return fail(std::move(opened.error()));
      db_ = std::move(*opened);
    }
    return f(*db_);
  }
  bool is_connection_error(const error& why) const noexcept {
    return db_ == nullptr || why.kind == errc::connect || why.kind == errc::io ||
           why.kind == errc::resource || why.kind == errc::timeout || why.kind == errc::config ||
           why.kind == errc::cancelled || (why.kind == errc::corrupt);
  }
  result<detail::table_shape> shape_of(const table_id& id) {
    return with_connection([&](detail::connection& db) { return detail::read_shape(db, id); });
  }
  result<source_schema> schema_of(const table_info& info) {
    auto shape = shape_of(info.id);
    if (!shape) return fail(std::move(shape.error()));
    auto chosen = detail::chosen_columns(*shape, info.columns);
    if (!chosen) return fail(std::move(chosen.error()));
    auto columns = detail::schema_of(*shape, *chosen);
    if (!columns) return fail(std::move(columns.error()));
    return source_schema{info.id, std::move(*columns), cdc_kind::nothing};
  }
  template<class Condition>
  result<basic_stream<Condition>> open_range(const table_info& table,
                                             std::optional<std::int64_t> first,
                                             std::optional<std::int64_t> last, Condition condition);
  inline result<void> may_write();

  config settings_;
  std::shared_ptr<detail::cancel_state> cancel_ = std::make_shared<detail::cancel_state>();
  std::shared_ptr<detail::connection> db_;
  std::string verified_state_;  // of the last part opened, and what the connection called it
  std::int64_t verified_version_ = 0;
};

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

inline result<request_stream> connector::open(table_info table, const request& wanted) {
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
