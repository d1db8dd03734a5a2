// SPDX-License-Identifier: BSL-1.0
// conformance/connector_adaptor.hpp - one connector as the kit sees it.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/conformance/adaptor.hpp>

namespace ferrule::conformance {

/// Rows of tables of `C` read into structs `T`; defined in conformance/struct_reader.hpp.
template<class C, class T>
struct struct_reader {
  static result<struct_rows> read(C& connector, const table_id& table);
  /// Leaves a loop behind the first row.
  static result<void> break_early(C& connector, const table_id& table);
};

/// Changes of `C`; defined in conformance/changes_reader.hpp.
template<class C>
struct changes_reader {
  static result<changes_ptr> follow(C& connector, std::span<const table_info> tables,
                                    const std::optional<checkpoint>& from,
                                    const follow_options& options);
};

/// Some rows of tables of `C`; defined in conformance/part_opening.hpp.
template<class C>
struct part_opening {
  static result<stream_ptr> open(C& connector, const table_info& table, const request& wanted);
  static result<plan_ptr> plan(C& connector, const table_info& table, std::size_t parts);
  static result<stream_ptr> open(C& connector, const partition& part);
};

namespace detail {

/// `S` is the struct that some columns of the fixture's sample table fill; void: there is none.
template<Connector C, class S>
class connector_adaptor final : public connector_under_test {
  static constexpr bool introspectable = has_capability<C>(capability::introspectable);
  static constexpr bool queryable = has_capability<C>(capability::queryable);
  static constexpr bool writable = has_capability<C>(capability::writable);
  static constexpr bool followable = has_capability<C>(capability::followable);
  static constexpr bool resumable = has_capability<C>(capability::resumable);
  static constexpr bool migratable = has_capability<C>(capability::migratable);

public:
  explicit connector_adaptor(C connector) : c_(std::move(connector)) {}
  explicit connector_adaptor(typename C::config settings) : c_(std::move(settings)) {}

  result<void> validate_connection() override { return c_.validate_connection(); }
  result<std::vector<table_id>> list_tables() override { return c_.list_tables(); }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) override {
    return c_.validate_tables(tables);
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) override {
    return c_.list_columns(tables);
  }
  result<std::vector<result<source_schema>>> get_schemas(
      std::span<const table_info> tables) override {
    return c_.get_schemas(tables);
  }
  result<stream_ptr> open(const table_info& table) override {
    return adapted_stream(c_.open(table));
  }
  std::function<void()> cancel_handle() override {
    return [handle = c_.cancel_handle()] { handle.cancel(); };
  }
  std::string described() const override { return ferrule::describe(c_.settings(), C::name); }
  connector_ptr another() const override {
    return std::make_unique<connector_adaptor>(typename C::config(c_.settings()));
  }
  connector_ptr moved() override { return std::make_unique<connector_adaptor>(std::move(c_)); }

  result<struct_rows> read_structs(struct_choice which, const table_id& table) override {
    if constexpr (!std::is_void_v<S>)
      if (which == struct_choice::sample) return struct_reader<C, S>::read(c_, table);
    if (which == struct_choice::misfit) return struct_reader<C, misfit_row>::read(c_, table);
    return struct_reader<C, kit_row>::read(c_, table);
  }
  result<void> break_early(struct_choice which, const table_id& table) override {
    if constexpr (!std::is_void_v<S>)
      if (which == struct_choice::sample) return struct_reader<C, S>::break_early(c_, table);
    return struct_reader<C, kit_row>::break_early(c_, table);
  }

  result<std::vector<std::string>> table_names() override {
    if constexpr (introspectable) return c_.table_names();
    else return not_declared();
  }
  result<std::vector<std::string>> hidden_table_names() override {
    if constexpr (introspectable) return c_.hidden_table_names();
    else return not_declared();
  }
  result<std::vector<std::string>> view_names() override {
    if constexpr (introspectable) return c_.view_names();
    else return not_declared();
  }
  result<std::uint64_t> table_count([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.table_count(t);
    else return not_declared();
  }
  result<std::vector<column_description>> describe_table(
      [[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.describe_table(t);
    else return not_declared();
  }
  result<std::vector<foreign_key>> foreign_keys([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.foreign_keys(t);
    else return not_declared();
  }
  result<bool> table_exists([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.table_exists(t);
    else return not_declared();
  }
  result<std::string> table_definition([[maybe_unused]] object_kind what,
                                       [[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.table_definition(what, t);
    else return not_declared();
  }
  result<std::vector<std::string>> indices_definition([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.indices_definition(t);
    else return not_declared();
  }
  result<std::vector<std::string>> primary_keys([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.primary_keys(t);
    else return not_declared();
  }
  result<std::optional<std::string>> detect_fts([[maybe_unused]] const table_id& t) override {
    if constexpr (introspectable) return c_.detect_fts(t);
    else return not_declared();
  }
  result<bool> detect_spatialite() override {
    if constexpr (introspectable) return c_.detect_spatialite();
    else return not_declared();
  }

  result<stream_ptr> execute([[maybe_unused]] const statement& s,
                             [[maybe_unused]] const query_options& options) override {
    if constexpr (queryable) return adapted_stream(c_.execute(s, options));
    else return not_declared();
  }
  result<stream_ptr> open(const table_info& table, const request& wanted) override {
    return part_opening<C>::open(c_, table, wanted);
  }
  result<plan_ptr> plan(const table_info& table, std::size_t parts) override {
    return part_opening<C>::plan(c_, table, parts);
  }
  result<stream_ptr> open(const partition& part) override {
    return part_opening<C>::open(c_, part);
  }

  result<void> create_table([[maybe_unused]] const source_schema& columns,
                            [[maybe_unused]] if_exists existing) override {
    if constexpr (writable) return c_.create_table(columns, existing);
    else return not_declared();
  }
  result<writer_ptr> open_writer([[maybe_unused]] const table_info& table,
                                 [[maybe_unused]] write_mode mode) override {
    if constexpr (writable)
      return adapted<writer_adaptor, writer_under_test>(c_.open_writer(table, mode));
    else return not_declared();
  }
  result<void> begin() override {
    if constexpr (writable) return c_.begin();
    else return not_declared();
  }
  result<void> commit() override {
    if constexpr (writable) return c_.commit();
    else return not_declared();
  }
  result<void> rollback() override {
    if constexpr (writable) return c_.rollback();
    else return not_declared();
  }

  result<void> rename_table([[maybe_unused]] const table_id& table,
                            [[maybe_unused]] std::string_view to) override {
    if constexpr (migratable) return c_.rename_table(table, to);
    else return not_declared();
  }
  result<void> drop_table([[maybe_unused]] const table_id& table) override {
    if constexpr (migratable) return c_.drop_table(table);
    else return not_declared();
  }
  result<void> add_column([[maybe_unused]] const table_id& table,
                          [[maybe_unused]] const field& added) override {
    if constexpr (migratable) return c_.add_column(table, added);
    else return not_declared();
  }
  result<void> drop_column([[maybe_unused]] const table_id& table,
                           [[maybe_unused]] std::string_view column) override {
    if constexpr (migratable) return c_.drop_column(table, column);
    else return not_declared();
  }
  result<void> rename_column([[maybe_unused]] const table_id& table,
                             [[maybe_unused]] std::string_view from,
                             [[maybe_unused]] std::string_view to) override {
    if constexpr (migratable) return c_.rename_column(table, from, to);
    else return not_declared();
  }

  result<changes_ptr> follow(std::span<const table_info> tables,
                             const std::optional<checkpoint>& from,
                             const follow_options& options) override {
    return changes_reader<C>::follow(c_, tables, from, options);
  }
  result<std::string> serialize_state() override {
    if constexpr (resumable) return c_.serialize_state();
    else return not_declared();
  }
  result<void> enable_capture([[maybe_unused]] const table_id& table) override {
    if constexpr (followable && requires(std::span<const table_id> tables) {
                    { c_.enable_capture(tables) } -> std::same_as<result<void>>;
                  })
      return c_.enable_capture(std::span<const table_id>(&table, 1));
    else return {};
  }

private:
  C c_;
};

}  // namespace detail
}  // namespace ferrule::conformance
