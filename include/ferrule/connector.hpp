// SPDX-License-Identifier: BSL-1.0
// connector.hpp - what a connector is, and what to tell the author of a type that is not one.
#pragma once
#include <ferrule/connector/atoms.hpp>
#include <ferrule/connector/capabilities.hpp>
#include <ferrule/connector/capture.hpp>

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
// first failed assert of a class but reports every one of a function. By a variable: of a concept both compilers would tell at
// length why it is not satisfied, which the message says.
template<class C>
consteval bool is_introspectable() {
  constexpr bool has_table_names = names_tables<C>;
  static_assert(
      has_table_names,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> table_names()");
  constexpr bool has_hidden_table_names = names_hidden_tables<C>;
  static_assert(
      has_hidden_table_names,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> hidden_table_names()");
  constexpr bool has_view_names = names_views<C>;
  static_assert(
      has_view_names,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> view_names()");
  constexpr bool has_table_count = counts_rows<C>;
  static_assert(
      has_table_count,
      "[ferrule] a connector that declares Introspectable needs: result<std::uint64_t> table_count(const table_id&)");
  constexpr bool has_describe_table = describes_columns<C>;
  static_assert(
      has_describe_table,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<column_description>> describe_table(const table_id&)");
  constexpr bool has_foreign_keys = lists_foreign_keys<C>;
  static_assert(
      has_foreign_keys,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<foreign_key>> foreign_keys(const table_id&)");
  constexpr bool has_table_exists = knows_tables<C>;
  static_assert(
      has_table_exists,
      "[ferrule] a connector that declares Introspectable needs: result<bool> table_exists(const table_id&)");
  constexpr bool has_table_definition = defines_tables<C>;
  static_assert(
      has_table_definition,
      "[ferrule] a connector that declares Introspectable needs: result<std::string> table_definition(object_kind, const table_id&)");
  constexpr bool has_indices_definition = defines_indices<C>;
  static_assert(
      has_indices_definition,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> indices_definition(const table_id&)");
  constexpr bool has_primary_keys = names_primary_keys<C>;
  static_assert(
      has_primary_keys,
      "[ferrule] a connector that declares Introspectable needs: result<std::vector<std::string>> primary_keys(const table_id&)");
  constexpr bool has_detect_fts = detects_fts<C>;
  static_assert(
      has_detect_fts,
      "[ferrule] a connector that declares Introspectable needs: result<std::optional<std::string>> detect_fts(const table_id&)");
  constexpr bool has_detect_spatialite = detects_spatialite<C>;
  static_assert(
      has_detect_spatialite,
      "[ferrule] a connector that declares Introspectable needs: result<bool> detect_spatialite()");
  return true;
}

template<class C>
consteval bool is_queryable() {
  constexpr bool has_execute = Queryable<C>;
  static_assert(
      has_execute,
      "[ferrule] a connector that declares Queryable needs: result<S> execute(const statement&, const query_options&), "
      "where S is a RowStream with bool truncated() const and std::size_t page_size() const");
  return true;
}
template<class C>
consteval bool is_filterable() {
  constexpr bool has_open = Filterable<C>;
  static_assert(
      has_open,
      "[ferrule] a connector that declares Filterable needs: result<S> open(const table_info&, const request&), where S is a RowStream");
  return true;
}
template<class C>
consteval bool is_partitioned() {
  constexpr bool has_plan = plans_partitions<C>;
  static_assert(
      has_plan,
      "[ferrule] a connector that declares Partitioned needs: result<P> plan(const table_info&, std::size_t), where P is move-only "
      "and has std::span<const partition> partitions() const");
  constexpr bool has_open = opens_partitions<C>;
  static_assert(
      has_open,
      "[ferrule] a connector that declares Partitioned needs: result<S> open(const partition&), where S is a RowStream");
  return true;
}
template<class C>
consteval bool is_followable() {
  constexpr bool has_follow = Followable<C>;
  static_assert(
      has_follow,
      "[ferrule] a connector that declares Followable needs: result<S> follow(std::span<const table_info>, "
      "const std::optional<checkpoint>&, const follow_options&), where S is a ChangeStream");
  return true;
}
template<class C>
consteval bool is_resumable() {
  // What is wrong with `follow` has been said where it is looked at.
  constexpr bool has_serialize_state =
      capability_set(C::capabilities).has(capability::followable) && serializes_its_state<C>;
  static_assert(
      has_serialize_state,
      "[ferrule] a connector that declares Resumable needs: Followable and result<std::string> serialize_state()");
  return true;
}
template<class C>
consteval bool is_writable() {
  constexpr bool has_create_table = creates_tables<C>;
  static_assert(
      has_create_table,
      "[ferrule] a connector that declares Writable needs: result<void> create_table(const source_schema&, if_exists)");
  constexpr bool has_open_writer = opens_writers<C>;
  static_assert(
      has_open_writer,
      "[ferrule] a connector that declares Writable needs: result<W> open_writer(const table_info&, write_mode), where W is a Writer");
  constexpr bool has_begin = begins_transactions<C>;
  static_assert(has_begin,
                "[ferrule] a connector that declares Writable needs: result<void> begin()");
  constexpr bool has_commit = commits_transactions<C>;
  static_assert(has_commit,
                "[ferrule] a connector that declares Writable needs: result<void> commit()");
  constexpr bool has_rollback = rolls_back_transactions<C>;
  static_assert(has_rollback,
                "[ferrule] a connector that declares Writable needs: result<void> rollback()");
  return true;
}

template<class C>
consteval bool is_migratable() {
  // What is wrong with the members of Writable has been said where they are looked at.
  constexpr bool is_writable = capability_set(C::capabilities).has(capability::writable);
  static_assert(is_writable,
                "[ferrule] a connector that declares Migratable needs: capability::writable");
  constexpr bool has_rename_table = renames_tables<C>;
  static_assert(
      has_rename_table,
      "[ferrule] a connector that declares Migratable needs: result<void> rename_table(const table_id&, std::string_view)");
  constexpr bool has_drop_table = drops_tables<C>;
  static_assert(
      has_drop_table,
      "[ferrule] a connector that declares Migratable needs: result<void> drop_table(const table_id&)");
  constexpr bool has_add_column = adds_columns<C>;
  static_assert(
      has_add_column,
      "[ferrule] a connector that declares Migratable needs: result<void> add_column(const table_id&, const field&)");
  constexpr bool has_drop_column = drops_columns<C>;
  static_assert(
      has_drop_column,
      "[ferrule] a connector that declares Migratable needs: result<void> drop_column(const table_id&, std::string_view)");
  constexpr bool has_rename_column = renames_columns<C>;
  static_assert(
      has_rename_column,
      "[ferrule] a connector that declares Migratable needs: result<void> rename_column(const table_id&, std::string_view, "
      "std::string_view)");
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
  if constexpr (declared.has(capability::followable)) is_followable<C>();
  if constexpr (declared.has(capability::resumable)) is_resumable<C>();
  if constexpr (declared.has(capability::migratable)) is_migratable<C>();
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
  // Optional, and so a mistake in it would only mean that it is never called.
  if constexpr (requires { &C::recognizes; }) {
    constexpr bool has_recognizes = recognizes_files<C>;
    static_assert(
        has_recognizes,
        "[ferrule] a connector that recognises files needs: static result<config> recognizes(const std::filesystem::path&, "
        "std::string_view first_bytes)");
  }
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
