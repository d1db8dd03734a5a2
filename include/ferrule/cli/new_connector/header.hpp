// SPDX-License-Identifier: BSL-1.0
// cli/new_connector/header.hpp - the connector that a new project begins with: it reads the lines of a file, and works.
#pragma once
#include <string_view>

namespace ferrule::cli::project {

inline constexpr std::string_view header_text =
    R"file(// @name@.hpp - a connector. It reads the lines of a file as the table `lines`: change it, from top to bottom, into what
// reads your source. Until it is right, the last line says what is missing, and kit.cpp what is wrong.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/connector/basics.hpp>
#include <filesystem>
#include <fstream>

namespace @name@ {
using namespace ferrule;

// --- 1. Settings: a plain struct; fields are keys, defaults make them optional -----------------------------------
struct config {
  std::string path;
};

// --- 2. Types: what the source has, and what each becomes. The only place that knows -----------------------------
enum class codec : std::uint8_t { number, text };
inline constexpr std::array types{
    type_mapping<codec, codec>{codec::number, "NUMBER", field_type{.kind = kind::int64}, codec::number},
    type_mapping<codec, codec>{codec::text, "TEXT", field_type{.kind = kind::text}, codec::text},
};

// --- 3. The source: here a file, which the stream owns -----------------------------------------------------------
inline field column(std::string name, codec c) {
  const auto& type = types[static_cast<std::size_t>(c)];
  return {std::move(name), *type.to, false, type.typing, std::string(type.name), {}};
}
inline source_schema describe_lines() {
  return {{"lines"}, {{column("number", codec::number), column("text", codec::text)}, {0}}, {}};
}

// --- 4. The stream: next() moves, row() reads cells in order; errors are kept, not thrown ------------------------
class stream {
public:
  stream(const std::string& path, ferrule::schema columns, std::vector<std::size_t> positions, cancel_source::watch_type watch)
      : state_(concat("@name@ file ", quoted(path)), std::move(columns)),
        positions_(std::move(positions)),
        watch_(std::move(watch)),
        file_(path) {
    if (!file_) state_.fail({errc::connect, false, concat(state_.source(), " cannot be opened")});
  }

  bool next() {
    if (watch_.cancelled()) state_.fail({errc::cancelled, false, concat(state_.source(), ": cancelled")});
    if (state_.failed() || !std::getline(file_, line_)) return false;
    ++number_;
    return true;
  }
  struct row_type {
    stream* of;
    std::size_t column = 0;
    void read(value_view& cell) { cell = of->cell(of->positions_[column++]); }
    bool failed() const { return of->state_.failed(); }
    void reject(const value_view& cell, conversion why, std::string_view wanted) {
      of->state_.reject(column - 1, cell, why, wanted, concat("line ", of->number_));
    }
  };
  row_type row() { return {this}; }
  const error& status() const { return state_.status(); }
  const ferrule::schema& schema() const { return state_.schema(); }

private:
  value_view cell(std::size_t column) const {
    if (column == 0) return number_;
    return std::string_view(line_);
  }

  stream_state state_;
  std::vector<std::size_t> positions_;
  cancel_source::watch_type watch_;
  std::ifstream file_;
  std::string line_;
  std::int64_t number_ = 0;
};

// --- 5. The connector: constructing it touches nothing; each method answers for each table -----------------------
class connector {
public:
  static constexpr std::string_view name = "@name@";
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  static constexpr const type_mapping<codec, codec>* resolve(std::string_view external) {
    for (const auto& type : types)
      if (type.name == external) return &type;
    return nullptr;
  }
  using config = @name@::config;

  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const { return settings_; }
  auto cancel_handle() const { return cancel_.handle(); }

  // Optional: which files are ours, so that `cat FILE` finds us.
  static result<config> recognizes(const std::filesystem::path& path, std::string_view) {
    if (path.extension() == ".@name@") return config{path.string()};
    return fail(errc::unsupported, "its name does not end in .@name@");
  }

  result<void> validate_connection() {
    return open({describe_lines().table, {}}).map([](const stream&) {});
  }
  result<std::vector<table_id>> list_tables() {
    if (auto ok = validate_connection(); !ok) return fail(std::move(ok.error()));
    return std::vector{describe_lines().table};
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> asked) {
    if (auto ok = validate_connection(); !ok) return fail(std::move(ok.error()));
    std::vector<table_problem> problems;
    for (const table_id& id : asked)
      if (auto found = table(id); !found) problems.push_back({id, found.error()});
    return problems;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> asked) {
    if (auto ok = validate_connection(); !ok) return fail(std::move(ok.error()));
    return answer_each(asked, [](const table_id& id) {
      return table(id).map([&](const source_schema& t) { return table_info{id, column_names(t.schema)}; });
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> asked) {
    if (auto ok = validate_connection(); !ok) return fail(std::move(ok.error()));
    return answer_each(asked, [](const table_info& info) {
      return table(info.id).and_then([&](const source_schema& t) { return project(name, t, info); });
    });
  }
  result<stream> open(const table_info& asked) {
    auto found = table(asked.id);
    if (!found) return fail(std::move(found.error()));
    auto positions = positions_of(name, *found, asked);
    if (!positions) return fail(std::move(positions.error()));
    stream out(settings_.path, project(*found, *positions).schema, *positions, cancel_.watch());
    if (out.status()) return fail(out.status());
    return out;
  }

private:
  static result<source_schema> table(const table_id& id) {
    auto lines = describe_lines();
    if (id != lines.table) return no_such_table(name, id, {&lines.table, 1});
    return lines;
  }
  config settings_;
  cancel_source cancel_;
};

// --- 6. The proof: names every method that is missing or has the wrong type --------------------------------------
static_assert(is_connector<connector>());

}  // namespace @name@
)file";

}  // namespace ferrule::cli::project
