// SPDX-License-Identifier: BSL-1.0
#include <ferrule/config.hpp>
#include <ferrule/config/placeholders.hpp>
#include <gtest/gtest.h>
#include <map>

namespace {

using ferrule::settings;

const auto environment = [](const std::string& name) -> std::optional<std::string> {
  static const std::map<std::string, std::string> variables = {
      {"HOST", "db.example.com"},        {"PORT", "5432"},       {"EMPTY", ""}, {"_a1", "under"},
      {"NESTED", "${HOST} $$ {{PORT}}"}, {"PASSWORD", "hunter2"}};
  const auto found = variables.find(name);
  return found == variables.end() ? std::nullopt : std::optional(found->second);
};

settings at_line(std::uint32_t line, settings node) {
  node.where = {std::make_shared<const std::string>("app.yaml"), line, 3};
  return node;
}

std::string filled(const settings& tree, const ferrule::placeholder_options& options = {}) {
  const auto made = ferrule::fill_placeholders(tree, environment, options);
  return made ? fmt::format("{}", *made) : made.error().message;
}

TEST(Placeholders, AreReplacedInValues) {
  constexpr std::pair<const char*, const char*> cases[] = {
      {"${HOST}", "db.example.com"},
      {"tcp://${HOST}:${PORT}/x", "tcp://db.example.com:5432/x"},
      {"${_a1}", "under"},
      {"${NONE:-x y}", "x y"},
      {"${NONE:-}", ""},
      {"${EMPTY:-x}", "x"},
      {"${EMPTY}", ""},
      {"${HOST:-x}", "db.example.com"},
      {"${NESTED}", "${HOST} $$ {{PORT}}"},
      {"a$$b$$", "a$b$"},
      {"$${HOST}", "${HOST}"},
      {"$", "$"},
      {"a$b$1", "a$b$1"},
      {"{{HOST}}:{{ PORT }}", "db.example.com:5432"},
      {"{{HOST}", "{{HOST}"},
      {"{{not a name}}", "{{not a name}}"},
      {"{{}}", "{{}}"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(filled(text), fmt::format("\"{}\"", expected)) << text;
  EXPECT_EQ(filled("{{HOST}}${PORT}", {.double_braces = false}), "\"{{HOST}}5432\"");
}

TEST(Placeholders, KeepTheTreeAndItsPlaces) {
  const settings tree = settings::map(
      {{"${HOST}", at_line(4, settings::list({1, at_line(5, "${PORT}"), nullptr, 1.5, true}))}});
  const auto made = ferrule::fill_placeholders(tree, environment);
  ASSERT_TRUE(made);
  EXPECT_EQ(*made,
            settings::map(
                {{"${HOST}", settings::list({1, settings::plain("5432"), nullptr, 1.5, true})}}));
  EXPECT_EQ(ferrule::to_text(made->members()[0].value.items()[1].where), "app.yaml:5:3");
  EXPECT_EQ(ferrule::to_text(made->members()[0].value.where), "app.yaml:4:3");
  EXPECT_TRUE(ferrule::fill_placeholders(settings(), environment)->is_null());
}

struct target {
  std::string host;
  int port = 0;
  bool flag = false;
  ferrule::secret password;
};

TEST(Placeholders, TakeTheTypeOfTheirSetting) {
  const auto made = ferrule::fill_placeholders(settings::map({{"host", "${HOST}"},
                                                              {"port", "${PORT}"},
                                                              {"flag", "${F:-true}"},
                                                              {"password", "${PORT}"}}),
                                               environment);
  const auto read = ferrule::from_settings<target>(*made);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->port, 5432);
  EXPECT_TRUE(read->flag);
  EXPECT_EQ(read->password.reveal(), "5432");
}

TEST(Placeholders, AllThatAreMissingAreToldAtOnce) {
  const settings tree = settings::map({{"a", at_line(1, "${NONE} and ${NADA}")},
                                       {"b", settings::list({at_line(3, "{{NIENTE}}")})},
                                       {"c", at_line(4, "sesame${oops")},
                                       {"d", at_line(5, "sesame${1}")},
                                       {"e", at_line(6, "sesame${HOST:x}")}});
  EXPECT_EQ(
      filled(tree),
      "a (app.yaml:1:3): the environment variable 'NONE' is not set; set it, or give a default: "
      "${NONE:-default}\n"
      "a (app.yaml:1:3): the environment variable 'NADA' is not set; set it, or give a default: "
      "${NADA:-default}\n"
      "b[0] (app.yaml:3:3): the environment variable 'NIENTE' is not set; set it, or give a default: "
      "${NIENTE:-default}\n"
      "c (app.yaml:4:3): a placeholder is ${NAME} or ${NAME:-default}; where ${ is meant literally, write "
      "$${\n"
      "d (app.yaml:5:3): a placeholder is ${NAME} or ${NAME:-default}; where ${ is meant literally, write "
      "$${\n"
      "e (app.yaml:6:3): a placeholder is ${NAME} or ${NAME:-default}; where ${ is meant literally, write "
      "$${");
  EXPECT_EQ(ferrule::fill_placeholders(tree, environment).error().kind, ferrule::errc::config);
}

struct vault {
  ferrule::secret password;
  std::vector<ferrule::secret> more;
  std::map<std::string, ferrule::secret> others;
};

TEST(Placeholders, SecretsOutOfTheEnvironmentAreNeverPrinted) {
  const auto good = ferrule::fill_placeholders(
      settings::map({{"password", "${PASSWORD}"}, {"more", settings::list({"x${PASSWORD}"})}}),
      environment);
  const auto read = ferrule::from_settings<vault>(*good);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->password.reveal(), "hunter2");
  EXPECT_EQ(ferrule::describe(*read, "vault").find("hunter2"), std::string::npos);

  const auto bad = ferrule::fill_placeholders(
      settings::map({{"password", settings::list({"${PASSWORD}"})},
                     {"more", "${PASSWORD}"},
                     {"others", settings::map({{"x", settings::map({{"y", "${PASSWORD}"}})}})},
                     {"passwort", "${PASSWORD}"}}),
      environment);
  const auto refused = ferrule::from_settings<vault>(*bad);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos) << refused.error().message;
}

}  // namespace
