// SPDX-License-Identifier: BSL-1.0
// Tables of memory that are made, replaced and changed, in transactions and outside of them, and what those who follow see of it.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <gtest/gtest.h>
#include <support/history.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;
using history::account;
using history::event;

class memory_tables : public testing::Test {
protected:
  static std::string fresh_name() {
    static int made = 0;
    return "tables " + std::to_string(++made);
  }
  std::string name = fresh_name();
  std::shared_ptr<memory::store> store = memory::store::named(name);
  memory::connector one{{name}}, other{{name}};

  memory_tables() { history::create(one); }
  static void put(memory::connector& in, std::int64_t id) {
    const auto done = write_rows(in, "accounts", std::vector<account>{{id, "a", {}}});
    ASSERT_TRUE(done && done->front()) << to_text(done ? done->front().error() : done.error());
  }
  static std::vector<std::int64_t> ids(memory::connector& in) {
    std::vector<std::int64_t> out;
    for (const account& a : history::sorted<account>(in, "accounts")) out.push_back(a.id);
    return out;
  }
  using numbers = std::vector<std::int64_t>;
};

TEST_F(memory_tables, replaced_in_a_transaction_they_are_there_for_others_at_the_commit) {
  put(one, 1);
  for (const bool keep : {false, true}) {
    ASSERT_TRUE(one.begin());
    put(one, 2);
    ASSERT_TRUE(create_table_for<account>(one, "accounts", {"id"}, if_exists::replace));
    EXPECT_EQ(ids(one), numbers{});
    put(one, 3);
    ASSERT_TRUE(create_table_for<event>(one, "made"));
    EXPECT_EQ(ids(one), numbers{3});
    EXPECT_EQ(ids(other), numbers{1});
    EXPECT_EQ(one.list_tables()->size(), 3u);
    EXPECT_EQ(other.list_tables()->size(), 2u);
    EXPECT_EQ(other.open(table_info{{"made"}, {}}).error().kind, errc::not_found);
    EXPECT_EQ(create_table_for<event>(one, "made").error().kind, errc::constraint);
    ASSERT_TRUE(keep ? one.commit() : one.rollback());
    EXPECT_EQ(ids(one), keep ? numbers{3} : numbers{1});
    EXPECT_EQ(ids(other), ids(one));
    EXPECT_EQ(*other.table_exists({"made"}), keep);
  }
  put(other, 4);
  EXPECT_EQ(ids(one), (numbers{3, 4}));
}

TEST_F(memory_tables, nobody_writes_to_a_table_that_another_has_replaced) {
  auto before = one.open_writer({"accounts", {}}, write_mode::insert);
  ASSERT_TRUE(before);
  const value_view row[] = {std::int64_t{7}, std::string_view("seven"), nullptr};
  ASSERT_TRUE(one.begin());
  ASSERT_TRUE(create_table_for<account>(one, "accounts", {"id"}, if_exists::replace));
  EXPECT_FALSE(before->write(row));
  EXPECT_EQ(before->status().kind, errc::closed);
  const auto theirs = write_rows(other, "accounts", std::vector<account>{{8, "eight", {}}});
  EXPECT_TRUE(theirs && theirs->front().error().kind == errc::timeout);
  ASSERT_TRUE(one.rollback());
  ASSERT_TRUE(before->write(row)) << to_text(before->status());
  EXPECT_EQ(ids(other), numbers{7});
  ASSERT_TRUE(create_table_for<account>(other, "accounts", {"id"}, if_exists::replace));
  EXPECT_FALSE(before->write(row));
  EXPECT_EQ(before->status().kind, errc::closed);
}

TEST_F(memory_tables, of_two_transactions_that_make_a_table_the_second_begins_again) {
  ASSERT_TRUE(one.begin());
  ASSERT_TRUE(other.begin());
  ASSERT_TRUE(create_table_for<event>(one, "made"));
  ASSERT_TRUE(create_table_for<event>(other, "made"));
  ASSERT_TRUE(write_rows(other, "made", std::vector<event>{{1, "lost"}}));
  ASSERT_TRUE(one.commit());
  const auto second = other.commit();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, errc::timeout);
  EXPECT_TRUE(second.error().transient);
  EXPECT_EQ(history::sorted<event>(one, "made").size(), 0u);
  EXPECT_TRUE(other.begin());
}

// A known bug: the applier's own transaction had written to the table, and waited for itself.
TEST_F(memory_tables, a_truncate_is_applied_where_the_open_transaction_has_written_to_the_table) {
  store->keep_changes();
  put(one, 1);
  memory::connector copy({fresh_name()});
  const std::vector<table_info> tables{{"accounts", {}}};
  table_applier into(copy, {.state = name});
  protocol_validator checked(into);
  auto changes = one.follow(tables, {}, {.until_now = true});
  ASSERT_TRUE(changes);
  const auto take = [&](change last) {
    for (change what{}; what != last;) {
      what = changes->next();
      ASSERT_EQ(checked.take(what, *changes, {}), offered::taken) << to_text(checked.status());
    }
  };
  take(change::snapshot_done);
  put(one, 2);
  put(one, 3);
  ASSERT_TRUE(create_table_for<account>(one, "accounts", {"id"}, if_exists::replace));
  put(one, 4);
  take(change::end);
  EXPECT_EQ(ids(copy), numbers{4});
}

}  // namespace
