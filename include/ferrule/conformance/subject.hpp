// SPDX-License-Identifier: BSL-1.0
// conformance/subject.hpp - a connector and its fixture, whatever their types.
//
// The checks are ordinary functions, compiled once and not per connector: they see the connector
// through these classes, whose only implementations are in conformance/adaptor.hpp. Nothing but the
// kit works like this; rows of programs never do.
#pragma once
#include <ferrule/config/setting_description.hpp>
#include <ferrule/config/settings.hpp>
#include <ferrule/conformance/fixture.hpp>
#include <ferrule/connector/atoms.hpp>
#include <ferrule/connector/capabilities.hpp>
#include <functional>
#include <memory>

namespace ferrule::conformance {

namespace detail {
/// No table of the kit has so many rows; a stream that does not end is left here.
inline constexpr std::size_t most_rows = 200'000;
}  // namespace detail

/// An open stream.
class stream_under_test {
public:
  virtual ~stream_under_test() = default;
  virtual bool next() = 0;
  /// All cells of the current row, from its beginning; may be called again. Borrowed until the next
  /// row.
  virtual void read(std::vector<value_view>& cells) = 0;
  virtual const error& status() const = 0;
  virtual const ferrule::schema& columns() const = 0;
  /// By `ferrule::pump`: the next rows, at most `limit`, behind those in `rows`.
  virtual void pump_into(std::vector<row_values>& rows, std::size_t limit) = 0;
  /// The stream moved somewhere else; this one is not used any more.
  virtual std::unique_ptr<stream_under_test> moved() = 0;
  virtual bool truncated() const { return false; }
  virtual std::size_t page_size() const { return 0; }
};
using stream_ptr = std::unique_ptr<stream_under_test>;

class writer_under_test {
public:
  virtual ~writer_under_test() = default;
  virtual bool write(std::span<const value_view> cells) = 0;
  virtual const error& status() const = 0;
  virtual result<void> finish() = 0;
  /// By `ferrule::write_batch`.
  virtual std::vector<result<void>> write_all(std::span<const row_values> rows) = 0;
};
using writer_ptr = std::unique_ptr<writer_under_test>;

class plan_under_test {
public:
  virtual ~plan_under_test() = default;
  virtual std::span<const partition> partitions() const = 0;
};
using plan_ptr = std::unique_ptr<plan_under_test>;

/// An open change stream.
class changes_under_test {
public:
  virtual ~changes_under_test() = default;
  virtual change next() = 0;
  virtual std::size_t table() const = 0;
  /// The next row of `change::rows`, all its cells; false at the end of the rows.
  virtual bool next_row(std::vector<value_view>& cells) = 0;
  virtual const error& rows_status() = 0;
  virtual const ferrule::schema& rows_columns() = 0;
  /// All cells of the row, or of the old row, of a change.
  virtual void row(std::vector<value_view>& cells) = 0;
  virtual void old_row(std::vector<value_view>& cells) = 0;
  virtual const op_id& id() const = 0;
  virtual std::optional<source_time> committed_at() const = 0;
  virtual std::span<const source_schema> schemas() const = 0;
  virtual result<void> acknowledge(const op_id&) = 0;
  virtual const error& status() const = 0;
};
using changes_ptr = std::unique_ptr<changes_under_test>;

/// Rows that were read into structs: the columns of the struct, and its cells.
struct struct_rows {
  std::vector<std::string> columns{};
  std::vector<row_values> rows{};
};
/// Which struct.
enum class struct_choice : std::uint8_t { sample, kit, misfit };

/// One connection. Members of capabilities that are not declared are never called.
class connector_under_test {
public:
  virtual ~connector_under_test() = default;
  virtual result<void> validate_connection() = 0;
  virtual result<std::vector<table_id>> list_tables() = 0;
  virtual result<std::vector<table_problem>> validate_tables(std::span<const table_id>) = 0;
  virtual result<std::vector<result<table_info>>> list_columns(std::span<const table_id>) = 0;
  virtual result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info>) = 0;
  virtual result<stream_ptr> open(const table_info&) = 0;
  /// A copy of a cancel handle's `cancel`; may outlive the connector.
  virtual std::function<void()> cancel_handle() = 0;
  /// Its settings as `describe` prints them.
  virtual std::string described() const = 0;
  /// Another connector, made from a copy of the settings of this one.
  virtual std::unique_ptr<connector_under_test> another() const = 0;
  /// The connector moved somewhere else; this one is not used any more.
  virtual std::unique_ptr<connector_under_test> moved() = 0;
  virtual result<struct_rows> read_structs(struct_choice, const table_id&) = 0;
  /// Leaves a loop over structs behind the first row.
  virtual result<void> break_early(struct_choice, const table_id&) = 0;

  virtual result<std::vector<std::string>> table_names() = 0;
  virtual result<std::vector<std::string>> hidden_table_names() = 0;
  virtual result<std::vector<std::string>> view_names() = 0;
  virtual result<std::uint64_t> table_count(const table_id&) = 0;
  virtual result<std::vector<column_description>> describe_table(const table_id&) = 0;
  virtual result<std::vector<foreign_key>> foreign_keys(const table_id&) = 0;
  virtual result<bool> table_exists(const table_id&) = 0;
  virtual result<std::string> table_definition(object_kind, const table_id&) = 0;
  virtual result<std::vector<std::string>> indices_definition(const table_id&) = 0;
  virtual result<std::vector<std::string>> primary_keys(const table_id&) = 0;
  virtual result<std::optional<std::string>> detect_fts(const table_id&) = 0;
  virtual result<bool> detect_spatialite() = 0;

  virtual result<stream_ptr> execute(const statement&, const query_options&) = 0;
  virtual result<stream_ptr> open(const table_info&, const request&) = 0;
  virtual result<plan_ptr> plan(const table_info&, std::size_t parts) = 0;
  virtual result<stream_ptr> open(const partition&) = 0;

  virtual result<void> create_table(const source_schema&, if_exists) = 0;
  virtual result<writer_ptr> open_writer(const table_info&, write_mode) = 0;
  virtual result<void> begin() = 0;
  virtual result<void> commit() = 0;
  virtual result<void> rollback() = 0;

  virtual result<void> rename_table(const table_id&, std::string_view to) = 0;
  virtual result<void> drop_table(const table_id&) = 0;
  virtual result<void> add_column(const table_id&, const field&) = 0;
  virtual result<void> drop_column(const table_id&, std::string_view) = 0;
  virtual result<void> rename_column(const table_id&, std::string_view from,
                                     std::string_view to) = 0;

  virtual result<changes_ptr> follow(std::span<const table_info>, const std::optional<checkpoint>&,
                                     const follow_options&) = 0;
  virtual result<std::string> serialize_state() = 0;
  /// What the source needs before this table can be followed, where it has `enable_capture`; else nothing.
  virtual result<void> enable_capture(const table_id&) = 0;
};
using connector_ptr = std::unique_ptr<connector_under_test>;

/// One row of a connector's type table.
struct mapped_type {
  std::string name{};
  std::optional<field_type> to{};
  ferrule::typing typing = typing::declared;

  /// "(none)": not a name that the source reports, but what the table calls it when it reports
  /// none.
  bool is_reported() const { return !name.starts_with('('); }
};

/// The connector's type and its fixture.
class subject {
public:
  virtual ~subject() = default;
  virtual std::string_view name() const = 0;
  virtual capability_set capabilities() const = 0;
  virtual std::vector<mapped_type> types() const = 0;
  /// Where in `types()` the connector finds an external type: nothing for none, `types().size()`
  /// for a row that is not in the table.
  virtual std::optional<std::size_t> resolve(std::string_view external) const = 0;

  virtual connector_ptr connect() = 0;
  virtual std::optional<std::size_t> unreachable_count() = 0;
  virtual connector_ptr unreachable(std::size_t) = 0;
  /// Constructs from the fixture's untouched_config() and tells whether that left its trace;
  /// nothing: there is none.
  virtual std::optional<bool> touches_when_constructed() = 0;

  virtual ferrule::settings good_settings() = 0;
  virtual std::vector<setting_description> describe_settings() const = 0;
  /// The settings read into the config struct and written again: secrets masked.
  virtual result<ferrule::settings> read_back(const ferrule::settings&) const = 0;
  /// The settings read into the config struct, as `describe` prints it.
  virtual result<std::string> describe(const ferrule::settings&) const = 0;
  virtual result<connector_ptr> connect_with(const ferrule::settings&) = 0;
  /// The error that opening a table through a registry of this connector ends with; of kind `none`
  /// where there is none.
  virtual error open_through_registry(std::string_view connector, const table_id&) = 0;

  virtual std::optional<table_id> sample_table() = 0;
  virtual std::vector<row_values> sample_rows() = 0;
  virtual bool has_sample_struct() const = 0;
  virtual std::optional<table_id> all_types_table() = 0;
  virtual std::optional<unsupported_table> unsupported() = 0;
  virtual table_id unknown_table() = 0;
  virtual std::optional<table_id> large_table() = 0;
  virtual bool can_make() const = 0;
  virtual result<void> make_table(const source_schema&, std::span<const row_values>) = 0;
  virtual bool can_change() const = 0;
  virtual result<void> change_table(const table_id&) = 0;
  virtual std::optional<followed_table> followed() = 0;
  virtual bool can_change_rows() const = 0;
  virtual result<void> change_rows(const table_id&, std::span<const row_change>) = 0;
  virtual std::optional<statement_texts> statements() = 0;
  virtual std::string exempt(const field&, const value_view&) = 0;
  virtual std::vector<waiver> waivers() = 0;
  virtual void reset() = 0;
};

}  // namespace ferrule::conformance
