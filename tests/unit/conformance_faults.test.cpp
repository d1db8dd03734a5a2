// SPDX-License-Identifier: BSL-1.0
// Each check of the kit is proved by a fault that makes it fail: a connector that keeps its contract except in one way.
#include <ferrule/conformance.hpp>
#include <gtest/gtest.h>
#include <support/faulty_connector.hpp>

namespace {

using namespace ferrule;
using faulty::fault;
using conformance::outcome;

struct planted {
  fault what;
  std::string_view check;
};

constexpr planted faults[] = {
    {fault::settings_grow, "settings.round-trip"},
    {fault::unknown_keys_pass, "settings.unknown-key"},
    {fault::missing_is_default, "settings.missing-required"},
    {fault::ill_typed_is_default, "settings.ill-typed"},
    {fault::first_problem_only, "settings.all-at-once"},
    {fault::secrets_shown, "settings.secrets-masked"},
    {fault::unknown_row_name, "types.every-row-resolves"},
    {fault::row_outside_table, "types.resolve-is-total"},
    {fault::open_width_claimed, "types.schema-agrees"},
    {fault::type_left_out, "types.every-type-seen"},
    {fault::int128_through_double, "types.boundary-values"},
    {fault::schema_of_another_table, "printable"},
    {fault::connects_in_constructor, "connect.no-io-in-constructor"},
    {fault::validates_once, "connect.validate-good"},
    {fault::validates_blindly, "connect.unreachable-is-typed"},
    {fault::unreachable_is_inner, "connect.unreachable-is-outer"},
    {fault::one_connection_streams, "second-connection.from-settings"},
    {fault::lost_when_moved, "moved-connector"},
    {fault::tired_by_errors, "errors.connection-survives"},
    {fault::nameless_message, "errors.message-names-table"},
    {fault::message_counts, "errors.kind-survives-registry"},
    {fault::cancel_ignored, "cancel.other-thread"},
    {fault::cancel_sticks, "cancel.before-use"},
    {fault::cancel_is_global, "cancel.after-end"},
    {fault::list_rotates, "list.deterministic"},
    {fault::list_forgets, "list.each-once"},
    {fault::list_has_ghost, "list.can-be-read"},
    {fault::columns_errors_first, "columns.same-length-and-order"},
    {fault::columns_all_for_none, "columns.empty-input"},
    {fault::columns_once, "columns.repeated-input"},
    {fault::columns_outer_error, "columns.unknown-is-inner-error"},
    {fault::columns_sorted, "columns.agree-with-schemas"},
    {fault::schemas_errors_last, "schemas.same-length-and-order"},
    {fault::schemas_refuse_none, "schemas.empty-input"},
    {fault::schemas_outer_error, "schemas.unknown-is-inner-error"},
    {fault::schemas_first_column_only, "schemas.unknown-columns-named"},
    {fault::schemas_first_unsupported_only, "schemas.unsupported-named"},
    {fault::schemas_table_order, "schemas.projection-reversed"},
    {fault::key_not_remapped, "schemas.primary-key-remapped"},
    {fault::key_in_part, "schemas.partial-key-is-empty"},
    {fault::repeated_table_is_problem, "validate-tables.good-is-empty"},
    {fault::no_tables_is_problem, "validate-tables.empty-input"},
    {fault::first_table_problem_only, "validate-tables.all-problems"},
    {fault::stream_schema_differs, "stream.columns-match-schema"},
    {fault::row_twice, "stream.known-rows"},
    {fault::cells_in_table_order, "stream.projection"},
    {fault::int8_as_int64, "stream.cells-match-kind"},
    {fault::null_unannounced, "stream.nulls-only-where-nullable"},
    {fault::end_begins_again, "stream.end-stays-end"},
    {fault::row_read_on, "stream.row-read-twice"},
    {fault::streams_leak, "stream.destroy-early"},
    {fault::streams_share_place, "stream.two-open-at-once"},
    {fault::order_alternates, "stream.repeatable"},
    {fault::row_lost_when_moved, "stream.moved-before-first-row"},
    {fault::pump_skips, "stream.pump-agrees"},
    {fault::empty_is_missing, "stream.empty-table"},
    {fault::unknown_column_left_out, "stream.unknown-is-refused"},
    {fault::typed_read_off_by_one, "struct.all-rows"},
    {fault::any_column_claimed, "struct.all-mismatches-at-once"},
    {fault::pump_left_early_blocks, "struct.break-early"},
    {fault::count_off_by_one, "introspectable.consistent"},
    {fault::table_names_forget, "introspectable.lists-agree"},
    {fault::positions_from_one, "introspectable.columns-agree"},
    {fault::unknown_counts_zero, "introspectable.unknown-is-not-found"},
    {fault::definition_empty, "introspectable.definitions"},
    {fault::query_backwards, "queryable.rows"},
    {fault::positional_swapped, "queryable.positional-parameters"},
    {fault::named_in_order, "queryable.named-parameters"},
    {fault::missing_is_null, "queryable.missing-parameter"},
    {fault::exact_is_truncated, "queryable.max-rows-exact"},
    {fault::never_truncated, "queryable.max-rows-one-more"},
    {fault::no_time_limit, "queryable.time-limit"},
    {fault::wrong_is_empty, "queryable.wrong-statement"},
    {fault::names_made_unique, "queryable.same-names"},
    {fault::page_size_fixed, "queryable.page-size"},
    {fault::errors_not_logged, "queryable.errors-logged"},
    {fault::less_equal_is_less, "filterable.each-op-each-type"},
    {fault::not_is_two_valued, "filterable.nested"},
    {fault::offset_forgotten, "filterable.limit-offset-pages-cover"},
    {fault::nulls_last, "filterable.order"},
    {fault::condition_column_delivered, "filterable.projection"},
    {fault::unknown_condition_ignored, "filterable.unknown-is-refused"},
    {fault::parts_overlap, "partitioned.disjoint-and-complete"},
    {fault::parts_of_planner_only, "partitioned.other-connection"},
    {fault::parts_whole, "partitioned.projection"},
    {fault::parts_of_now, "partitioned.one-state"},
    {fault::any_state_opens, "partitioned.stale-refused"},
    {fault::foreign_parts_open, "partitioned.refused"},
    {fault::long_text_cut, "writable.round-trip-every-kind"},
    {fault::fractions_cut, "writable.refuses-what-does-not-fit"},
    {fault::null_is_zero, "writable.null-where-not-null"},
    {fault::duplicate_is_internal, "writable.duplicate-key-is-constraint"},
    {fault::update_clears, "writable.update-only-what-is-given"},
    {fault::update_missing_passes, "writable.update-missing-is-not-found"},
    {fault::remove_missing_passes, "writable.remove"},
    {fault::upsert_keeps, "writable.upsert-both-branches"},
    {fault::refusal_ends_batch, "writable.batch-results-same-length-and-order"},
    {fault::rollback_keeps, "writable.rollback"},
    {fault::commit_forgets, "writable.commit"},
    {fault::begin_twice, "writable.transactions-in-order"},
    {fault::create_existing_passes, "writable.create-existing"},
    {fault::unknown_column_dropped, "writable.unknown-is-refused"},
};

struct sold {
  std::string name;
  std::int64_t id = 0;
  std::optional<double> price;
  std::string area;
};

struct faulty_fixture {
  using sample_struct = sold;
  std::shared_ptr<memory::store> store = memory::store::named("faulty");

  static faulty::config at(std::string name) { return {{.store = std::move(name), .reachable = true, .retries = 3, .password = "pw"}}; }
  faulty::config good_config() { return at("faulty"); }
  settings good_settings() { return settings::map({{"store", "faulty"}, {"password", "pw"}}); }
  std::vector<faulty::config> unreachable_configs() { return {{{.store = "far away", .reachable = false, .retries = 3, .password = {}}}}; }
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
    return {row("one", 1, 1.0, "a"), row("two", 2, nullptr, "a"), row("", -3, -2.5, "b"), row("Grüße", 1, 0.1, "c"), row("two", INT64_MAX, nullptr, "b")};
  }
  table_id all_types_table() { return {"every_kind"}; }
  conformance::unsupported_table unsupported() { return {{"shapes"}, {"outline", "place"}, {"shape"}}; }
  conformance::statement_texts statements() {
    const auto& texts = faulty::connector::texts;
    return {std::string(texts[0]), std::string(texts[1]), std::string(texts[2]), std::string(texts[3]), std::string(texts[4]), std::string(texts[5])};
  }
  table_id large_table() { return {"large"}; }  // enough of it: faulty streams look at the cancel handle with every row
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
  void reset() {
    faulty::visited().clear();
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
      every.schema.fields.push_back({"c" + std::to_string(ordinary.size()), *row.to, true, row.typing, {}, {}});
      ordinary.push_back(conformance::boundary_values(*row.to)[1].cell);
    }
    ASSERT_TRUE(make_table(every, std::vector<row_values>{ordinary, row_values(ordinary.size())}));
    source_schema large{large_table(), {}, cdc_kind::nothing};
    large.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}}};
    ASSERT_TRUE(make_table(large, std::vector<row_values>(100, row_values{value(std::int64_t{7})})));
  }
};

struct waiving_fixture : faulty_fixture {
  std::vector<conformance::waiver> waivers() {
    return {{"list.deterministic", "the source is a \"bag\""}, {"list.each-once", "not needed any more"}, {"list.no-such-check", "misspelt"}};
  }
};

struct throwing_fixture : faulty_fixture {
  void reset() {}
  std::vector<row_values> sample_rows() { throw std::runtime_error("no rows today"); }
};

conformance::report run_with(fault what) {
  faulty::active = what;
  faulty_fixture fixture;
  auto out = conformance::run<faulty::connector>(fixture);
  faulty::active = fault::none;
  return out;
}

TEST(conformance_faults, without_a_fault_nothing_fails_and_every_check_runs) {
  const auto report = run_with(fault::none);
  EXPECT_TRUE(report.ok()) << report.to_text();
  EXPECT_EQ(report.count(outcome::passed), conformance::checks.size()) << report.to_text();
}

TEST(conformance_faults, every_check_has_a_fault_and_every_fault_is_planted_once) {
  for (const auto& check : conformance::checks)
    EXPECT_EQ(std::count_if(std::begin(faults), std::end(faults), [&](const planted& p) { return p.check == check.id; }), 1) << check.id;
  for (std::size_t f = 1; f < static_cast<std::size_t>(fault::last); ++f)
    EXPECT_EQ(std::count_if(std::begin(faults), std::end(faults), [&](const planted& p) { return p.what == static_cast<fault>(f); }), 1) << "fault number " << f;
}

TEST(conformance_faults, every_fault_is_caught) {
  std::size_t caught = 0;
  for (const planted& p : faults) {
    const auto report = run_with(p.what);
    const auto* const result = report.find(p.check);
    ASSERT_NE(result, nullptr) << p.check << " is no check of the kit";
    EXPECT_EQ(result->what, outcome::failed) << p.check << " does not see its fault";
    for (const auto& r : report.results) EXPECT_NE(r.expected, "no exception") << r.id << ": " << r.seen;
    if (result->what == outcome::failed) ++caught;
    std::string along;
    for (const std::string& id : report.ids(outcome::failed))
      if (id != p.check) along += (along.empty() ? "; along: " : ", ") + id;
    std::printf("%s%s\n", std::string(p.check).c_str(), along.c_str());
  }
  std::printf("%zu checks, %zu faults caught\n", conformance::checks.size(), caught);
  EXPECT_EQ(caught, conformance::checks.size());
}

TEST(conformance_faults, a_waiver_is_printed_with_its_reason_and_must_name_a_check) {
  faulty::active = fault::list_rotates;
  waiving_fixture fixture;
  const auto report = conformance::run<faulty::connector>(fixture, {{"list.deterministic", "list.each-once"}});
  faulty::active = fault::none;
  ASSERT_EQ(report.results.size(), 3u);
  EXPECT_EQ(report.results[0].what, outcome::waived);
  EXPECT_EQ(report.results[1].what, outcome::passed);
  EXPECT_NE(report.results[1].reason.find("the waiver can go"), std::string::npos);
  EXPECT_EQ(report.results[2].what, outcome::failed);
  EXPECT_FALSE(report.ok());
  EXPECT_NE(report.to_text().find("waived          list.deterministic: the source is a \"bag\""), std::string::npos) << report.to_text();
  EXPECT_NE(report.to_json().find("\"reason\": \"the source is a \\\"bag\\\"\""), std::string::npos) << report.to_json();
  EXPECT_TRUE(report.to_text().ends_with("kit: 1 passed, 1 failed; 1 waived: list.deterministic\n")) << report.to_text();
}

TEST(conformance_faults, what_is_thrown_fails_the_check) {
  throwing_fixture fixture;
  const auto report = conformance::run<faulty::connector>(fixture, {{"stream.known-rows"}});
  ASSERT_EQ(report.results.size(), 1u);
  EXPECT_EQ(report.results[0].what, outcome::failed);
  EXPECT_EQ(report.results[0].seen, "no rows today");
}

}  // namespace
