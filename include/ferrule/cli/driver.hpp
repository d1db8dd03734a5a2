// SPDX-License-Identifier: BSL-1.0
// cli/driver.hpp - the seam between commands and connectors: what a command may ask of any connector.
//
// Commands are ordinary functions over this seam, and each connector of a registry is compiled into it once
// (driver_of.hpp): what a program costs to compile is commands plus connectors and not commands times connectors. Calls through it
// are virtual and happen per table or per statement; the loop over rows is behind it, with the stream's own type.
#pragma once
#include <ferrule/cli/row_sinks.hpp>
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {
enum class finish : std::uint8_t;
struct request;
namespace conformance {
class subject;
}
}  // namespace ferrule

namespace ferrule::cli {

/// What a source says about one table beyond its schema.
struct table_facts {
  std::vector<column_description> columns{};
  std::vector<std::string> primary_key{};
  std::vector<foreign_key> foreign_keys{};
  std::vector<std::string> indices{};
  std::string definition{};
  std::optional<std::string> full_text{};
  std::optional<std::uint64_t> rows{};
};

/// What a source says about all of its tables.
struct source_facts {
  std::vector<std::string> tables{};
  std::vector<std::string> hidden{};
  std::vector<std::string> views{};
  bool spatialite = false;
};

/// What became of a statement.
struct statement_outcome {
  std::uint64_t rows = 0;
  bool truncated = false;
};

/// One connection of one connector. Used by one thread, except for what `canceller` gives.
class driver {
public:
  driver() = default;
  driver(const driver&) = delete;
  driver& operator=(const driver&) = delete;
  virtual ~driver() = default;

  virtual std::string_view name() const = 0;
  virtual capability_set capabilities() const = 0;
  /// The connector and its settings, secrets masked.
  virtual std::string described() const = 0;
  virtual std::function<void()> canceller() = 0;

  virtual result<void> validate_connection() = 0;
  virtual result<std::vector<table_id>> list_tables() = 0;
  virtual result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) = 0;
  virtual result<std::vector<result<table_info>>> list_columns(
      std::span<const table_id> tables) = 0;
  virtual result<std::vector<result<source_schema>>> get_schemas(
      std::span<const table_info> tables) = 0;
  /// Why a table is described as it is, where the connector has found that out by itself: lines of text, or nothing.
  virtual result<std::string> explain(const table_id& table) = 0;
  /// Opens a table and gives its rows to `to`; says how many.
  virtual result<std::uint64_t> read(const table_info& table, row_sink& to) = 0;
  /// The same for the rows that were asked for.
  virtual result<std::uint64_t> read(const table_info& table, const ferrule::request& wanted,
                                     row_sink& to) = 0;

  // Each answers `unsupported` where the connector does not declare the capability.
  virtual result<statement_outcome> execute(const statement& what, const query_options& options,
                                            row_sink& to) = 0;
  virtual result<source_facts> inspect() = 0;
  virtual result<table_facts> inspect(const table_id& table, bool is_view, bool count) = 0;
  virtual result<std::uint64_t> count(const table_id& table) = 0;
  virtual result<void> create_table(const source_schema& table, if_exists existing) = 0;
  virtual result<std::unique_ptr<table_writer>> open_writer(const table_info& table,
                                                            write_mode mode) = 0;
  virtual result<void> begin() = 0;
  virtual result<void> commit() = 0;
  virtual result<void> rollback() = 0;
  virtual result<void> drop_table(const table_id& table) = 0;
  virtual result<void> add_column(const table_id& table, const field& added) = 0;
  virtual result<void> drop_column(const table_id& table, std::string_view column) = 0;
};

/// What is known of a connector before there is a connection.
struct connector_facts {
  std::string_view name{};
  capability_set capabilities{};
  std::vector<type_description> types{};
  std::vector<setting_description> settings{};
  bool recognizes_files = false;
};

struct follow_request;

/// What `capture` does.
enum class capture_action : std::uint8_t { list, enable, disable };

/// A connector of the program, as commands see it.
struct connector_entry {
  std::string_view name;
  connector_facts (*facts)();
  result<std::unique_ptr<driver>> (*connect)(const settings& options);
  /// The settings for a file that is one of the connector's; or why it is not.
  result<settings> (*recognizes)(const std::filesystem::path& path, std::string_view first_bytes);
  /// The connector with these settings as the conformance kit sees it.
  result<std::shared_ptr<conformance::subject>> (*subject)(const settings& options);
  /// Delivers what happens to tables of the connector with these settings. Errors: the source's; the target's.
  result<finish> (*follow)(const settings& options, follow_request& asked);
  /// Has what `follow` needs put into the source for these tables, or taken away, and says of which tables changes are kept then.
  /// Errors: the connector's; `unsupported` where it needs no such thing, or cannot be followed.
  result<std::vector<table_id>> (*capture)(const settings& options, capture_action what,
                                           std::span<const table_id> tables);
};

/// The entry of connector `C`; defined in cli/driver_of.hpp, which need not be seen by whoever calls it as long as one
/// source file of the program says `template ferrule::cli::connector_entry ferrule::cli::entry_of<C>();`.
template<class C>
connector_entry entry_of();

/// The rows of a connector's table; defined in cli/table_reading.hpp. A source file of the program says
/// `template struct ferrule::cli::table_reading<C>;`.
template<class C>
struct table_reading {
  static result<std::uint64_t> read(C& source, const table_info& table, row_sink& to);
};

/// Some of them; defined in cli/chosen_rows.hpp. A source file of the program says `template struct ferrule::cli::chosen_rows<C>;`.
template<class C>
struct chosen_rows {
  static result<std::uint64_t> read(C& source, const table_info& table,
                                    const ferrule::request& wanted, row_sink& to);
};

/// The `subject` of that entry; defined in cli/kit_subject.hpp, as `entry_of` is in cli/driver_of.hpp.
template<class C>
result<std::shared_ptr<conformance::subject>> kit_subject_of(const settings& options);

/// `capture` and `follow` of that entry, the latter in two halves; their definitions are in cli/following.hpp, cli/following_lines.hpp and
/// cli/following_tables.hpp. A source file of the program for each says `template struct ferrule::cli::following<C>;`,
/// `template struct ferrule::cli::following_lines<C>;` and so on.
template<class C>
struct following {
  static result<finish> follow(const settings& options, follow_request& asked);
  static result<std::vector<table_id>> capture(const settings& options, capture_action what,
                                               std::span<const table_id> tables);
};
template<class C>
struct following_lines {
  static result<finish> follow(C& source, std::string state, follow_request& asked);
};
template<class C>
struct following_tables {
  static result<finish> follow(C& source, std::string state, follow_request& asked);
};

}  // namespace ferrule::cli
