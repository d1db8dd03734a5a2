// SPDX-License-Identifier: BSL-1.0
#include <ferrule/config.hpp>
#include <ferrule/config/json.hpp>
#include <gtest/gtest.h>

namespace {

using ferrule::errc;
using ferrule::read_json;
using ferrule::settings;

std::string error_of(std::string_view text, const ferrule::json_options& options = {}) {
  const auto read = read_json(text, "app.json", options);
  return read ? fmt::format("read: {}", *read) : ferrule::to_text(read.error());
}

std::string place_of(const settings& tree, std::string_view path) {
  const settings* const node = tree.find_path(path);
  return node ? ferrule::to_text(node->where) : "nowhere";
}

TEST(SettingsJson, AreReadWithTheirTypes) {
  const auto read = read_json(
      R"({"flag": true, "none": null, "small": -5, "large": 18446744073709551615, "real": 0.1, "text": "a\"\u00e9\n",
          "list": [1, [], {}], "map": {"b": 1, "a": 2}})",
      "app.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, settings::map({{"flag", true},
                                  {"none", nullptr},
                                  {"small", -5},
                                  {"large", 18446744073709551615u},
                                  {"real", 0.1},
                                  {"text", "a\"\u00e9\n"},
                                  {"list", settings::list({1, settings::list(), settings::map()})},
                                  {"map", settings::map({{"b", 1}, {"a", 2}})}}));
}

TEST(SettingsJson, ScalarsAloneAreRead) {
  EXPECT_EQ(*read_json("\xef\xbb\xbf 7 ", "x"), settings(7));
  EXPECT_EQ(*read_json("\"x\"", "x"), settings("x"));
  EXPECT_EQ(*read_json("null", "x"), settings());
}

TEST(SettingsJson, EveryNodeKnowsItsPlace) {
  const auto read = read_json(
      "{\r\n  \"a\": 1,\n\t\"b,]\" : [ 1.5e3 ,\"x\\\"y\\\\\",-2\n,{\"c\":null}, true ],\n\"d\"\n:\n\"\xc3\xa9\"  , \"e\":{}}",
      "dir/app.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(ferrule::to_text(read->where), "dir/app.json:1:1");
  EXPECT_EQ(place_of(*read, "a"), "dir/app.json:2:8");
  EXPECT_EQ(place_of(*read, "\"b,]\""), "dir/app.json:3:10");
  EXPECT_EQ(place_of(*read, "\"b,]\"[0]"), "dir/app.json:3:12");
  EXPECT_EQ(place_of(*read, "\"b,]\"[1]"), "dir/app.json:3:19");
  EXPECT_EQ(place_of(*read, "\"b,]\"[2]"), "dir/app.json:3:28");
  EXPECT_EQ(place_of(*read, "\"b,]\"[3]"), "dir/app.json:4:2");
  EXPECT_EQ(place_of(*read, "\"b,]\"[3].c"), "dir/app.json:4:7");
  EXPECT_EQ(place_of(*read, "\"b,]\"[4]"), "dir/app.json:4:14");
  EXPECT_EQ(place_of(*read, "d"), "dir/app.json:7:1");
  EXPECT_EQ(place_of(*read, "e"), "dir/app.json:7:13");
  EXPECT_EQ(ferrule::to_text(read->members()[1].where), "dir/app.json:3:2");
  EXPECT_EQ(ferrule::to_text(read->members()[2].where), "dir/app.json:5:1");
}

TEST(SettingsJson, CommentsAndTrailingCommasAreAnOption) {
  const ferrule::json_options lenient{.comments = true, .trailing_commas = true};
  const auto read = read_json(
      "// [\"first\"]\n{\"a\": /* {1, \"2\"} */ 1, // \"x\": 2\n \"b\": [1, 2,],\n} // end\n",
      "app.json", lenient);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, settings::map({{"a", 1}, {"b", settings::list({1, 2})}}));
  EXPECT_EQ(place_of(*read, "a"), "app.json:2:22");
  EXPECT_EQ(place_of(*read, "b[1]"), "app.json:3:11");
}

TEST(SettingsJson, MistakesAreTold) {
  constexpr std::pair<const char*, const char*> cases[] = {
      {"", "config: app.json: the file is empty; settings without a key are written {}."},
      {" \n\t", "config: app.json: the file is empty; settings without a key are written {}."},
      {"{\n\"a\": 1",
       "config: app.json:2:7: the JSON ends too early: a bracket or a quote is not closed."},
      {"\"a", "config: app.json:1:3: the JSON ends too early: a bracket or a quote is not closed."},
      {"{\"a\":}", "config: app.json:1:6: this is not JSON: '}' is not expected."},
      {"{\"a\" 1}", "config: app.json:1:6: this is not JSON: '1' is not expected."},
      {"{\"a\":1,\n}",
       "config: app.json:2:1: there is a comma too many before the closing bracket."},
      {"[1] 2",
       "config: app.json:1:5: there is something after the end of the JSON; a file holds one value."},
      {"{} # x",
       "config: app.json:1:4: there is something after the end of the JSON; a file holds one value."},
      {"// x\n{}",
       "config: app.json:1:1: JSON has no comments; remove it, or write the settings as YAML."},
      {"{'a': 1}", "config: app.json:1:2: JSON has double quotes only."},
      {"{\"a\": \"x\ny\"}",
       "config: app.json:1:9: a control character, or the end of a line, in quotes must be escaped."},
      {"{\"a\": \"\xff\"}", "config: app.json:1:8: this is not UTF-8 text."},
      {"[1,2",
       "config: app.json:1:5: the JSON ends too early: a bracket or a quote is not closed."},
      {"[NaN]", "config: app.json:1:2: this is not JSON: 'N' is not expected."},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(error_of(text), message) << text;
}

TEST(SettingsJson, RepeatedKeysAreAllToldWithBothPlaces) {
  EXPECT_EQ(
      error_of("{\"a\": 1, \"b\": [{\"c\": 1,\n \"c\": 2, \"c\": 3}],\n \"a\": {\"a\": 1}}"),
      "config: b[0].c (app.json:2:2): this key is there twice; the first one is at app.json:1:17\n"
      "b[0].c (app.json:2:10): this key is there twice; the first one is at app.json:1:17\n"
      "a (app.json:3:2): this key is there twice; the first one is at app.json:1:2");
  std::string many = "{";
  for (int i = 0; i < 1000; ++i) many += fmt::format("\"k\":{},", i);
  const std::string told = error_of(many + "\"k\":0}");
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 19) << "and no more";
}

TEST(SettingsJson, DepthAndSizeAreLimited) {
  std::string lists(1000, '['), maps;
  for (int i = 0; i < 1000; ++i) maps += "{\"a\":";
  EXPECT_EQ(error_of(lists + std::string(1000, ']')),
            "limit: app.json:1:257: the settings are nested deeper than 256 levels.");
  EXPECT_EQ(error_of(maps),
            "limit: app.json:1:1281: the settings are nested deeper than 256 levels.");
  EXPECT_TRUE(read_json(lists.substr(0, 256) + std::string(256, ']'), "x"));

  EXPECT_EQ(error_of("[1, 2, 3]", {.limits = {.nodes = 3}}),
            "limit: app.json:1:1: there are more than 3 values, which is the limit for settings.");
  EXPECT_TRUE(read_json("[1, 2, 3]", "x", {.limits = {.nodes = 4}}));
  EXPECT_EQ(error_of("[1, 2, 3]", {.limits = {.bytes = 8}}),
            "limit: app.json: the settings are longer than 8 bytes, which is the limit.");
  std::string keys = "{\"k\":0";
  for (int i = 0; i < 90'000; ++i) keys += fmt::format(",\"{}\":{}", i, i);
  EXPECT_TRUE(read_json(keys + "}", "x")) << "and that fast";
}

struct numbers {
  int small = 0;
  std::uint64_t large = 0;
  double real = 0;
  std::chrono::seconds wait{};
  ferrule::byte_size cache;
};

TEST(SettingsJson, NumbersThatDoNotFitAreTold) {
  const auto read = read_json(
      "{\"small\": 3000000000, \"large\": 18446744073709551616, \"real\": 1e999,\n"
      " \"wait\": \"99999999999999999999s\", \"cache\": \"20000000PiB\"}",
      "app.json");
  ASSERT_TRUE(read) << read.error().message;
  const auto made = ferrule::from_settings<numbers>(*read);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, errc::config);
  EXPECT_EQ(
      made.error().message,
      "small (app.json:1:11): expected a whole number from -2147483648 to 2147483647, found 3000000000; the "
      "number does not fit\n"
      "large (app.json:1:32): expected a whole number from 0, found 1.8446744073709552e+19; the number does not "
      "fit\n"
      "real (app.json:1:62): expected a number, found inf; it must be finite and fit\n"
      "wait (app.json:2:10): expected a duration such as '500ms' or '1.5h', found '99999999999999999999s'; that "
      "is too large\n"
      "cache (app.json:2:44): expected a size such as '64KiB' or a number of bytes, found '20000000PiB'; that is "
      "too large");
}

TEST(SettingsJson, DoublesAreReadExactly) {
  for (const double value : {0.1, 1.7976931348623157e308, 5e-324, 123456789.12345678,
                             9007199254740993.0, 2.2250738585072014e-308, -0.3}) {
    const auto read = read_json(fmt::format("[{}]", value), "x");
    ASSERT_TRUE(read);
    const settings& item = read->items()[0];
    EXPECT_EQ(item.as_double() ? *item.as_double() : static_cast<double>(*item.as_int64()), value);
  }
}

}  // namespace
