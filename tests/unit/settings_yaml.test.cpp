// SPDX-License-Identifier: BSL-1.0
#include <ferrule/config.hpp>
#include <ferrule/config/yaml.hpp>
#include <gtest/gtest.h>

namespace {

using ferrule::errc;
using ferrule::read_yaml;
using ferrule::settings;

std::string error_of(std::string_view text, const ferrule::yaml_options& options = {}) {
  const auto read = read_yaml(text, "app.yaml", options);
  return read ? fmt::format("read: {}", *read) : ferrule::to_text(read.error());
}

std::string place_of(const settings& tree, std::string_view path) {
  const settings* const node = tree.find_path(path);
  return node ? ferrule::to_text(node->where) : "nowhere";
}

TEST(SettingsYaml, ScalarsWithoutQuotesArePlain) {
  const auto read = read_yaml(
      "a: 1.10\nb: no\nc: '5'\nd: \"x\\ty\"\ne: !!str 7\nf: ~\ng:\nh: null\ni: |\n  two\n  lines\nj: !!int 8\n"
      "k: ! 9\nl: []\nm: {}\n",
      "app.yaml");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, settings::map({{"a", settings::plain("1.10")},
                                  {"b", settings::plain("no")},
                                  {"c", "5"},
                                  {"d", "x\ty"},
                                  {"e", "7"},
                                  {"f", nullptr},
                                  {"g", nullptr},
                                  {"h", nullptr},
                                  {"i", "two\nlines\n"},
                                  {"j", settings::plain("8")},
                                  {"k", "9"},
                                  {"l", settings::list()},
                                  {"m", settings::map()}}));
}

struct typed {
  int port = 0;
  bool flag = false;
  double ratio = 0;
  std::string version;
  ferrule::secret password;
  std::optional<int> most = 7;
};

TEST(SettingsYaml, TheStructDecidesWhatAPlainScalarIs) {
  const auto read =
      read_yaml("port: 5432\nflag: true\nratio: 1e-3\nversion: 1.10\npassword: 0123\nmost: null\n",
                "app.yaml");
  ASSERT_TRUE(read);
  const auto made = ferrule::from_settings<typed>(*read);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->port, 5432);
  EXPECT_TRUE(made->flag);
  EXPECT_EQ(made->ratio, 1e-3);
  EXPECT_EQ(made->version, "1.10");
  EXPECT_EQ(made->password.reveal(), "0123");
  EXPECT_EQ(made->most, std::nullopt);

  const auto wrong = ferrule::from_settings<typed>(*read_yaml(
      "port: 99999999999999999999\nflag: yes\npassword: [hunter2]\nversion:\n", "app.yaml"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message,
            "port (app.yaml:1:7): expected a whole number from -2147483648 to 2147483647, found "
            "'99999999999999999999'; the number does not fit\n"
            "flag (app.yaml:2:7): expected true or false, found 'yes'\n"
            "version (app.yaml:4:1): expected text, found null\n"
            "password (app.yaml:3:11): expected text, found a list");
}

enum class policy : std::uint8_t { error, null };
struct with_policy {
  policy cells = policy::error;
};

TEST(SettingsYaml, AnEnumeratorCalledNullIsNotNull) {
  const auto made = ferrule::from_settings<with_policy>(*read_yaml("cells: null", "x"));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->cells, policy::null);
}

TEST(SettingsYaml, EveryNodeKnowsItsPlace) {
  const auto read = read_yaml(
      "# comment\na: 1\nb:\n  - 1.5\n  - 'x'\n  - c:\n    d: !Pg\n      e: {f: 1,\n          g: 2}\n",
      "app.yaml");
  ASSERT_TRUE(read) << read.error().message;
  constexpr std::pair<const char*, const char*> places[] = {{"", "app.yaml:2:1"},
                                                            {"a", "app.yaml:2:4"},
                                                            {"b", "app.yaml:4:3"},
                                                            {"b[0]", "app.yaml:4:5"},
                                                            {"b[1]", "app.yaml:5:5"},
                                                            {"b[2]", "app.yaml:6:5"},
                                                            {"b[2].c", "app.yaml:6:5"},
                                                            {"b[2].d", "app.yaml:7:8"},
                                                            {"b[2].d.Pg", "app.yaml:7:8"},
                                                            {"b[2].d.Pg.e", "app.yaml:8:10"},
                                                            {"b[2].d.Pg.e.g", "app.yaml:9:14"}};
  for (const auto& [path, place] : places) EXPECT_EQ(place_of(*read, path), place) << path;
  EXPECT_EQ(ferrule::to_text(read->find_path("b[2]")->members()[1].where), "app.yaml:7:5");
}

TEST(SettingsYaml, ATagIsTheKeyOfAMap) {
  EXPECT_EQ(error_of("config: !Postgres\n  user: u\nname: x"),
            R"(read: {"config":{"Postgres":{"user":"u"}},"name":"x"})");
  EXPECT_EQ(error_of("[!Grpc , !Ref x, !Csv [1], !A {}]"),
            R"(read: [{"Grpc":null},{"Ref":"x"},{"Csv":["1"]},{"A":{}}])");
  EXPECT_EQ(error_of("a: !!binary aGk="),
            "config: app.yaml:1:4: the tag 'tag:yaml.org,2002:binary' has no meaning in settings.");
  EXPECT_EQ(error_of("a: !<tag:example.com,2000:x> 1"),
            "config: app.yaml:1:4: the tag 'tag:example.com,2000:x' has no meaning in settings.");
}

TEST(SettingsYaml, BracesWithoutQuotesAreAPlaceholder) {
  EXPECT_EQ(error_of("a: {{NAME}}\nb: {{ NAME }}\nc: [{{A}}]"),
            R"(read: {"a":"{{NAME}}","b":"{{NAME}}","c":["{{A}}"]})");
  for (const char* wrong : {"a: {{b: c}}", "a: {{A},B}", "a: {{A}: 1}", "a: {{}}", "a: {{A, B}}"})
    EXPECT_EQ(error_of(wrong).substr(0, 7), "config:") << error_of(wrong);
}

TEST(SettingsYaml, AliasesAreCopies) {
  EXPECT_EQ(
      error_of("base: &b {a: 1, l: &l [x]}\none: *b\ntwo: [*l, *b]\n&k key: &n 1\n*k : *n"),
      "config: key (app.yaml:5:1): this key is there twice; the first one is at app.yaml:4:1");
  EXPECT_EQ(
      error_of("base: &b {a: 1, l: &l [x]}\none: *b\ntwo: [*l, *b]"),
      R"(read: {"base":{"a":"1","l":["x"]},"one":{"a":"1","l":["x"]},"two":[["x"],{"a":"1","l":["x"]}]})");
  EXPECT_EQ(error_of("a: &a 1\nb: &a 2\nc: *a"), R"(read: {"a":"1","b":"2","c":"2"})");
  EXPECT_EQ(error_of("a: *b"),
            "config: app.yaml:1:4: this is not YAML: the referenced anchor is not defined.");
  EXPECT_EQ(error_of("a: &a\n  b: *a"),
            "config: app.yaml:2:6: this alias stands inside of what it stands for.");
  EXPECT_EQ(error_of("- &a [1]\n- {*a : 1}"), "config: app.yaml:2:4: a key must be text.");
}

TEST(SettingsYaml, AliasesCannotExplode) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int level = 1; level < 12; ++level) {
    bomb += fmt::format("a{0}: &a{0} [", level);
    for (int i = 0; i < 9; ++i) bomb += fmt::format("{}*a{}", i ? "," : "", level - 1);
    bomb += "]\n";
  }
  EXPECT_EQ(
      error_of(bomb),
      "limit: app.yaml:5:5: there are more than 100000 values, which is the limit for settings.");
  std::string text = "t: &t " + std::string(1000, 'x') + "\nl: [*t";
  for (int i = 0; i < 99; ++i) text += ", *t";
  EXPECT_EQ(
      error_of(text + "]", {.limits = {.bytes = 50'000}}),
      "limit: app.yaml:2:205: the aliases repeat more than 50000 bytes of text, which is the limit for "
      "settings.");
}

TEST(SettingsYaml, MistakesAreTold) {
  constexpr std::pair<const char*, const char*> cases[] = {
      {"", "config: app.yaml: the file is empty; settings without a key are written {}."},
      {" \n\n", "config: app.yaml: the file is empty; settings without a key are written {}."},
      {"# all off", "read: null"},
      {"---\n", "read: null"},
      {"a: 1\nb: 2\na: 3",
       "config: a (app.yaml:3:1): this key is there twice; the first one is at app.yaml:1:1"},
      {"a: b: c",
       "config: app.yaml:1:5: this is not YAML: illegal map value; text with ': ' in it needs quotes, and tabs do "
       "not indent."},
      {"a: 1\n---\nb: 2",
       "config: app.yaml:2:1: something follows the end of the document; a settings file holds one."},
      {"a: @x",
       "config: app.yaml:1:4: this is not YAML: unknown token; text that begins with @, % or ` needs quotes."},
      {"a: \"x",
       "config: app.yaml:1:6: this is not YAML: illegal EOF in scalar; close the quotes."},
      {"a: [1, 2",
       "config: app.yaml:1:9: this is not YAML: end of sequence flow not found; close the '['."},
      {"? [1]\n: 2",
       "config: app.yaml:1:3: a key must be text, not a list; or a bracket is not closed."},
      {"? a: 1\n: 2",
       "config: app.yaml:1:3: a key must be text, not a map; or a bracket is not closed."},
      {": 1", "config: app.yaml:1:1: there is no key before this ':'."},
      {"a: \"\\N\"", "config: app.yaml:1:4: write the escapes \\N and \\_ as \\u0085 and \\u00a0."},
      {"a: \x04", "config: app.yaml:1:4: a control character must not stand in YAML."},
      {"a: 1\nb: \xc3", "config: app.yaml:2:4: this is not UTF-8 text."},
      {"%YAML 3.0\n---\na: 1",
       "config: app.yaml:1:1: this is not YAML: YAML major version too large."},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(error_of(text), message) << text;
  EXPECT_EQ(error_of("\xef\xbb\xbf"
                     "a: 1"),
            R"(read: {"a":"1"})");
}

TEST(SettingsYaml, DepthAndSizeAreLimited) {
  const auto times = [](int n, std::string_view part) {
    std::string text;
    for (int i = 0; i < n; ++i) text += part;
    return text;
  };
  std::string block;
  for (std::size_t i = 0; i < 1000; ++i) block += std::string(i, ' ') + "a:\n";
  for (const std::string& deep : {times(1000, "[") + times(1000, "]"), times(1000, "{a: "),
                                  times(1000, "{a: ") + times(1000, "}"), times(1000, "- "), block})
    EXPECT_EQ(error_of(deep).substr(0, error_of(deep).find(':')), "limit") << error_of(deep);
  EXPECT_EQ(error_of(block),
            "limit: app.yaml:257:257: the settings are nested deeper than 256 levels.");
  EXPECT_TRUE(read_yaml(times(256, "[") + times(256, "]"), "x"));
  for (const char* open : {"[", "{", "{{", "[{", "? ", "- ? "}) {
    const auto read = read_yaml(times(20'000, open), "app.yaml");
    ASSERT_FALSE(read) << open;
    EXPECT_TRUE(read.error().kind == errc::config || read.error().kind == errc::limit) << open;
    EXPECT_EQ(read.error().message.find('\n'), std::string::npos) << "one sentence";
  }
  EXPECT_EQ(error_of("[1, 2, 3]", {.limits = {.nodes = 3}}),
            "limit: app.yaml:1:1: there are more than 3 values, which is the limit for settings.");
  EXPECT_EQ(error_of("a: 12345", {.limits = {.bytes = 7}}),
            "limit: app.yaml: the settings are longer than 7 bytes, which is the limit.");
}

}  // namespace
