// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/fan_out.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/ferrule.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;
using lines = std::vector<std::string>;
using mixed = fan_out<named<"db", sqlite::connector>, memory::connector>;
using twice = fan_out<named<"old", sqlite::connector>, named<"new", sqlite::connector>>;

struct item {
  std::int64_t id;
  std::string name;
};

class fan_out_test : public testing::Test {
protected:
  support::sqlite_file file{
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
      "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');"
      "CREATE TABLE u (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(id))"};
  support::sqlite_file newer{"CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (9)"};
  mixed source{{.members = {file.reading(), {"fan_out"}}}};
  twice both{{.members = {file.reading(), newer.reading()}}};

  fan_out_test() {
    const auto store = memory::store::named("fan_out");
    for (const table_id& t : store->list()) (void)store->remove(t);
    EXPECT_TRUE(
        store->add({"shop", "items"}, std::vector<item>{{7, "seven"}, {8, "eight"}}, {"id"}));
  }
};

TEST_F(fan_out_test, tables_have_their_connector_in_front) {
  ASSERT_TRUE(source.validate_connection());
  EXPECT_EQ(*source.list_tables(),
            (std::vector<table_id>{{"db", "t"}, {"db", "u"}, {"memory.shop", "items"}}));
  EXPECT_EQ(*source.table_names(), (lines{"db.t", "db.u", "memory.shop.items"}));
  EXPECT_EQ(source.table_count({"memory.shop", "items"}), 2u);
  EXPECT_EQ(source.foreign_keys({"db", "u"})->front().table, "db.t");
  auto stream = source.open(table_info{{"memory.shop", "items"}, {"name", "id"}});
  ASSERT_TRUE(stream);
  EXPECT_EQ(support::pulled(*stream), (lines{"seven|7", "eight|8"}));
  EXPECT_EQ(*both.list_tables(), (std::vector<table_id>{{"old", "t"}, {"old", "u"}, {"new", "t"}}));
  auto nine = both.open(table_info{{"new", "t"}, {}});
  EXPECT_EQ(support::pumped(*nine), lines{"9"});
}

TEST_F(fan_out_test, types_have_it_behind) {
  const auto schemas = source.get_schemas(
      std::vector<table_info>{{{"memory.shop", "items"}, {"id"}}, {{"db", "t"}, {"id"}}});
  ASSERT_TRUE(schemas && (*schemas)[0] && (*schemas)[1]);
  EXPECT_EQ((*schemas)[1]->table, (table_id{"db", "t"}));
  const std::string type = (*schemas)[1]->schema.fields[0].external_type;
  EXPECT_EQ(type, "INTEGER@db");
  ASSERT_NE(mixed::resolve(type), nullptr);
  EXPECT_EQ(mixed::resolve(type)->name, "INTEGER@db");
  ASSERT_NE(mixed::resolve("VARCHAR(20)@db"), nullptr);
  EXPECT_EQ(mixed::resolve("VARCHAR(20)"), nullptr);
  EXPECT_EQ(mixed::resolve("INTEGER@elsewhere"), nullptr);
  static_assert(has_distinct_names(mixed::types_mapping) && has_distinct_ids(mixed::types_mapping));
}

TEST_F(fan_out_test, structs_and_a_stop_in_between) {
  std::string seen;
  ASSERT_TRUE(each_row<item>(source, {"db", "t"}, [&](const item& i) {
    seen += i.name;
    return i.id == 2 ? flow::stop : flow::more;
  }));
  EXPECT_EQ(seen, "ab");
  seen.clear();
  for (const item& i : rows<item>(source, {"memory.shop", "items"})) seen += i.name;
  EXPECT_EQ(seen, "seveneight");
}

// Which path a row took is seen by its type.
template<class R>
constexpr bool is_of_a_batch = false;
template<>
constexpr bool is_of_a_batch<sqlite::detail::row<sqlite::detail::arguments>> = true;

TEST_F(fan_out_test, rows_go_straight_from_the_member_to_the_sink) {
  auto stream = source.open(table_info{{"db", "t"}, {}});
  EXPECT_TRUE(stream->batches());
  int batched = 0, others = 0;
  pump(*stream, [&]<class R>(R&) {
    ++(is_of_a_batch<R> ? batched : others);
    return flow::more;
  });
  EXPECT_EQ(batched, 3);
  EXPECT_EQ(others, 0);
}

TEST_F(fan_out_test, errors_name_the_connector) {
  const auto missing = source.open(table_info{{"db", "v"}, {}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, errc::not_found);
  EXPECT_TRUE(missing.error().message.starts_with("db: sqlite ")) << missing.error().message;
  for (const table_id& id : {table_id{"t"}, table_id{"bd", "t"}}) {
    const auto nobodys = source.open(table_info{id, {}});
    ASSERT_FALSE(nobodys);
    EXPECT_EQ(nobodys.error().kind, errc::not_found);
    EXPECT_NE(nobodys.error().message.find("one of db, memory"), std::string::npos);
  }
  EXPECT_NE(source.open(table_info{{"bd", "t"}, {}}).error().message.find("did you mean 'db'?"),
            std::string::npos);
  EXPECT_FALSE(*source.table_exists({"bd", "t"}));

  const std::vector<table_id> asked{{"db", "t"}, {"bd", "t"}, {"memory", "v"}};
  const auto problems = source.validate_tables(asked);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->size(), 2u);
  EXPECT_EQ((*problems)[1].table, asked[2]);
  EXPECT_TRUE((*problems)[1].why.message.starts_with("memory: "));
  const auto columns = source.list_columns(asked);
  EXPECT_TRUE((*columns)[0]);
  EXPECT_EQ((*columns)[1].error().kind, errc::not_found);
  EXPECT_TRUE((*columns)[2].error().message.starts_with("memory: "));

  twice gone({.members = {{.path = "/no/such.db"}, {.path = "/nor/this.db"}}});
  const auto valid = gone.validate_connection();
  ASSERT_FALSE(valid);
  EXPECT_TRUE(valid.error().message.starts_with("old: "));
  EXPECT_NE(valid.error().message.find("; new: "), std::string::npos);
  EXPECT_EQ(gone.list_columns(std::vector<table_id>{{"old", "t"}}).error().kind,
            valid.error().kind);

  newer.run("CREATE TABLE w (n INTEGER); INSERT INTO w VALUES (1), ('two')");
  auto stream = both.open(table_info{{"new", "w"}, {}});
  EXPECT_EQ(support::pulled(*stream), lines{"1"});
  EXPECT_EQ(stream->status().kind, errc::type_mismatch);
  EXPECT_TRUE(stream->status().message.starts_with("new: sqlite")) << stream->status().message;
  stream = both.open(table_info{{"new", "w"}, {}});
  EXPECT_EQ(support::pumped(*stream), lines{"1"});
  EXPECT_TRUE(stream->status().message.starts_with("new: sqlite"));
}

TEST_F(fan_out_test, conditions_and_parts) {
  auto some = both.open(table_info{{"old", "t"}, {"name"}},
                        {.where = col("id") > 1, .order_by = {descending("id")}});
  ASSERT_TRUE(some) << to_text(some.error());
  EXPECT_EQ(support::pulled(*some), (lines{"c", "b"}));
  auto plan = source.plan({{"memory.shop", "items"}, {}}, 2);
  ASSERT_TRUE(plan);
  lines all;
  for (const partition& part : plan->partitions()) {
    EXPECT_EQ(part.connector, "fan_out");
    EXPECT_EQ(part.table.id, (table_id{"memory.shop", "items"}));
    auto stream = source.open(part);
    ASSERT_TRUE(stream) << to_text(stream.error());
    for (std::string& row : support::pulled(*stream)) all.push_back(std::move(row));
  }
  EXPECT_EQ(all, (lines{"7|seven", "8|eight"}));
}

TEST_F(fan_out_test, settings_are_those_of_the_members) {
  using sources = registry<twice, sqlite::connector>::with<traced>;
  const auto made =
      sources::make({"fan_out", settings::map({{"old", settings::map({{"path", file.path()}})},
                                               {"new", settings::map({{"path", newer.path()}})}})});
  ASSERT_TRUE(made) << to_text(made.error());
  const auto& config = std::get<traced<twice>>(*made).settings();
  EXPECT_EQ(std::get<0>(config.inner.members.each).path, file.path());
  EXPECT_EQ(std::get<1>(config.inner.members.each).path, newer.path());
  const auto wrong = sources::make(
      {"fan_out",
       settings::map({{"odl", settings::map()}, {"new", settings::map({{"pth", newer.path()}})}})});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("did you mean 'old'"), std::string::npos);
  EXPECT_NE(wrong.error().message.find("new.pth"), std::string::npos) << wrong.error().message;
}

TEST_F(fan_out_test, members_keep_what_the_whole_has_not) {
  EXPECT_FALSE(has_capability<twice>(capability::writable));
  EXPECT_TRUE(has_capability<twice>(capability::filterable));
  EXPECT_FALSE(has_capability<mixed>(capability::filterable));
  auto one = both.member<1>().execute("SELECT count(*) FROM t");
  ASSERT_TRUE(one);
  EXPECT_EQ(support::pulled(*one), lines{"1"});
}

}  // namespace
