// SPDX-License-Identifier: BSL-1.0
// support/archetypes.hpp - the smallest types that meet each requirement, and no more. Declared,
// not defined: for tests that only compile.
#pragma once
#include <ferrule/connector.hpp>

namespace archetype {

using ferrule::result;
using ferrule::table_id;
using ferrule::table_info;

struct row {
  void read(ferrule::value_view&);
  bool failed() const;
  void reject(const ferrule::value_view&, ferrule::conversion, std::string_view);
};
struct stream {
  bool next();
  archetype::row row();
  const ferrule::error& status() const;
  const ferrule::schema& schema() const;
};
struct cancel_handle {
  void cancel() const noexcept;
};
enum class codec { text };

/// A connector that has what every connector must have. WITHOUT_<MEMBER>, defined before this
/// header is included, takes that member away, as its author would have forgotten it.
struct connector {
#ifndef WITHOUT_NAME
  static constexpr std::string_view name = "archetype";
#endif
#ifndef WITHOUT_CAPABILITIES
  static constexpr ferrule::capability_set capabilities{};
#endif
#ifndef WITHOUT_TYPES
  static constexpr std::array types_mapping{ferrule::type_mapping<int, codec>{
      0, "TEXT", ferrule::field_type{.kind = ferrule::kind::text}, codec::text}};
  static const ferrule::type_mapping<int, codec>* resolve(std::string_view);
#endif
  struct config {};

  explicit connector(config);
#ifndef WITHOUT_SETTINGS
  const config& settings() const;
#endif
#ifndef WITHOUT_VALIDATE_CONNECTION
  result<void> validate_connection();
#endif
#ifndef WITHOUT_LIST_TABLES
  result<std::vector<table_id>> list_tables();
#endif
#ifndef WITHOUT_VALIDATE_TABLES
  result<std::vector<ferrule::table_problem>> validate_tables(std::span<const table_id>);
#endif
#ifndef WITHOUT_LIST_COLUMNS
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id>);
#endif
#ifndef WITHOUT_GET_SCHEMAS
  result<std::vector<result<ferrule::source_schema>>> get_schemas(std::span<const table_info>);
#endif
#ifndef WITHOUT_OPEN
  result<archetype::stream> open(const table_info&);
#endif
#ifndef WITHOUT_CANCEL_HANDLE
  archetype::cancel_handle cancel_handle();
#endif
};

struct statement_stream : stream {
  bool truncated() const;
  std::size_t page_size() const;
};
struct plan {
  plan(plan&&);
  plan& operator=(plan&&);
  std::span<const ferrule::partition> partitions() const;
};
struct changes {
  ferrule::change next();
  std::size_t table() const;
  archetype::stream& rows();
  archetype::row row();
  archetype::row old_row();
  const ferrule::op_id& id() const;
  std::optional<ferrule::source_time> committed_at() const;
  std::span<const ferrule::source_schema> schemas() const;
  result<void> acknowledge(const ferrule::op_id&);
  const ferrule::error& status() const;
};
struct writer {
  bool write(std::span<const ferrule::value_view>);
  const ferrule::error& status() const;
  result<void> finish();
};

/// One that has every capability too.
struct capable_connector : connector {
  using connector::connector;
#ifndef WITHOUT_OPEN
  using connector::open;
#endif
  static constexpr ferrule::capability_set capabilities{
      ferrule::capability::introspectable, ferrule::capability::queryable,
      ferrule::capability::filterable,     ferrule::capability::partitioned,
      ferrule::capability::writable,       ferrule::capability::followable,
      ferrule::capability::resumable,      ferrule::capability::migratable};
  result<std::vector<std::string>> table_names();
  result<std::vector<std::string>> hidden_table_names();
  result<std::vector<std::string>> view_names();
  result<std::uint64_t> table_count(const table_id&);
  result<std::vector<ferrule::column_description>> describe_table(const table_id&);
  result<std::vector<ferrule::foreign_key>> foreign_keys(const table_id&);
  result<bool> table_exists(const table_id&);
  result<std::string> table_definition(ferrule::object_kind, const table_id&);
  result<std::vector<std::string>> indices_definition(const table_id&);
  result<std::vector<std::string>> primary_keys(const table_id&);
  result<std::optional<std::string>> detect_fts(const table_id&);
  result<bool> detect_spatialite();
  result<statement_stream> execute(const ferrule::statement&, const ferrule::query_options&);
  result<archetype::stream> open(const table_info&, const ferrule::request&);
  result<archetype::plan> plan(const table_info&, std::size_t);
  result<archetype::stream> open(const ferrule::partition&);
  result<void> create_table(const ferrule::source_schema&, ferrule::if_exists);
  result<archetype::writer> open_writer(const table_info&, ferrule::write_mode);
  result<void> begin();
  result<void> commit();
  result<void> rollback();
  result<archetype::changes> follow(std::span<const table_info>,
                                    const std::optional<ferrule::checkpoint>&,
                                    const ferrule::follow_options&);
  result<std::string> serialize_state();
  result<void> rename_table(const table_id&, std::string_view);
  result<void> drop_table(const table_id&);
  result<void> add_column(const table_id&, const ferrule::field&);
  result<void> drop_column(const table_id&, std::string_view);
  result<void> rename_column(const table_id&, std::string_view, std::string_view);
};

}  // namespace archetype
