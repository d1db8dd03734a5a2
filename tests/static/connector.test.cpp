// SPDX-License-Identifier: BSL-1.0
// Each requirement of a connector holds for the smallest type that meets it, and not for that type
// minus one member.
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <support/archetypes.hpp>

namespace {

using namespace ferrule;
using archetype::capable_connector;
using whole = archetype::connector;

// The archetype meets the requirement; without one of its members it does not, and is no connector.
#define FERRULE_LOSES(WITHOUT, ATOM) \
  static_assert(ATOM<whole>);        \
  static_assert(!ATOM<WITHOUT>);     \
  static_assert(!Connector<WITHOUT>)

static_assert(Connector<whole> && is_connector<whole>());
static_assert(Connector<memory::connector> && Connector<foobar::connector>);

struct without_name : whole {
  using whole::whole;
  void name();
};
FERRULE_LOSES(without_name, names_itself);

struct without_config : whole {
  using config = int;
  explicit without_config(config);
};
FERRULE_LOSES(without_config, built_from_config);

struct config_with_constructor : whole {
  struct config {
    config(int);
  };
  explicit config_with_constructor(config);
};
FERRULE_LOSES(config_with_constructor, built_from_config);

struct not_built : whole {
  not_built();
};
FERRULE_LOSES(not_built, built_from_config);

struct pinned : whole {
  using whole::whole;
  pinned(pinned&&) = delete;
};
FERRULE_LOSES(pinned, built_from_config);

struct without_settings : whole {
  using whole::whole;
  void settings();
};
FERRULE_LOSES(without_settings, gives_its_settings);

struct settings_by_value : whole {
  using whole::whole;
  config settings() const;
};
FERRULE_LOSES(settings_by_value, gives_its_settings);

struct without_types : whole {
  using whole::whole;
  void types_mapping();
};
FERRULE_LOSES(without_types, maps_types);

struct without_resolve : whole {
  using whole::whole;
  static int resolve(std::string_view);
};
FERRULE_LOSES(without_resolve, maps_types);

struct without_validate_connection : whole {
  using whole::whole;
  bool validate_connection();
};
FERRULE_LOSES(without_validate_connection, validates_connection);

struct without_list_tables : whole {
  using whole::whole;
  std::vector<table_id> list_tables();
};
FERRULE_LOSES(without_list_tables, lists_tables);

struct without_validate_tables : whole {
  using whole::whole;
  result<void> validate_tables(std::span<const table_id>);
};
FERRULE_LOSES(without_validate_tables, validates_tables);

struct without_list_columns : whole {
  using whole::whole;
  result<std::vector<table_info>> list_columns(std::span<const table_id>);
};
FERRULE_LOSES(without_list_columns, lists_columns);

struct without_get_schemas : whole {
  using whole::whole;
  result<std::vector<source_schema>> get_schemas(std::span<const table_info>);
};
FERRULE_LOSES(without_get_schemas, describes_tables);

struct without_open : whole {
  using whole::whole;
  result<int> open(const table_info&);
};
FERRULE_LOSES(without_open, opens_streams);

struct without_cancel_handle : whole {
  using whole::whole;
  int cancel_handle();
};
FERRULE_LOSES(without_cancel_handle, makes_cancel_handles);

struct throwing_handle {
  void cancel() const;
};
static_assert(!CancelHandle<throwing_handle> && CancelHandle<archetype::cancel_handle> &&
              CancelHandle<cancel_source::handle_type>);

struct without_capabilities : whole {
  using whole::whole;
  void capabilities();
};
FERRULE_LOSES(without_capabilities, declares_capabilities);

// --- Capabilities --------------------------------------------------------------------------------

static_assert(is_connector<capable_connector>());
static_assert(Introspectable<capable_connector> && Queryable<capable_connector> &&
              Filterable<capable_connector> && Partitioned<capable_connector> &&
              Writable<capable_connector>);
static_assert(!Introspectable<whole> && !Queryable<whole> && !Filterable<whole> &&
              !Partitioned<whole> && !Writable<whole>);
static_assert(Introspectable<memory::connector> && Partitioned<memory::connector> &&
              Writable<memory::connector>);
static_assert(!Filterable<memory::connector> && !Queryable<memory::connector>);

struct without_detect_fts : capable_connector {
  using capable_connector::capable_connector;
  void detect_fts();
};
static_assert(!Introspectable<without_detect_fts> && Queryable<without_detect_fts>);

struct without_truncation : capable_connector {
  using capable_connector::capable_connector;
  result<archetype::stream> execute(const statement&, const query_options&);
};
static_assert(!Queryable<without_truncation> && Introspectable<without_truncation>);

struct copyable_plan : capable_connector {
  using capable_connector::capable_connector;
  struct copied {
    std::span<const partition> partitions() const;
  };
  result<copied> plan(const table_info&, std::size_t);
};
static_assert(!Partitioned<copyable_plan> && Writable<copyable_plan>);

struct without_rollback : capable_connector {
  using capable_connector::capable_connector;
  void rollback();
};
static_assert(!Writable<without_rollback> && Partitioned<without_rollback>);

static_assert(capability_set{}.empty() &&
              capability_set{capability::writable}.has(capability::writable));
static_assert(!capability_set{capability::writable}.has(capability::queryable));
static_assert(has_capability<capable_connector>(capability::filterable) &&
              !has_capability<whole>(capability::filterable));

// --- Streams -------------------------------------------------------------------------------------

static_assert(RowStream<archetype::stream> && Row<archetype::row> && !Drains<archetype::stream>);
static_assert(std::is_same_v<stream_of<whole>, archetype::stream>);

struct stream_without_status : archetype::stream {
  bool status() const;
};
struct stream_without_rows : archetype::stream {
  int row();
};
struct fixed_stream : archetype::stream {
  fixed_stream(fixed_stream&&) = delete;
};
static_assert(!RowStream<stream_without_status> && !RowStream<stream_without_rows> &&
              !RowStream<fixed_stream>);

struct row_without_reject : archetype::row {
  void reject();
};
static_assert(!Row<row_without_reject>);

}  // namespace
