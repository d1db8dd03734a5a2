// SPDX-License-Identifier: BSL-1.0
#include <ferrule/conformance/check_table.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using namespace ferrule::conformance;

TEST(conformance_kit, checks_have_ids_and_sentences) {
  EXPECT_GE(checks.size(), 100u);
  for (const check& one : checks) {
    EXPECT_EQ(one.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz.-"), std::string_view::npos)
        << one.id;
    EXPECT_GT(one.sentence.size(), 20u) << one.id;
    EXPECT_NE(one.run, nullptr) << one.id;
    EXPECT_EQ(find_check(one.id), &one);
    const std::string_view room = one.id.substr(0, one.id.find('.'));
    EXPECT_EQ(one.needs.has_value(), room == "introspectable" || room == "queryable" ||
                                         room == "filterable" || room == "partitioned" ||
                                         room == "writable" || room == "followable" ||
                                         room == "resumable" || room == "migratable")
        << one.id;
  }
  EXPECT_EQ(find_check("no.such-check"), nullptr);
}

TEST(conformance_kit, the_first_thing_that_does_not_hold_decides) {
  trial t;
  EXPECT_TRUE(t.expect(true, "a", "b"));
  EXPECT_FALSE(t.expect(false, "this", "that"));
  EXPECT_FALSE(t.expect(true, "a", "b"));
  EXPECT_FALSE(t.skip("too late"));
  const check_result r = t.take();
  EXPECT_EQ(r.what, outcome::failed);
  EXPECT_EQ(r.expected, "this");
  EXPECT_EQ(r.seen, "that");
}

TEST(conformance_kit, unimplemented_is_a_state_of_its_own) {
  const result<void> answer = fail(errc::unimplemented, "not yet");
  {
    trial t;
    EXPECT_FALSE(t.ok(answer, "open() of trades"));
    const check_result r = t.take();
    EXPECT_EQ(r.what, outcome::unimplemented);
    EXPECT_EQ(r.call, "open()");
  }
  trial t;  // also where an error is what is asked for
  EXPECT_FALSE(t.refused(answer, {errc::not_found}, "list_tables()"));
  EXPECT_EQ(t.take().what, outcome::unimplemented);
}

TEST(conformance_kit, a_report_is_a_table_and_json) {
  report r{"duck", {}, {}};
  r.results.push_back({"a.one", "one is one", outcome::passed, {}, {}, {}, {}, {}});
  r.results.push_back(
      {"a.two", "two is two", outcome::failed, "2", "a \"3\"\nand a tab\t", {}, {}, {}});
  r.results.push_back(
      {"b.one", "one", outcome::not_declared, {}, {}, {}, {}, capability::queryable});
  r.results.push_back(
      {"b.two", "two", outcome::not_declared, {}, {}, {}, {}, capability::queryable});
  r.results.push_back({"c.one", "one", outcome::unimplemented, {}, {}, {}, "open()", {}});
  r.results.push_back(
      {"d.one", "one", outcome::not_applicable, {}, {}, "the fixture has no such thing", {}, {}});
  EXPECT_FALSE(r.ok());
  EXPECT_EQ(
      r.summary(),
      "kit: 1 passed, 1 failed, 2 not declared: Queryable; 1 not applicable: d.one; 1 unimplemented: open()");
  EXPECT_TRUE(r.to_text().ends_with(r.summary() + "\n"));
  EXPECT_NE(r.to_text().find("  FAILED          a.two\n"), std::string::npos) << r.to_text();
  EXPECT_NE(r.to_json().find("\"seen\": \"a \\\"3\\\"\\nand a tab\\u0009\""), std::string::npos)
      << r.to_json();
  EXPECT_NE(r.to_json().find("\"not declared\": 2"), std::string::npos) << r.to_json();
}

TEST(conformance_kit, boundary_values_are_of_their_type) {
  for (std::size_t k = 0; k < kind_count; ++k) {
    field_type type{.kind = static_cast<kind>(k)};
    if (type.kind == kind::list) type = list_of({.kind = kind::int32});
    const auto values = boundary_values(type);
    EXPECT_GE(values.size(), 2u) << name_of(type.kind);
    EXPECT_TRUE(values[1].must_hold);
    for (const boundary_value& v : values) EXPECT_EQ(v.cell.kind(), type.kind);
    for (const value& v : misfits(type)) EXPECT_FALSE(v.is_null());
  }
  for (const boundary_value& v : boundary_values({.kind = kind::string, .length = 3}))
    EXPECT_LE(v.cell.view().as<std::string_view>().size(), 4u);
}

TEST(conformance_kit, cells_are_the_same_to_the_last_bit) {
  EXPECT_FALSE(conformance::detail::same_cell(0.0, -0.0));
  EXPECT_TRUE(conformance::detail::same_cell(std::nan(""), std::nan("")));
  EXPECT_FALSE(conformance::detail::same_cell(std::int64_t{1}, std::int32_t{1}));
  EXPECT_TRUE(conformance::detail::alike(std::int64_t{1}, std::int32_t{1}));
  EXPECT_FALSE(conformance::detail::same_cell(nullptr, false));
  const row_values a{value(std::int64_t{1})}, b{value(std::int64_t{2})};
  EXPECT_EQ(conformance::detail::difference({a, b}, {b, a}), "");
  EXPECT_NE(conformance::detail::ordered_difference({a, b}, {b, a}), "");
  EXPECT_NE(conformance::detail::difference({a, a}, {a, b}), "");
  EXPECT_NE(conformance::detail::difference({a}, {a, a}), "");
}

}  // namespace
