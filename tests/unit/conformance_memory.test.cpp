// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <support/memory_fixture.hpp>

namespace {

using namespace ferrule;

TEST(conformance_memory, keeps_the_contract) {
  support::memory_fixture fixture;
  const auto report = conformance::run<memory::connector>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
}

// As the fixture of a source that others write to: a table that is there, without a key, to which rows are added, and nothing else.
struct appended_fixture : support::memory_fixture {
  //[appended
  conformance::followed_table followed() {
    const auto line = [](std::int64_t number, const char* text) {
      return row_values{value(number), value(text)};
    };
    return {{"log"},
            {line(1, "begun"), line(2, "")},
            {line(3, "more"), line(3, "more"), line(4, "Grüße"), line(5, "end")}};
  }
  result<void> change_rows(const table_id& table,
                           std::span<const conformance::row_change> changes) {
    std::vector<row_values> added;
    for (const conformance::row_change& c : changes) {
      if (c.what != change::insert) return fail(errc::unsupported, "a log only grows");
      added.push_back(c.row);
    }
    return append(table, added);  // at once, as the source commits
  }
  //]
  void reset() {
    memory_fixture::reset();
    source_schema log{{"log"}, {}, cdc_kind::nothing};
    log.schema.fields = {{"number", {.kind = kind::int64}, false, typing::declared, {}, {}},
                         {"text", {.kind = kind::text}, false, typing::declared, {}, {}}};
    ASSERT_TRUE(memory::connector(good_config()).create_table(log, if_exists::replace));
    ASSERT_TRUE(append({"log"}, followed().rows));
  }

private:
  result<void> append(const table_id& table, std::span<const row_values> rows) {
    memory::connector c(good_config());
    if (auto ok = c.begin(); !ok) return ok;
    {
      auto writer = c.open_writer({table, {}}, write_mode::insert);
      if (!writer) return fail(writer.error());
      for (const auto& one : write_batch(*writer, rows))
        if (!one) return one;
    }
    return c.commit();
  }
};

TEST(conformance_memory, a_fixture_changes_the_rows_of_its_own_table) {
  appended_fixture fixture;
  conformance::run_options changes;
  for (const auto& one : conformance::checks)
    if (one.needs == capability::followable || one.needs == capability::resumable)
      changes.only.emplace_back(one.id);
  const auto report = conformance::run<memory::connector>(fixture, changes);
  EXPECT_TRUE(report.ok()) << report.to_text();
  EXPECT_EQ(report.ids(conformance::outcome::not_applicable),
            (std::vector<std::string>{"followable.several-tables", "followable.truncate",
                                      "followable.old-rows-as-promised"}))
      << report.to_text();
}

}  // namespace
