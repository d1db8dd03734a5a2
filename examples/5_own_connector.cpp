// SPDX-License-Identifier: BSL-1.0
// A connector of one's own: the lines of /proc/mounts as a table. 5_own_connector [FILE]
#include <charconv>
#include <ferrule/connector/basics.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/ferrule.hpp>
#include <fstream>
#include <sstream>

namespace mounts {
using namespace ferrule;

//[config
struct config {
  std::string path = "/proc/mounts";
};
//]

//[types
enum class codec { word, number };
inline constexpr std::array types{
    type_mapping<codec, codec>{codec::word, "word", field_type{.kind = kind::text}, codec::word},
    type_mapping<codec, codec>{codec::number, "number", field_type{.kind = kind::int64},
                               codec::number, typing::open_width},
};
//]

//[table
inline field column(std::string name, codec c) {
  const auto& type = types[static_cast<std::size_t>(c)];
  return {name, *type.to, false, type.typing, std::string(type.name), {}};
}
inline const source_schema table{"mounts",
                                 {{column("device", codec::word), column("place", codec::word),
                                   column("type", codec::word), column("options", codec::word),
                                   column("dump", codec::number), column("pass", codec::number)}}};
//]

//[stream
class stream {
public:
  stream(const std::string& path, schema columns, std::vector<std::size_t> positions,
         cancel_source::watch_type watch)
      : watch_(watch),
        file_(path),
        state_("mounts file " + quoted(path), std::move(columns)),
        positions_(std::move(positions)) {
    if (!file_) state_.fail({errc::connect, false, state_.source() + " cannot be opened"});
  }

  bool next() {
    if (watch_.cancelled()) state_.fail({errc::cancelled, false, state_.source() + ": cancelled"});
    if (state_.failed() || !std::getline(file_, line_)) return false;
    ++line_number_;
    std::istringstream words(line_);
    words_.assign(std::istream_iterator<std::string>(words), {});
    return true;
  }

  struct row_type {
    stream* of;
    std::size_t column = 0;
    void read(value_view& cell) { cell = of->cell(column++); }
    bool failed() const { return of->state_.failed(); }
    void reject(const value_view& cell, conversion why, std::string_view wanted) {
      of->state_.reject(column - 1, cell, why, wanted, concat("line ", of->line_number_));
    }
  };
  row_type row() { return {this}; }
  const error& status() const { return state_.status(); }
  const ferrule::schema& schema() const { return state_.schema(); }

private:
  value_view cell(std::size_t column) {
    const std::size_t at = positions_[column];
    const std::string_view word = at < words_.size() ? words_[at] : std::string_view();
    if (schema().fields[column].type.kind == kind::text && !word.empty()) return word;
    std::int64_t number = 0;
    const char* const end = word.data() + word.size();
    if (!word.empty() && std::from_chars(word.data(), end, number).ptr == end) return number;
    state_.fail(errc::corrupt, column, concat("line ", line_number_), "is missing or no number");
    return {};
  }

  cancel_source::watch_type watch_;
  std::ifstream file_;
  stream_state state_;
  std::vector<std::size_t> positions_;
  std::string line_;
  std::vector<std::string> words_;
  std::size_t line_number_ = 0;
};
//]

//[methods
class connector {
public:
  static constexpr std::string_view name = "mounts";
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  static constexpr const type_mapping<codec, codec>* resolve(std::string_view external) {
    return external == "word" ? &types[0] : external == "number" ? &types[1] : nullptr;
  }
  using config = mounts::config;

  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const { return settings_; }
  auto cancel_handle() const { return cancel_.handle(); }

  result<void> validate_connection() {
    if (auto opened = open({table.table, {}}); !opened) return fail(opened.error());
    return {};
  }
  result<std::vector<table_id>> list_tables() { return std::vector{table.table}; }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> asked) {
    std::vector<table_problem> problems;
    for (const table_id& id : asked)
      if (auto there = known(id); !there) problems.push_back({id, there.error()});
    return problems;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> asked) {
    return answer_each(asked, [](const table_id& id) {
      return known(id).map([&] { return table_info{id, column_names(table.schema)}; });
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> asked) {
    return answer_each(asked, [](const table_info& info) {
      return known(info.id).and_then([&] { return project(name, table, info); });
    });
  }
  result<stream> open(const table_info& asked) {
    if (auto there = known(asked.id); !there) return fail(there.error());
    auto positions = positions_of(name, table, asked);
    if (!positions) return fail(positions.error());
    stream out(settings_.path, project(table, *positions).schema, *positions, cancel_.watch());
    if (out.status()) return fail(out.status());
    return out;
  }

private:
  static result<void> known(const table_id& id) {
    if (id != table.table) return no_such_table(name, id, {&table.table, 1});
    return {};
  }
  config settings_;
  cancel_source cancel_;
};
//]

//[proof
static_assert(is_connector<connector>());
//]

}  // namespace mounts

//[use
struct mount {
  std::string_view place, type;
  std::int32_t pass;
};

void print_checked_at_boot(mounts::connector& source) {
  for (const mount& m : ferrule::rows<mount>(source, "mounts", {.where = ferrule::col("pass") > 0}))
    fmt::print("{:<10} {:<5} {}\n", m.place, m.type, m.pass);
}
//]

int main(int argc, char** argv) try {
  //[in_a_registry
  using sources = ferrule::registry<ferrule::sqlite::connector, mounts::connector>;
  const std::string path = argc > 1 ? argv[1] : "/proc/mounts";
  auto chosen = sources::make({"mounts", ferrule::settings::map({{"path", path}})});
  if (!chosen) ferrule::raise(chosen.error());
  print_checked_at_boot(std::get<mounts::connector>(*chosen));
  //]

  mounts::connector nowhere({.path = "/nowhere"});
  fmt::print("\n{}\n", nowhere.validate_connection().error());
} catch (const ferrule::failure& failed) {
  fmt::print(stderr, "{}\n", failed.why);
  return 1;
}
