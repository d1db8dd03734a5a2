// SPDX-License-Identifier: BSL-1.0
// Changes of several connectors as one stream: stopped anywhere, what was followed is that of each, once.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/fan_out.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <gtest/gtest.h>
#include <support/catch_up.hpp>
#include <support/failing_connector.hpp>
#include <support/history.hpp>
#include <support/sqlite_file.hpp>
#include <support/stopping.hpp>
#include <thread>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using history::account;
using support::failures;
using stores = fan_out<named<"left", memory::connector>, named<"right", memory::connector>>;
using watched = fan_out<named<"left", support::failing_memory>, named<"right", memory::connector>>;

const follow_options until_now{.until_now = true};
const std::vector<table_info> tables{{{"right", "accounts"}, {}},
                                     {{"left", "accounts"}, {}},
                                     {{"right", "events"}, {}},
                                     {{"left", "events"}, {}}};

std::string fresh_name() {
  static int made = 0;
  return "fanned out " + std::to_string(++made);
}
/// A store with a random history, the changes of which are kept.
struct changing_store {
  explicit changing_store(std::uint64_t seed) : made(writing, seed) {
    history::create(writing);
    memory::store::named(name)->keep_changes();
    write(5);
  }
  void write(int transactions) {
    for (int i = 0; i < transactions; ++i) made.transaction();
  }
  void insert(std::int64_t id) {
    const std::vector<account> rows{{id, "one", {}}};
    ASSERT_TRUE(write_rows(writing, "accounts", rows, write_mode::insert));
  }
  std::string name = fresh_name();
  memory::connector writing{{.store = name}};
  history::generator made;
};

class fan_out_changes_test : public testing::Test {
protected:
  changing_store left{31}, right{32};
  stores source{{.members = {{left.name}, {right.name}}}};
  std::string state = *source.serialize_state();

  fan_out_changes_test() { failures = {}; }

  template<class From>
  std::uint64_t catch_up(From& from, memory::connector& to, apply_options options = {}) {
    options.state = *from.serialize_state();
    return support::catch_up(from, to, tables, options);
  }
  template<class T>
  static std::vector<T> rows_in(memory::connector& of, const table_id& table) {
    auto rows = collect<T>(of, table);
    EXPECT_TRUE(rows) << to_text(rows.error());
    if (rows) std::sort(rows->begin(), rows->end());
    return rows ? *rows : std::vector<T>();
  }
  bool is_copy(memory::connector& copy) {
    using history::event;
    return rows_in<account>(copy, {"left", "accounts"}) ==
               rows_in<account>(left.writing, "accounts") &&
           rows_in<account>(copy, {"right", "accounts"}) ==
               rows_in<account>(right.writing, "accounts") &&
           rows_in<event>(copy, {"left", "events"}) == rows_in<event>(left.writing, "events") &&
           rows_in<event>(copy, {"right", "events"}) == rows_in<event>(right.writing, "events");
  }
};

TEST_F(fan_out_changes_test, stopping_at_every_message_loses_and_doubles_nothing) {
  memory::connector begun({fresh_name()});
  catch_up(source, begun);
  right.write(6);
  left.write(7);
  memory::connector whole({fresh_name()});
  const std::uint64_t messages = catch_up(source, whole);
  ASSERT_TRUE(is_copy(whole));
  catch_up(source, begun);
  ASSERT_TRUE(is_copy(begun));
  retrying<stores> retried({.inner = source.settings(), .retry = {}});
  memory::connector by_retrying({fresh_name()});
  catch_up(retried, by_retrying);
  ASSERT_TRUE(is_copy(by_retrying));
  ASSERT_GT(messages, 4u);
  for (std::uint64_t stop = 0; stop <= messages + 40; ++stop)
    for (const bool after : {false, true}) {
      memory::connector to({fresh_name()});
      const auto once = [&] {
        table_applier into(to, {.state = state, .rows_per_transaction = 1});
        support::until_message<decltype(into)> stopping{&into, stop, after};
        auto at = into.resume_point(tables);
        ASSERT_TRUE(at) << to_text(at.error());
        auto done = start(source, stopping, tables, *at, {}, until_now);
        ASSERT_TRUE(done) << to_text(done.error());
      };
      once();
      // The other order of turns: what is written now is not what came first in the run before.
      if (stop % 3 == 0) left.write(1);
      once();
      if (stop % 3 == 1) right.write(1);
      catch_up(source, to);
      ASSERT_TRUE(is_copy(to)) << "message " << stop;
    }
}

TEST_F(fan_out_changes_test, a_transaction_is_told_whole_before_anything_of_another) {
  auto changes = source.follow(tables, {}, until_now);
  ASSERT_TRUE(changes);
  left.write(20);
  right.write(20);
  std::optional<bool> of_left;  // the transaction that is open
  std::uint64_t operations = 0, turns = 0;
  bool last_left = false;
  for (change what{}; (what = changes->next()) != change::end;) {
    if (what == change::commit) {
      turns += *of_left != last_left ? 1 : 0;
      last_left = *of_left;
      of_left.reset();
    } else if (has_id(what) && what != change::snapshot_done) {
      const bool is_left = changes->table() % 2 == 1;
      ASSERT_EQ(of_left.value_or(is_left), is_left) << to_text(changes->id());
      of_left = is_left;
      ++operations;
    }
  }
  EXPECT_FALSE(of_left);
  EXPECT_GT(operations, 40u);
  EXPECT_GT(turns, 10u);  // neither waits for the other's end
}

TEST_F(fan_out_changes_test, both_go_on_while_it_waits_and_a_silent_one_holds_up_nobody) {
  auto changes = source.follow(tables, {}, {.heartbeat = 10s});
  ASSERT_TRUE(changes);
  while (changes->next() != change::snapshot_done) {}
  std::jthread other([&] {
    for (std::int64_t id = 1000; id < 1100; ++id) left.insert(id);
    right.insert(1000);
    right.insert(1001);
    for (std::int64_t id = 1100; id < 1110; ++id) left.insert(id);
  });
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t of_left = 0, of_right = 0;
  op_id last = changes->id();
  while (of_left != 110 || of_right != 2) {
    ASSERT_EQ(changes->next(), change::insert);
    ASSERT_LT(last, changes->id());
    const std::size_t table = changes->table();
    (table == 1 ? of_left : of_right) += 1;
    EXPECT_EQ(changes->schemas()[table].table, tables[table].id);
    EXPECT_EQ(changes->schemas()[table].schema.fields[0].external_type,
              table == 1 ? "int64@left" : "int64@right");
    value_view id;
    auto row = changes->row();
    row.read(id);
    EXPECT_GE(id.as<std::int64_t>(), 1000);
    ASSERT_EQ(changes->next(), change::commit);
    EXPECT_TRUE(changes->committed_at());
    last = changes->id();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(fan_out_changes_test, only_members_with_tables_are_followed) {
  const std::vector<table_info> one{{{"right", "accounts"}, {"name", "id"}}};
  memory::connector closed({fresh_name()});  // keeps no changes
  history::create(closed);
  stores half({.members = {closed.settings(), {right.name}}});
  auto changes = half.follow(one, {}, until_now);
  ASSERT_TRUE(changes) << to_text(changes.error());
  while (changes->next() != change::snapshot_done) {}
  EXPECT_EQ(changes->id().position, concat("5:right=", changes->id().sequence, ";"));
  EXPECT_EQ(changes->schemas()[0].schema.fields[0].name, "name");
  EXPECT_EQ(changes->next(), change::end);
  EXPECT_FALSE(changes->status());
  EXPECT_EQ(half.follow(tables).error().kind, errc::unsupported);
  EXPECT_TRUE(half.follow(tables).error().message.starts_with("left: memory store"));
}

TEST_F(fan_out_changes_test, what_is_acknowledged_is_acknowledged_to_each_and_nothing_beyond) {
  watched of({.members = {{{left.name}, {}}, {right.name}}});
  auto changes = of.follow(tables, {}, until_now);
  ASSERT_TRUE(changes);
  while (changes->next() != change::snapshot_done) {}
  const auto log_of = [](const changing_store& s) {
    return memory::store::named(s.name)->changes().last();
  };
  const std::uint64_t left_begins = log_of(left), right_begins = log_of(right);
  EXPECT_EQ(changes->id().sequence, left_begins + right_begins);
  left.insert(1000);
  right.insert(1000);
  left.insert(1001);
  std::vector<op_id> commits{changes->id()};
  for (change what{}; (what = changes->next()) != change::end;)
    if (what == change::commit) commits.push_back(changes->id());
  ASSERT_EQ(commits.size(), 4u);
  std::vector<std::uint64_t> told;
  for (const op_id& id : commits) {
    failures.acknowledged.clear();
    ASSERT_TRUE(changes->acknowledge(id));
    ASSERT_TRUE(changes->acknowledge(id));
    told.push_back(failures.acknowledged.empty() ? 0 : failures.acknowledged[0].sequence);
    EXPECT_LE(failures.acknowledged.size(), 1u);
  }
  // One commit of the three is of the other member, and of that the left one is told nothing.
  std::erase(told, 0u);
  EXPECT_EQ(told, (std::vector{left_begins, left_begins + 2, left_begins + 4}));
  EXPECT_EQ(changes->acknowledge({77, "1:x=77"}).error().kind, errc::internal);
  failures.fail_acknowledging = true;
  auto again = of.follow(tables, checkpoint{commits[0], *of.serialize_state()}, until_now);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->acknowledge(commits[3]).error().message,
            "left: the connection was lost for a moment");
}

TEST_F(fan_out_changes_test,
       an_id_has_the_position_of_its_own_operation_also_inside_of_a_transaction) {
  failures.with_positions = true;
  watched of({.members = {{{left.name}, {}}, {right.name}}});
  auto changes = of.follow(tables, {}, until_now);
  ASSERT_TRUE(changes);
  while (changes->next() != change::snapshot_done) {}
  left.write(20);
  right.write(20);
  std::uint64_t inside = 0, of_right = 0;
  for (change what{}; (what = changes->next()) != change::end;) {
    if (!has_id(what)) continue;
    const op_id id = changes->id();
    const auto marks = detail::read_marks(id.position);
    ASSERT_TRUE(marks) << id.position;
    ASSERT_EQ(marks->size(), 2u);
    EXPECT_EQ((*marks)[0].text, concat("at ", *(*marks)[0].sequence)) << to_text(id);
    EXPECT_FALSE((*marks)[1].text) << to_text(id);
    EXPECT_EQ(*(*marks)[0].sequence + *(*marks)[1].sequence, id.sequence);
    if (what == change::commit) continue;
    inside += changes->table() % 2 == 1 ? 1 : 0;
    of_right += changes->table() % 2 == 0 ? 1 : 0;
  }
  EXPECT_GT(inside, 20u);
  EXPECT_GT(of_right, 20u);
}

TEST_F(fan_out_changes_test, a_checkpoint_that_cannot_be_resumed_from_says_why_and_whose_it_is) {
  auto changes = source.follow(tables, {}, until_now);
  ASSERT_TRUE(changes);
  while (changes->next() != change::snapshot_done) {}
  const checkpoint good{changes->id(), state};
  EXPECT_TRUE(source.follow(tables, good));
  const auto refused = [&](checkpoint from) {
    const error why = source.follow(tables, from).error();
    EXPECT_EQ(why.kind, errc::closed) << to_text(why);
    return why.message;
  };
  const auto says = [](const std::string& message, std::string_view part) {
    return message.find(part) != message.npos ? testing::AssertionSuccess()
                                              : testing::AssertionFailure() << message;
  };
  checkpoint bad = good;
  bad.state = "4:left+1:x;5:right+1:y;";
  EXPECT_TRUE(refused(bad).starts_with("left: memory store"));
  for (const char* text :
       {"", "4:left", "4:left;", "9:left+1:x;", "99999999999999999999:x;", "4:left+2:x;"}) {
    bad.state = text;
    EXPECT_TRUE(refused(bad).starts_with("fan_out cannot go on from operation")) << text;
  }
  bad = good;
  bad.last.sequence += 1;
  EXPECT_TRUE(says(refused(bad), "the checkpoint is of another source"));
  bad.last = {7, "5:other=7;"};
  EXPECT_TRUE(says(refused(bad), "no member 'other' any more"));
  bad.last = {7, "4:left=7;"};
  EXPECT_TRUE(says(refused(bad), "the checkpoint knows nothing of right"));
  memory::store::named(right.name)->keep_changes(1);
  right.write(30);
  EXPECT_TRUE(says(refused(good), "right: memory store"));
}

// The second member loses its snapshot when the first was read: all of it is void, and the first is read again.
TEST_F(fan_out_changes_test, a_member_that_begins_again_begins_all_again) {
  using retried =
      fan_out<named<"left", memory::connector>, named<"right", retrying<support::failing_memory>>>;
  const retry_options soon{.attempts = 3, .first_delay = 0ms};
  retried of({.members = {{left.name}, {.inner = {{right.name}, {}}, .retry = soon}}});
  std::uint64_t restarts = 0;
  for (std::uint64_t at = 0; at < 6; ++at) {
    failures = {};
    failures.fail_at_message = at;
    memory::connector to({fresh_name()});
    const std::uint64_t undisturbed = at == 0 ? 0 : 7;
    const std::uint64_t messages = catch_up(of, to);
    ASSERT_TRUE(is_copy(to)) << "message " << at;
    restarts += messages > undisturbed ? 1 : 0;
  }
  EXPECT_GE(restarts, 3u);
}

TEST_F(fan_out_changes_test, a_database_that_has_to_be_read_again_has_all_read_again) {
  support::sqlite_file file(
      "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, balance REAL);"
      "CREATE TABLE events (number INTEGER NOT NULL, what TEXT NOT NULL);"
      "INSERT INTO events VALUES (1, 'a'), (2, 'b')");
  using mixed = fan_out<named<"left", sqlite::connector>, named<"right", memory::connector>>;
  sqlite::config writable = file.reading();
  writable.read_only = false;
  mixed of({.members = {writable, {right.name}}});
  EXPECT_EQ(*of.serialize_state(),
            concat("4:left;5:right+", right.name.size(), ":", right.name, ";"));
  ASSERT_TRUE(of.member<0>().enable_capture(std::vector<table_id>{"accounts", "events"}));
  memory::connector to({fresh_name()});
  table_applier into(to, {.state = *of.serialize_state()});
  protocol_validator checked(into);
  auto changes = of.follow(tables, {}, {.heartbeat = 30ms});
  ASSERT_TRUE(changes) << to_text(changes.error());
  std::string seen;
  const auto until = [&](change wanted) {
    change what{};
    do {
      what = changes->next();
      ASSERT_EQ(checked.take(what, *changes, {}), offered::taken) << to_text(checked.status());
      if (what != change::idle) seen += concat(name_of(what), " ");
    } while (what != wanted && what != change::end);
    ASSERT_EQ(what, wanted) << to_text(changes->status());
  };
  until(change::idle);
  right.insert(1000);
  file.run("INSERT INTO accounts VALUES (1, 'one', 2.5)");
  until(change::commit);
  until(change::commit);
  until(change::idle);
  seen.clear();
  file.run(
      "DELETE FROM events WHERE number = 1");  // of a table without key, the log cannot tell which
  right.insert(1001);
  until(change::snapshot_done);
  until(change::idle);
  EXPECT_TRUE(seen.ends_with("snapshot_started rows rows rows rows snapshot_done ")) << seen;
  EXPECT_EQ(rows_in<history::event>(to, {"left", "events"}),
            (std::vector<history::event>{{2, "b"}}));
  EXPECT_EQ(rows_in<account>(to, {"left", "accounts"}), (std::vector<account>{{1, "one", 2.5}}));
  EXPECT_EQ(rows_in<account>(to, {"right", "accounts"}),
            rows_in<account>(right.writing, "accounts"));
  // Columns of one member change: the table is the caller's, the others go on.
  file.run("ALTER TABLE accounts ADD COLUMN note TEXT");
  ASSERT_TRUE(of.member<0>().enable_capture(std::vector<table_id>{"accounts"}));
  until(change::snapshot_done);
  EXPECT_EQ(changes->schemas()[1].schema.fields.back().name, "note");
  EXPECT_EQ(changes->schemas()[1].schema.fields.back().external_type, "TEXT@left");
  const auto stop = of.cancel_handle();
  stop.cancel();
  for (change what{}; what != change::end;) what = changes->next();
  EXPECT_EQ(changes->status().kind, errc::cancelled);
}

}  // namespace
