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

field column(std::string name, kind k, bool nullable = true) {
  return {std::move(name), {.kind = k}, nullable, typing::declared, {}, {}};
}

TEST_F(memory_tables, columns_change_with_the_rows_kept_and_who_reads_goes_on) {
  put(one, 1);
  auto before = one.open(table_info{{"accounts"}, {}});
  ASSERT_TRUE(before);
  ASSERT_TRUE(one.begin());
  put(one, 2);  // goes with the rest
  ASSERT_TRUE(one.add_column({"accounts"}, column("tags", kind::text)));
  put(one, 3);
  ASSERT_TRUE(one.drop_column({"accounts"}, "name"));
  EXPECT_EQ(other.describe_table({"accounts"})->size(), 3u);
  const auto theirs = other.add_column({"accounts"}, column("theirs", kind::text));
  EXPECT_TRUE(!theirs && theirs.error().kind == errc::timeout && theirs.error().transient);
  ASSERT_TRUE(one.commit());
  ASSERT_TRUE(other.rename_column({"accounts"}, "balance", "owed"));
  const table_info now{{"accounts"}, {"tags", "owed", "id"}};
  auto rows = other.open(now);
  ASSERT_TRUE(rows) << to_text(rows.error());
  EXPECT_EQ(support::pulled(*rows),
            (std::vector<std::string>{"null|null|1", "null|null|2", "null|null|3"}));
  EXPECT_EQ(support::pulled(*before), std::vector<std::string>{"1|a|null"});
  EXPECT_EQ(*other.primary_keys({"accounts"}), std::vector<std::string>{"id"});
}

TEST_F(memory_tables, what_cannot_be_changed_is_refused_and_changes_nothing) {
  put(one, 1);
  ASSERT_TRUE(store->add("structs", std::vector<event>{{1, "lent"}}));
  const auto refused = [&](const result<void>& done, errc kind, std::string_view part) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, kind) << to_text(done.error());
    EXPECT_NE(done.error().message.find(part), std::string::npos) << done.error().message;
  };
  for (const bool in_transaction : {false, true}) {
    if (in_transaction) { ASSERT_TRUE(one.begin()); }
    refused(one.add_column({"structs"}, column("x", kind::text)), errc::unsupported,
            "holds structs");
    refused(one.drop_column({"structs"}, "what"), errc::unsupported,
            "whose fields are its columns");
    refused(one.rename_column({"structs"}, "what", "that"), errc::unsupported, "store::add");
    refused(one.rename_table({"structs"}, "others"), errc::unsupported, "create_table");
    refused(one.drop_column({"accounts"}, "id"), errc::constraint, "primary key");
    refused(one.drop_column({"accounts"}, "nam"), errc::not_found, "did you mean 'name'");
    refused(one.rename_column({"accounts"}, "name", "id"), errc::constraint, "column 'id' already");
    refused(one.add_column({"accounts"}, column("name", kind::text)), errc::constraint, "'name'");
    refused(one.add_column({"accounts"}, column("x", kind::text, false)), errc::constraint,
            "as nullable");
    refused(one.rename_table({"accounts"}, "events"), errc::constraint, "already");
    refused(one.drop_table({"acounts"}), errc::not_found, "did you mean 'accounts'");
    put(one, in_transaction ? 3 : 2);
    if (in_transaction) { ASSERT_TRUE(one.commit()); }
  }
  EXPECT_EQ(ids(other), (numbers{1, 2, 3}));
  ASSERT_TRUE(one.drop_table({"structs"}));
  EXPECT_FALSE(*other.table_exists({"structs"}));
}

// What a follower is told of changed columns, done to a copy, is the table.
TEST_F(memory_tables, columns_that_change_are_told_to_those_who_follow) {
  store->keep_changes();
  for (std::int64_t id = 1; id < 40; ++id) put(one, id);
  const support::sqlite_file file;
  sqlite::connector into_file({.path = file.path(), .read_only = false});
  memory::connector into_memory({fresh_name()});
  const std::vector<table_info> tables{{"accounts", {}}};
  const auto follow_into = [&](auto& copy, auto&& change_tables) {
    using to = std::remove_reference_t<decltype(copy)>;
    table_applier<to> into(copy, {.state = name, .schema_changes = schema_change_policy::apply});
    protocol_validator checked(into);
    auto at = into.resume_point(tables);
    ASSERT_TRUE(at);
    auto changes = one.follow(tables, *at, {.heartbeat = std::chrono::milliseconds(1)});
    ASSERT_TRUE(changes) << to_text(changes.error());
    const auto catch_up = [&] {
      for (change what{}; what != change::idle;) {
        what = changes->next();
        ASSERT_EQ(checked.take(what, *changes, {}), offered::taken) << to_text(checked.status());
        ASSERT_NE(what, change::end) << to_text(changes->status());
      }
    };
    catch_up();
    change_tables(catch_up);
    catch_up();
  };
  const auto same = [&](auto& copy) {
    const table_info all{{"accounts"},
                         one.list_columns(std::vector<table_id>{"accounts"})->front()->columns};
    auto mine = one.open(all);
    auto theirs = copy.open(all);
    ASSERT_TRUE(mine);
    ASSERT_TRUE(theirs) << to_text(theirs.error());
    auto a = support::pulled(*mine), b = support::pulled(*theirs);
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    EXPECT_EQ(a, b);
    EXPECT_GT(a.size(), 30u);
  };
  std::int64_t id = 100;
  const auto change_tables = [&](auto&& catch_up) {
    ASSERT_TRUE(one.add_column({"accounts"}, column("note", kind::text)));
    catch_up();
    const value_view row[] = {++id, std::string_view("b"), 2.5, std::string_view("noted")};
    {
      auto writer =
          one.open_writer({"accounts", {"id", "name", "balance", "note"}}, write_mode::insert);
      ASSERT_TRUE(writer && writer->write(row));
    }
    ASSERT_TRUE(one.begin());  // with rows before and behind it, and not caught up in between
    put(one, ++id);
    ASSERT_TRUE(one.drop_column({"accounts"}, "note"));
    put(one, ++id);
    ASSERT_TRUE(one.commit());
    ASSERT_TRUE(one.rename_column({"accounts"}, "name", "renamed"));
    ASSERT_TRUE(one.rename_column({"accounts"}, "renamed", "name"));
    ASSERT_TRUE(one.begin());
    ASSERT_TRUE(one.drop_column({"accounts"}, "balance"));
    ASSERT_TRUE(one.rollback());
  };
  follow_into(into_memory, change_tables);
  same(into_memory);
  follow_into(into_file, change_tables);
  same(into_file);
}

TEST_F(memory_tables, who_follows_a_table_that_is_gone_is_told_so) {
  store->keep_changes();
  const std::vector<table_info> tables{{"accounts", {}}};
  const auto ends_with_closed = [&](auto&& change_table) {
    ASSERT_TRUE(create_table_for<account>(one, "accounts", {"id"}, if_exists::replace));
    auto changes = one.follow(tables, {}, {.until_now = true});
    ASSERT_TRUE(changes);
    put(one, 1);
    change_table();
    if (!*one.table_exists({"accounts"})) {
      ASSERT_TRUE(create_table_for<account>(one, "accounts", {"id"}));
    }
    while (changes->next() != change::end) {}
    EXPECT_EQ(changes->status().kind, errc::closed) << to_text(changes->status());
    EXPECT_NE(changes->status().message.find("'accounts' was dropped or renamed"),
              std::string::npos);
  };
  ends_with_closed([&] { ASSERT_TRUE(one.drop_table({"accounts"})); });
  ends_with_closed([&] { ASSERT_TRUE(one.rename_table({"accounts"}, "kept")); });
  ends_with_closed([&] { ASSERT_TRUE(store->remove({"accounts"})); });
  EXPECT_EQ(*one.table_count({"kept"}), 1u);
}

// SQLite tells an altered table by a snapshot, once its capture is enabled again.
TEST_F(memory_tables, an_altered_table_of_sqlite_is_followed_into_memory) {
  support::sqlite_file file(
      "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, balance REAL);"
      "INSERT INTO accounts VALUES (1, 'a', 1.5), (2, 'b', NULL)");
  sqlite::connector from({.path = file.path(), .read_only = false});
  const std::vector<table_id> captured{"accounts"};
  const std::vector<table_info> tables{{"accounts", {}}};
  ASSERT_TRUE(from.enable_capture(captured));
  memory::connector copy({fresh_name()});
  const auto catch_up = [&] {
    table_applier into(
        copy, {.state = *from.serialize_state(), .schema_changes = schema_change_policy::apply});
    protocol_validator checked(into);
    auto at = into.resume_point(tables);
    ASSERT_TRUE(at);
    auto done = start(from, checked, tables, *at, {}, {.until_now = true});
    ASSERT_TRUE(done) << to_text(done.error());
  };
  const auto copied = [&](const table_info& wanted) {
    auto rows = copy.open(wanted);
    EXPECT_TRUE(rows) << to_text(rows.error());
    return rows ? support::pulled(*rows) : std::vector<std::string>();
  };
  using lines = std::vector<std::string>;
  catch_up();
  file.run(
      "ALTER TABLE accounts ADD COLUMN note TEXT; UPDATE accounts SET note = 'x' WHERE id = 1");
  ASSERT_TRUE(from.enable_capture(captured));
  file.run("INSERT INTO accounts VALUES (3, 'c', 3.5, 'y')");
  catch_up();
  EXPECT_EQ(copied({"accounts", {}}), (lines{"1|a|1.5|x", "2|b|null|null", "3|c|3.5|y"}));
  ASSERT_TRUE(from.disable_capture(captured));
  file.run("ALTER TABLE accounts DROP COLUMN balance; DELETE FROM accounts WHERE id = 2");
  ASSERT_TRUE(from.enable_capture(captured));
  const auto other_log = from.follow(tables, checkpoint{{3, {}}, "another"});
  EXPECT_EQ(other_log.error().kind, errc::closed);
  copy = memory::connector({fresh_name()});
  catch_up();
  file.run("UPDATE accounts SET note = 'z' WHERE id = 3");
  catch_up();
  EXPECT_EQ(copied({"accounts", {}}), (lines{"1|a|x", "3|c|z"}));
}

}  // namespace
