// SPDX-License-Identifier: BSL-1.0
// connectors/memory.hpp - tables in this process: structs of the program, or values of any kind.
//
//     auto store = ferrule::memory::store::named("books");
//     store->add("trades", std::vector<trade>{...}, {"id"});  // or lend(...), without a copy
//     ferrule::memory::connector source{{.store = "books"}};
//     for (const trade& t : ferrule::rows<trade>(source, "trades")) ...  // the objects themselves
//
// A stream reads one version of its table and never sees later writes. Tables of structs are added
// and appended to through the store; tables of values are created and written through a connection.
// A transaction keeps its writes, and the tables it makes, to itself until `commit`. Which of two transactions writes to a
// table first claims it; the other is refused with a transient error.
#pragma once
#include <ferrule/config/setting_help.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/connectors/memory/changes.hpp>
#include <ferrule/connectors/memory/migrate.hpp>
#include <ferrule/connectors/memory/plan.hpp>
#include <ferrule/connectors/memory/store.hpp>
#include <ferrule/connectors/memory/stream.hpp>
#include <ferrule/connectors/memory/transaction.hpp>
#include <ferrule/connectors/memory/types.hpp>
#include <ferrule/connectors/memory/writer.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule::memory {

struct config {
  std::string store = "default";

  static constexpr setting_help help[] = {
      {"store",
       "The name of the tables' store: connections with the same name see the same tables."},
  };
};

/// One connection to a store.
class connector {
public:
  static constexpr std::string_view name = "memory";
  static constexpr capability_set capabilities{capability::introspectable, capability::partitioned,
                                               capability::writable,       capability::followable,
                                               capability::resumable,      capability::migratable};
  static constexpr bool tables_are_independent = true;
  static constexpr auto types_mapping = types;
  static constexpr const type_mapping<kind, kind>* resolve(std::string_view external) noexcept {
    return memory::resolve(external);
  }
  using config = memory::config;

  explicit connector(config settings)
      : settings_(std::move(settings)),
        store_(store::named(settings_.store)),
        transaction_(std::make_unique<detail::transaction>(store_)) {}

  const config& settings() const noexcept { return settings_; }
  cancel_source::handle_type cancel_handle() const { return cancel_.handle(); }

  result<void> validate_connection() { return {}; }
  result<std::vector<table_id>> list_tables() { return transaction_->list(); }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    std::vector<table_problem> out;
    for (const table_id& t : tables)
      if (auto found = transaction_->find(t); !found) out.push_back({t, std::move(found.error())});
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    return answer_each(tables, [&](const table_id& t) -> result<table_info> {
      auto found = transaction_->find(t);
      if (!found) return fail(std::move(found.error()));
      return table_info{t, column_names((*found)->description().described.schema)};
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    return answer_each(tables, [&](const table_info& t) -> result<source_schema> {
      auto found = transaction_->find(t.id);
      if (!found) return fail(std::move(found.error()));
      return project(name, (*found)->description().described, t);
    });
  }

  /// The rows as they are now, those of this connection's transaction included.
  result<stream> open(const table_info& wanted) {
    auto found = transaction_->find(wanted.id);
    if (!found) return fail(std::move(found.error()));
    return open_rows_of((*found)->read(transaction_->id()), wanted, 0,
                        static_cast<std::size_t>(-1));
  }

  // --- Partitioned -------------------------------------------------------------------------------

  /// At most `parts` ranges of rows (at least one, none empty unless the table is). The plan keeps
  /// the rows as they are now.
  result<memory::plan> plan(const table_info& wanted, std::size_t parts) {
    auto found = transaction_->find(wanted.id);
    if (!found) return fail(std::move(found.error()));
    auto rows = (*found)->read(transaction_->id());
    if (auto ok = positions_of(name, rows->table->described, wanted); !ok)
      return fail(std::move(ok.error()));
    return memory::plan(std::move(rows), wanted, parts);
  }
  /// Errors: `closed` where the plan is gone or belongs to another process; what `open` says.
  result<stream> open(const partition& part) {
    if (part.connector != name)
      return fail(errc::unsupported,
                  concat("memory cannot open a partition of connector ", quoted(part.connector)));
    auto rows = detail::planned_versions::all().find(part.state);
    if (rows == nullptr || rows->table->described.table != part.table.id)
      return fail(
          errc::closed,
          concat(
              "memory table ", quoted(to_text(part.table.id)),
              ": the plan of this partition is gone, or was made by another process; plan again"));
    const auto first = static_cast<std::size_t>(std::max<std::int64_t>(part.first.value_or(0), 0));
    const auto behind = part.last
                            ? static_cast<std::size_t>(std::max<std::int64_t>(*part.last, -1) + 1)
                            : static_cast<std::size_t>(-1);
    return open_rows_of(std::move(rows), part.table, first, behind);
  }

  // --- Writable ----------------------------------------------------------------------------------

  /// See `store::create`.
  result<void> create_table(const source_schema& columns, if_exists existing) {
    return transaction_->create(columns, existing);
  }
  /// Errors: `unsupported` for a table of structs, and for upsert, update and remove without a
  /// primary key; `not_found`; `constraint` for columns that are missing or too many. For `remove`,
  /// no columns named means the key's.
  result<writer> open_writer(const table_info& wanted, write_mode mode) {
    auto found = transaction_->find(wanted.id);
    if (!found) return fail(std::move(found.error()));
    return detail::open_writer(std::move(*found), *transaction_, wanted, mode);
  }
  result<void> begin() { return transaction_->begin(); }
  result<void> commit() { return transaction_->commit(); }
  result<void> rollback() { return transaction_->rollback(); }

  // --- Migratable --------------------------------------------------------------------------------

  /// Of tables of values; of those of structs, all but `drop_table` is `unsupported`. See `detail::migration`.
  result<void> rename_table(const table_id& table, std::string_view to) {
    return detail::migration(*transaction_).rename_table(table, to);
  }
  result<void> drop_table(const table_id& table) {
    return detail::migration(*transaction_).drop_table(table);
  }
  result<void> add_column(const table_id& table, const field& added) {
    return detail::migration(*transaction_).add_column(table, added);
  }
  result<void> drop_column(const table_id& table, std::string_view column) {
    return detail::migration(*transaction_).drop_column(table, column);
  }
  result<void> rename_column(const table_id& table, std::string_view from, std::string_view to) {
    return detail::migration(*transaction_).rename_column(table, from, to);
  }

  // --- Followable, Resumable ---------------------------------------------------------------------

  /// What connections write to the store's tables of values, from now on or from where a checkpoint stands. See
  /// `store::keep_changes`.
  result<change_stream> follow(std::span<const table_info> tables,
                               const std::optional<checkpoint>& from = {},
                               const follow_options& options = {}) {
    return detail::follow(store_, settings_.store, tables, from, options, cancel_.watch());
  }
  /// The store's name.
  result<std::string> serialize_state() const { return settings_.store; }

  // --- Introspectable ----------------------------------------------------------------------------

  result<std::vector<std::string>> table_names() {
    std::vector<std::string> out;
    for (const table_id& t : transaction_->list()) out.push_back(to_text(t));
    return out;
  }
  result<std::vector<std::string>> hidden_table_names() { return std::vector<std::string>{}; }
  result<std::vector<std::string>> view_names() { return std::vector<std::string>{}; }
  result<std::uint64_t> table_count(const table_id& t) {
    return transaction_->find(t).map(
        [&](const auto& found) { return std::uint64_t{found->read(transaction_->id())->rows}; });
  }
  result<std::vector<column_description>> describe_table(const table_id& t) {
    return transaction_->find(t).map([](const auto& found) {
      const schema& s = found->description().described.schema;
      std::vector<column_description> out;
      for (const field& f : s.fields) {
        const auto key = std::find(s.primary_key.begin(), s.primary_key.end(), out.size());
        const std::size_t in_key = key == s.primary_key.end()
                                       ? 0
                                       : static_cast<std::size_t>(key - s.primary_key.begin()) + 1;
        out.push_back(
            {out.size(), f.name, to_text(f.type), !f.nullable, std::nullopt, in_key, false, false});
      }
      return out;
    });
  }
  result<std::vector<foreign_key>> foreign_keys(const table_id& t) {
    return transaction_->find(t).map([](const auto&) { return std::vector<foreign_key>{}; });
  }
  result<bool> table_exists(const table_id& t) { return transaction_->find(t).has_value(); }
  /// Generated: memory keeps no statement.
  result<std::string> table_definition(object_kind what, const table_id& t) {
    if (what == object_kind::view)
      return fail(errc::not_found,
                  concat("memory has no views, so none called ", quoted(to_text(t))));
    return transaction_->find(t).map(
        [&](const auto& found) { return definition_of(found->description().described); });
  }
  result<std::vector<std::string>> indices_definition(const table_id& t) {
    return transaction_->find(t).map([](const auto&) { return std::vector<std::string>{}; });
  }
  result<std::vector<std::string>> primary_keys(const table_id& t) {
    return transaction_->find(t).map([](const auto& found) {
      const schema& s = found->description().described.schema;
      std::vector<std::string> out;
      for (const std::size_t i : s.primary_key) out.push_back(s.fields[i].name);
      return out;
    });
  }
  result<std::optional<std::string>> detect_fts(const table_id& t) {
    return transaction_->find(t).map([](const auto&) { return std::optional<std::string>(); });
  }
  result<bool> detect_spatialite() { return false; }

private:
  result<stream> open_rows_of(std::shared_ptr<const detail::version> rows, const table_info& wanted,
                              std::size_t first, std::size_t behind) {
    const auto positions = positions_of(name, rows->table->described, wanted);
    if (!positions) return fail(positions.error());
    return stream(std::move(rows), *positions, cancel_.watch(), first, behind);
  }
  static std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
  }
  static std::string definition_of(const source_schema& table) {
    std::string columns;
    for (const field& f : table.schema.fields)
      columns += concat(columns.empty() ? "" : ", ", in_quotes(f.name), " ", f.type,
                        f.nullable ? "" : " NOT NULL");
    std::string key;
    for (const std::size_t i : table.schema.primary_key)
      key += (key.empty() ? "" : ", ") + in_quotes(table.schema.fields[i].name);
    if (!key.empty()) key = ", PRIMARY KEY (" + key + ")";
    const table_id& id = table.table;
    return concat("CREATE TABLE ", id.schema ? in_quotes(*id.schema) + "." : "", in_quotes(id.name),
                  " (", columns, key, ")");
  }

  config settings_;
  std::shared_ptr<store> store_;
  cancel_source cancel_;
  std::unique_ptr<detail::transaction> transaction_;
};

static_assert(is_connector<connector>());

}  // namespace ferrule::memory
