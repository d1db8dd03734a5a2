// SPDX-License-Identifier: BSL-1.0
// Each rule of the protocol of changes is broken once, and is named.
#include <ferrule/changes/validator.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;

/// One message of a script. Cells are those of `accounts(id int64 key, name text null)`.
struct step {
  change what;
  std::uint64_t id = 0;
  std::vector<std::vector<value_view>>
      rows{};  // of a snapshot; or the new row, and then the old one
  std::size_t table = 0;
};

struct scripted {
  struct rows_stream {
    scripted* of;
    std::size_t at = static_cast<std::size_t>(-1);
    bool next() { return ++at < of->here().rows.size(); }
    cells_row<change_state> row() { return {of->here().rows[at].data(), of->state}; }
    const error& status() const { return of->state.status(); }
    const ferrule::schema& schema() const { return of->state.schemas()[0].schema; }
  };
  explicit scripted(std::vector<step> s, cdc_kind cdc = cdc_kind::full_changes, bool key = true)
      : steps(std::move(s)) {
    source_schema accounts{{"accounts"}, {}, cdc};
    accounts.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}},
                              {"name", {.kind = kind::text}, true, typing::declared, {}, {}}};
    if (key) accounts.schema.primary_key = {0};
    state = change_state("script", {accounts});
  }
  change next() {
    state.id = {steps[at].id, {}};
    state.table = steps[at].table;
    snapshot = {this};
    return steps[at++].what;
  }
  const step& here() const { return steps[at - 1]; }
  std::size_t table() const { return state.table; }
  rows_stream& rows() { return snapshot; }
  cells_row<change_state> row() { return {here().rows.front().data(), state}; }
  cells_row<change_state> old_row() { return {here().rows.back().data(), state}; }
  const op_id& id() const { return state.id; }
  std::optional<source_time> committed_at() const { return {}; }
  std::span<const source_schema> schemas() const { return state.schemas(); }
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const { return state.status(); }

  std::vector<step> steps;
  std::size_t at = 0;
  change_state state;
  rows_stream snapshot{this};
};

/// Reads what it is given.
struct reader {
  std::optional<op_id> safe;
  bool hasty = false;
  error none;
  template<class S>
  offered take(change what, S& from, offer_deadline) {
    value_view cell;
    if (what == change::rows)
      while (from.rows().next()) from.rows().row().read(cell);
    if (has_id(what)) safe = op_id{from.id().sequence + (hasty ? 5 : 0), {}};
    return offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const { return safe; }
  const error& status() const { return none; }
};

/// What the validator says of the script; empty where it has nothing against it.
std::string said(scripted of, bool hasty = false) {
  reader to;
  to.hasty = hasty;
  protocol_validator checked(to);
  while (of.at < of.steps.size())
    if (checked.take(of.next(), of, {}) == offered::gone) break;
  return checked.status().message;
}
testing::AssertionResult breaks(std::string_view rule, const std::string& message) {
  if (message.find("the rule '" + std::string(rule) + "'") != message.npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "not '" << rule << "' but: " << message;
}

using enum change;
const std::vector<value_view> duck{std::int64_t{1}, "duck"}, coot{std::int64_t{1}, "coot"},
    key_only{std::int64_t{1}, nullptr};

TEST(protocol_validator, has_nothing_against_what_keeps_the_rules) {
  EXPECT_EQ(said(scripted({{snapshot_started},
                           {rows, 0, {duck, coot}},
                           {rows, 0, {}},
                           {snapshot_done, 4},
                           {idle},
                           {insert, 5, {duck}},
                           {update, 6, {coot, duck}},
                           {remove, 7, {coot}},
                           {commit, 8},
                           {truncate, 9},
                           {commit, 10},
                           {snapshot_started},
                           {snapshot_done, 10},
                           {end}})),
            "");
  EXPECT_EQ(said(scripted({{update, 6, {coot, key_only}}, {remove, 7, {key_only}}, {commit, 8}},
                          cdc_kind::only_primary_key)),
            "");
}

TEST(protocol_validator, names_the_rule_that_is_broken) {
  EXPECT_TRUE(breaks("order", said(scripted({{rows, 0, {duck}}}))));
  EXPECT_TRUE(breaks("order", said(scripted({{snapshot_started}, {insert, 1, {duck}}}))));
  EXPECT_TRUE(breaks("order", said(scripted({{insert, 1, {duck}}, {snapshot_started}}))));
  EXPECT_TRUE(breaks("order", said(scripted({{end}, {idle}}))));
  EXPECT_TRUE(breaks("complete", said(scripted({{snapshot_started}, {end}}))));
  EXPECT_TRUE(breaks("complete", said(scripted({{insert, 1, {duck}}, {end}}))));
  EXPECT_TRUE(breaks("ids", said(scripted({{insert, 2, {duck}}, {commit, 2}}))));
  EXPECT_TRUE(breaks("ids", said(scripted({{commit, 9}, {snapshot_started}, {snapshot_done, 8}}))));
  EXPECT_TRUE(breaks("table", said(scripted({{insert, 1, {duck}, 1}}))));
  EXPECT_TRUE(breaks("type", said(scripted({{insert, 1, {{"one", "duck"}}}}))));
  EXPECT_TRUE(breaks("type", said(scripted({{insert, 1, {{nullptr, "duck"}}}}))));
  EXPECT_TRUE(
      breaks("type", said(scripted({{snapshot_started}, {rows, 0, {duck, {nullptr, "x"}}}}))));
  EXPECT_TRUE(
      breaks("key", said(scripted({{update, 1, {coot, duck}}}, cdc_kind::full_changes, false))));
  EXPECT_TRUE(breaks("old", said(scripted({{remove, 1, {duck}}}, cdc_kind::nothing))));
  EXPECT_TRUE(breaks("old", said(scripted({{remove, 1, {duck}}}, cdc_kind::only_primary_key))));
  EXPECT_TRUE(breaks("acknowledged", said(scripted({{insert, 1, {duck}}, {commit, 2}}), true)));
}

TEST(protocol_validator, says_where) {
  EXPECT_EQ(
      said(scripted({{insert, 1, {duck}}, {insert, 2, {{std::int64_t{2}, std::int64_t{3}}}}})),
      "the source breaks the rule 'type' of change streams in message 2 (insert): table "
      "'accounts', column 'name' is int64, not text");
  EXPECT_EQ(said(scripted({{snapshot_started}, {rows, 0, {duck, {nullptr, "x"}}}})),
            "the source breaks the rule 'type' of change streams in message 2 (rows, row 2): table "
            "'accounts', column 'id' is null");
}

}  // namespace
