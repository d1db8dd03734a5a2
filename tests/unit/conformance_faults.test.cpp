// SPDX-License-Identifier: BSL-1.0
// Each check of the kit is proved by a fault that makes it fail: a connector that keeps its
//   contract except in one way.
#include <ferrule/conformance.hpp>
#include <gtest/gtest.h>
#include <support/faulty_connector.hpp>

namespace {

using namespace ferrule;
using conformance::outcome;
using faulty::fault;

struct sold {
  std::string name;
  std::int64_t id = 0;
  std::optional<double> price;
  std::string area;
};

struct faulty_fixture {
  using sample_struct = sold;
  std::shared_ptr<memory::store> store = memory::store::named("faulty");

  faulty_fixture() {
    store->keep_changes(1000);
    put_tables();
  }

  static faulty::config at(std::string name) {
    return {{.store = std::move(name), .reachable = true, .retries = 3, .password = "pw"}};
  }
  faulty::config good_config() { return at("faulty"); }
  settings good_settings() { return settings::map({{"store", "faulty"}, {"password", "pw"}}); }
  std::vector<faulty::config> unreachable_configs() {
    return {{{.store = "far away", .reachable = false, .retries = 3, .password = {}}}};
  }
  faulty::config untouched_config() { return at("untouched"); }
  bool touched() { return faulty::visited().count("untouched") != 0; }
  table_id sample_table() { return {"shop", "sold"}; }
  std::vector<row_values> sample_rows() {
    const auto row = [](const char* name, std::int64_t id, value price, const char* area) {
      row_values out;
      out.emplace_back(name);
      out.emplace_back(id);
      out.push_back(std::move(price));
      out.emplace_back(area);
      return out;
    };
    return {row("one", 1, 1.0, "a"), row("two", 2, nullptr, "a"), row("", -3, -2.5, "b"),
            row("Grüße", 1, 0.1, "c"), row("two", INT64_MAX, nullptr, "b")};
  }
  table_id all_types_table() { return {"every_kind"}; }
  conformance::unsupported_table unsupported() {
    return {{"shapes"}, {"outline", "place"}, {"shape"}};
  }
  conformance::statement_texts statements() {
    const auto& texts = faulty::connector::texts;
    return {std::string(texts[0]), std::string(texts[1]), std::string(texts[2]),
            std::string(texts[3]), std::string(texts[4]), std::string(texts[5])};
  }
  table_id large_table() {
    return {"large"};
  }  // enough of it: faulty streams look at the cancel handle with every row
  // Around the connector that may be at fault.
  result<void> make_table(const source_schema& made, std::span<const row_values> rows) {
    memory::connector c({"faulty"});
    if (auto ok = c.create_table(made, if_exists::replace); !ok) return ok;
    auto writer = c.open_writer({made.table, {}}, write_mode::insert);
    if (!writer) return fail(writer.error());
    for (const auto& one : write_batch(*writer, rows))
      if (!one) return one;
    return writer->finish();
  }
  // The kit's own tables go; it does not write to the others.
  void reset() {
    faulty::visited().clear();
    faulty::leavings() = {};
    for (const table_id& t : store->list()) {
      if (!t.name.starts_with("ferrule_kit")) continue;
      ASSERT_TRUE(store->remove(t));
    }
  }

private:
  void put_tables() {
    for (const table_id& t : store->list()) ASSERT_TRUE(store->remove(t));
    source_schema sold{sample_table(), {}, cdc_kind::nothing};
    sold.schema.fields = {{"name", {.kind = kind::text}, false, typing::declared, {}, {}},
                          {"id", {.kind = kind::int64}, false, typing::declared, {}, {}},
                          {"price", {.kind = kind::float64}, true, typing::declared, {}, {}},
                          {"area", {.kind = kind::text}, false, typing::declared, {}, {}}};
    sold.schema.primary_key = {3, 1};
    ASSERT_TRUE(make_table(sold, sample_rows()));
    source_schema every{all_types_table(), {}, cdc_kind::nothing};
    row_values ordinary;
    for (const auto& row : memory::types) {
      every.schema.fields.push_back(
          {"c" + std::to_string(ordinary.size()), *row.to, true, row.typing, {}, {}});
      ordinary.push_back(conformance::boundary_values(*row.to)[1].cell);
    }
    ASSERT_TRUE(make_table(every, std::vector<row_values>{ordinary, row_values(ordinary.size())}));
    source_schema large{large_table(), {}, cdc_kind::nothing};
    large.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}}};
    ASSERT_TRUE(
        make_table(large, std::vector<row_values>(100, row_values{value(std::int64_t{7})})));
  }
};

struct waiving_fixture : faulty_fixture {
  std::vector<conformance::waiver> waivers() {
    return {{"list.deterministic", "the source is a \"bag\""},
            {"list.each-once", "not needed any more"},
            {"list.no-such-check", "misspelt"}};
  }
};

struct throwing_fixture : faulty_fixture {
  void reset() {}
  std::vector<row_values> sample_rows() { throw std::runtime_error("no rows today"); }
};

conformance::report run_with(fault what, const conformance::run_options& options = {}) {
  faulty::active = what;
  faulty_fixture fixture;
  auto out = conformance::run<faulty::connector>(fixture, options);
  faulty::active = {};
  return out;
}

TEST(conformance_faults, without_a_fault_nothing_fails_and_every_check_runs) {
  const auto report = run_with({});
  EXPECT_TRUE(report.ok()) << report.to_text();
  EXPECT_EQ(report.count(outcome::passed), conformance::checks.size()) << report.to_text();
}

// What is run with the fault of check `own`. Those that wait, or are long, only with their own: 136 times would be minutes.
conformance::run_options without_the_slow(std::size_t own) {
  constexpr std::string_view slow[] = {"filterable.each-op-each-type", "queryable.time-limit",
                                       "followable.waits-for-more", "followable.idle-in-time",
                                       "followable.cancelled"};
  conformance::run_options out;
  for (std::size_t i = 0; i < conformance::checks.size(); ++i) {
    const std::string_view id = conformance::checks[i].id;
    if (i == own || std::find(std::begin(slow), std::end(slow), id) == std::end(slow))
      out.only.emplace_back(id);
  }
  return out;
}

// Each check has a fault, and sees it. Others that fail along are named: they look at the same
// thing from another side.
TEST(conformance_faults, every_fault_is_caught) {
  std::size_t caught = 0;
  for (std::size_t i = 0; i < conformance::checks.size(); ++i) {
    const std::string id(conformance::checks[i].id);
    fault planted;
    planted.number = i;
    const auto report = run_with(planted, without_the_slow(i));
    for (const auto& r : report.results)
      EXPECT_NE(r.expected, "no exception") << r.id << ": " << r.seen;
    const auto* const result = report.find(id);
    ASSERT_NE(result, nullptr);
    EXPECT_EQ(result->what, outcome::failed) << id << " does not see its fault";
    if (result->what == outcome::failed) ++caught;
    std::string along;
    for (const std::string& other : report.ids(outcome::failed))
      if (other != id) along += (along.empty() ? "; along: " : ", ") + other;
    std::printf("%s%s\n", id.c_str(), along.c_str());
  }
  std::printf("%zu checks, %zu faults caught\n", conformance::checks.size(), caught);
  EXPECT_EQ(caught, conformance::checks.size());
}

TEST(conformance_faults, a_waiver_is_printed_with_its_reason_and_must_name_a_check) {
  faulty::active = "list.deterministic";
  waiving_fixture fixture;
  const auto report =
      conformance::run<faulty::connector>(fixture, {{"list.deterministic", "list.each-once"}});
  faulty::active = {};
  ASSERT_EQ(report.results.size(), 3u);
  EXPECT_EQ(report.results[0].what, outcome::waived);
  EXPECT_EQ(report.results[1].what, outcome::passed);
  EXPECT_NE(report.results[1].reason.find("the waiver can go"), std::string::npos);
  EXPECT_EQ(report.results[2].what, outcome::failed);
  EXPECT_FALSE(report.ok());
  EXPECT_NE(report.to_text().find("waived          list.deterministic: the source is a \"bag\""),
            std::string::npos)
      << report.to_text();
  EXPECT_NE(report.to_json().find("\"reason\": \"the source is a \\\"bag\\\"\""), std::string::npos)
      << report.to_json();
  EXPECT_TRUE(report.to_text().ends_with("kit: 1 passed, 1 failed; 1 waived: list.deterministic\n"))
      << report.to_text();
}

TEST(conformance_faults, what_is_thrown_fails_the_check) {
  throwing_fixture fixture;
  const auto report = conformance::run<faulty::connector>(fixture, {{"stream.known-rows"}});
  ASSERT_EQ(report.results.size(), 1u);
  EXPECT_EQ(report.results[0].what, outcome::failed);
  EXPECT_EQ(report.results[0].seen, "no rows today");
}

}  // namespace
