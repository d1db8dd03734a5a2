// SPDX-License-Identifier: BSL-1.0
// What holds for all connectors and decorators of the project together: none is left out of the kit, and settings of one name mean
// one thing.
#include <ferrule/config.hpp>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/registry.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace {

using namespace ferrule;
namespace fs = std::filesystem;

using all = registry<sqlite::connector, csv::connector, memory::connector, foobar::connector>;

const fs::path root = FERRULE_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(root / file).rdbuf();
  return text.str();
}
// The names of the headers in a folder of include/ferrule.
std::set<std::string> headers_in(const char* folder) {
  std::set<std::string> out;
  for (const fs::directory_entry& at : fs::directory_iterator(root / "include/ferrule" / folder))
    if (at.path().extension() == ".hpp") out.insert(at.path().stem().string());
  return out;
}
void waived(std::string_view what, std::string_view reason) {
  std::printf("waived: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
              static_cast<int>(reason.size()), reason.data());
}

TEST(registry_walk, each_connector_is_listed_and_runs_the_kit) {
  std::set<std::string> listed;
  all::for_each_type([&]<class C>() { listed.emplace(C::name); });
  EXPECT_EQ(headers_in("connectors"), listed)
      << "a header in connectors/, and what this test walks";
  EXPECT_EQ(std::set<std::string>(shipped_connectors.begin(), shipped_connectors.end()), listed);
  const std::string program = text_of("examples/apps/ferrule/sources.hpp");
  for (const std::string& name : listed) {
    const std::string kit = "tests/unit/conformance_" + name + ".test.cpp";
    EXPECT_NE(text_of(kit).find("conformance::run<" + name + "::connector>(fixture)"),
              std::string::npos)
        << kit << " does not run the kit";
    if (name == "foobar")
      waived("foobar in the program", "it is there to be copied, and has no data");
    else
      EXPECT_NE(program.find("ferrule::" + name + "::connector"), std::string::npos)
          << "the program ferrule has no " << name;
  }
}

TEST(registry_walk, each_decorator_runs_the_kit) {
  for (const std::string& name : headers_in("decorators")) {
    if (name == "forwarding") {
      waived(name, "it is what the others start from, and no decorator by itself");
      continue;
    }
    const std::string kit = "tests/unit/decorators_" + name + "_kit.test.cpp";
    const std::string text = text_of(kit);
    EXPECT_NE(text.find("#include <ferrule/decorators/" + name + ".hpp>"), std::string::npos)
        << kit;
    for (const char* inner : {"memory", "sqlite"})
      EXPECT_NE(text.find(std::string("around_") + inner + ")"), std::string::npos)
          << kit << " does not run the kit around " << inner;
    EXPECT_NE(text.find("keeps_the_contract<source>"), std::string::npos) << kit;
  }
}

// --- Settings --------------------------------------------------------------------------------------

struct setting_of {
  std::string owner;
  setting_description about;
};
std::string name_of_setting(const std::string& path) { return path.substr(path.rfind('.') + 1); }

template<class C>
void add_settings(std::vector<setting_of>& to, const std::string& owner, std::string_view below) {
  for (setting_description& one : describe_settings<C>()) {
    const bool item = one.path.ends_with("[]") || one.path.ends_with(".*");
    if (!item && one.path.starts_with(below) && one.path != below)
      to.push_back({owner, std::move(one)});
  }
}
template<template<class> class D>
void add_decorator(std::vector<setting_of>& to, const std::string& owner) {
  using config = typename D<memory::connector>::config;
  add_settings<config>(to, owner, std::string(field_name<config, 1>) + ".");
}
std::vector<setting_of> all_settings() {
  std::vector<setting_of> out;
  all::for_each_type(
      [&]<class C>() { add_settings<typename C::config>(out, std::string(C::name), ""); });
  add_decorator<traced>(out, "traced");
  add_decorator<retrying>(out, "retrying");
  add_decorator<cached>(out, "cached");
  return out;
}

// Settings of one name that do not mean quite the same, and why that is right.
struct waiver {
  std::string_view name, one, other, reason;
};
constexpr waiver waivers[] = {
    {"path", "sqlite", "csv",
     "both name what is read; what it may be besides a file is the source's: a database in memory, "
     "or a folder, a pattern and standard input"},
};
std::string_view reason_why(const std::string& name, const setting_of& a, const setting_of& b) {
  for (const waiver& w : waivers)
    if (w.name == name && w.one == a.owner && w.other == b.owner) return w.reason;
  return {};
}

TEST(registry_walk, each_setting_says_what_it_is) {
  for (const auto& [owner, about] : all_settings())
    EXPECT_TRUE(about.path == "*" || about.help.size() > 10) << owner << " " << about.path;
}

TEST(registry_walk, settings_of_one_name_mean_the_same) {
  const auto settings = all_settings();
  EXPECT_GT(settings.size(), 30u);
  std::size_t pairs = 0, used = 0;
  for (std::size_t i = 0; i < settings.size(); ++i)
    for (std::size_t j = i + 1; j < settings.size(); ++j) {
      const setting_of &a = settings[i], &b = settings[j];
      const std::string name = name_of_setting(a.about.path);
      if (name != name_of_setting(b.about.path)) continue;
      ++pairs;
      // The unit is part of the type: "a duration such as '500ms'", "a size such as '64KiB'".
      const bool same = a.about.type == b.about.type && a.about.shape == b.about.shape &&
                        a.about.secret == b.about.secret && a.about.help == b.about.help;
      const std::string_view reason = reason_why(name, a, b);
      if (!reason.empty()) {
        EXPECT_FALSE(same) << name << " is the same everywhere: its waiver can go";
        EXPECT_EQ(a.about.type, b.about.type) << name << ": a waiver is about what it means";
        waived(name + " of " + a.owner + " and " + b.owner, reason);
        ++used;
      } else {
        EXPECT_TRUE(same) << name << " of " << a.owner << " is " << a.about.type << ": "
                          << a.about.help << "\n"
                          << name << " of " << b.owner << " is " << b.about.type << ": "
                          << b.about.help;
      }
    }
  EXPECT_EQ(used, std::size(waivers)) << "a waiver that is not used";
  std::printf("%zu settings, %zu pairs of one name\n", settings.size(), pairs);
}

}  // namespace
