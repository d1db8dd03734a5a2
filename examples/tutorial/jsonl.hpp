// jsonl.hpp - JSON lines: a file of one object per line is the table `rows`. The first line says which columns there are.
#pragma once
#include <deque>
#include <ferrule/config.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/connector/described.hpp>
#include <filesystem>
#include <fstream>

namespace jsonl {
using namespace ferrule;

// --- 1. Settings: a plain struct; its fields are the keys, a default makes one optional --------------------------
struct config {
  std::string path;
};

// --- 2. Types: what the source has, and what each becomes. The only place that knows -----------------------------
// In the order of settings_kind, which is what read_json makes of a value.
//[types
using mapping = type_mapping<settings_kind, settings_kind>;
inline constexpr std::array types{
    mapping{settings_kind::null, "NULL", field_type{.kind = kind::text}},
    mapping{settings_kind::boolean, "BOOLEAN", field_type{.kind = kind::boolean}},
    mapping{settings_kind::integer, "INTEGER", field_type{.kind = kind::int64}},
    mapping{settings_kind::number, "NUMBER", field_type{.kind = kind::float64}},
    mapping{settings_kind::text, "TEXT", field_type{.kind = kind::text}},
    mapping{settings_kind::list, "LIST", field_type{.kind = kind::json}},
    mapping{settings_kind::map, "OBJECT", field_type{.kind = kind::json}},
};
//]

// --- 3. The source: what a column of it is. (A client library's handles would be here too.) ----------------------
//[column
inline field column(const ferrule::settings::member& from) {
  const mapping& type = types[static_cast<std::size_t>(from.value.kind())];
  return {from.key, *type.to, true, type.typing, std::string(type.name), {}};
}
//]

// --- 4. The stream: next() moves, cell() is a column of the row; errors are kept, not thrown ---------------------
class stream : public described_stream {
public:
  stream(const std::string& path, ferrule::schema columns, cancel_source::watch_type watch)
      : described_stream(concat("jsonl file ", quoted(path)), std::move(columns), watch),
        file_(path) {
    if (!file_) state().fail({errc::connect, false, concat(state().source(), " cannot be opened")});
  }

  //[next
  bool next() {
    if (stopped() || !std::getline(file_, line_)) return false;
    ++number_;
    nested_.clear();
    auto read = read_json(line_, place());
    if (read && read->is_map()) object_ = std::move(*read);
    else
      state().fail({errc::corrupt, false, concat(state().source(), ", ", place(), ": no object")});
    return !status();
  }
  //]
  //[cell
  value_view cell(std::size_t column) {
    const field& to = schema().fields[column];
    const ferrule::settings* const from = object_.find(to.name);
    if (from == nullptr || from->is_null()) return {};
    if (to.type.kind == kind::boolean && from->as_bool()) return *from->as_bool();
    if (to.type.kind == kind::int64 && from->as_int64()) return *from->as_int64();
    if (to.type.kind == kind::float64 && from->as_double()) return *from->as_double();
    if (to.type.kind == kind::text && from->as_text()) return std::string_view(*from->as_text());
    if (to.type.kind == kind::json)
      return {std::string_view(nested_.emplace_back(fmt::format("{}", *from))), kind::json};
    state().fail(errc::type_mismatch, column, place(), concat("is ", name_of(from->kind())));
    return {};
  }
  //]
  std::string place() const { return concat("line ", number_); }

  const ferrule::settings& object() const { return object_; }
  cell_row<stream> row() { return cell_row(*this); }

private:
  std::ifstream file_;
  std::string line_;
  ferrule::settings object_;
  std::deque<std::string> nested_;  // texts that cells of this row point to
  std::int64_t number_ = 0;
};

// --- 5. The connector: constructing it touches nothing -----------------------------------------------------------
// described_tables makes the methods that list and validate out of describe(). A source with many tables has its own.
class connector : public described_tables<connector> {
public:
  static constexpr std::string_view name = "jsonl";
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  static constexpr auto resolve(std::string_view external) { return type_named(types, external); }
  using config = jsonl::config;

  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const { return settings_; }
  auto cancel_handle() const { return cancel_.handle(); }

  // Optional: which files are ours, so that `cat FILE` finds us.
  static result<config> recognizes(const std::filesystem::path& path, std::string_view) {
    if (path.extension() == ".jsonl") return config{path.string()};
    return fail(errc::unsupported, "its name does not end in .jsonl");
  }

  // The table, and the columns of its first line.
  //[describe
  result<std::vector<source_schema>> describe() {
    stream file(settings_.path, {}, cancel_.watch());
    source_schema rows{{"rows"}, {}, {}};
    if (file.next())
      for (const auto& m : file.object().members()) rows.schema.fields.push_back(column(m));
    if (file.status()) return fail(file.status());
    return std::vector{rows};
  }
  //]
  result<stream> open(const table_info& asked) {
    auto columns = columns_of(asked);
    if (!columns) return fail(columns.error());
    return stream(settings_.path, *columns, cancel_.watch());
  }

private:
  config settings_;
  cancel_source cancel_;
};

// --- 6. The proof: names every method that is missing or has the wrong type --------------------------------------
static_assert(is_connector<connector>());

}  // namespace jsonl
