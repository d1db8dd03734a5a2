// SPDX-License-Identifier: BSL-1.0
// decorators/forwarding.hpp - a connector around a connector that changes nothing: what each decorator starts from.
//
//     template<Connector C>
//     class counted : public forwarding<counted<C>, C, counted_config<typename C::config>> {
//       using base = forwarding<counted<C>, C, counted_config<typename C::config>>;
//       friend base;
//     public:
//       using base::base;
//     private:
//       template<class F>
//       auto around(const connector_call&, F&& call) { ++calls_; return call(this->inner()); }
//       int calls_ = 0;
//     };
//
// Every method of the contract goes through `around(call, f)`. What a method opens then goes through `around_stream`, `around_plan` or
// `around_writer`, which may give back something else around it. A decorator writes those of the four that it changes, and hides
// the methods that it answers itself.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/decorators/forwarding/call.hpp>
#include <ferrule/decorators/forwarding/config.hpp>
#include <ferrule/decorators/forwarding/streams.hpp>

namespace ferrule {

/// The whole contract of `C`, its name, types and capabilities included, handed on to a `C` inside. `Self` is the decorator that
/// derives from this, `Config` a struct as in forwarding/config.hpp. The rules of threads are those of `C`.
template<class Self, class C, class Config>
class forwarding {
  static_assert(is_connector<C>());
  static constexpr bool introspectable = has_capability<C>(capability::introspectable);
  static constexpr bool queryable = has_capability<C>(capability::queryable);
  static constexpr bool filterable = has_capability<C>(capability::filterable);
  static constexpr bool partitioned = has_capability<C>(capability::partitioned);
  static constexpr bool writable = has_capability<C>(capability::writable);
  static constexpr bool followable = has_capability<C>(capability::followable);
  static constexpr bool resumable = has_capability<C>(capability::resumable);
  static constexpr bool migratable = has_capability<C>(capability::migratable);

public:
  using config = Config;
  using inner_type = C;
  static constexpr std::string_view name = C::name;
  static constexpr capability_set capabilities = C::capabilities;
  static constexpr bool tables_are_independent = has_independent_tables<C>();
  static constexpr auto types_mapping = C::types_mapping;
  static constexpr const typename decltype(C::types_mapping)::value_type* resolve(
      std::string_view external) {
    return C::resolve(external);
  }

  explicit forwarding(Config settings) : settings_(std::move(settings)), inner_(settings_.inner) {}

  const Config& settings() const noexcept { return settings_; }
  /// The connector inside. What is done to it directly, the decorator does not see.
  C& inner() noexcept { return inner_; }
  auto cancel_handle() { return inner_.cancel_handle(); }

  result<void> validate_connection() {
    return self().around({connector_method::validate_connection, {}, {}, {}},
                         [](C& c) { return c.validate_connection(); });
  }
  result<std::vector<table_id>> list_tables() {
    return self().around({connector_method::list_tables, {}, {}, {}},
                         [](C& c) { return c.list_tables(); });
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    return self().around({connector_method::validate_tables, tables, {}, {}},
                         [&](C& c) { return c.validate_tables(tables); });
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    return self().around({connector_method::list_columns, tables, {}, {}},
                         [&](C& c) { return c.list_columns(tables); });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    return self().around({connector_method::get_schemas, {}, tables, {}},
                         [&](C& c) { return c.get_schemas(tables); });
  }
  auto open(const table_info& table) {
    return opened({connector_method::open, {}, {&table, 1}, {}},
                  [&](C& c) { return c.open(table); });
  }

  // --- Filterable, Queryable, Partitioned --------------------------------------------------------

  auto open(const table_info& table, const request& wanted)
    requires filterable
  {
    return opened({connector_method::open_request, {}, {&table, 1}, {}},
                  [&](C& c) { return c.open(table, wanted); });
  }
  auto execute(const statement& what, const query_options& options = {})
    requires queryable
  {
    return opened({connector_method::execute, {}, {}, what.text},
                  [&](C& c) { return c.execute(what, options); });
  }
  auto plan(const table_info& table, std::size_t parts)
    requires partitioned
  {
    const connector_call call{connector_method::plan, {}, {&table, 1}, {}};
    auto made = self().around(call, [&](C& c) { return c.plan(table, parts); });
    using wrapped = decltype(self().around_plan(call, std::move(*made)));
    if (!made) return result<wrapped>(fail(std::move(made.error())));
    return result<wrapped>(self().around_plan(call, std::move(*made)));
  }
  auto open(const partition& part)
    requires partitioned
  {
    return opened({connector_method::open_partition, {}, {&part.table, 1}, {}},
                  [&](C& c) { return c.open(part); });
  }

  // --- Writable ----------------------------------------------------------------------------------

  result<void> create_table(const source_schema& columns, if_exists existing = if_exists::fail)
    requires writable
  {
    return self().around({connector_method::create_table, {&columns.table, 1}, {}, {}},
                         [&](C& c) { return c.create_table(columns, existing); });
  }
  auto open_writer(const table_info& table, write_mode mode = write_mode::insert)
    requires writable
  {
    const connector_call call{connector_method::open_writer, {}, {&table, 1}, {}};
    auto made = self().around(call, [&](C& c) { return c.open_writer(table, mode); });
    using wrapped = decltype(self().around_writer(call, std::move(*made)));
    if (!made) return result<wrapped>(fail(std::move(made.error())));
    return result<wrapped>(self().around_writer(call, std::move(*made)));
  }
  result<void> begin()
    requires writable
  {
    return self().around({connector_method::begin, {}, {}, {}}, [](C& c) { return c.begin(); });
  }
  result<void> commit()
    requires writable
  {
    return self().around({connector_method::commit, {}, {}, {}}, [](C& c) { return c.commit(); });
  }
  result<void> rollback()
    requires writable
  {
    return self().around({connector_method::rollback, {}, {}, {}},
                         [](C& c) { return c.rollback(); });
  }

  // --- Migratable --------------------------------------------------------------------------------

  result<void> rename_table(const table_id& table, std::string_view to)
    requires migratable
  {
    return migrate("rename_table", table, [&](C& c) { return c.rename_table(table, to); });
  }
  result<void> drop_table(const table_id& table)
    requires migratable
  {
    return migrate("drop_table", table, [&](C& c) { return c.drop_table(table); });
  }
  result<void> add_column(const table_id& table, const field& added)
    requires migratable
  {
    return migrate("add_column", table, [&](C& c) { return c.add_column(table, added); });
  }
  result<void> drop_column(const table_id& table, std::string_view column)
    requires migratable
  {
    return migrate("drop_column", table, [&](C& c) { return c.drop_column(table, column); });
  }
  result<void> rename_column(const table_id& table, std::string_view from, std::string_view to)
    requires migratable
  {
    return migrate("rename_column", table, [&](C& c) { return c.rename_column(table, from, to); });
  }

  // --- Followable, Resumable ---------------------------------------------------------------------

  /// The inner connector's changes as they are.
  auto follow(std::span<const table_info> tables, const std::optional<checkpoint>& from = {},
              const follow_options& options = {})
    requires followable
  {
    return self().around({connector_method::follow, {}, tables, {}},
                         [&](C& c) { return c.follow(tables, from, options); });
  }
  result<std::string> serialize_state()
    requires resumable
  {
    return inner_.serialize_state();
  }
  // What some sources have besides, straight from the inner connector.
  auto enable_capture(std::span<const table_id> tables)
    requires requires(C& c) { c.enable_capture(tables); }
  {
    return inner_.enable_capture(tables);
  }
  auto disable_capture(std::span<const table_id> tables)
    requires requires(C& c) { c.disable_capture(tables); }
  {
    return inner_.disable_capture(tables);
  }
  auto captured_tables()
    requires requires(C& c) { c.captured_tables(); }
  {
    return inner_.captured_tables();
  }

  // --- Introspectable ----------------------------------------------------------------------------

  result<std::vector<std::string>> table_names()
    requires introspectable
  {
    return introspect("table_names", {}, [](C& c) { return c.table_names(); });
  }
  result<std::vector<std::string>> hidden_table_names()
    requires introspectable
  {
    return introspect("hidden_table_names", {}, [](C& c) { return c.hidden_table_names(); });
  }
  result<std::vector<std::string>> view_names()
    requires introspectable
  {
    return introspect("view_names", {}, [](C& c) { return c.view_names(); });
  }
  result<std::uint64_t> table_count(const table_id& t)
    requires introspectable
  {
    return introspect("table_count", {&t, 1}, [&](C& c) { return c.table_count(t); });
  }
  result<std::vector<column_description>> describe_table(const table_id& t)
    requires introspectable
  {
    return introspect("describe_table", {&t, 1}, [&](C& c) { return c.describe_table(t); });
  }
  result<std::vector<foreign_key>> foreign_keys(const table_id& t)
    requires introspectable
  {
    return introspect("foreign_keys", {&t, 1}, [&](C& c) { return c.foreign_keys(t); });
  }
  result<bool> table_exists(const table_id& t)
    requires introspectable
  {
    return introspect("table_exists", {&t, 1}, [&](C& c) { return c.table_exists(t); });
  }
  result<std::string> table_definition(object_kind what, const table_id& t)
    requires introspectable
  {
    return introspect("table_definition", {&t, 1},
                      [&](C& c) { return c.table_definition(what, t); });
  }
  result<std::vector<std::string>> indices_definition(const table_id& t)
    requires introspectable
  {
    return introspect("indices_definition", {&t, 1}, [&](C& c) { return c.indices_definition(t); });
  }
  result<std::vector<std::string>> primary_keys(const table_id& t)
    requires introspectable
  {
    return introspect("primary_keys", {&t, 1}, [&](C& c) { return c.primary_keys(t); });
  }
  result<std::optional<std::string>> detect_fts(const table_id& t)
    requires introspectable
  {
    return introspect("detect_fts", {&t, 1}, [&](C& c) { return c.detect_fts(t); });
  }
  result<bool> detect_spatialite()
    requires introspectable
  {
    return introspect("detect_spatialite", {}, [](C& c) { return c.detect_spatialite(); });
  }

protected:
  // What a decorator hides with its own.
  template<class F>
  auto around(const connector_call&, F&& call) {
    return call(inner_);
  }
  template<class S>
  S around_stream(const connector_call&, S stream) {
    return stream;
  }
  template<class P>
  P around_plan(const connector_call&, P plan) {
    return plan;
  }
  template<class W>
  W around_writer(const connector_call&, W writer) {
    return writer;
  }

  /// What a method that opens a stream does; `call` gives the result of a stream.
  template<class F>
  auto opened(const connector_call& call, F&& f) {
    auto made = self().around(call, f);
    using wrapped = decltype(self().around_stream(call, std::move(*made)));
    if (!made) return result<wrapped>(fail(std::move(made.error())));
    return result<wrapped>(self().around_stream(call, std::move(*made)));
  }

  Config settings_;
  C inner_;

private:
  template<class F>
  auto introspect(std::string_view method, std::span<const table_id> about, F&& f) {
    return self().around({connector_method::introspect, about, {}, method}, f);
  }
  template<class F>
  result<void> migrate(std::string_view method, const table_id& about, F&& f) {
    return self().around({connector_method::migrate, {&about, 1}, {}, method}, f);
  }
  Self& self() noexcept { return static_cast<Self&>(*this); }
};

}  // namespace ferrule
