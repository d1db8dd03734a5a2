// SPDX-License-Identifier: BSL-1.0
#include <ferrule/config.hpp>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using ferrule::errc;
using ferrule::settings;
using ferrule::settings_kind;

settings at_line(std::uint32_t line, settings node, const char* file = "app.yaml") {
  node.where = {std::make_shared<const std::string>(file), line, 0};
  return node;
}

// --- The tree ---------------------------------------------------------------------------------

TEST(Settings, AreBuiltByHand) {
  const settings tree =
      settings::map({{"path", "x.db"},
                     {"read_only", true},
                     {"none", nullptr},
                     {"sizes", settings::list({0, -1, 1.0, "two", 18446744073709551615u})}});
  EXPECT_EQ(
      fmt::format("{}", tree),
      R"({"path":"x.db","read_only":true,"none":null,"sizes":[0,-1,1.0,"two",18446744073709551615]})");
  EXPECT_EQ(*tree.find("path")->as_text(), "x.db");
  EXPECT_EQ(tree.find("read_only")->as_bool(), true);
  EXPECT_TRUE(tree.find("none")->is_null());
  EXPECT_EQ(tree.find("sizes")->items()[4].as_uint64(), 18446744073709551615u);
  EXPECT_EQ(tree.find("sizes")->items()[4].as_int64(), std::nullopt);
  EXPECT_EQ(tree.find("sizes")->items()[1].as_uint64(), std::nullopt);
  EXPECT_EQ(tree.find("absent"), nullptr);
  EXPECT_EQ(settings(7u).kind(), settings_kind::integer);
  EXPECT_EQ(settings().kind(), settings_kind::null);
}

TEST(Settings, KeepTheOrderOfAMapAndCompareByValue) {
  const settings ab = settings::map({{"a", 1}, {"b", 2}}), ba = settings::map({{"b", 2}, {"a", 1}});
  EXPECT_EQ(ab.members()[0].key, "a");
  EXPECT_NE(ab, ba);
  EXPECT_EQ(ab, at_line(7, ab));
  EXPECT_NE(settings(1), settings(1.0));
  EXPECT_NE(settings("1"), settings::plain("1"));
}

TEST(Settings, ARepeatedKeyIsAnError) {
  settings tree = settings::map({{"a", 1}});
  const auto again = tree.insert("a", 2);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "The key 'a' is there twice.");
  EXPECT_EQ(tree.find("a")->as_int64(), 1);
  EXPECT_THROW(settings::map({{"a", 1}, {"a", 2}}), ferrule::failure);
}

TEST(Settings, NullBecomesWhatIsAddedToIt) {
  settings list, map, text = "x";
  EXPECT_TRUE(list.append(1) && map.insert("k", 2));
  EXPECT_EQ(list, settings::list({1}));
  EXPECT_EQ(map, settings::map({{"k", 2}}));
  EXPECT_EQ(text.append(1).error().kind, errc::config);
  EXPECT_EQ(text.insert("k", 1).error().kind, errc::config);
}

TEST(Settings, CanBeReplacedByTheirOwnChild) {
  settings tree =
      settings::map({{"a", settings::map({{"b", settings::map({{"c", 1}, {"d", 2}})}})}});
  tree = *tree.find("a");
  tree = *tree.find("b");
  EXPECT_EQ(tree, settings::map({{"c", 1}, {"d", 2}}));
}

TEST(Settings, DepthIsLimitedWhereverATreeGrows) {
  settings deep;
  std::size_t levels = 0;
  for (; levels < 1000; ++levels) {
    settings around;
    if (const auto added = levels % 2 ? around.append(deep) : around.insert("k", deep); !added) {
      EXPECT_EQ(added.error().kind, errc::limit);
      EXPECT_EQ(added.error().message, "The settings are nested deeper than 256 levels.");
      break;
    }
    deep = std::move(around);
  }
  EXPECT_EQ(levels, settings::max_depth);
  EXPECT_EQ(deep, settings(deep));
  EXPECT_THROW(settings::list({deep}), ferrule::failure);
  EXPECT_GT(fmt::format("{}", deep).size(), 256u);

  settings tree;
  EXPECT_EQ(tree.set("a", deep).error().kind, errc::limit);
  std::string path = "k";
  for (int i = 0; i < 1000; ++i) path += "[0]";
  EXPECT_EQ(tree.set(path, 1).error().kind, errc::limit);
  EXPECT_TRUE(tree.is_null());
  EXPECT_TRUE(tree.set(path.substr(0, 1 + 3 * 255), 1));
  EXPECT_EQ(tree.insert("more", settings(tree)).error().kind, errc::limit);
  EXPECT_TRUE(tree.set("k", 1));
  EXPECT_TRUE(settings().append(tree)) << "a tree that became flat can be nested again";
}

TEST(Settings, AreReachedByDottedPaths) {
  settings tree =
      settings::map({{"tables", settings::list({settings::map({{"name", "a"}}), 2})},
                     {"kafka", settings::map({{"security.protocol", "ssl"}, {"q\"\\\n", 1}})}});
  EXPECT_EQ(*tree.find_path("tables[0].name")->as_text(), "a");
  EXPECT_EQ(*tree.find_path("kafka.\"security.protocol\"")->as_text(), "ssl");
  EXPECT_EQ(tree.find_path(""), &tree);
  for (const char* absent :
       {"tables[2]", "tables.name", "kafka[0]", "tables[0].name.x", "kafka.security"})
    EXPECT_EQ(tree.find_path(absent), nullptr) << absent;
  for (const char* malformed :
       {".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a]", "a[0]b", "\"a", "\"a\"b",
        "a.\"\\", "a.\"\\x0", "[99999999999999999999]"}) {
    EXPECT_EQ(tree.find_path(malformed), nullptr) << malformed;
    EXPECT_FALSE(ferrule::parse_setting_path(malformed)) << malformed;
    EXPECT_FALSE(tree.set(malformed, 1)) << malformed;
  }
  std::string path;
  ferrule::append_key(path, "kafka");
  ferrule::append_key(path, "q\"\\\n");
  ferrule::append_key(path, "\\x41");
  ferrule::append_key(path, "");
  ferrule::append_index(path, 3);
  EXPECT_EQ(path, R"(kafka."q\"\\\x0a"."\\x41".""[3])");
  const auto steps = ferrule::parse_setting_path(path);
  ASSERT_TRUE(steps);
  EXPECT_EQ(*steps,
            (std::vector<ferrule::setting_step>{{"kafka"}, {"q\"\\\n"}, {"\\x41"}, {""}, {"", 3}}));
}

TEST(Settings, ASetPathMakesWhatIsMissingAndChangesNothingOnFailure) {
  settings tree = settings::map({{"a", 1}, {"l", settings::list({1})}, {"n", nullptr}});
  EXPECT_TRUE(tree.set("a", 2));
  EXPECT_TRUE(tree.set("b.c[0].d", "new"));
  EXPECT_TRUE(tree.set("l[1]", 2));
  EXPECT_TRUE(tree.set("n.x", 3));
  const settings expected = settings::map(
      {{"a", 2},
       {"l", settings::list({1, 2})},
       {"n", settings::map({{"x", 3}})},
       {"b", settings::map({{"c", settings::list({settings::map({{"d", "new"}})})}})}});
  EXPECT_EQ(tree, expected);
  for (const char* wrong :
       {"a.b", "l.x", "l[3]", "b.c[0].d[0]", "new.list[1]", "b.c[1][1]", "a[0]"}) {
    const auto failed = tree.set(wrong, 0);
    EXPECT_FALSE(failed) << wrong;
    EXPECT_EQ(failed.error().kind, errc::config);
    EXPECT_EQ(tree, expected) << wrong;
  }
  EXPECT_EQ(tree.set("a.b", 1).error().message,
            "The setting a.b cannot be set. 'b' does not fit: there is a whole number, not a map.");
  EXPECT_TRUE(tree.set("", 5));
  EXPECT_EQ(tree, settings(5));
}

TEST(Settings, MergeLaysMapsOverMaps) {
  settings base =
      settings::map({{"a", settings::map({{"x", 1}, {"y", 2}})}, {"l", settings::list({1, 2})}});
  base.merge(settings::map(
      {{"a", settings::map({{"y", 3}, {"z", 4}})}, {"l", settings::list({9})}, {"n", nullptr}}));
  EXPECT_EQ(base, settings::map({{"a", settings::map({{"x", 1}, {"y", 3}, {"z", 4}})},
                                 {"l", settings::list({9})},
                                 {"n", nullptr}}));
  base.merge(5);
  EXPECT_EQ(base, settings(5));
}

// --- Filling a struct --------------------------------------------------------------------------

enum class journal { wal, rollback, off };
struct pool {
  ferrule::bounded<int, 1, 64> size = 4;
  std::chrono::milliseconds wait{500};
};
struct user {
  ferrule::required<std::string> name;
  ferrule::secret password;
};
struct everything {
  bool flag = true;
  std::int8_t small = -1;
  std::uint64_t large = 1;
  std::int64_t number = 0;
  float single = 0.5f;
  double real = 0.25;
  std::string text = "default";
  std::filesystem::path file;
  journal mode = journal::wal;
  std::optional<int> maybe = 3;
  std::vector<std::string> names = {"kept"};
  std::map<std::string, double> weights;
  pool connections;
  std::vector<user> users;
  std::chrono::seconds timeout = 5s;
  std::chrono::duration<double> backoff{0.5};
  ferrule::byte_size cache{64 * 1024};
  ferrule::secret token;
  ferrule::bounded<ferrule::byte_size, 1024, 1 << 20> page{ferrule::byte_size{4096}};
  std::optional<user> owner;
};

template<class C>
std::string problems_of(const settings& tree) {
  const auto made = ferrule::from_settings<C>(tree);
  return made ? "" : made.error().message;
}

TEST(FromSettings, WhatIsNotGivenKeepsItsDefault) {
  for (const settings& tree : {settings(), settings::map()}) {
    const auto made = ferrule::from_settings<everything>(tree);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_TRUE(made->flag);
    EXPECT_EQ(made->maybe, 3);
    EXPECT_EQ(made->names, std::vector<std::string>{"kept"});
    EXPECT_EQ(made->connections.size, 4);
    EXPECT_FALSE(made->owner) << "an optional struct does not require what is in it";
  }
}

TEST(FromSettings, EveryTypeIsFilled) {
  const auto made = ferrule::from_settings<everything>(settings::map({
      {"flag", false},
      {"small", -128},
      {"large", 18446744073709551615u},
      {"number", INT64_MIN},
      {"single", 2},
      {"real", 1e300},
      {"text", "h\xc3\xa9"},
      {"file", "/tmp/x"},
      {"mode", "off"},
      {"maybe", nullptr},
      {"names", settings::list({"a", "b"})},
      {"weights", settings::map({{"x.y", 1}, {"z", 0.5}})},
      {"connections", settings::map({{"size", 64}, {"wait", "1.5s"}})},
      {"users", settings::list({settings::map({{"name", "ann"}, {"password", "p1"}}),
                                settings::map({{"name", "bo"}})})},
      {"timeout", "2h"},
      {"backoff", "1500us"},
      {"cache", "1.5MiB"},
      {"token", "t0p"},
      {"page", 8192},
      {"owner", settings::map({{"name", "eve"}})},
  }));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(made->flag);
  EXPECT_EQ(made->small, -128);
  EXPECT_EQ(made->large, 18446744073709551615u);
  EXPECT_EQ(made->number, INT64_MIN);
  EXPECT_EQ(made->single, 2.0f);
  EXPECT_EQ(made->real, 1e300);
  EXPECT_EQ(made->text, "h\xc3\xa9");
  EXPECT_EQ(made->file, "/tmp/x");
  EXPECT_EQ(made->mode, journal::off);
  EXPECT_EQ(made->maybe, std::nullopt);
  EXPECT_EQ(made->names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(made->weights, (std::map<std::string, double>{{"x.y", 1}, {"z", 0.5}}));
  EXPECT_EQ(made->connections.size, 64);
  EXPECT_EQ(made->connections.wait, 1500ms);
  ASSERT_EQ(made->users.size(), 2u);
  EXPECT_EQ(*made->users[0].name, "ann");
  EXPECT_EQ(made->users[0].password.reveal(), "p1");
  EXPECT_EQ(made->timeout, 2h);
  EXPECT_DOUBLE_EQ(made->backoff.count(), 0.0015);
  EXPECT_EQ(made->cache.bytes, 1536u * 1024u);
  EXPECT_EQ(made->token.reveal(), "t0p");
  EXPECT_EQ(made->page.value().bytes, 8192u);
  EXPECT_EQ(made->owner->name, "eve");
}

TEST(FromSettings, PlainTextIsReadAsWhateverIsWanted) {
  const auto plain = [](const char* text) { return settings::plain(text); };
  const auto made = ferrule::from_settings<everything>(settings::map({{"flag", plain("false")},
                                                                      {"small", plain("-5")},
                                                                      {"real", plain("1e-3")},
                                                                      {"text", plain("0123")},
                                                                      {"maybe", plain("null")},
                                                                      {"token", plain("12345")},
                                                                      {"cache", plain("4096")},
                                                                      {"timeout", plain("0")}}));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(made->flag);
  EXPECT_EQ(made->small, -5);
  EXPECT_EQ(made->real, 1e-3);
  EXPECT_EQ(made->text, "0123");
  EXPECT_EQ(made->maybe, std::nullopt);
  EXPECT_EQ(made->token.reveal(), "12345");
  EXPECT_EQ(made->cache.bytes, 4096u);
  EXPECT_EQ(made->timeout, 0s);
  EXPECT_EQ(problems_of<everything>(settings::map({{"small", plain("5x")}})),
            "small: expected a whole number from -128 to 127, found '5x'");
  EXPECT_EQ(problems_of<everything>(settings::map({{"small", plain("")}, {"flag", plain("yes")}})),
            "flag: expected true or false, found 'yes'\n"
            "small: expected a whole number from -128 to 127, found ''");
}

TEST(FromSettings, AllProblemsAreToldAtOnceWithTheirPlaces) {
  const settings tree = at_line(
      1, settings::map({
             {"flag", at_line(2, "abc")},
             {"small", at_line(3, 128)},
             {"mode", at_line(4, "wall")},
             {"connections", at_line(5, settings::map({{"size", at_line(6, 65)},
                                                       {"wait", at_line(7, 5)},
                                                       {"sise", at_line(8, 1)}}))},
             {"users", at_line(9, settings::list({at_line(10, settings::map({{"password", "p"}})),
                                                  at_line(11, 5)}))},
             {"names", at_line(12, "one")},
             {"timeout", at_line(13, "1500ms")},
             {"cache", at_line(14, "5 parsec")},
             {"text", at_line(15, 5)},
             {"page", at_line(16, "2MiB")},
             {"maybe", at_line(17, 1.5)},
             {"weights", at_line(18, settings::map({{"a.b", at_line(19, "x")}}))},
             {"completely_unknown", at_line(20, 1)},
         }));
  const auto made = ferrule::from_settings<everything>(tree);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, errc::config);
  EXPECT_EQ(
      made.error().message,
      "flag (app.yaml:2): expected true or false, found 'abc'\n"
      "small (app.yaml:3): expected a whole number from -128 to 127, found 128; the number does not fit\n"
      "text (app.yaml:15): expected text, found 5; put it in quotes\n"
      "mode (app.yaml:4): expected one of 'wal', 'rollback', 'off', found 'wall'; did you mean 'wal'?\n"
      "maybe (app.yaml:17): expected a whole number from -2147483648 to 2147483647, found 1.5\n"
      "names (app.yaml:12): expected a list, found 'one'\n"
      "weights.\"a.b\" (app.yaml:19): expected a number, found 'x'\n"
      "connections.size (app.yaml:6): expected a whole number from 1 to 64, found 65\n"
      "connections.wait (app.yaml:7): expected a duration such as '500ms' or '1.5h', found 5; add a unit: "
      "d, h, min, m, s, ms, us, ns\n"
      "connections.sise (app.yaml:8): expected a known key, found 'sise'; did you mean 'size'?\n"
      "users[0].name (app.yaml:10): expected text, found nothing\n"
      "users[1] (app.yaml:11): expected a map, found a whole number\n"
      "timeout (app.yaml:13): expected a duration such as '500ms' or '1.5h', found '1500ms'; it must be a "
      "multiple of 1s and fit\n"
      "cache (app.yaml:14): expected a size such as '64KiB' or a number of bytes, found '5 parsec'; the units "
      "are PiB, PB, TiB, TB, GiB, GB, MiB, MB, KiB, kB, KB, B\n"
      "page (app.yaml:16): expected a size such as '64KiB' or a number of bytes from 1KiB to 1MiB, found '2MiB'\n"
      "completely_unknown (app.yaml:20): expected a known key, found 'completely_unknown'");
}

TEST(FromSettings, AWrongRootIsAProblemToo) {
  EXPECT_EQ(problems_of<pool>(at_line(1, settings::list())),
            "the settings (app.yaml:1): expected a map, found a list");
  EXPECT_EQ(problems_of<pool>(5), "the settings: expected a map, found 5");
}

TEST(FromSettings, AnUnknownKeyWithNothingNearGetsAListOfKeys) {
  EXPECT_EQ(problems_of<pool>(settings::map({{"banana", 1}})),
            "banana: expected a known key, found 'banana'; the keys are size, wait");
  EXPECT_EQ(problems_of<pool>(settings::map({{"a\x1b[31m\nb", 1}})).find_first_of("\x1b\n"),
            std::string::npos);
}

TEST(FromSettings, AProblemLeavesItsFieldAlone) {
  pool p{.size = 9, .wait = 1ms};
  const auto problems = ferrule::fill_into(p, settings::map({{"size", 0}, {"wait", "2ms"}}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].path, "size");
  EXPECT_EQ(problems[0].expected, "a whole number from 1 to 64");
  EXPECT_EQ(problems[0].found, "0");
  EXPECT_EQ(p.size, 9);
  EXPECT_EQ(p.wait, 2ms);
}

struct database {
  ferrule::required<std::string> name;
};
struct application {
  database db;
  std::optional<database> replica;
  ferrule::required<pool> connections;
};

TEST(FromSettings, WhatIsRequiredInAMissingStructIsMissing) {
  EXPECT_EQ(problems_of<application>(at_line(3, settings::map())),
            "db.name (app.yaml:3): expected text, found nothing\n"
            "connections (app.yaml:3): expected a map, found nothing");
  EXPECT_EQ(problems_of<application>(settings::map(
                {{"db", nullptr}, {"replica", settings::map()}, {"connections", nullptr}})),
            "db.name: expected text, found nothing\n"
            "replica.name: expected text, found nothing");
}

struct open_ended {
  int known = 0;
  ferrule::other_settings options;
};

TEST(FromSettings, OtherSettingsTakeEveryOtherKey) {
  const auto made = ferrule::from_settings<open_ended>(
      settings::map({{"known", 1}, {"sasl.password", "hunter2"}, {"options", 2}}));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->options.values, settings::map({{"sasl.password", "hunter2"}, {"options", 2}}));
  EXPECT_EQ(ferrule::describe(*made), "{known=1, \"sasl.password\"=****, options=****}");
}

struct span_of_time {
  std::chrono::seconds from{0}, until{0};
  std::vector<std::string> problems() const {
    if (from <= until) return {};
    return {fmt::format("from ({}s) is after until ({}s)", from.count(), until.count())};
  }
};
struct schedule {
  span_of_time work;
};

TEST(FromSettings, AStructChecksItselfOnceItsFieldsAreGood) {
  const settings wrong =
      settings::map({{"work", at_line(4, settings::map({{"from", "2s"}, {"until", "1s"}}))}});
  EXPECT_EQ(problems_of<schedule>(wrong), "work (app.yaml:4): from (2s) is after until (1s)");
  EXPECT_EQ(problems_of<schedule>(
                settings::map({{"work", settings::map({{"from", "2s"}, {"until", "x"}})}})),
            "work.until: expected a duration such as '500ms' or '1.5h', found 'x'");
  EXPECT_EQ(problems_of<schedule>(
                settings::map({{"work", settings::map({{"from", "1s"}, {"until", "1s"}})}})),
            "");
}

TEST(FromSettings, AnEndpointIsAConnectorAndItsSettings) {
  const auto made = ferrule::from_settings<ferrule::endpoint>(
      settings::map({{"connector", "sqlite"}, {"options", settings::map({{"path", "x.db"}})}}));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->connector, "sqlite");
  EXPECT_EQ(*made->options.find("path")->as_text(), "x.db");
  EXPECT_EQ(ferrule::describe(*made, "from"), "from{connector='sqlite', options={path=****}}");
}

// --- Values with a unit ------------------------------------------------------------------------

struct one_duration {
  std::chrono::nanoseconds d{-1};
};
struct one_size {
  ferrule::byte_size s;
};

TEST(Durations, AreReadExactly) {
  const auto read = [](settings value) {
    return ferrule::from_settings<one_duration>(settings::map({{"d", value}}));
  };
  const std::pair<settings, std::chrono::nanoseconds> good[] = {{"500ms", 500ms},
                                                                {"2s", 2s},
                                                                {"1.5h", 90min},
                                                                {"3d", 72h},
                                                                {"10min", 10min},
                                                                {"10m", 10min},
                                                                {"7us", 7us},
                                                                {"1ns", 1ns},
                                                                {"0", 0ns},
                                                                {0, 0ns},
                                                                {"0.0", 0ns},
                                                                {"1 s", 1s},
                                                                {"007s", 7s},
                                                                {"0.1s", 100ms},
                                                                {"1.50s", 1500ms},
                                                                {"0.000000001s", 1ns},
                                                                {"106751d", 106751 * 24h}};
  for (const auto& [text, expected] : good) {
    const auto made = read(text);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->d, expected) << fmt::format("{}", text);
  }
  const std::pair<settings, const char*> bad[] = {
      {5, "add a unit"},           {1.5, "add a unit"},
      {"5", "add a unit"},         {"5x", "the units are"},
      {"5S", "the units are"},     {"0.1ns", "too fine"},
      {"106752d", "and fit"},      {"99999999999999999999s", "too large"},
      {"999999999d", "too large"}, {"0.0000000000000000001s", "too fine"}};
  for (const auto& [text, hint] : bad) {
    const auto made = read(text);
    ASSERT_FALSE(made) << fmt::format("{}", text);
    EXPECT_NE(made.error().message.find(hint), std::string::npos) << made.error().message;
  }
  for (const settings& malformed :
       {settings(""), settings("s"), settings("-1s"), settings("1.s"), settings(".5s"),
        settings("1e3s"), settings("+1s"), settings(true), settings::list(), settings()})
    EXPECT_FALSE(read(malformed)) << fmt::format("{}", malformed);
}

TEST(Durations, AreWrittenInTheLargestUnitWithoutAFraction) {
  using ferrule::detail::duration_text;
  EXPECT_EQ(duration_text(1500ms), "1500ms");
  EXPECT_EQ(duration_text(120'000ms), "2min");
  EXPECT_EQ(duration_text(49h), "49h");
  EXPECT_EQ(duration_text(std::chrono::weeks(2)), "14d");
  EXPECT_EQ(duration_text(0s), "0s");
  EXPECT_EQ(duration_text(-5s), "-5s");
  EXPECT_EQ(duration_text(std::chrono::nanoseconds::min()), "-9223372036854775808ns");
  EXPECT_EQ(duration_text(std::chrono::duration<double>(0.25)), "0.25s");
}

TEST(ByteSizes, AreReadExactly) {
  const auto read = [](settings value) {
    return ferrule::from_settings<one_size>(settings::map({{"s", value}}));
  };
  const std::pair<settings, std::uint64_t> good[] = {{"64KiB", 65536},
                                                     {"10MB", 10'000'000},
                                                     {4096, 4096},
                                                     {"1.5GiB", 1610612736},
                                                     {"7B", 7},
                                                     {"1 kB", 1000},
                                                     {"0", 0},
                                                     {18446744073709551615u, 18446744073709551615u},
                                                     {"16383PiB", 16383ull << 50}};
  for (const auto& [text, expected] : good) {
    const auto made = read(text);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->s.bytes, expected) << fmt::format("{}", text);
    const auto again = read(*ferrule::to_settings(*made).find("s"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->s, made->s);
  }
  for (const settings& bad : {settings(-1), settings(1.5), settings("64"), settings("64kib"),
                              settings("16384PiB"), settings("0.3B"), settings("x")})
    EXPECT_FALSE(read(bad)) << fmt::format("{}", bad);
}

struct numbers {
  float f = 0;
  std::uint8_t u = 0;
  ferrule::bounded<double, 0, 1> ratio = 0.5;
  ferrule::bounded<std::chrono::milliseconds, 10, 60'000> wait = 1s;
};

TEST(Numbers, ThatDoNotFitAreProblems) {
  const double inf = std::numeric_limits<double>::infinity(),
               nan = std::numeric_limits<double>::quiet_NaN();
  for (const settings& bad :
       {settings(1e39), settings(inf), settings(nan), settings("1"), settings(true)})
    EXPECT_NE(problems_of<numbers>(settings::map({{"f", bad}})), "") << fmt::format("{}", bad);
  for (const settings& bad : {settings(256), settings(-1), settings(1.0),
                              settings(18446744073709551615u), settings(false)})
    EXPECT_NE(problems_of<numbers>(settings::map({{"u", bad}})), "") << fmt::format("{}", bad);
  EXPECT_EQ(problems_of<numbers>(settings::map({{"ratio", nan}, {"wait", "2min"}})),
            "ratio: expected a number from 0.0 to 1.0, found nan; it must be finite and fit\n"
            "wait: expected a duration such as '500ms' or '1.5h' from 10ms to 1min, found '2min'");
}

TEST(Bounded, AValueKnownOnlyWhenRunningIsChecked) {
  using threads = ferrule::bounded<int, 1, 64>;
  EXPECT_EQ(threads(), 1);
  EXPECT_EQ(threads::checked(64)->value(), 64);
  EXPECT_EQ(threads::checked(65).error().kind, errc::config);
  static_assert(!std::is_convertible_v<std::string, threads>);
}

// --- Secrets -----------------------------------------------------------------------------------

struct with_secrets {
  ferrule::secret password;
  std::optional<ferrule::secret> token;
  std::vector<ferrule::secret> keys;
  std::map<std::string, ferrule::secret> by_name;
  ferrule::required<ferrule::secret> pin;
  user nested;
  std::vector<user> users;
  settings raw;
  ferrule::other_settings more;
};

TEST(Secrets, AreInNoMessageWhateverIsWrong) {
  const settings leaks[] = {"hunter2",
                            settings::plain("hunter2"),
                            settings::list({"hunter2"}),
                            settings::map({{"k", "hunter2"}}),
                            settings::list({settings::list({"hunter2"})}),
                            settings::map({{"password", settings::list({"hunter2"})}}),
                            20462046};
  const char* fields[] = {"password", "token", "keys", "by_name", "pin",
                          "nested",   "users", "raw",  "other"};
  for (const char* field : fields) {
    for (const settings& leak : leaks) {
      const auto made = ferrule::from_settings<with_secrets>(settings::map({{field, leak}}));
      ASSERT_FALSE(made);
      EXPECT_EQ(made.error().message.find("hunter2"), std::string::npos) << made.error().message;
      EXPECT_EQ(made.error().message.find("20462046"), std::string::npos) << made.error().message;
    }
  }
  EXPECT_EQ(problems_of<user>(settings::map({{"name", "a"}, {"password", 5}})),
            "password: expected text, found a whole number; put it in quotes");
  EXPECT_EQ(problems_of<with_secrets>("hunter2"), "the settings: expected a map, found text");
}

TEST(Secrets, PrintMasked) {
  const settings tree =
      settings::map({{"password", "hunter2"},
                     {"token", "hunter2"},
                     {"keys", settings::list({"hunter2"})},
                     {"by_name", settings::map({{"k", "hunter2"}})},
                     {"pin", "hunter2"},
                     {"nested", settings::map({{"name", "n"}, {"password", "hunter2"}})},
                     {"raw", settings::map({{"list", settings::list({"hunter2", 5})}})},
                     {"free", "hunter2"}});
  const auto made = ferrule::from_settings<with_secrets>(tree);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(
      ferrule::describe(*made, "x"),
      "x{password=****, token=****, keys=[****], by_name={k=****}, pin=****, nested={name='n', password=****}, "
      "users=[], raw={list=[****, ****]}, free=****}");
  EXPECT_EQ(fmt::format("{}", ferrule::to_settings(*made)).find("hunter2"), std::string::npos);
  EXPECT_EQ(fmt::format("{} {}", made->password, made->pin), "**** ****");
  EXPECT_EQ(made->pin->reveal(), "hunter2");
}

// --- Writing and describing --------------------------------------------------------------------

TEST(ToSettings, WritesWhatCanBeReadBack) {
  everything value;
  value.connections.wait = 90s;
  value.mode = journal::rollback;
  value.users.push_back({"ann", "secret"});
  value.maybe.reset();
  const settings tree = ferrule::to_settings(value);
  const auto again = ferrule::from_settings<everything>(tree);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(ferrule::to_settings(*again), tree);
  EXPECT_EQ(again->connections.wait, 90s);
  EXPECT_EQ(again->users[0].password.reveal(), "****");
}

TEST(Describe, IsOneLine) {
  EXPECT_EQ(ferrule::describe(pool{}, "pool"), "pool{size=4, wait=500ms}");
  database db{.name = "a\nb"};
  EXPECT_EQ(ferrule::describe(db), "{name='a\\nb'}");
}

struct described {
  ferrule::required<std::string> path;
  journal mode = journal::rollback;
  pool connections{.size = 8, .wait = 2s};
  std::vector<user> users;
  std::map<std::string, std::uint8_t> limits;
  std::optional<ferrule::byte_size> cache;
  ferrule::byte_size page{4096};
  ferrule::other_settings rest;
  static constexpr ferrule::setting_help help[] = {{"path", "The file."},
                                                   {"mode", "How to write."}};
};

TEST(DescribeSettings, SaysAllThereIsToKnow) {
  std::string all;
  for (const ferrule::setting_description& d : ferrule::describe_settings<described>()) {
    all += fmt::format("{}: {}{}{}{}", d.path, d.type, d.required ? ", required" : "",
                       d.nullable ? ", or null" : "", d.secret ? ", secret" : "");
    if (d.lowest && d.highest) all += fmt::format(", {}..{}", *d.lowest, *d.highest);
    if (d.default_value) all += fmt::format(", default {}", *d.default_value);
    if (!d.allowed.empty()) all += fmt::format(", {} names", d.allowed.size());
    if (!d.help.empty()) all += fmt::format(" - {}", d.help);
    all += '\n';
  }
  EXPECT_EQ(all,
            "path: text, required - The file.\n"
            "mode: one of 'wal', 'rollback', 'off', default \"rollback\", 3 names - How to write.\n"
            "connections: a map\n"
            "connections.size: a whole number from 1 to 64, 1..64, default 8\n"
            "connections.wait: a duration such as '500ms' or '1.5h', default \"2s\"\n"
            "users: a list, secret\n"
            "users[]: a map\n"
            "users[].name: text, required\n"
            "users[].password: text, secret\n"
            "limits: a map, default {}\n"
            "limits.*: a whole number from 0 to 255, 0..255\n"
            "cache: a size such as '64KiB' or a number of bytes, or null, default null\n"
            "page: a size such as '64KiB' or a number of bytes, default \"4KiB\"\n"
            "*: any other key\n");
}

}  // namespace

// --- A type of one's own -----------------------------------------------------------------------

namespace paint {
struct colour {
  unsigned rgb = 0;
};
struct painted {
  std::vector<colour> colours;
};
}  // namespace paint

template<>
struct ferrule::setting_as<paint::colour> : ferrule::scalar_setting<paint::colour> {
  static std::string type() { return "a colour such as '#ff8800'"; }
  static constexpr auto shape = setting_shape::text;
  static std::optional<paint::colour> parse(const settings& from, std::string&) {
    if (!from.as_text() || from.as_text()->size() != 7) return std::nullopt;
    return paint::colour{
        static_cast<unsigned>(std::strtoul(from.as_text()->c_str() + 1, nullptr, 16))};
  }
  static settings write(const paint::colour& value) { return fmt::format("#{:06x}", value.rgb); }
};

namespace {

TEST(SettingAs, CanBeSpecialised) {
  const auto made = ferrule::from_settings<paint::painted>(
      settings::map({{"colours", settings::list({"#ff8800"})}}));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->colours[0].rgb, 0xff8800u);
  EXPECT_EQ(ferrule::describe(*made), "{colours=['#ff8800']}");
  EXPECT_EQ(problems_of<paint::painted>(settings::map({{"colours", settings::list({"red"})}})),
            "colours[0]: expected a colour such as '#ff8800', found 'red'");
}

}  // namespace
