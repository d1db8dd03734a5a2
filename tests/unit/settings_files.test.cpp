// SPDX-License-Identifier: BSL-1.0
// Several files and overrides into one tree, and the command line that says which.
#include <ferrule/config.hpp>
#include <ferrule/config/arguments.hpp>
#include <ferrule/config/files.hpp>
#include <ferrule/config/json.hpp>
#include <ferrule/config/yaml.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using ferrule::errc;
using ferrule::settings;

void write(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

const auto environment = [](const std::string& name) {
  return name == "PORT" ? std::optional<std::string>("5432") : std::nullopt;
};

ferrule::result<settings> load(const ferrule::settings_sources& from) {
  return ferrule::load_settings(from, environment, ferrule::json_reader(), ferrule::yaml_reader());
}

std::string loaded(const ferrule::settings_sources& from) {
  const auto read = load(from);
  return read ? fmt::format("{}", *read) : ferrule::to_text(read.error());
}

// --- Merging ------------------------------------------------------------------------------------

TEST(SettingsMerge, LaterGoesOverEarlier) {
  const auto merged = ferrule::merge_settings(
      {settings::map(
           {{"a", 1}, {"m", settings::map({{"x", 1}, {"y", settings::list({1, 2})}})}, {"k", 0}}),
       {},
       settings::map({{"m", settings::map({{"y", settings::list({3})}, {"z", 2}})}, {"b", 2}}),
       settings::map({{"k", nullptr}})});
  ASSERT_TRUE(merged);
  EXPECT_EQ(fmt::format("{}", *merged), R"({"a":1,"m":{"x":1,"y":[3],"z":2},"k":null,"b":2})");
  EXPECT_EQ(*ferrule::merge_settings({}), settings::map());
}

TEST(SettingsMerge, EveryLayerThatIsNoMapIsTold) {
  settings list = settings::list();
  list.where = {std::make_shared<const std::string>("a.yaml"), 1, 1};
  const auto merged = ferrule::merge_settings({list, "secret", settings::map()});
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().kind, errc::config);
  EXPECT_EQ(
      merged.error().message,
      "the settings (a.yaml:1:1): expected a map, found a list\nthe settings: expected a map, found text");
}

TEST(SettingsOverrides, SetSingleSettings) {
  settings tree =
      settings::map({{"pool", settings::map({{"size", 1}})}, {"list", settings::list({1})}});
  const std::string good[] = {"pool.size=8", "list[1]=x=y", "a.b[0].c=", "kafka.\"x.y=z\"=1"};
  ASSERT_TRUE(ferrule::apply_overrides(tree, good));
  EXPECT_EQ(fmt::format("{}", tree),
            R"({"pool":{"size":"8"},"list":[1,"x=y"],"a":{"b":[{"c":""}]},"kafka":{"x.y=z":"1"}})");
  EXPECT_TRUE(tree.find_path("pool.size")->is_plain());
  EXPECT_EQ(tree.find_path("pool.size")->where.file(), "--set");
}

TEST(SettingsOverrides, AllThatCannotBeAreToldAndNothingIsChanged) {
  settings tree = settings::map({{"pool", settings::map({{"size", 1}})}});
  const std::string wrong[] = {"pool.size=2",        "sesame",      "=sesame",
                               "pool.size.x=sesame", "a..b=sesame", "l[3]=sesame"};
  const auto set = ferrule::apply_overrides(tree, wrong, "the command line");
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().kind, errc::config);
  EXPECT_EQ(
      set.error().message,
      "the command line number 2 is not of the form PATH=VALUE, like pool.size=8.\n"
      "the command line number 3 is not of the form PATH=VALUE, like pool.size=8.\n"
      "the command line: The setting pool.size.x cannot be set. 'x' does not fit: there is text, not a map.\n"
      "the command line: 'a..b' is not the path of a setting; write it like pool.size, tables[0].name or "
      "kafka.\"security.protocol\".\n"
      "the command line: The setting l[3] cannot be set. Item [3] of a list cannot be set before item [0].");
  EXPECT_EQ(tree, settings::map({{"pool", settings::map({{"size", 1}})}}));
}

// --- Files --------------------------------------------------------------------------------------

TEST(SettingsFiles, AreReadBySuffixMergedOverriddenAndFilledIn) {
  write("base.yaml", "pool:\n  size: 4\n  wait: 5s\nport: ${PORT}\nname: base\n");
  write("more.JSON", R"({"name": "more", "pool": {"size": 8}})");
  write("off.yml", "# nothing\n");
  EXPECT_EQ(loaded({.files = {"base.yaml", "more.JSON", "off.yml"},
                    .overrides = {"pool.wait=1s", "x=${PORT}"}}),
            R"({"pool":{"size":8,"wait":"1s"},"port":"5432","name":"more","x":"5432"})");
  EXPECT_EQ(loaded({}), "{}");
  EXPECT_EQ(
      loaded({.overrides = {"a=${NONE}"}}),
      "config: a (--set): the environment variable 'NONE' is not set; set it, or give a default: "
      "${NONE:-default}");
}

struct pool {
  ferrule::bounded<int, 1, 64> size = 4;
};
struct application {
  pool connections;
  std::string name;
};

TEST(SettingsFiles, ProblemsNameTheFileTheyAreIn) {
  write("one.yaml", "connections:\n  size: 4\nname: x\n");
  write("two.json", "{\"connections\":\n {\"size\": 65, \"sise\": 1}}");
  const auto tree = load({.files = {"one.yaml", "two.json"}, .overrides = {"nme=y"}});
  ASSERT_TRUE(tree);
  EXPECT_EQ(
      ferrule::from_settings<application>(*tree).error().message,
      "connections.size (two.json:2:11): expected a whole number from 1 to 64, found 65\n"
      "connections.sise (two.json:2:15): expected a known key, found 'sise'; did you mean 'size'?\n"
      "nme (--set): expected a known key, found 'nme'; did you mean 'name'?");
}

TEST(SettingsFiles, ThoseThatCannotBeReadAreAllTold) {
  write("good.yaml", "a: 1");
  write("bad.json", "{");
  write("list.yaml", "[1]");
  write("empty.yaml", "");
  write("long.yaml", "a: " + std::string(100, 'x'));
  mkdir("folder.yaml", 0700);
  EXPECT_EQ(
      loaded({.files = {"none.yaml", "good.yaml", "bad.json", "app.toml"}}),
      "not_found: The settings file 'none.yaml' cannot be read: it does not exist.\n"
      "bad.json:1:2: the JSON ends too early: a bracket or a quote is not closed.\n"
      "The settings file 'app.toml' has none of the suffixes that can be read: .json, .yaml, .yml.");
  EXPECT_EQ(loaded({.files = {"noext"}}).substr(0, 12), "unsupported:");
  EXPECT_EQ(loaded({.files = {"folder.yaml"}}),
            "io: The settings file 'folder.yaml' cannot be read: it is a folder.");
  EXPECT_EQ(loaded({.files = {"good.yaml/x.yaml"}}),
            "not_found: The settings file 'good.yaml/x.yaml' cannot be read: it does not exist.");
  EXPECT_EQ(loaded({.files = {"empty.yaml"}}),
            "config: empty.yaml: the file is empty; settings without a key are written {}.");
  EXPECT_EQ(loaded({.files = {"list.yaml"}}),
            "config: the settings (list.yaml:1:1): expected a map, found a list");
  EXPECT_EQ(loaded({.files = {"long.yaml"}, .most_bytes = 100}),
            "limit: The settings file 'long.yaml' is longer than 100 bytes, which is the limit.");
  EXPECT_EQ(ferrule::read_settings_file("/dev/zero", 1000).error().kind, errc::limit);
}

TEST(SettingsFiles, APermissionThatIsMissingIsToldAsOne) {
  write("closed.yaml", "a: 1");
  chmod("closed.yaml", 0);
  const auto text = ferrule::read_settings_file("closed.yaml");
  if (geteuid() == 0) EXPECT_TRUE(text) << "root may read everything";
  else
    EXPECT_EQ(ferrule::to_text(text.error()),
              "permission: The settings file 'closed.yaml' cannot be read: permission denied.");
  std::remove("closed.yaml");
}

TEST(SettingsFiles, OneFormatAloneIsEnough) {
  write("alone.json", "{}");
  EXPECT_TRUE(
      ferrule::load_settings({.files = {"alone.json"}}, environment, ferrule::json_reader()));
  EXPECT_EQ(
      ferrule::load_settings({.files = {"alone.json"}}, environment, ferrule::yaml_reader())
          .error()
          .message,
      "The settings file 'alone.json' has none of the suffixes that can be read: .yaml, .yml.");
}

// --- The command line ---------------------------------------------------------------------------

TEST(SettingsArguments, AreTakenOutOfTheCommandLine) {
  const char* const words[] = {
      "list",  "--config-file=a.yaml", "--config-file", "b.json", "--set",     "a.b=c=d",
      "--all", "--environment=dev",    "--set=x=",      "--",     "--set=no=1"};
  const auto taken = ferrule::take_settings_arguments(words);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->sources.files, (std::vector<std::string>{"a.yaml", "b.json"}));
  EXPECT_EQ(taken->sources.overrides, (std::vector<std::string>{"a.b=c=d", "x="}));
  EXPECT_EQ(taken->environment, "dev");
  EXPECT_EQ(taken->rest, (std::vector<std::string>{"list", "--all", "--", "--set=no=1"}));
  for (const char* flag : {"--config-file", "--set", "--environment", "--set="}) {
    const char* const alone[] = {flag};
    const auto failed = ferrule::take_settings_arguments(alone);
    ASSERT_FALSE(failed) << flag;
    EXPECT_EQ(failed.error().kind, errc::config);
  }
}

}  // namespace
