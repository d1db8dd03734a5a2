// SPDX-License-Identifier: BSL-1.0
// connector/capabilities.hpp - what a connector may be able to do beyond delivering rows.
#pragma once
#include <array>
#include <cstdint>
#include <ferrule/connector/introspection.hpp>
#include <ferrule/connector/partition.hpp>
#include <ferrule/connector/statement.hpp>
#include <ferrule/connector/writing.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/predicate.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/stream/changes.hpp>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// A refinement of Connector. A connector declares the ones it has; a declared one that is not there is a compile error.
enum class capability : std::uint8_t {
  introspectable,
  queryable,
  filterable,
  partitioned,
  writable,
  followable,
  resumable,
  migratable
};

inline constexpr std::array all_capabilities{capability::introspectable, capability::queryable,
                                             capability::filterable,     capability::partitioned,
                                             capability::writable,       capability::followable,
                                             capability::resumable,      capability::migratable};

constexpr std::string_view name_of(capability c) noexcept {
  constexpr std::string_view names[] = {"Introspectable", "Queryable",  "Filterable", "Partitioned",
                                        "Writable",       "Followable", "Resumable",  "Migratable"};
  return names[static_cast<std::size_t>(c)];
}

/// The capabilities a connector declares:
/// `static constexpr capability_set capabilities{capability::queryable, capability::writable};`.
class capability_set {
public:
  constexpr capability_set() = default;
  constexpr capability_set(std::initializer_list<capability> listed) {
    for (const capability c : listed) bits_ |= 1u << static_cast<unsigned>(c);
  }
  constexpr bool has(capability c) const noexcept {
    return (bits_ >> static_cast<unsigned>(c) & 1u) != 0;
  }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(capability_set, capability_set) = default;
  /// Those that both have.
  friend constexpr capability_set operator&(capability_set a, capability_set b) noexcept {
    a.bits_ &= b.bits_;
    return a;
  }

private:
  std::uint32_t bits_ = 0;
};

template<class C>
concept names_tables = requires(C& c) {
  { c.table_names() } -> returns<result<std::vector<std::string>>>;
};
template<class C>
concept names_hidden_tables = requires(C& c) {
  { c.hidden_table_names() } -> returns<result<std::vector<std::string>>>;
};
template<class C>
concept names_views = requires(C& c) {
  { c.view_names() } -> returns<result<std::vector<std::string>>>;
};
template<class C>
concept counts_rows = requires(C& c, const table_id& table) {
  { c.table_count(table) } -> returns<result<std::uint64_t>>;
};
template<class C>
concept describes_columns = requires(C& c, const table_id& table) {
  { c.describe_table(table) } -> returns<result<std::vector<column_description>>>;
};
template<class C>
concept lists_foreign_keys = requires(C& c, const table_id& table) {
  { c.foreign_keys(table) } -> returns<result<std::vector<foreign_key>>>;
};
template<class C>
concept knows_tables = requires(C& c, const table_id& table) {
  { c.table_exists(table) } -> returns<result<bool>>;
};
template<class C>
concept defines_tables = requires(C& c, object_kind what, const table_id& table) {
  { c.table_definition(what, table) } -> returns<result<std::string>>;
};
template<class C>
concept defines_indices = requires(C& c, const table_id& table) {
  { c.indices_definition(table) } -> returns<result<std::vector<std::string>>>;
};
template<class C>
concept names_primary_keys = requires(C& c, const table_id& table) {
  { c.primary_keys(table) } -> returns<result<std::vector<std::string>>>;
};
template<class C>
concept detects_fts = requires(C& c, const table_id& table) {
  { c.detect_fts(table) } -> returns<result<std::optional<std::string>>>;
};
template<class C>
concept detects_spatialite = requires(C& c) {
  { c.detect_spatialite() } -> returns<result<bool>>;
};
/// Tells what a source knows about its tables beyond their schema: the methods of Datasette's connectors
/// besides `execute`. Called by inspect and by the JSON API; at any time, on the connector's thread.
template<class C>
concept Introspectable =
    names_tables<C> && names_hidden_tables<C> && names_views<C> && counts_rows<C> &&
    describes_columns<C> && lists_foreign_keys<C> && knows_tables<C> && defines_tables<C> &&
    defines_indices<C> && names_primary_keys<C> && detects_fts<C> && detects_spatialite<C>;

/// The result of a statement: a stream that also says whether rows were left out.
template<class S>
concept StatementStream = RowStream<S> && requires(const S& s) {
  { s.truncated() } -> returns<bool>;
  { s.page_size() } -> returns<std::size_t>;
};

/// Runs statements in the source's own language. Called by query and by the JSON API. Errors: `syntax` where the source does not
/// understand the statement, its own otherwise.
template<class C>
concept Queryable = requires(C& c, const statement& s, const query_options& o) {
  requires StatementStream<typename std::remove_cvref_t<decltype(c.execute(s, o))>::value_type>;
};

/// Pushes conditions, order and limit down to the source. What it cannot push exactly it evaluates itself.
template<class C>
concept Filterable = requires(C& c, const table_info& table, const request& wanted) {
  requires RowStream<typename std::remove_cvref_t<decltype(c.open(table, wanted))>::value_type>;
};

/// A plan owns what keeps its partitions valid (a snapshot, a lock); it is not copied.
template<class P>
concept PartitionPlan = std::movable<P> && !std::copy_constructible<P> && requires(const P& p) {
  { p.partitions() } -> returns<std::span<const partition>>;
};

template<class C>
concept plans_partitions = requires(C& c, const table_info& table, std::size_t parts) {
  requires PartitionPlan<typename std::remove_cvref_t<decltype(c.plan(table, parts))>::value_type>;
};
template<class C>
concept opens_partitions = requires(C& c, const partition& part) {
  requires RowStream<typename std::remove_cvref_t<decltype(c.open(part))>::value_type>;
};
/// Splits a table scan into parts that other connections, threads or processes read. All of them see one state.
template<class C>
concept Partitioned = plans_partitions<C> && opens_partitions<C>;

template<class C>
concept creates_tables = requires(C& c, const source_schema& schema, if_exists existing) {
  { c.create_table(schema, existing) } -> returns<result<void>>;
};
template<class C>
concept opens_writers = requires(C& c, const table_info& table, write_mode mode) {
  requires Writer<typename std::remove_cvref_t<decltype(c.open_writer(table, mode))>::value_type>;
};
template<class C>
concept begins_transactions = requires(C& c) {
  { c.begin() } -> returns<result<void>>;
};
template<class C>
concept commits_transactions = requires(C& c) {
  { c.commit() } -> returns<result<void>>;
};
template<class C>
concept rolls_back_transactions = requires(C& c) {
  { c.rollback() } -> returns<result<void>>;
};
/// Creates tables and writes rows, in transactions. Without `begin`, every row stands for itself.
template<class C>
concept Writable = creates_tables<C> && opens_writers<C> && begins_transactions<C> &&
                   commits_transactions<C> && rolls_back_transactions<C>;

/// Delivers what happens to tables, behind a snapshot of them or behind the operation that a checkpoint names: see
/// `ChangeStream`. Snapshot and changes meet without gap or overlap. A checkpoint it cannot go on from is an error of kind `closed`
/// that says why. Called by run, instead of `open`.
template<class C>
concept Followable =
    requires(C& c, std::span<const table_info> tables, const std::optional<checkpoint>& from,
             const follow_options& options) {
      requires ChangeStream<
          typename std::remove_cvref_t<decltype(c.follow(tables, from, options))>::value_type>;
    };

template<class C>
concept serializes_its_state = requires(C& c) {
  { c.serialize_state() } -> returns<result<std::string>>;
};
/// Knows itself again after a restart: what `serialize_state` gives is kept as `checkpoint::state`. Called by run before the first
/// message and kept with every id that the receiver has made durable.
template<class C>
concept Resumable = Followable<C> && serializes_its_state<C>;

template<class C>
concept renames_tables = requires(C& c, const table_id& table, std::string_view to) {
  { c.rename_table(table, to) } -> returns<result<void>>;
};
template<class C>
concept drops_tables = requires(C& c, const table_id& table) {
  { c.drop_table(table) } -> returns<result<void>>;
};
template<class C>
concept adds_columns = requires(C& c, const table_id& table, const field& added) {
  { c.add_column(table, added) } -> returns<result<void>>;
};
template<class C>
concept drops_columns = requires(C& c, const table_id& table, std::string_view column) {
  { c.drop_column(table, column) } -> returns<result<void>>;
};
template<class C>
concept renames_columns =
    requires(C& c, const table_id& table, std::string_view from, std::string_view to) {
      { c.rename_column(table, from, to) } -> returns<result<void>>;
    };
/// Changes tables that are there, with their rows: all of a change or, with an error, none; inside of the connection's transaction, where
/// one is open. A table keeps its name space when it is renamed. An added column is null in the rows that are there, so one that may
/// not be null is a `constraint` error unless the table is empty; its `external_type` is not looked at. Errors besides: `not_found` for what
/// is not there; `constraint` for a name that is taken; `constraint` or `unsupported` for a column that the key, or something else, needs.
/// Called by `table_applier` where the columns of a source's table change.
template<class C>
concept Migratable = Writable<C> && renames_tables<C> && drops_tables<C> && adds_columns<C> &&
                     drops_columns<C> && renames_columns<C>;

/// "Introspectable, Queryable", or "none".
inline std::string to_text(const capability_set& set) {
  std::string out;
  for (const capability c : all_capabilities)
    if (set.has(c)) out += (out.empty() ? "" : ", ") + std::string(name_of(c));
  return out.empty() ? "none" : out;
}

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::capability_set> : ferrule::printable<ferrule::capability_set> {};
