// SPDX-License-Identifier: BSL-1.0
// conformance/subject_adaptor.hpp - a connector's type and its fixture as the kit sees them.
#pragma once
#include <ferrule/conformance/connector_adaptor.hpp>
#include <ferrule/registry.hpp>

namespace ferrule::conformance {

/// The error that opening a table through a registry of `C` ends with; defined in conformance/registry_opening.hpp.
template<class C>
struct registry_opening {
  static error open(const endpoint& chosen, const table_id& table);
};

namespace detail {

template<class F>
struct sample_struct_of {
  using type = void;
};
template<class F>
  requires requires { typename F::sample_struct; }
struct sample_struct_of<F> {
  using type = typename F::sample_struct;
};

template<Connector C, class F>
class subject_adaptor final : public subject {
  using config = typename C::config;
  using sample_struct = typename sample_struct_of<F>::type;
  using connection = connector_adaptor<C, sample_struct>;

public:
  explicit subject_adaptor(F& fixture) : f_(fixture) {}

  std::string_view name() const override { return C::name; }
  capability_set capabilities() const override { return C::capabilities; }
  std::vector<mapped_type> types() const override {
    std::vector<mapped_type> out;
    for (const auto& row : C::types_mapping)
      out.push_back({std::string(row.name), row.to, row.typing});
    return out;
  }
  std::optional<std::size_t> resolve(std::string_view external) const override {
    const auto* const found = C::resolve(external);
    if (found == nullptr) return std::nullopt;
    std::size_t at = 0;  // by id: the table may be a copy of the one that resolve looks at
    while (at < C::types_mapping.size() &&
           !(C::types_mapping[at].id == found->id && C::types_mapping[at].name == found->name))
      ++at;
    return at;
  }

  connector_ptr connect() override { return std::make_unique<connection>(f_.good_config()); }
  std::optional<std::size_t> unreachable_count() override {
    if constexpr (has_unreachable<F, C>) return f_.unreachable_configs().size();
    else return std::nullopt;
  }
  connector_ptr unreachable([[maybe_unused]] std::size_t which) override {
    if constexpr (has_unreachable<F, C>)
      return std::make_unique<connection>(f_.unreachable_configs()[which]);
    else return nullptr;
  }
  std::optional<bool> touches_when_constructed() override {
    if constexpr (has_untouched<F, C>) {
      [[maybe_unused]] const C constructed(f_.untouched_config());
      return f_.touched();
    } else return std::nullopt;
  }

  ferrule::settings good_settings() override {
    if constexpr (requires {
                    { f_.good_settings() } -> std::same_as<ferrule::settings>;
                  })
      return f_.good_settings();
    else return to_settings(f_.good_config());
  }
  std::vector<setting_description> describe_settings() const override {
    return ferrule::describe_settings<config>();
  }
  result<ferrule::settings> read_back(const ferrule::settings& from) const override {
    return from_settings<config>(from).map([](const config& c) { return to_settings(c); });
  }
  result<std::string> describe(const ferrule::settings& from) const override {
    return from_settings<config>(from).map(
        [](const config& c) { return ferrule::describe(c, C::name); });
  }
  result<connector_ptr> connect_with(const ferrule::settings& from) override {
    auto read = from_settings<config>(from);
    if (!read) return fail(std::move(read.error()));
    return connector_ptr(std::make_unique<connection>(std::move(*read)));
  }
  error open_through_registry(std::string_view connector, const table_id& table) override {
    return registry_opening<C>::open({std::string(connector), good_settings()}, table);
  }

  std::optional<table_id> sample_table() override {
    if constexpr (has_sample<F>) return f_.sample_table();
    else return std::nullopt;
  }
  std::vector<row_values> sample_rows() override {
    if constexpr (has_sample<F>) return f_.sample_rows();
    else return {};
  }
  bool has_sample_struct() const override { return !std::is_void_v<sample_struct>; }
  std::optional<table_id> all_types_table() override {
    if constexpr (requires {
                    { f_.all_types_table() } -> std::same_as<table_id>;
                  })
      return f_.all_types_table();
    else return std::nullopt;
  }
  std::optional<unsupported_table> unsupported() override {
    if constexpr (requires {
                    { f_.unsupported() } -> std::same_as<unsupported_table>;
                  })
      return f_.unsupported();
    else return std::nullopt;
  }
  table_id unknown_table() override {
    if constexpr (requires {
                    { f_.unknown_table() } -> std::same_as<table_id>;
                  })
      return f_.unknown_table();
    else return default_unknown_table();
  }
  std::optional<table_id> large_table() override {
    if constexpr (requires {
                    { f_.large_table() } -> std::same_as<table_id>;
                  })
      return f_.large_table();
    else return std::nullopt;
  }
  bool can_make() const override { return has_make_table<F>; }
  result<void> make_table([[maybe_unused]] const source_schema& columns,
                          [[maybe_unused]] std::span<const row_values> rows) override {
    if constexpr (has_make_table<F>) return f_.make_table(columns, rows);
    else return not_declared();
  }
  bool can_change() const override { return has_change_table<F>; }
  result<void> change_table([[maybe_unused]] const table_id& table) override {
    if constexpr (has_change_table<F>) return f_.change_table(table);
    else return not_declared();
  }
  std::optional<followed_table> followed() override {
    if constexpr (requires {
                    { f_.followed() } -> std::same_as<followed_table>;
                  })
      return f_.followed();
    else return std::nullopt;
  }
  bool can_change_rows() const override { return has_change_rows<F>; }
  result<void> change_rows([[maybe_unused]] const table_id& table,
                           [[maybe_unused]] std::span<const row_change> changes) override {
    if constexpr (has_change_rows<F>) return f_.change_rows(table, changes);
    else return not_declared();
  }
  std::optional<statement_texts> statements() override {
    if constexpr (requires {
                    { f_.statements() } -> std::same_as<statement_texts>;
                  })
      return f_.statements();
    else return std::nullopt;
  }
  std::string exempt([[maybe_unused]] const field& column,
                     [[maybe_unused]] const value_view& cell) override {
    if constexpr (requires {
                    { f_.exempt(column, cell) } -> std::same_as<std::string>;
                  })
      return f_.exempt(column, cell);
    else return {};
  }
  std::vector<waiver> waivers() override {
    if constexpr (requires {
                    { f_.waivers() } -> std::same_as<std::vector<waiver>>;
                  })
      return f_.waivers();
    else return {};
  }
  void reset() override {
    if constexpr (requires { f_.reset(); }) f_.reset();
  }

private:
  F& f_;
};

}  // namespace detail
}  // namespace ferrule::conformance
