// SPDX-License-Identifier: BSL-1.0
// connector/atoms.hpp - the method set of a connector, one named requirement per method.
//
// Each says when it is called and by whom. "ls", "validate", "build" and "run" are the commands of the
// command line; a program that uses a connector directly calls the same methods in the same order.
#pragma once
#include <concepts>
#include <ferrule/connector/capabilities.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/schema/mapping.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/stream.hpp>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace ferrule {

/// Something is wrong with one table.
struct table_problem {
  table_id table{};
  error why{};
};

/// Stops what a connection is doing. Copyable, may outlive the connector; `cancel()` may be called from any
/// thread, at any time, more than once.
template<class H>
concept CancelHandle = std::copy_constructible<H> && requires(const H& h) {
  { h.cancel() } noexcept -> returns<void>;
};

/// Says who it is: `static constexpr std::string_view name`. Read by the registry while compiling; the name
/// that settings choose the connector by.
template<class C>
concept names_itself = requires {
  { C::name } -> std::convertible_to<std::string_view>;
};

/// Is built from its own settings: an aggregate `config`, `explicit C(config)`. Constructing never
/// connects and never fails. Called once per connection, on any thread.
template<class C>
concept built_from_config =
    requires { typename C::config; } && std::is_aggregate_v<typename C::config> &&
    std::constructible_from<C, typename C::config> && std::movable<C>;

/// Gives its settings back: `const config& settings() const`. A copy of them makes a second connection, for
/// another thread. Called at any time after construction.
template<class C>
concept gives_its_settings = requires(const C& c) {
  { c.settings() } -> returns<const typename C::config&>;
};

/// Has a type table: `static constexpr std::array types_mapping` of `type_mapping` rows, and
/// `static const row* resolve(std::string_view external)` that finds the row of whatever the source reports, or null.
/// Read while compiling, by `types`, by the documentation, and by the connector itself for everything it maps.
template<class C>
concept maps_types = requires(std::string_view external) {
  { C::types_mapping.size() } -> std::convertible_to<std::size_t>;
  { C::types_mapping[0].to } -> std::convertible_to<std::optional<field_type>>;
  { C::types_mapping[0].name } -> std::convertible_to<std::string_view>;
  {
    C::resolve(external)
  } -> std::convertible_to<const typename decltype(C::types_mapping)::value_type*>;
};

/// Checks what holds for the whole connection: reach, authenticate, version, privileges. Does real work.
/// First call of validate, build and run, and of nothing else.
template<class C>
concept validates_connection = requires(C& c) {
  { c.validate_connection() } -> returns<result<void>>;
};

/// Lists the tables that can be read, in an order that does not change between calls. First call of ls.
template<class C>
concept lists_tables = requires(C& c) {
  { c.list_tables() } -> returns<result<std::vector<table_id>>>;
};

/// Checks what holds for each table as a whole (it exists, it may be read), not its columns. All problems,
/// in the order of the input. Called by validate, build and run, after validate_connection.
template<class C>
concept validates_tables = requires(C& c, std::span<const table_id> tables) {
  { c.validate_tables(tables) } -> returns<result<std::vector<table_problem>>>;
};

/// Names the columns of each table: as many results as tables, in the same order; an unknown table is an
/// inner error, a source that cannot be reached the outer one. Called by ls after list_tables, and before rows are
/// read into a struct.
template<class C>
concept lists_columns = requires(C& c, std::span<const table_id> tables) {
  { c.list_columns(tables) } -> returns<result<std::vector<result<table_info>>>>;
};

/// Describes the columns asked for, in the order asked for (all, where none are named); the primary key refers to
/// these positions and is empty unless all of it was asked for. As many results as inputs, in the same order. Inner
/// error: this table; every unsupported column is named with its external type. Outer error: the source. Called by
/// ls, build and run, after list_columns or validate_tables.
template<class C>
concept describes_tables = requires(C& c, std::span<const table_info> tables) {
  { c.get_schemas(tables) } -> returns<result<std::vector<result<source_schema>>>>;
};

/// Opens a finite stream over the columns asked for, in the order asked for. Called by run, cat and copy, and by
/// rows<T>, after get_schemas. The stream may borrow from the connector, which must outlive it and stay where it is.
template<class C>
concept opens_streams = requires(C& c, const table_info& table) {
  requires RowStream<typename std::remove_cvref_t<decltype(c.open(table))>::value_type>;
};

/// Makes handles by which any thread can stop what the connection is doing: `auto cancel_handle()`; the handle is
/// copyable, may outlive the connector, and has `void cancel() const noexcept`. What was running ends with an
/// error of kind `cancelled`. The one method besides construction that concerns other threads.
template<class C>
concept makes_cancel_handles = requires(C& c) {
  { c.cancel_handle() } -> CancelHandle;
};

/// Declares what else it can do: `static constexpr capability_set capabilities`. Read while compiling.
template<class C>
concept declares_capabilities = requires {
  { C::capabilities } -> std::convertible_to<capability_set>;
};

/// Optional. Knows its files: `static result<config> recognizes(const std::filesystem::path&, std::string_view first_bytes)` gives
/// the settings to open the file with, or an error whose message is why it is none of this connector's ("it does not begin
/// with ..."). Called by tools that are given nothing but a path, for each connector in the registry's order, with at most the first
/// 4096 bytes; none where the file is empty or not there yet. Does not open the file.
template<class C>
concept recognizes_files = requires(const std::filesystem::path& path, std::string_view first) {
  { C::recognizes(path, first) } -> returns<result<typename C::config>>;
};

/// The stream that `C::open` returns.
template<class C>
using stream_of = typename std::remove_cvref_t<decltype(std::declval<C&>().open(
    std::declval<const table_info&>()))>::value_type;

}  // namespace ferrule
