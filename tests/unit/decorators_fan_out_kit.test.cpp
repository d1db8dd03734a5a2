// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/fan_out.hpp>
#include <gtest/gtest.h>
#include <support/decorated_fixture.hpp>

namespace {

using namespace ferrule;

// The fixture of the first member, its tables under their outer names. Tables that the kit would make have names of its own, which
// have no member in front; so none are made, and the one that is followed is written through the first member.
template<class D, class Fixture>
struct fan_out_fixture {
  using config = typename D::config;
  using inner_config = std::tuple_element_t<0, typename decltype(config::members)::tuple>;
  using first_connector =
      typename std::remove_cvref_t<decltype(std::declval<D&>().template member<0>())>;
  Fixture inner{};

  static config around(inner_config first) {
    return {.members = {std::move(first), {"conformance of fan_out"}}};
  }
  static table_id outer(const table_id& id) { return ferrule::detail::outer_id("one", id); }

  config good_config() { return around(inner.good_config()); }
  std::vector<config> unreachable_configs()
    requires requires(Fixture& f) { f.unreachable_configs(); }
  {
    std::vector<config> out;
    for (auto& one : inner.unreachable_configs()) out.push_back(around(std::move(one)));
    return out;
  }
  table_id sample_table() { return outer(inner.sample_table()); }
  std::vector<row_values> sample_rows() { return inner.sample_rows(); }
  table_id unknown_table() { return outer({"ferrule_kit_no_such_table"}); }
  table_id all_types_table() { return outer(inner.all_types_table()); }
  conformance::unsupported_table unsupported()
    requires requires(Fixture& f) { f.unsupported(); }
  {
    auto out = inner.unsupported();
    out.table = outer(out.table);
    return out;
  }
  table_id large_table()
    requires requires(Fixture& f) { f.large_table(); }
  {
    return outer(inner.large_table());
  }
  conformance::followed_table followed() {
    const auto row = [](std::int64_t id, const char* label, double amount) {
      return row_values{value(id), value(label), value(amount)};
    };
    conformance::followed_table out{
        outer(columns().table),
        {row(1, "one", 1.5), row(2, "", -2), row(3, "three", 0)},
        {row(4, "four", 4), row(5, "five", 5), row(6, "six", 6), row(7, "seven", 7)}};
    first_connector first(inner.good_config());
    EXPECT_TRUE(first.create_table(columns(), if_exists::replace));
    std::vector<conformance::row_change> written;
    for (const row_values& one : out.rows) written.push_back({change::insert, one, {}});
    EXPECT_TRUE(change_rows(out.table, written));
    if constexpr (CapturesChanges<first_connector>) {
      EXPECT_TRUE(first.enable_capture(std::vector<table_id>{columns().table}));
    }
    return out;
  }
  result<void> change_rows(const table_id&, std::span<const conformance::row_change> changes) {
    conformance::detail::connector_adaptor<first_connector, void> first(inner.good_config());
    return conformance::detail::write_changes(first, columns(), changes);
  }
  std::vector<conformance::waiver> waivers() {
    return {
        {"types.every-type-seen",
         "the other member's types are in the table, and its tables are not in the fixture"},
        {"connect.unreachable-is-outer",
         "the kit asks about a table whose name has no member in front, and so no member is asked"}};
  }
  void reset() {
    if constexpr (requires { inner.reset(); }) inner.reset();
  }

private:
  static source_schema columns() {
    const auto column = [](const char* name, kind k) {
      return field{name, {.kind = k}, k != kind::int64, typing::declared, {}, {}};
    };
    return {
        {"followed"},
        {{column("id", kind::int64), column("label", kind::text), column("amount", kind::float64)},
         {0}},
        cdc_kind::nothing};
  }
};

TEST(fan_out_kit, around_memory) {
  using source = fan_out<named<"one", memory::connector>, named<"two", memory::connector>>;
  EXPECT_TRUE(
      (support::keeps_the_contract<source>(fan_out_fixture<source, support::memory_fixture>())));
}

TEST(fan_out_kit, around_sqlite) {
  using source = fan_out<named<"one", sqlite::connector>, memory::connector>;
  EXPECT_TRUE(
      (support::keeps_the_contract<source>(fan_out_fixture<source, support::sqlite_fixture>())));
}

}  // namespace
