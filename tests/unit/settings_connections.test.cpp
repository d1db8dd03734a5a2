// SPDX-License-Identifier: BSL-1.0
#include <ferrule/config/connections.hpp>
#include <ferrule/config/files.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/yaml.hpp>
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/registry.hpp>
#include <gtest/gtest.h>

namespace {

using ferrule::connections;
using ferrule::errc;
using ferrule::settings;

const auto environment = [](const std::string& name) {
  return std::optional<std::string>("<" + name + ">");
};

settings file(const std::string& name) {
  const std::string path = std::string(FERRULE_SOURCE_DIR) + "/tests/data/settings/" + name;
  auto tree = ferrule::load_settings({.files = {path}}, environment, ferrule::json_reader(),
                                     ferrule::yaml_reader());
  EXPECT_TRUE(tree) << tree.error().message;
  return tree ? *tree : settings();
}

/// One line per connection, one per source.
std::string text_of(const ferrule::result<connections>& read) {
  if (!read) return ferrule::to_text(read.error());
  std::string text;
  for (const auto& c : read->entries) {
    text += fmt::format("{}: {} {}\n", c.name, c.connector, c.config);
    for (const auto& s : c.sources) {
      text += fmt::format("  {} = {}{}", s.name, s.schema ? *s.schema + "." : "", s.table);
      for (const std::string& column : s.columns) text += " " + column;
      text += fmt::format(" from {}\n", s.connection);
    }
  }
  return text;
}

std::string from_yaml(std::string_view text, std::string_view name = {}) {
  const auto tree = ferrule::read_yaml(text, "app.yaml");
  return tree ? text_of(ferrule::read_connections(*tree, name)) : tree.error().message;
}

// --- The shapes ---------------------------------------------------------------------------------

TEST(Connections, OfADozerFileAreRead) {
  EXPECT_EQ(
      text_of(ferrule::read_connections(file("dozer.yaml"))),
      R"(shop: postgres {"user":"<SHOP_USER>","password":"<SHOP_PASSWORD>","host":"<SHOP_HOST>","port":"5432","database":"shop"}
  orders = sales.order_heads id extra from shop
  lines = order_lines from shop
files: localstorage {"details":{"path":"./data"},"tables":[{"Table":{"name":"weather","config":{"CSV":{"path":"weather/","extension":".csv"}}}}]}
  weather = weather from files
pushed: grpc {}
)");
}

TEST(Connections, OfAnOldDozerFileAreRead) {
  EXPECT_EQ(
      text_of(ferrule::read_connections(file("dozer_0_1.yaml"))),
      R"(users: postgres {"user":"postgres","password":"postgres","host":"localhost","port":"5432","database":"users"}
  users = users id email from users
)");
}

TEST(Connections, OfAWeaviateFileAreRead) {
  EXPECT_EQ(text_of(ferrule::read_connections(file("weaviate.json"))),
            R"(database: sampleconnector {"host":"localhost","port":1,"whatever_you_want":true}
)");
  const settings named = file("weaviate_environments.json");
  EXPECT_EQ(text_of(ferrule::read_connections(named)),
            R"(database: foobar {"host":"localhost","port":4242}
)");
  EXPECT_EQ(text_of(ferrule::read_connections(named, "production")),
            R"(database: foobar {"host":"db.example.com","port":4242,"password":"<DB_PASSWORD>"}
)");
  EXPECT_EQ(text_of(ferrule::read_connections(named, "prodction")).substr(0, 20),
            "config: environments");
}

TEST(Connections, OfAPlainFileAreRead) {
  const auto read = ferrule::read_connections(file("plain.yaml"));
  EXPECT_EQ(text_of(read), R"(flights: sqlite {"path":"flights.db","busy_timeout":"2s"}
  flights = flights origin destination delay from flights
scratch: memory {}
)");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->find("scratch")->connector, "memory");
  EXPECT_EQ(read->find("none"), nullptr);
}

TEST(Connections, TagsAreMapsWithOneKeyInJson) {
  const auto tree = ferrule::read_json(
      R"({"connections": [{"name": "a", "config": {"MySQL": {"url": "u"}}}, {"name": "b", "config": "Grpc"}]})",
      "x");
  EXPECT_EQ(text_of(ferrule::read_connections(*tree)), "a: mysql {\"url\":\"u\"}\nb: grpc {}\n");
}

using sources = ferrule::registry<ferrule::sqlite::connector, ferrule::memory::connector,
                                  ferrule::foobar::connector>;

TEST(Connections, AreWhatARegistryMakesConnectorsOf) {
  const auto read = ferrule::read_connections(file("plain.yaml"));
  ASSERT_TRUE(read);
  for (const auto& c : read->entries) {
    const auto made = sources::make({c.connector, c.config});
    EXPECT_TRUE(made) << made.error().message;
  }
  const auto other = ferrule::read_connections(file("weaviate.json"));
  const auto unknown = sources::make({other->entries[0].connector, other->entries[0].config});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("sampleconnector"), std::string::npos);
}

TEST(Connections, AConfigKeepsItsPlaces) {
  const auto tree = ferrule::read_yaml(
      "connections:\n- name: a\n  connector: sqlite\n  config:\n    path: x.db\n    busy_timeout: 5\n    pathe: 1\n",
      "app.yaml");
  const auto read = ferrule::read_connections(*tree);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(
      ferrule::from_settings<ferrule::sqlite::config>(read->entries[0].config).error().message,
      "busy_timeout (app.yaml:6:19): expected a duration such as '500ms' or '1.5h', found '5'; add a unit: d, "
      "h, min, m, s, ms, us, ns\n"
      "pathe (app.yaml:7:5): expected a known key, found 'pathe'; did you mean 'path'?");
}

// --- Environments -------------------------------------------------------------------------------

TEST(Connections, AnEnvironmentGoesOverWhatIsShared) {
  constexpr std::string_view text =
      "connections: [{name: a, connector: memory}]\n"
      "sources: [{name: s, table_name: t}]\n"
      "environments:\n"
      "  test: {}\n"
      "  live:\n"
      "    connections: [{name: b, connector: sqlite}]\n";
  EXPECT_EQ(from_yaml(text, "test"), "a: memory {}\n  s = t from a\n");
  EXPECT_EQ(from_yaml(text, "live"), "b: sqlite {}\n  s = t from b\n");
  EXPECT_EQ(from_yaml(text),
            "config: environments (app.yaml:4:3): expected one of 'test', 'live', found no choice");
  EXPECT_EQ(
      from_yaml(text, "life"),
      "config: environments (app.yaml:4:3): expected one of 'test', 'live', found 'life'; did you mean 'live'?");
  EXPECT_EQ(from_yaml("environments: {only: {connections: []}}"), "");
  EXPECT_EQ(
      from_yaml("connections: []", "live"),
      "config: environments (app.yaml:1:1): expected an environment 'live', found no environments");
  EXPECT_EQ(
      from_yaml("environments: [{name: a}, {name: a}]", "a"),
      "config: environments (app.yaml:1:27): the environment 'a' is there twice; the first one is at "
      "app.yaml:1:16");
  EXPECT_EQ(
      from_yaml("environments: [5, {nme: x}, {name: [1]}]"),
      "config: environments[0] (app.yaml:1:16): expected a map, found text\n"
      "environments[1].name (app.yaml:1:19): expected the name of the environment, found nothing\n"
      "environments[2].name (app.yaml:1:29): expected the name of the environment, found a list");
  EXPECT_EQ(from_yaml("environments: 5"),
            "config: environments (app.yaml:1:15): expected a list or a map, found text");
}

// --- Problems -----------------------------------------------------------------------------------

TEST(Connections, AllProblemsAreToldAtOnce) {
  EXPECT_EQ(
      from_yaml("connections:\n"
                "  - nam: x\n"
                "    config: !Pg {a: sesame}\n"
                "  - name: y\n"
                "    config: {a: sesame, b: 2}\n"
                "  - name: y\n"
                "    connector: sqlite\n"
                "    config: [sesame]\n"
                "  - name: z\n"
                "  - sesame\n"
                "  - name: w\n"
                "    connector: a\n"
                "    db_type: b\n"
                "sources:\n"
                "  - name: a\n"
                "    connection: yy\n"
                "    tablename: x\n"
                "  - name: a\n"
                "    table_name: x\n"
                "    connection: yy\n"
                "  - name: b\n"
                "    table_name: x\n"
                "  - {name: c, table_name: x, connection: y}\n"
                "  - {name: c, table_name: y, connection: z, columns: a}\n"
                "  - {name: c, table_name: y, connection: z}\n"),
      "config: connections[0].name (app.yaml:2:5): expected text, found nothing\n"
      "connections[0].nam (app.yaml:2:5): expected a known key, found 'nam'; did you mean 'name'?\n"
      "connections[1].config (app.yaml:5:13): expected one key, the connector's name, or a tag like !Sqlite, "
      "found a map; or add connector: NAME\n"
      "connections[2].config (app.yaml:8:13): expected a map, found a list\n"
      "connections[2] (app.yaml:6:5): the connection 'y' is there twice; the first one is at app.yaml:4:5\n"
      "connections[3] (app.yaml:9:5): expected 'connector', or 'config' with a tag, found nothing; write "
      "connector: NAME, or config: !Name\n"
      "connections[4] (app.yaml:10:5): expected a map, found text\n"
      "connections[5] (app.yaml:11:5): 'connector' does not go with 'db_type' and 'authentication'\n"
      "sources[0].table_name (app.yaml:15:5): expected text, found nothing\n"
      "sources[0].tablename (app.yaml:17:5): expected a known key, found 'tablename'; did you mean "
      "'table_name'?\n"
      "sources[0].connection (app.yaml:16:17): expected one of 'y', 'z', 'w', found 'yy'; did you mean 'y'?\n"
      "sources[1].connection (app.yaml:20:17): expected one of 'y', 'z', 'w', found 'yy'; did you mean 'y'?\n"
      "sources[2].connection (app.yaml:21:5): expected the name of a connection, found nothing\n"
      "sources[4].columns (app.yaml:24:54): expected a list, found 'a'\n"
      "sources[5] (app.yaml:25:5): the source 'c' is there twice; the first one is at app.yaml:23:5");
}

TEST(Connections, WhatIsNoSettingsFileIsTold) {
  EXPECT_EQ(
      from_yaml("conections: []"),
      "config: the settings (app.yaml:1:1): expected 'connections' or 'database', found nothing; did you mean "
      "'connections' where 'conections' is written?");
  EXPECT_EQ(from_yaml("[]"), "config: the settings (app.yaml:1:1): expected a map, found a list");
  EXPECT_EQ(from_yaml("# nothing"),
            "config: the settings: expected 'connections' or 'database', found nothing");
  EXPECT_EQ(from_yaml("connections: 5\nsources: {}\ndatabase: [sesame]"),
            "config: connections (app.yaml:1:14): expected a list, found text\n"
            "database (app.yaml:3:11): expected a map, found a list\n"
            "sources (app.yaml:2:10): expected a list, found a map");
  EXPECT_EQ(
      from_yaml("database: {name: x, databse_config: {password: sesame}}"),
      "config: database.databse_config (app.yaml:1:21): expected a known key, found 'databse_config'; did you "
      "mean 'database_config'?");
  EXPECT_EQ(from_yaml("connections: [{name: '', connector: x}]"),
            "config: connections[0] (app.yaml:1:15): expected the name of a connection, found ''");
}

TEST(Connections, NoShapeOfTreeIsTooStrange) {
  const settings odd[] = {nullptr,
                          1,
                          "x",
                          settings::list({1}),
                          settings::map(),
                          settings::map({{"name", 1}}),
                          settings::list({settings::map({{"name", settings::list()}})})};
  for (const settings& a : odd)
    for (const settings& b : odd)
      for (const settings& c : odd) {
        const settings tree = settings::map(
            {{"connections",
              settings::list({settings::map({{"name", a}, {"config", b}, {"connector", c}}), a})},
             {"sources",
              settings::list(
                  {settings::map({{"name", c}, {"table_name", a}, {"connection", b}}), b})},
             {"database", settings::map({{"name", b}, {"database_config", a}})},
             {"environments", c}});
        for (const char* name : {"", "x"}) {
          const auto read = ferrule::read_connections(tree, name);
          EXPECT_TRUE(read || (read.error().kind == errc::config && !read.error().message.empty()));
        }
      }
}

}  // namespace
