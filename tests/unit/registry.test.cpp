// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/registry.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using sources = registry<memory::connector, foobar::connector>;

error make_error(const std::string& name, settings options = {}) {
  auto made = sources::make({name, std::move(options)});
  EXPECT_FALSE(made);
  return made ? error{} : made.error();
}

TEST(registry, makes_the_connector_of_that_name_from_its_settings) {
  auto made = sources::make({"memory", settings::map({{"store", "by_name"}})});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(name_of(*made), "memory");
  struct row {
    int id;
  };
  ASSERT_TRUE(memory::store::named("by_name")->add("t", std::vector<row>{{1}, {2}}));
  const auto tables = std::visit([](auto& c) { return c.list_tables(); }, *made);
  EXPECT_EQ(*tables, std::vector<table_id>{"t"});
  const auto other = sources::make({"foobar", {}});
  ASSERT_TRUE(other);
  EXPECT_EQ(name_of(*other), "foobar");
  EXPECT_EQ(sources::names(), (std::vector<std::string_view>{"memory", "foobar"}));
}

TEST(registry, an_unknown_name_is_told_the_known_ones_and_the_nearest) {
  EXPECT_EQ(
      make_error("memroy"),
      (error{
          errc::not_found, false,
          "no connector 'memroy' in this program; it has: memory, foobar. Did you mean 'memory'?"}));
  EXPECT_EQ(make_error("elephant"),
            (error{errc::not_found, false,
                   "no connector 'elephant' in this program; it has: memory, foobar"}));
  EXPECT_EQ(make_error(""), (error{errc::not_found, false,
                                   "no connector '' in this program; it has: memory, foobar"}));
  EXPECT_EQ(registry<>::names().size(), 0u);
}

TEST(registry, a_connector_of_ferrules_that_is_not_in_the_list_is_told_how_to_add_it) {
  EXPECT_EQ(
      make_error("sqlite").message,
      "no connector 'sqlite' in this program; it has: memory, foobar. It is one of ferrule's: #include <ferrule/connectors/sqlite.hpp>, link ferrule::sqlite "
      "(find_package(ferrule COMPONENTS sqlite)), and add ferrule::sqlite::connector to the registry");
}

TEST(registry, settings_that_are_wrong_are_all_named_with_their_connector) {
  const error why =
      make_error("foobar", settings::map({{"port", 70000}, {"host", settings::list({})}}));
  EXPECT_EQ(why.kind, errc::config);
  EXPECT_NE(why.message.find("connector 'foobar': "), std::string::npos) << why.message;
  EXPECT_NE(why.message.find("port"), std::string::npos) << why.message;
  EXPECT_NE(why.message.find("host"), std::string::npos) << why.message;
  const error unknown = make_error("memory", settings::map({{"stor", "x"}}));
  EXPECT_NE(unknown.message.find("store"), std::string::npos) << unknown.message;
}

TEST(registry, a_capability_that_is_not_declared_is_unsupported_before_anything_runs) {
  auto memory_one = *sources::make({"memory", {}});
  auto foobar_one = *sources::make({"foobar", {}});
  int ran = 0;
  const auto count = [&](auto& c) -> result<std::uint64_t> {
    ++ran;
    return c.table_count("nothing");
  };
  EXPECT_EQ(
      (with_capability<capability::introspectable, std::uint64_t>(memory_one, count).error().kind),
      errc::not_found);
  EXPECT_EQ(ran, 1);
  const auto refused =
      with_capability<capability::introspectable, std::uint64_t>(foobar_one, count);
  EXPECT_EQ(refused.error(),
            (error{errc::unsupported, false,
                   "connector 'foobar' does not declare Introspectable; it has: none"}));
  EXPECT_EQ(ran, 1);
  // Also where no connector of the list has it.
  const auto query = [](auto& c) -> result<int> {
    return c.execute("select 1", {}).map([](auto&&) { return 1; });
  };
  EXPECT_EQ(
      (with_capability<capability::queryable, int>(memory_one, query).error().message),
      "connector 'memory' does not declare Queryable; it has: Introspectable, Partitioned, Writable, "
      "Followable, Resumable, Migratable");
}

TEST(registry, lists_its_types) {
  std::string out;
  sources::for_each_type(
      [&]<class C>() { out += fmt::format("{}: {}; ", C::name, C::capabilities); });
  EXPECT_EQ(
      out,
      "memory: Introspectable, Partitioned, Writable, Followable, Resumable, Migratable; foobar: none; ");
  static_assert(sources::contains<memory::connector> &&
                !registry<memory::connector>::contains<foobar::connector>);
}

}  // namespace
