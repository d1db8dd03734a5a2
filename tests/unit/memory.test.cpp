// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using memory::connector;
using memory::store;

// All cells of all rows, owned.
std::vector<row_values> read_all(connector& from, table_info wanted) {
  auto stream = from.open(wanted);
  EXPECT_TRUE(stream) << stream.error().message;
  std::vector<row_values> out;
  while (stream && stream->next()) {
    auto row = stream->row();
    row_values& kept = out.emplace_back();
    for (std::size_t i = 0; i < stream->schema().fields.size(); ++i) {
      value_view cell;
      row.read(cell);
      kept.emplace_back(cell);
    }
  }
  EXPECT_FALSE(stream->status()) << stream->status().message;
  return out;
}

connector source(const std::string& name) { return connector({.store = name}); }

struct maybe {
  std::optional<std::int32_t> i32;
  std::optional<bool> flag;
};

struct trade {
  std::int64_t id;
  std::string symbol;
  double price;
};
const std::vector<trade> trades{{1, "ACME", 12.5}, {2, "DUCK", 0.25}, {3, "ACME", 13}};

TEST(memory, projects_in_the_order_asked_for_and_remaps_the_key) {
  ASSERT_TRUE(store::named("project")->lend("trades", trades, {"id", "symbol"}));
  auto from = source("project");
  const auto rows = read_all(from, {"trades", {"price", "symbol", "id", "symbol"}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(to_text(rows[1][0]) + to_text(rows[1][1]) + to_text(rows[1][2]) + to_text(rows[1][3]),
            "0.25DUCK2DUCK");
  const table_info wanted[] = {{"trades", {"price", "symbol", "id", "symbol"}},
                               {"trades", {"symbol"}},
                               {"trade", {}},
                               {"trades", {"pric", "ids", "id"}}};
  const auto schemas = from.get_schemas(wanted);
  ASSERT_TRUE(schemas);
  ASSERT_EQ(schemas->size(), 4u);
  EXPECT_EQ((*schemas)[0]->schema.primary_key, (std::vector<std::size_t>{2, 1}));
  EXPECT_TRUE((*schemas)[1]->schema.primary_key.empty());
  EXPECT_EQ((*schemas)[2].error(),
            (error{errc::not_found, false, "memory has no table 'trade'; did you mean 'trades'?"}));
  const error missing{
      errc::not_found, false,
      "memory table 'trades' has no column 'pric'; did you mean 'price'?; no column 'ids'; did you mean 'id'?"};
  EXPECT_EQ((*schemas)[3].error(), missing);
  EXPECT_EQ(from.open(wanted[3]).error(), missing);
  EXPECT_EQ(from.open(wanted[2]).error().kind, errc::not_found);
}

TEST(memory, lists_and_validates_tables_in_the_order_of_their_names) {
  auto s = store::named("list");
  ASSERT_TRUE(s->lend("b", trades));
  ASSERT_TRUE(s->lend("a", trades));
  ASSERT_TRUE(s->lend(table_id("sales", "c"), trades));
  auto from = source("list");
  EXPECT_EQ(*from.list_tables(), (std::vector<table_id>{"a", "b", table_id("sales", "c")}));
  const std::vector<table_id> asked{"b", "nothing", "b", table_id("sales", "d")};
  const auto problems = from.validate_tables(asked);
  ASSERT_EQ(problems->size(), 2u);
  EXPECT_EQ((*problems)[1].why.message, "memory has no table 'sales.d'; did you mean 'sales.c'?");
  const auto columns = from.list_columns(asked);
  ASSERT_EQ(columns->size(), 4u);
  EXPECT_EQ((*columns)[2]->columns, (std::vector<std::string>{"id", "symbol", "price"}));
  EXPECT_FALSE((*columns)[1]);
  EXPECT_TRUE(from.list_columns({})->empty());
  EXPECT_EQ(source("nothing at all").open(table_info{"t", {}}).error().message,
            "memory has no table 't'; it has no tables at all");
}

TEST(memory, a_stream_reads_the_version_it_was_opened_on) {
  auto s = store::named("versions");
  ASSERT_TRUE(s->add("trades", trades));
  auto from = source("versions");
  auto before = from.open(table_info{"trades", {"id"}});
  ASSERT_TRUE(before->next());
  ASSERT_TRUE(s->append("trades", std::vector<trade>{{4, "DUCK", 1}}));
  auto after = from.open(table_info{"trades", {"id"}});
  ASSERT_TRUE(s->remove("trades"));
  const auto count = [](auto& stream) {
    int rows = 0;
    while (stream->next()) ++rows;
    return rows;
  };
  EXPECT_EQ(count(before), 2);
  EXPECT_EQ(count(after), 4);
  EXPECT_EQ(from.open(table_info{"trades", {}}).error().kind, errc::not_found);
  EXPECT_EQ(s->append("trades", trades).error().kind, errc::not_found);
  ASSERT_TRUE(s->add("trades", trades));
  EXPECT_EQ(s->append("trades", std::vector<maybe>{}).error().kind, errc::type_mismatch);
}

TEST(memory, lends_only_its_own_type_whole_and_in_order) {
  struct twin {
    std::int64_t id;
    std::string symbol;
    double price;
  };
  ASSERT_TRUE(store::named("lends")->lend("trades", trades));
  auto from = source("lends");
  auto whole = from.open(table_info{"trades", {"id", "symbol", "price"}});
  EXPECT_TRUE(whole->lends<trade>());
  EXPECT_FALSE(whole->lends<twin>());
  EXPECT_FALSE(from.open(table_info{"trades", {"id", "price", "symbol"}})->lends<trade>());
  EXPECT_FALSE(from.open(table_info{"trades", {"id", "symbol"}})->lends<trade>());
  const auto rows = whole->lend<trade>();
  EXPECT_EQ(rows.data(), trades.data());
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_TRUE(whole->lend<trade>().empty());
}

TEST(memory, refuses_keys_that_cannot_be) {
  auto s = store::named("keys");
  EXPECT_EQ(
      s->add("t", trades, {"ide"}).error().message,
      "memory table 't': the primary key names column 'ide', which does not exist; did you mean 'id'?");
  EXPECT_EQ(s->add("t", trades, {"id", "id"}).error().message,
            "memory table 't': the primary key names twice the column 'id'");
  EXPECT_EQ(s->add("t", std::vector<maybe>{}, {"i32"}).error().message,
            "memory table 't': the primary key has the nullable column 'i32'");
  EXPECT_EQ(s->create({"t", {}, {}}).error().message, "memory table 't': a table needs a column");
  EXPECT_EQ(s->create({"t", {{{.name = "a"}, {.name = "a"}}, {}}, {}}).error().message,
            "memory table 't': two columns are called 'a'");
  EXPECT_TRUE(s->list().empty());
}

TEST(memory, partitions_are_disjoint_complete_and_of_one_version) {
  auto s = store::named("parts");
  std::vector<trade> many(5000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].id = static_cast<std::int64_t>(i);
  ASSERT_TRUE(s->add("trades", many));
  ASSERT_TRUE(s->append("trades", std::vector<trade>{{5000, "", 0}}));
  for (const std::size_t parts : {0u, 1u, 3u, 7u, 5001u, 9000u}) {
    auto from = source("parts");
    auto plan = from.plan({"trades", {"id"}}, parts);
    ASSERT_TRUE(plan);
    ASSERT_TRUE(s->append("trades", std::vector<trade>{{-1, "", 0}}));
    EXPECT_EQ(plan->partitions().size(), std::clamp<std::size_t>(parts, 1, 5001));
    std::int64_t expected = 0;
    for (const partition& part : plan->partitions()) {
      auto other = source("anything");
      auto stream = other.open(part);
      ASSERT_TRUE(stream) << stream.error().message;
      while (stream->next()) {
        std::int64_t id = -1;
        auto row = stream->row();
        row.read(id);
        ASSERT_EQ(id, expected++);
      }
    }
    EXPECT_EQ(expected, 5001);
    ASSERT_TRUE(s->add("trades", many));
    ASSERT_TRUE(s->append("trades", std::vector<trade>{{5000, "", 0}}));
  }
}

TEST(memory, a_partition_outlives_neither_its_plan_nor_its_process) {
  ASSERT_TRUE(store::named("stale")->lend("trades", trades));
  auto from = source("stale");
  partition kept;
  {
    auto plan = from.plan({"trades", {}}, 2);
    auto moved = std::move(*plan);
    kept = moved.partitions()[1];
    EXPECT_TRUE(from.open(kept));
  }
  EXPECT_EQ(from.open(kept).error().kind, errc::closed);
  EXPECT_EQ(from.plan({"trade", {}}, 2).error().kind, errc::not_found);
  EXPECT_EQ(from.plan({"trades", {"x"}}, 2).error().kind, errc::not_found);
  kept.connector = "sqlite";
  EXPECT_EQ(from.open(kept).error().kind, errc::unsupported);
  ASSERT_TRUE(store::named("stale")->add("none", std::vector<trade>{}));
  auto empty = from.plan({"none", {}}, 4);
  ASSERT_EQ(empty->partitions().size(), 1u);
  EXPECT_FALSE(from.open(empty->partitions()[0])->next());
}

TEST(memory, cancelling_stops_what_is_open_and_not_what_comes_later) {
  ASSERT_TRUE(store::named("cancel")->add("trades", std::vector<trade>(100'000)));
  auto from = source("cancel");
  const auto handle = from.cancel_handle();
  auto stepping = from.open(table_info{"trades", {"id"}});
  auto lending = from.open(table_info{"trades", {}});
  ASSERT_TRUE(stepping->next());
  ASSERT_FALSE(lending->lend<trade>().empty());
  auto moved = std::move(from);
  handle.cancel();
  int rows = 1;
  while (stepping->next()) ++rows;
  EXPECT_LT(rows, 5000);
  EXPECT_EQ(stepping->status().kind, errc::cancelled);
  EXPECT_TRUE(lending->lend<trade>().empty());
  EXPECT_EQ(lending->status().message, "memory table 'trades': cancelled before row 65537");
  EXPECT_TRUE(moved.open(table_info{"trades", {}})->next());
}

TEST(memory, introspects) {
  auto s = store::named("inspect");
  ASSERT_TRUE(s->lend("tra\"des", trades, {"symbol", "id"}));
  ASSERT_TRUE(s->add(table_id("sales", "m"), std::vector<maybe>(4)));
  auto from = source("inspect");
  EXPECT_EQ(*from.table_names(), (std::vector<std::string>{"tra\"des", "sales.m"}));
  EXPECT_TRUE(from.hidden_table_names()->empty());
  EXPECT_TRUE(from.view_names()->empty());
  EXPECT_EQ(*from.table_count("tra\"des"), 3u);
  EXPECT_EQ(
      *from.table_definition(object_kind::table, "tra\"des"),
      "CREATE TABLE \"tra\"\"des\" (\"id\" int64 NOT NULL, \"symbol\" text NOT NULL, \"price\" float64 NOT NULL, PRIMARY KEY (\"symbol\", \"id\"))");
  EXPECT_TRUE(from.table_definition(object_kind::table, table_id("sales", "m"))
                  ->starts_with("CREATE TABLE \"sales\".\"m\" (\"i32\" int32, "));
  EXPECT_EQ(from.table_definition(object_kind::view, "m").error().kind, errc::not_found);
  const auto described = from.describe_table("tra\"des");
  EXPECT_EQ((*described)[0], (column_description{0, "id", "int64", true, {}, 2, false, false}));
  EXPECT_EQ(*from.primary_keys("tra\"des"), (std::vector<std::string>{"symbol", "id"}));
  EXPECT_TRUE(*from.table_exists("tra\"des"));
  EXPECT_FALSE(*from.table_exists("m"));
  EXPECT_TRUE(from.foreign_keys("tra\"des")->empty());
  EXPECT_TRUE(from.indices_definition("tra\"des")->empty());
  EXPECT_FALSE(*from.detect_fts("tra\"des"));
  EXPECT_FALSE(*from.detect_spatialite());
  EXPECT_EQ(from.table_count("x").error().kind, errc::not_found);
  EXPECT_EQ(from.foreign_keys("x").error().kind, errc::not_found);
}

TEST(memory, its_type_table_has_every_kind_under_its_name) {
  for (std::size_t i = 0; i < kind_count; ++i) {
    const auto k = static_cast<kind>(i);
    ASSERT_NE(connector::resolve(name_of(k)), nullptr);
    EXPECT_EQ(connector::resolve(name_of(k))->to->kind, k);
  }
  EXPECT_EQ(connector::resolve("varchar"), nullptr);
}

}  // namespace
