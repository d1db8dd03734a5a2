// SPDX-License-Identifier: BSL-1.0
// The JSON Schema and the example that are made of config structs, against tests/data/settings/.
// FERRULE_ACCEPT=1 in the environment writes those files anew.
#include <algorithm>
#include <cstdlib>
#include <ferrule/config/example.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/json_schema.hpp>
#include <ferrule/config/yaml.hpp>
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite/config.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace {

using ferrule::settings;

enum class journal : std::uint8_t { wal, off };
struct pool {
  ferrule::bounded<int, 1, 64> size = 4;
  ferrule::bounded<std::chrono::seconds, 1, 60> wait = std::chrono::seconds(5);
  static constexpr ferrule::setting_help help[] = {{"size", "How many connections."}};
};
struct tls {
  ferrule::required<std::filesystem::path> authority;
  bool verify = true;
};
struct user {
  ferrule::required<std::string> name;
  ferrule::secret password;
  std::vector<int> roles;
};
struct database {
  ferrule::required<std::string> name;
  std::optional<ferrule::secret> password;
};
struct application {
  ferrule::required<std::filesystem::path> path;
  bool read_only = true;
  double ratio = 0.5;
  std::optional<std::uint16_t> port;
  journal mode = journal::wal;
  std::optional<journal> other_mode;
  pool connections;
  std::optional<tls> security;
  database main;
  std::vector<user> users;
  std::map<std::string, double> weights;
  std::map<std::string, std::vector<std::string>> groups;
  ferrule::byte_size cache{65536};
  std::chrono::milliseconds timeout{1500};
  ferrule::secret token;
  std::vector<std::string> names{"a", "b \"c\""};
  std::string greeting = "null";
  settings options;
  ferrule::other_settings others;

  static constexpr ferrule::setting_help help[] = {{"path", "Where it is."},
                                                   {"security", "How the wire is encrypted."},
                                                   {"users", "Who may log in."}};
};

std::string data(const std::string& name) {
  return std::string(FERRULE_SOURCE_DIR) + "/tests/data/settings/" + name;
}

void expect_as_in(const std::string& name, const std::string& made) {
  if (std::getenv("FERRULE_ACCEPT")) std::ofstream(data(name)) << made;
  std::ifstream file(data(name));
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(made, kept.str()) << name;
}

TEST(JsonSchema, IsAsKept) {
  expect_as_in("application.schema.json", ferrule::json_schema<application>("application"));
  expect_as_in("sqlite.schema.json", ferrule::json_schema<ferrule::sqlite::config>("sqlite"));
}

TEST(JsonSchema, SaysOfEveryFieldWhatTheReaderAccepts) {
  const auto schema = ferrule::read_json(ferrule::json_schema<application>(), "schema");
  ASSERT_TRUE(schema) << schema.error().message;
  const auto at = [&](const char* path) {
    const settings* const node = schema->find_path(path);
    return node ? fmt::format("{}", *node) : "nothing";
  };
  EXPECT_EQ(at("\"$schema\""), "\"https://json-schema.org/draft/2020-12/schema\"");
  EXPECT_EQ(at("type"), "\"object\"");
  EXPECT_EQ(at("required"), R"(["path","main"])")
      << "what a part requires is required of the whole";
  EXPECT_EQ(at("additionalProperties"), "true");
  EXPECT_EQ(at("properties.connections.additionalProperties"), "false");
  EXPECT_EQ(at("properties.connections.type"), R"(["object","null"])");
  EXPECT_EQ(at("properties.connections.required"), "nothing");
  EXPECT_EQ(at("properties.connections.properties.size.minimum"), "1");
  EXPECT_EQ(at("properties.connections.properties.size.maximum"), "64");
  EXPECT_EQ(at("properties.security.type"), R"(["object","null"])");
  EXPECT_EQ(at("properties.security.required"), R"(["authority"])");
  EXPECT_EQ(at("properties.port.type"), R"(["integer","string","null"])");
  EXPECT_EQ(at("properties.port.default"), "null");
  EXPECT_EQ(at("properties.mode.anyOf[0].enum"), R"(["wal","off"])");
  EXPECT_EQ(at("properties.other_mode.anyOf[0].enum"), R"(["wal","off",null])");
  EXPECT_EQ(at("properties.users.items.required"), R"(["name"])");
  EXPECT_EQ(at("properties.users.items.properties.password.writeOnly"), "true");
  EXPECT_EQ(at("properties.users.items.properties.password.default"), "nothing");
  EXPECT_EQ(at("properties.token.default"), "nothing");
  EXPECT_EQ(at("properties.weights.additionalProperties.type"), R"(["number","string"])");
  EXPECT_EQ(at("properties.groups.additionalProperties.items.type"), "\"string\"");
  EXPECT_EQ(at("properties.timeout.default"), "\"1500ms\"");
  EXPECT_EQ(at("properties.options"), "{}");
}

TEST(JsonSchema, EmptyAndShippedConfigsHaveOne) {
  EXPECT_NE(ferrule::json_schema<ferrule::memory::config>().find("see the same tables"),
            std::string::npos);
  EXPECT_NE(ferrule::json_schema<ferrule::foobar::config>().find("\"maximum\": 65535"),
            std::string::npos);
}

// --- The example --------------------------------------------------------------------------------

/// Every setting that is switched off switched on.
std::string switched_on(const std::string& example) {
  std::istringstream lines(example);
  std::string line, all;
  while (std::getline(lines, line)) {
    const std::size_t at = line.find('#');
    if (at != line.npos && at == line.find_first_not_of(' ') && line.substr(at, 2) != "# ")
      line.erase(at, 1);
    all += line + "\n";
  }
  return all;
}

template<class C>
void expect_example_of_defaults(const std::string& example) {
  const auto off = ferrule::read_yaml(example, "off.yaml"),
             on = ferrule::read_yaml(switched_on(example), "on.yaml");
  ASSERT_TRUE(off) << off.error().message;
  ASSERT_TRUE(on) << on.error().message << "\n" << switched_on(example);
  const auto from_nothing = ferrule::from_settings<C>(*off),
             from_all = ferrule::from_settings<C>(*on);
  ASSERT_TRUE(from_nothing) << from_nothing.error().message;
  ASSERT_TRUE(from_all) << from_all.error().message;
  EXPECT_EQ(ferrule::to_settings(*from_nothing), ferrule::to_settings(C{}));
  EXPECT_EQ(ferrule::to_settings(*from_all), ferrule::to_settings(C{}));
}

TEST(ExampleYaml, IsAsKept) {
  expect_as_in("application.example.yaml", ferrule::example_yaml<application>());
  expect_as_in("sqlite.example.yaml", ferrule::example_yaml<ferrule::sqlite::config>());
}

TEST(ExampleYaml, ShowsTheDefaults) {
  expect_example_of_defaults<ferrule::sqlite::config>(
      ferrule::example_yaml<ferrule::sqlite::config>());
  expect_example_of_defaults<ferrule::memory::config>(
      ferrule::example_yaml<ferrule::memory::config>());
  expect_example_of_defaults<ferrule::foobar::config>(
      ferrule::example_yaml<ferrule::foobar::config>());
  expect_example_of_defaults<pool>(ferrule::example_yaml<pool>());
}

TEST(ExampleYaml, AsksForWhatIsRequiredAndForNothingElse) {
  const std::string example = ferrule::example_yaml<application>();
  const auto tree = ferrule::read_yaml(example, "app.yaml");
  ASSERT_TRUE(tree) << tree.error().message;
  const auto read = ferrule::from_settings<application>(*tree);
  ASSERT_FALSE(read);
  const std::string& why = read.error().message;
  EXPECT_EQ(std::count(why.begin(), why.end(), '\n'), 1) << why;
  EXPECT_NE(why.find("path (app.yaml:2:1): expected the path of a file, found null"),
            std::string::npos)
      << why;
  EXPECT_NE(why.find("main.name (app.yaml:"), std::string::npos) << why;
  // All of it switched on, and the three that are required filled in, it is a settings file.
  auto on = ferrule::read_yaml(switched_on(example), "on.yaml");
  ASSERT_TRUE(on) << on.error().message;
  for (const char* path : {"path", "main.name", "security.authority"})
    ASSERT_TRUE(on->set(path, "x"));
  const auto all = ferrule::from_settings<application>(*on);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->greeting, "null");
  EXPECT_EQ(all->names, application{}.names);
  EXPECT_EQ(all->timeout, application{}.timeout);
}

}  // namespace
