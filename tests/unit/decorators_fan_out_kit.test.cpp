// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/fan_out.hpp>
#include <gtest/gtest.h>
#include <support/decorated_fixture.hpp>

namespace {

using namespace ferrule;

// The fixture of the first member, its tables under their outer names. Tables that the kit would make have names of its own, which
// have no member in front; so none are made.
template<class D, class Fixture>
struct fan_out_fixture {
  using config = typename D::config;
  using inner_config = std::tuple_element_t<0, typename decltype(config::members)::tuple>;
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
