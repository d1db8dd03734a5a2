// SPDX-License-Identifier: BSL-1.0
// connectors/csv/connector.hpp - the method set.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/connectors/csv/request.hpp>
#include <ferrule/connectors/csv/stream.hpp>
#include <ferrule/connectors/csv/table.hpp>
#include <filesystem>

namespace ferrule::csv {

class partition_plan;
class change_stream;

namespace detail {

/// The rows of files that are read as a table is.
inline result<stream> open_rows(const table_shape& shape, const table_info& wanted,
                                std::vector<file_part> files,
                                std::shared_ptr<std::vector<rejected_row>> rejects,
                                cancel_source::watch_type watch) {
  auto positions = positions_of("csv", shape.columns, wanted);
  if (!positions) return fail(std::move(positions.error()));
  auto state = std::make_unique<row_state>();
  reading how = shape.how;
  how.files = std::move(files);
  how.rejects = std::move(rejects);
  for (const std::size_t at : *positions) {
    const field& f = shape.columns.schema.fields[at];
    state->positions.push_back(static_cast<std::int32_t>(at));
    state->columns.push_back({csv::resolve(f.external_type)->codec, f.type});
    how.wanted.push_back(f.name);
  }
  state->state = stream_state(concat("csv table ", quoted(to_text(wanted.id))),
                              project(shape.columns, *positions).schema);
  return stream(std::move(state), std::move(how), std::move(watch));
}

}  // namespace detail

/// Files of separated values as tables. Every `open` reads the files anew; what was detected about a table is kept until its first file changes.
class connector {
public:
  static constexpr std::string_view name = "csv";
  using config = csv::config;
  static constexpr auto types_mapping = types;
  static constexpr capability_set capabilities{capability::filterable, capability::partitioned,
                                               capability::followable, capability::resumable};
  static constexpr const type_row* resolve(std::string_view external) noexcept {
    return csv::resolve(external);
  }

  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const noexcept { return settings_; }
  cancel_source::handle_type cancel_handle() const { return cancel_.handle(); }

  /// Finds the files and reads the beginning of the first.
  result<void> validate_connection() {
    if (auto m = detail::marks_of(settings_); !m) return fail(std::move(m.error()));
    auto tables = detail::find_tables(settings_);
    if (!tables) return fail(std::move(tables.error()));
    if (tables->empty() || settings_.path == "-") return {};
    auto text = detail::open_text(tables->front().files.front());
    if (!text) return fail(std::move(text.error()));
    char some[512];
    auto count = (*text)->read(some, sizeof(some));
    if (!count) return fail(std::move(count.error()));
    return {};
  }
  result<std::vector<table_id>> list_tables() {
    auto tables = detail::find_tables(settings_);
    if (!tables) return fail(std::move(tables.error()));
    return detail::ids_of(*tables);
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    auto known = detail::find_tables(settings_);
    if (!known) return fail(std::move(known.error()));
    std::vector<table_problem> out;
    for (const table_id& t : tables)
      if (auto shape = shape_among(*known, t); !shape) out.push_back({t, std::move(shape.error())});
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    auto known = detail::find_tables(settings_);
    if (!known) return fail(std::move(known.error()));
    return answer_each(tables, [&](const table_id& t) -> result<table_info> {
      auto shape = shape_among(*known, t);
      if (!shape) return fail(std::move(shape.error()));
      return table_info{t, column_names((*shape)->columns.schema)};
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    auto known = detail::find_tables(settings_);
    if (!known) return fail(std::move(known.error()));
    return answer_each(tables, [&](const table_info& t) -> result<source_schema> {
      auto shape = shape_among(*known, t.id);
      if (!shape) return fail(std::move(shape.error()));
      return project(name, (*shape)->columns, t);
    });
  }
  result<stream> open(const table_info& wanted) {
    auto shape = shape_of(wanted.id);
    if (!shape) return fail(std::move(shape.error()));
    return open_files(**shape, wanted, (*shape)->how.files);
  }
  /// Evaluates the condition on the columns that it names before any other is decoded. Errors: `unsupported` for an order.
  result<request_stream> open(const table_info& table, const request& wanted);

  // Partitioned: <ferrule/connectors/csv/partition.hpp>
  inline result<partition_plan> plan(const table_info& table, std::size_t parts);
  inline result<stream> open(const partition& part);

  // Followable, Resumable: <ferrule/connectors/csv/follow.hpp>
  inline result<change_stream> follow(std::span<const table_info> tables,
                                      const std::optional<checkpoint>& from = {},
                                      const follow_options& options = {});
  /// Which files these are: path and table of the settings.
  result<std::string> serialize_state() const { return detail::state_of(settings_); }

  /// Files and folders by their names; what is in them is not looked at.
  static result<csv::config> recognizes(const std::filesystem::path& path, std::string_view) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
      const auto files = detail::files_in_folder(path.string());
      if (files && !files->empty()) return csv::config{.path = path.string()};
      return fail(errc::unsupported, "no file in this folder ends in .csv, .tsv or .psv");
    }
    if (detail::is_text_table(path.filename().string())) return csv::config{.path = path.string()};
    return fail(errc::unsupported,
                "its name ends neither in .csv, .tsv or .psv, nor in one of these and .gz or .zst");
  }

  /// What was decided about a table - delimiter, header, the type of each column - and which line decided.
  result<table_origin> explain(const table_id& table) {
    auto shape = shape_of(table);
    if (!shape) return fail(std::move(shape.error()));
    return (*shape)->origin;
  }
  /// Rows left out so far by streams of this connector (`ragged = collect`). Not to be called while one of them is read by another thread.
  const std::vector<rejected_row>& rejected() const noexcept { return *rejects_; }
  /// The rows of a table, counted without decoding a cell.
  inline result<std::uint64_t> count_rows(const table_id& table);

private:
  using shape_ptr = std::shared_ptr<const detail::table_shape>;

  result<shape_ptr> shape_of(const table_id& id) {
    auto known = detail::find_tables(settings_);
    if (!known) return fail(std::move(known.error()));
    return shape_among(*known, id);
  }
  result<shape_ptr> shape_among(const std::vector<detail::file_table>& known, const table_id& id) {
    for (const detail::file_table& t : known) {
      if (t.id != id) continue;
      for (auto at = shapes_.begin(); at != shapes_.end(); ++at) {
        if ((*at)->of.id != id) continue;
        const auto state =
            t.files.front() == "-" ? (*at)->state : detail::state_of(t.files.front());
        if (state && *state == (*at)->state && (*at)->of.files == t.files) return *at;
        shapes_.erase(at);
        break;
      }
      if (t.files.front() == "-" && !input_) {
        auto text = detail::open_text("-");
        if (!text) return fail(std::move(text.error()));
        input_ = std::make_shared<detail::once>(detail::once{std::move(*text)});
      }
      auto described = detail::describe(settings_, t, t.files.front() == "-" ? input_ : nullptr);
      if (!described) {
        described.error().message =
            concat("csv table ", quoted(to_text(id)), ": ", described.error().message);
        return fail(std::move(described.error()));
      }
      return shapes_.emplace_back(
          std::make_shared<const detail::table_shape>(std::move(*described)));
    }
    return no_such_table(name, id, detail::ids_of(known));
  }
  result<stream> open_files(const detail::table_shape& shape, const table_info& wanted,
                            std::vector<detail::file_part> files) {
    return detail::open_rows(shape, wanted, std::move(files), rejects_, cancel_.watch());
  }

  config settings_;
  cancel_source cancel_;
  std::vector<shape_ptr> shapes_;
  std::shared_ptr<detail::once> input_;
  std::shared_ptr<std::vector<rejected_row>> rejects_ =
      std::make_shared<std::vector<rejected_row>>();
};

inline result<request_stream> connector::open(const table_info& table, const request& wanted) {
  if (!wanted.order_by.empty())
    return fail(errc::unsupported,
                "csv: a file has no order but its own; collect the rows and sort them");
  auto shape = shape_of(table.id);
  if (!shape) return fail(std::move(shape.error()));
  table_info all = table;
  if (all.columns.empty()) all.columns = column_names((*shape)->columns.schema);
  const std::size_t delivered = all.columns.size();
  ferrule::detail::add_columns(wanted.where, all.columns);
  const std::vector<std::string> known = column_names((*shape)->columns.schema);
  // A column that only the condition names and that is not there is the condition's mistake; binding it says so.
  for (std::size_t i = all.columns.size(); i-- > delivered;)
    if (std::find(known.begin(), known.end(), all.columns[i]) == known.end())
      all.columns.erase(all.columns.begin() + static_cast<std::ptrdiff_t>(i));
  auto opened = open_files(**shape, all, (*shape)->how.files);
  if (!opened) return fail(std::move(opened.error()));
  auto where = bind_predicate(wanted.where, opened->schema());
  if (!where) return fail(std::move(where.error()));
  return request_stream(std::move(*opened), std::move(*where), wanted.limit, wanted.offset,
                        delivered);
}

inline result<std::uint64_t> connector::count_rows(const table_id& table) {
  auto shape = shape_of(table);
  if (!shape) return fail(std::move(shape.error()));
  auto opened = open_files(**shape, {table, {}}, (*shape)->how.files);
  if (!opened) return fail(std::move(opened.error()));
  const std::uint64_t count = opened->count_rest();
  if (const error& why = opened->status()) return fail(why);
  return count;
}

}  // namespace ferrule::csv
