// A connector that writes down what it is asked, and fails where its settings say so.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/connector/basics.hpp>

namespace recording {
using namespace ferrule;

inline std::vector<std::string> calls;  // of all connections, in order

struct config {
  std::string fails;       // the kind of error that validate_connection ends with
  bool transient = false;  // of that error
  int tables = 3;
  int no_schema = -1;  // the number of a table that get_schemas refuses
  int torn = -1;       // the number of a table whose stream ends with an error
  int invalid = -1;    // the number of a table that validate_tables refuses
};

enum class type_id : std::uint8_t { whole };
inline constexpr std::array types{
    type_mapping<type_id, type_id>{type_id::whole, "WHOLE", field_type{.kind = kind::int64}}};

class stream {
public:
  stream(ferrule::schema columns, bool torn)
      : state_("a recording", std::move(columns)), torn_(torn) {}
  bool next() {
    if (row_ == 3 && torn_) state_.fail({errc::corrupt, false, "torn"});
    return !state_.failed() && row_ < 5 && ++row_ > 0;
  }
  struct row_type {
    stream* of;
    void read(value_view& cell) { cell = of->row_; }
    bool failed() const { return of->state_.failed(); }
    void reject(const value_view&, conversion, std::string_view) {}
  };
  row_type row() { return {this}; }
  const error& status() const { return state_.status(); }
  const ferrule::schema& schema() const { return state_.schema(); }

private:
  stream_state state_;
  bool torn_;
  std::int64_t row_ = 0;
};

class connector {
public:
  static constexpr std::string_view name = "recording";
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  static constexpr const type_mapping<type_id, type_id>* resolve(std::string_view external) {
    return external == "WHOLE" ? &types[0] : nullptr;
  }
  using config = recording::config;
  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const { return settings_; }
  auto cancel_handle() const { return cancel_.handle(); }

  result<void> validate_connection() {
    calls.emplace_back("validate_connection");
    if (settings_.fails.empty()) return {};
    for (int k = 1; k <= static_cast<int>(errc::internal); ++k)
      if (name_of(static_cast<errc>(k)) == settings_.fails)
        return fail(error{static_cast<errc>(k), settings_.transient, "as the settings say"});
    return fail(errc::none, "no such kind");
  }
  result<std::vector<table_id>> list_tables() {
    calls.emplace_back("list_tables");
    std::vector<table_id> out;
    for (int i = 0; i < settings_.tables; ++i) out.push_back(table(i));
    return out;
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> asked) {
    calls.push_back(concat("validate_tables ", asked.size()));
    std::vector<table_problem> out;
    for (const table_id& id : asked)
      if (id == table(settings_.invalid)) out.push_back({id, {errc::permission, false, "invalid"}});
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> asked) {
    calls.push_back(concat("list_columns ", asked.size()));
    return answer_each(asked,
                       [](const table_id& id) { return result<table_info>({id, {"number"}}); });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> asked) {
    calls.push_back(concat("get_schemas ", asked.size()));
    return answer_each(asked, [&](const table_info& t) -> result<source_schema> {
      if (t.id == table(settings_.no_schema)) return fail(errc::unsupported, "no schema");
      source_schema all{t.id, {}, {}};
      all.schema.fields.push_back({"number", *types[0].to, false, typing::declared, "WHOLE", {}});
      return project(name, all, t);
    });
  }
  result<stream> open(const table_info& asked) {
    calls.push_back(concat("open ", asked.id));
    schema columns;
    columns.fields.push_back({"number", *types[0].to, false, typing::declared, "WHOLE", {}});
    return stream(std::move(columns), asked.id == table(settings_.torn));
  }

private:
  static table_id table(int number) { return concat("t", number); }
  config settings_;
  cancel_source cancel_;
};

static_assert(is_connector<connector>());

}  // namespace recording
