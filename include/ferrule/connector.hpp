// SPDX-License-Identifier: BSL-1.0
// connector.hpp - what a connector is, and what to tell the author of a type that is not one.
#pragma once
#include <ferrule/connector/atoms.hpp>
#include <ferrule/connector/capabilities.hpp>

namespace ferrule {

/// A connector joins one kind of source to everything that consumes rows.
///
/// Concretely, a type C is a `Connector` if it
///  1. names itself (`names_itself`),
///  2. is built from its own settings without connecting (`built_from_config`) and
///  3. gives them back (`gives_its_settings`),
///  4. has a type table (`maps_types`),
///  5. validates its connection (`validates_connection`),
///  6. lists its tables (`lists_tables`),
///  7. validates tables (`validates_tables`),
///  8. lists columns (`lists_columns`),
///  9. describes tables (`describes_tables`),
/// 10. opens streams (`opens_streams`),
/// 11. makes cancel handles (`makes_cancel_handles`), and
/// 12. declares its capabilities (`declares_capabilities`); an empty list will do.
///
/// A connector is used by one thread at a time and can be moved between uses; each thread makes its own from a copy
/// of the settings. Only cancel handles cross threads.
template<class C>
concept Connector =
    names_itself<C> && built_from_config<C> && gives_its_settings<C> && maps_types<C> &&
    validates_connection<C> && lists_tables<C> && validates_tables<C> && lists_columns<C> &&
    describes_tables<C> && opens_streams<C> && makes_cancel_handles<C> && declares_capabilities<C>;

namespace detail {

// Each asks one member only, so that the message names it. In function bodies, not class bodies: clang stops at the
// first failed assert of a class but reports every one of a function.
template<class C>
consteval bool is_introspectable() {
  static_assert(
      requires(C& c) {
        { c.table_names() } -> returns<result<std::vector<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> table_names()");
  static_assert(
      requires(C& c) {
        { c.hidden_table_names() } -> returns<result<std::vector<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> hidden_table_names()");
  static_assert(
      requires(C& c) {
        { c.view_names() } -> returns<result<std::vector<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> view_names()");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.table_count(t) } -> returns<result<std::uint64_t>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::uint64_t> table_count(const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.describe_table(t) } -> returns<result<std::vector<column_description>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<column_description>> describe_table(const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.foreign_keys(t) } -> returns<result<std::vector<foreign_key>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<foreign_key>> foreign_keys(const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.table_exists(t) } -> returns<result<bool>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<bool> table_exists(const table_id&)");
  static_assert(
      requires(C& c, object_kind k, const table_id& t) {
        { c.table_definition(k, t) } -> returns<result<std::string>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::string> table_definition(object_kind, const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.indices_definition(t) } -> returns<result<std::vector<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> indices_definition(const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.primary_keys(t) } -> returns<result<std::vector<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> primary_keys(const table_id&)");
  static_assert(
      requires(C& c, const table_id& t) {
        { c.detect_fts(t) } -> returns<result<std::optional<std::string>>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<std::optional<std::string>> detect_fts(const table_id&)");
  static_assert(
      requires(C& c) {
        { c.detect_spatialite() } -> returns<result<bool>>;
      },
      "[ferrule] a connector that declares Introspectable needs: result<bool> detect_spatialite()");
  return true;
}

template<class C>
consteval bool is_queryable() {
  static_assert(
      Queryable<C>,
      "[ferrule] a connector that declares Queryable needs: result<S> execute(const statement&, const query_options&), "
      "where S is a RowStream with bool truncated() const and std::size_t page_size() const");
  return true;
}
template<class C>
consteval bool is_filterable() {
  static_assert(
      Filterable<C>,
      "[ferrule] a connector that declares Filterable needs: result<S> open(const table_info&, const request&), where S is a RowStream");
  return true;
}
template<class C>
consteval bool is_partitioned() {
  static_assert(
      requires(C& c, const table_info& t) {
        requires PartitionPlan<
            typename std::remove_cvref_t<decltype(c.plan(t, std::size_t{}))>::value_type>;
      },
      "[ferrule] a connector that declares Partitioned needs: result<P> plan(const table_info&, std::size_t), where P is move-only "
      "and has std::span<const partition> partitions() const");
  static_assert(
      requires(C& c, const partition& p) {
        requires RowStream<typename std::remove_cvref_t<decltype(c.open(p))>::value_type>;
      },
      "[ferrule] a connector that declares Partitioned needs: result<S> open(const partition&), where S is a RowStream");
  return true;
}
template<class C>
consteval bool is_writable() {
  static_assert(
      requires(C& c, const source_schema& s) {
        { c.create_table(s, if_exists::fail) } -> returns<result<void>>;
      },
      "[ferrule] a connector that declares Writable needs: result<void> create_table(const source_schema&, if_exists)");
  static_assert(
      requires(C& c, const table_info& t) {
        requires Writer<typename std::remove_cvref_t<decltype(c.open_writer(
            t, write_mode::insert))>::value_type>;
      },
      "[ferrule] a connector that declares Writable needs: result<W> open_writer(const table_info&, write_mode), where W is a Writer");
  static_assert(
      requires(C& c) {
        { c.begin() } -> returns<result<void>>;
      }, "[ferrule] a connector that declares Writable needs: result<void> begin()");
  static_assert(
      requires(C& c) {
        { c.commit() } -> returns<result<void>>;
      }, "[ferrule] a connector that declares Writable needs: result<void> commit()");
  static_assert(
      requires(C& c) {
        { c.rollback() } -> returns<result<void>>;
      }, "[ferrule] a connector that declares Writable needs: result<void> rollback()");
  return true;
}

template<class C>
consteval bool keeps_its_promises() {
  constexpr capability_set declared = C::capabilities;
  if constexpr (declared.has(capability::introspectable)) is_introspectable<C>();
  if constexpr (declared.has(capability::queryable)) is_queryable<C>();
  if constexpr (declared.has(capability::filterable)) is_filterable<C>();
  if constexpr (declared.has(capability::partitioned)) is_partitioned<C>();
  if constexpr (declared.has(capability::writable)) is_writable<C>();
  return true;
}

template<class C>
consteval bool names_something() {
  if constexpr (names_itself<C>) return !std::string_view(C::name).empty();
  else return true;
}

}  // namespace detail

/// True where `C` has the method set and, unless `Promises` is false, what its capabilities promise; the gate of registries. Where it has
/// not, compiling stops with one sentence per missing member: "[ferrule] a connector needs: <the signature to add>". The last
/// line of a connector's header is `static_assert(ferrule::is_connector<connector>());`.
template<class C, bool Promises = true>
consteval bool is_connector() {
  static_assert(names_itself<C>,
                "[ferrule] a connector needs: static constexpr std::string_view name");
  static_assert(detail::names_something<C>(),
                "[ferrule] a connector needs a name that is not empty");
  static_assert(
      built_from_config<C>,
      "[ferrule] a connector needs: struct config { ... }; explicit C(config), and to be movable");
  static_assert(gives_its_settings<C>,
                "[ferrule] a connector needs: const config& settings() const");
  static_assert(
      maps_types<C>,
      "[ferrule] a connector needs: static constexpr std::array types_mapping{type_mapping{...}...}; "
      "static const type_mapping<...>* resolve(std::string_view external)");
  static_assert(validates_connection<C>,
                "[ferrule] a connector needs: result<void> validate_connection()");
  static_assert(lists_tables<C>,
                "[ferrule] a connector needs: result<std::vector<table_id>> list_tables()");
  static_assert(
      validates_tables<C>,
      "[ferrule] a connector needs: result<std::vector<table_problem>> validate_tables(std::span<const table_id>)");
  static_assert(
      lists_columns<C>,
      "[ferrule] a connector needs: result<std::vector<result<table_info>>> list_columns(std::span<const table_id>)");
  static_assert(
      describes_tables<C>,
      "[ferrule] a connector needs: result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info>)");
  static_assert(
      opens_streams<C>,
      "[ferrule] a connector needs: result<S> open(const table_info&), where S is a RowStream");
  static_assert(
      makes_cancel_handles<C>,
      "[ferrule] a connector needs: H cancel_handle(), where H is copyable and has void cancel() const noexcept");
  static_assert(
      declares_capabilities<C>,
      "[ferrule] a connector needs: static constexpr capability_set capabilities{...} (empty braces will do)");
  if constexpr (Promises && declares_capabilities<C>) detail::keeps_its_promises<C>();
  return true;
}

/// True where `C` has the method set, which is all that reading rows needs. Says what is missing as `is_connector` does.
template<class C>
consteval bool has_method_set() {
  return is_connector<C, false>();
}

/// Whether `C` declares the capability.
template<class C>
constexpr bool has_capability(capability wanted) {
  return C::capabilities.has(wanted);
}

/// The type table of `C` as tools and documents read it, in the table's order.
template<Connector C>
std::vector<type_description> describe_types() {
  std::vector<type_description> out;
  for (const auto& row : C::types_mapping) out.push_back({row.name, row.to, row.note});
  return out;
}

}  // namespace ferrule
