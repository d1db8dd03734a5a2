// SPDX-License-Identifier: BSL-1.0
// cli/driver_of.hpp - one connector compiled into the seam of cli/driver.hpp.
//
// A program of many connectors gives each a source file of its own that includes this and says
// `template ferrule::cli::connector_entry ferrule::cli::entry_of<ferrule::sqlite::connector>();`, and others for table_reading.hpp,
// chosen_rows.hpp, following.hpp and kit_subject.hpp.
#pragma once
#include <ferrule/cli/config_of.hpp>
#include <ferrule/cli/driver.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/registry/print.hpp>

namespace ferrule::cli {
namespace detail {

template<Writer W>
class writer_of final : public table_writer {
public:
  explicit writer_of(W writer) : writer_(std::move(writer)) {}
  bool write(std::span<const value_view> cells) override { return writer_.write(cells); }
  const error& status() const override { return writer_.status(); }
  result<void> finish() override { return writer_.finish(); }

private:
  W writer_;
};

template<Connector C>
class driver_of final : public driver {
  static constexpr bool introspectable = has_capability<C>(capability::introspectable);
  static constexpr bool queryable = has_capability<C>(capability::queryable);
  static constexpr bool writable = has_capability<C>(capability::writable);
  static constexpr bool migratable = has_capability<C>(capability::migratable);

public:
  explicit driver_of(typename C::config settings) : c_(std::move(settings)) {}

  std::string_view name() const override { return C::name; }
  capability_set capabilities() const override { return C::capabilities; }
  std::string described() const override { return ferrule::to_text(c_); }
  std::function<void()> canceller() override {
    return [handle = c_.cancel_handle()] { handle.cancel(); };
  }

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
  result<std::string> explain([[maybe_unused]] const table_id& table) override {
    if constexpr (requires { c_.explain(table); })
      return c_.explain(table).map([](const auto& why) { return to_text(why); });
    else return std::string();
  }
  result<std::uint64_t> read(const table_info& table, row_sink& to) override {
    return table_reading<C>::read(c_, table, to);
  }
  result<std::uint64_t> read(const table_info& table, const ferrule::request& wanted,
                             row_sink& to) override {
    return chosen_rows<C>::read(c_, table, wanted, to);
  }

  result<statement_outcome> execute([[maybe_unused]] const statement& what,
                                    [[maybe_unused]] const query_options& options,
                                    [[maybe_unused]] row_sink& to) override {
    if constexpr (queryable) {
      auto opened = c_.execute(what, options);
      if (!opened) return fail(std::move(opened.error()));
      auto rows = deliver_to(to, *opened);
      if (!rows) return fail(std::move(rows.error()));
      return statement_outcome{*rows, opened->truncated()};
    } else return without(capability::queryable);
  }
  result<source_facts> inspect() override {
    if constexpr (introspectable) {
      auto tables = c_.table_names();
      if (!tables) return fail(std::move(tables.error()));
      auto hidden = c_.hidden_table_names();
      if (!hidden) return fail(std::move(hidden.error()));
      auto views = c_.view_names();
      if (!views) return fail(std::move(views.error()));
      auto spatialite = c_.detect_spatialite();
      if (!spatialite) return fail(std::move(spatialite.error()));
      return source_facts{std::move(*tables), std::move(*hidden), std::move(*views), *spatialite};
    } else return without(capability::introspectable);
  }
  result<table_facts> inspect([[maybe_unused]] const table_id& table, [[maybe_unused]] bool is_view,
                              [[maybe_unused]] bool count) override {
    if constexpr (introspectable) {
      table_facts out;
      std::optional<error> wrong;
      const auto ask = [&](auto& into, auto&& answer) {
        if (answer) into = std::move(*answer);
        else if (!wrong) wrong = std::move(answer.error());
      };
      ask(out.columns, c_.describe_table(table));
      ask(out.primary_key, c_.primary_keys(table));
      ask(out.foreign_keys, c_.foreign_keys(table));
      ask(out.indices, c_.indices_definition(table));
      ask(out.definition,
          c_.table_definition(is_view ? object_kind::view : object_kind::table, table));
      ask(out.full_text, c_.detect_fts(table));
      if (count && !wrong) ask(out.rows, c_.table_count(table));
      if (wrong) return fail(std::move(*wrong));
      return out;
    } else return without(capability::introspectable);
  }
  result<std::uint64_t> count([[maybe_unused]] const table_id& table) override {
    if constexpr (introspectable) return c_.table_count(table);
    else return without(capability::introspectable);
  }

  result<void> create_table([[maybe_unused]] const source_schema& table,
                            [[maybe_unused]] if_exists existing) override {
    if constexpr (writable) return c_.create_table(table, existing);
    else return without(capability::writable);
  }
  result<std::unique_ptr<table_writer>> open_writer([[maybe_unused]] const table_info& table,
                                                    [[maybe_unused]] write_mode mode) override {
    if constexpr (writable) {
      auto opened = c_.open_writer(table, mode);
      if (!opened) return fail(std::move(opened.error()));
      using writer = writer_of<std::remove_cvref_t<decltype(*opened)>>;
      return std::unique_ptr<table_writer>(std::make_unique<writer>(std::move(*opened)));
    } else return without(capability::writable);
  }
  result<void> begin() override {
    if constexpr (writable) return c_.begin();
    else return without(capability::writable);
  }
  result<void> commit() override {
    if constexpr (writable) return c_.commit();
    else return without(capability::writable);
  }
  result<void> rollback() override {
    if constexpr (writable) return c_.rollback();
    else return without(capability::writable);
  }
  result<void> drop_table([[maybe_unused]] const table_id& table) override {
    if constexpr (migratable) return c_.drop_table(table);
    else return without(capability::migratable);
  }
  result<void> add_column([[maybe_unused]] const table_id& table,
                          [[maybe_unused]] const field& added) override {
    if constexpr (migratable) return c_.add_column(table, added);
    else return without(capability::migratable);
  }
  result<void> drop_column([[maybe_unused]] const table_id& table,
                           [[maybe_unused]] std::string_view column) override {
    if constexpr (migratable) return c_.drop_column(table, column);
    else return without(capability::migratable);
  }

private:
  static tl::unexpected<error> without(capability wanted) {
    return fail(errc::unsupported,
                concat("connector '", C::name, "' does not declare ", name_of(wanted),
                       "; it has: ", capability_set(C::capabilities)));
  }
  C c_;
};

}  // namespace detail

template<class C>
connector_entry entry_of() {
  static_assert(is_connector<C>());
  return {
      C::name,
      [] {
        return connector_facts{C::name, C::capabilities, describe_types<C>(),
                               describe_settings<typename C::config>(), recognizes_files<C>};
      },
      [](const settings& options) -> result<std::unique_ptr<driver>> {
        auto made = detail::config_of<C>(options);
        if (!made) return fail(std::move(made.error()));
        return std::unique_ptr<driver>(std::make_unique<detail::driver_of<C>>(std::move(*made)));
      },
      []([[maybe_unused]] const std::filesystem::path& path,
         [[maybe_unused]] std::string_view first_bytes) -> result<settings> {
        if constexpr (recognizes_files<C>) {
          auto recognized = C::recognizes(path, first_bytes);
          if (!recognized) return fail(std::move(recognized.error()));
          return to_settings(*recognized);
        } else return fail(errc::unsupported, "it is no connector to files");
      },
      &kit_subject_of<C>,
      &following<C>::follow,
      &following<C>::capture};
}

}  // namespace ferrule::cli
