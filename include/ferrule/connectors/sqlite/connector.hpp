// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connector.hpp - the method set.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/connectors/sqlite/request.hpp>
#include <filesystem>

namespace ferrule::sqlite {
namespace detail {
struct table_shape;
}

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

  explicit connector(config settings);
  connector(connector&&) noexcept;
  connector& operator=(connector&&) noexcept;
  ~connector();

  /// A file that begins as every SQLite database does; one that is empty or not there yet, by its name.
  static result<config> recognizes(const std::filesystem::path& path, std::string_view first_bytes);

  const config& settings() const noexcept { return settings_; }
  static const type_row* resolve(std::string_view declaration) {
    return sqlite::resolve(declaration);
  }
  sqlite::cancel_handle cancel_handle() { return sqlite::cancel_handle(cancel_); }

  /// Opens the file and reads its schema, which finds out whether it is a database at all.
  result<void> validate_connection();

  /// Tables, views and virtual tables by name, without SQLite's own, without the shadow tables of virtual ones, and without those
  /// that a capture keeps.
  result<std::vector<table_id>> list_tables();

  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables);

  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables);

  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables);

  result<stream> open(const table_info& table);

  /// Pushes down what SQLite answers as ferrule does; conditions on dates, decimals and uuids, which SQLite keeps as text of more than one
  /// spelling, and on the beginning or inside of text are evaluated on the rows. An order is pushed or refused.
  result<request_stream> open(table_info table, const request& wanted);

  // Introspectable: <ferrule/connectors/sqlite/introspect.ipp>

  /// Tables and virtual tables, by name; without those that `hidden_table_names` has.
  result<std::vector<std::string>> table_names();
  /// Tables that belong to something else, by name: those behind a virtual table, SQLite's own (sqlite_stat1, sqlite_sequence),
  /// those that a capture of changes keeps, and in a SpatiaLite database SpatiaLite's.
  result<std::vector<std::string>> hidden_table_names();
  result<std::vector<std::string>> view_names();
  /// Counts: SQLite keeps no count, and reads an index or the table through. Errors: `not_found`.
  result<std::uint64_t> table_count(const table_id& table);
  /// All columns, hidden and generated ones too, in order. Errors: `not_found`.
  result<std::vector<column_description>> describe_table(const table_id& table);
  /// By id, then sequence. A key that names no columns refers to the primary key of the other table, and `to` names that; it is
  /// empty where that table does not exist. Errors: `not_found`.
  result<std::vector<foreign_key>> foreign_keys(const table_id& table);
  /// Whether there is a table or view of that name, that is: whether it can be opened.
  result<bool> table_exists(const table_id& table);
  /// The CREATE statement. Errors: `not_found`, also for a view asked for as a table and the other way round.
  result<std::string> table_definition(object_kind what, const table_id& table);
  /// The CREATE INDEX statements, by name; the indexes that a table's own constraints make have none. Errors: `not_found`.
  result<std::vector<std::string>> indices_definition(const table_id& table);
  /// The columns of the primary key, in key order; none where there is none. Errors: `not_found`.
  result<std::vector<std::string>> primary_keys(const table_id& table);
  /// The full-text table over this table's content: itself if it is one, else the first by name whose content= names it. Errors:
  /// `not_found`.
  result<std::optional<std::string>> detect_fts(const table_id& table);
  /// Whether the database has SpatiaLite's catalogue.
  result<bool> detect_spatialite();

  // Queryable: <ferrule/connectors/sqlite/query.hpp>

  /// Runs one statement. One that writes, and a PRAGMA, has taken effect when this returns; others begin with the first `next`.
  ///
  /// Errors: a statement that is empty, or more than one (`unsupported`); what SQLite says of it, with the place; parameters (`not_found` names all
  /// that have no value, and all values that have no parameter; a value that SQLite cannot hold exactly is refused);
  /// `permission` for whatever a read-only connection may not do; `timeout`; `unsupported` for writing while a stream of this
  /// connection has not been read to its end. Called on the connector's thread; the stream belongs to it too.
  result<statement_stream> execute(const statement& what, const query_options& options = {});

  // Partitioned: <ferrule/connectors/sqlite/partition.hpp>

  /// Splits a table into at most `parts` ranges of rowids (fewer where there are fewer rows), of about as many rows each as a
  /// sample of the rowids tells. Errors: `unsupported`, with the reason, for views, virtual tables and tables without rowid, for
  /// databases in memory, and while a transaction of this connection is open, which others do not see.
  result<partition_plan> plan(const table_info& table, std::size_t parts);
  /// Opens a part. The state is checked inside the read transaction that the rows come from. Errors: `closed` where the database has
  /// changed since the plan was made; `unsupported` where older streams of this connection keep it from seeing the plan's state.
  result<partition_stream> open(const partition& part);

  // Writable: <ferrule/connectors/sqlite/writer.hpp>

  /// Creates a table in which each column holds exactly what its kind holds (see `types`; int8 to uint32 are INTEGER, float32 is REAL). `keep`
  /// leaves a table of that name as it is; `replace` drops it with its rows, and keeps it where creating fails. Errors: `permission`;
  /// `unsupported` for lists and points; `constraint` for a name that is taken.
  result<void> create_table(const source_schema& made, if_exists existing = if_exists::fail);
  /// Opens a writer; with no columns named, of all that can be written (for `remove`: of the key's). Errors: `permission`; `not_found`;
  /// `unsupported` for views, generated columns, types SQLite has no form for, and keys that are not there; `constraint` for columns missing
  /// or too many.
  result<writer> open_writer(const table_info& wanted, write_mode mode = write_mode::insert);
  /// Begins a transaction that may write at once, so that it cannot fail later because somebody else has begun. Errors: `permission`;
  /// `timeout`, transient, where another connection is writing.
  result<void> begin();
  result<void> commit();
  /// A stream of this connection that is being read may end with `closed`: what it reads is being undone.
  result<void> rollback();

  // CapturesChanges: <ferrule/connectors/sqlite/capture.ipp>. These and the next are templates, so that a program that follows
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

  // Migratable: <ferrule/connectors/sqlite/migrate.ipp>. Templates too. Each is one statement, and a transaction of its own where none is
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
  auto with_connection(F&& f) -> decltype(f(std::declval<detail::connection&>()));
  bool is_connection_error(const error& why) const noexcept;
  result<detail::table_shape> shape_of(const table_id& id);
  result<source_schema> schema_of(const table_info& info);
  template<class Condition>
  result<basic_stream<Condition>> open_range(const table_info& table,
                                             std::optional<std::int64_t> first,
                                             std::optional<std::int64_t> last, Condition condition);
  result<void> may_write();

  config settings_;
  std::shared_ptr<detail::cancel_state> cancel_;
  std::shared_ptr<detail::connection> db_;
  std::string verified_state_;  // of the last part opened, and what the connection called it
  std::int64_t verified_version_ = 0;
};

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/connector.ipp>
#endif
