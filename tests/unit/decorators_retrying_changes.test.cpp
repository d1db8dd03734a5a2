// SPDX-License-Identifier: BSL-1.0
// Changes through `retrying`: wherever they are lost, the receiver sees what it would have seen.
#include <ferrule/changes.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <gtest/gtest.h>
#include <support/failing_connector.hpp>
#include <support/history.hpp>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using history::tables;
using support::failures;
using enum connector_method;

struct fake_timing {
  std::chrono::nanoseconds passed{};
  std::vector<std::chrono::nanoseconds> delays{};
  std::chrono::nanoseconds now() const { return passed; }
  bool wait(interruption&, std::uint64_t, std::chrono::nanoseconds delay) {
    delays.push_back(delay);
    passed += delay;
    return true;
  }
  double fraction() const { return 0; }
};
using source_type = retrying<support::failing_memory, fake_timing>;
const follow_options until_now{.until_now = true};

/// A store with some rows, the changes of which are kept.
struct prepared {
  explicit prepared(std::uint64_t seed, retry_options retry = {.attempts = 6})
      : store("retried " + std::to_string(++made)),
        writing({.store = store}),
        history(writing, seed),
        source({.inner = {.inner = {.store = store}, .failing = {}}, .retry = retry}) {
    failures = {};
    history::create(writing);
    memory::store::named(store)->keep_changes();
    write(10);
  }
  void write(int transactions) {
    for (int i = 0; i < transactions; ++i) history.transaction();
  }
  static inline int made = 0;
  std::string store;
  memory::connector writing;
  history::generator history;
  source_type source;
};

/// What a receiver sees: `idle` left out, and of snapshots only the last.
struct recorder {
  std::vector<std::string> seen{};
  std::optional<op_id> last{};
  error none{};

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (what == change::idle) return offered::taken;
    if (what == change::snapshot_started) seen.clear();
    std::string text(name_of(what));
    const auto read = [&](auto row, std::size_t width) {
      for (std::size_t i = 0; i < width; ++i) {
        value_view cell;
        row.read(cell);
        text += " " + shown(cell);
      }
    };
    if (is_of_a_table(what)) {
      const std::size_t width = from.schemas()[from.table()].schema.fields.size();
      if (what == change::rows)
        while (from.rows().next()) read(from.rows().row(), width);
      if (what == change::insert || what == change::update) read(from.row(), width);
      if (what == change::update || what == change::remove) read(from.old_row(), width);
      if (from.status()) return offered::taken;  // not to be had
    }
    if (has_id(what)) text += " " + to_text(from.id());
    if (what == change::commit) last = from.id();
    seen.push_back(std::move(text));
    return offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const { return last; }
  const error& status() const { return none; }
};

result<std::vector<std::string>> recorded(prepared& of,
                                          const std::optional<checkpoint>& from = {}) {
  recorder all;
  protocol_validator checked(all);
  const auto done = start(of.source, checked, tables, from, {}, until_now);
  if (!done) return fail(done.error());
  return all.seen;
}

TEST(retrying_changes, lost_at_any_message_nothing_is_missing_double_or_out_of_order) {
  prepared of(21);
  // Of what is recorded the snapshot is now; changes stand behind a checkpoint.
  const checkpoint begun{{memory::store::named(of.store)->changes().last(), {}}, of.store};
  of.write(12);
  int ended = 0;
  for (const bool with_snapshot : {false, true}) {
    const auto from = with_snapshot ? std::nullopt : std::optional(begun);
    failures = {};
    const auto expected = recorded(of, from);
    ASSERT_TRUE(expected);
    ASSERT_GE(expected->size(), with_snapshot ? 4u : 20u);
    const std::uint64_t messages = failures.messages;
    for (std::uint64_t at = 0; at < messages; ++at)
      for (const std::uint64_t times : {1u, 2u, 5u})
        for (const bool in_row : {false, true}) {
          failures = {};
          failures.fail_at_message = at;
          failures.fail_times = times;
          failures.in_row = in_row;
          const auto seen = recorded(of, from);
          if (in_row && !with_snapshot && !seen) {
            // Cells of an operation: nobody knows whether the receiver has it.
            ASSERT_EQ(seen.error().message, "the connection was lost for a moment");
            ++ended;
            continue;
          }
          ASSERT_TRUE(seen) << "message " << at << ": " << to_text(seen.error());
          ASSERT_EQ(*seen, *expected) << "message " << at;
        }
  }
  EXPECT_GT(ended, 0);
}

TEST(retrying_changes, tables_are_kept_equal_while_others_write_and_connections_are_lost) {
  for (const std::uint64_t every : {230u, 301u, 417u}) {
    prepared of(every);
    memory::connector copy({.store = of.store + " copy"});
    table_applier into(copy, {.state = of.store, .rows_per_transaction = 1});
    protocol_validator checked(into);
    auto changes = of.source.follow(tables, {}, until_now);
    ASSERT_TRUE(changes);
    failures.fail_every = every;  // the largest transaction has some two hundred
    int left = 150;
    for (change what{}; what != change::end;) {
      if (what == change::snapshot_done) of.write(5);
      else if (what == change::commit && left != 0) {
        --left;
        of.write(2);
      }
      what = changes->next();
      ASSERT_EQ(checked.take(what, *changes, {}), offered::taken) << to_text(checked.status());
    }
    ASSERT_FALSE(changes->status()) << to_text(changes->status());
    EXPECT_GT(failures.failed, 1u);
    EXPECT_TRUE(history::same_tables(of.writing, copy)) << every;
  }
}

TEST(retrying_changes, waits_longer_and_longer_answers_idle_meanwhile_and_gives_up) {
  prepared of(3, {.attempts = 4, .first_delay = 2s});
  auto changes = of.source.follow(tables, {}, {.heartbeat = 1s, .until_now = true});
  ASSERT_TRUE(changes);
  failures.fail_at_message = 0;
  failures.fail_times = 99;
  int idle = 0;
  change what{};
  while ((what = changes->next()) == change::idle) {
    ++idle;
    EXPECT_FALSE(changes->status());
    EXPECT_EQ(changes->schemas().size(), 2u);
  }
  EXPECT_EQ(what, change::end);
  EXPECT_EQ(idle, 1 + 3 + 7);
  EXPECT_EQ(of.source.timing().passed, 2s + 4s + 8s);
  EXPECT_EQ(changes->status(),
            (error{errc::connect, true,
                   "the connection was lost for a moment; gave up after 4 attempts in 14000 ms"}));
  EXPECT_EQ(changes->next(), change::end);
}

TEST(retrying_changes, a_commit_ends_the_count_of_attempts) {
  prepared of(4, {.attempts = 2});
  const checkpoint begun{{0, {}}, of.store};
  int lost = 0;
  auto changes = of.source.follow(tables, begun, until_now);
  for (change what{}; what != change::end;) {
    what = changes->next();
    if (what != change::commit) continue;
    ++lost;
    failures.fail_at_message = failures.messages;
    failures.fail_times = 1;
  }
  EXPECT_FALSE(changes->status()) << to_text(changes->status());
  EXPECT_GT(lost, 3);
  EXPECT_EQ(failures.calls[follow], lost + 1);
}

TEST(retrying_changes, opening_again_fails_too) {
  prepared of(5);
  auto changes = of.source.follow(tables, {}, until_now);
  EXPECT_EQ(changes->next(), change::snapshot_started);
  failures.fail_at_message = failures.messages;
  failures.fail(follow, 2, errc::connect);
  EXPECT_EQ(changes->next(), change::snapshot_started);
  EXPECT_EQ(failures.calls[follow], 4);
  failures.fail_at_message = failures.messages;
  failures.fail_times = 1;
  failures.fail(follow, 1, errc::closed, false);
  EXPECT_EQ(changes->next(), change::end);
  EXPECT_EQ(changes->status(), (error{errc::closed, false, "prepared"}));
}

TEST(retrying_changes, other_errors_and_those_of_who_wants_no_retry_come_out) {
  for (const bool enabled : {true, false}) {
    prepared of(6, {.enabled = enabled});
    failures.transient = !enabled;
    failures.fail_at_message = 2;
    const auto seen = recorded(of);
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().message, "the connection was lost for a moment");
    EXPECT_EQ(failures.calls[follow], 1);
  }
}

TEST(retrying_changes, a_transaction_that_reads_differently_is_an_error) {
  prepared of(7);
  ASSERT_TRUE(of.writing.begin());
  ASSERT_TRUE(write_rows(of.writing, "events",
                         std::vector<history::event>{{1001, "a"}, {1002, "b"}, {1003, "c"}}));
  ASSERT_TRUE(of.writing.commit());
  const checkpoint begun{{memory::store::named(of.store)->changes().last() - 4, {}}, of.store};
  failures.ids_moved = 1;
  failures.fail_at_message = 2;
  const auto seen = recorded(of, begun);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().kind, errc::closed);
  EXPECT_FALSE(seen.error().transient);
  EXPECT_NE(seen.error().message.find("half delivered"), std::string::npos) << seen.error().message;
  // It is shorter: its commit comes too early.
  failures = {};
  failures.fail_at_message = 3;
  auto changes = of.source.follow(tables, begun, until_now);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(changes->next(), change::insert);
  memory::store::named(of.store)->keep_changes(0);
  EXPECT_EQ(changes->next(), change::end);
  EXPECT_EQ(changes->status().kind, errc::closed) << to_text(changes->status());
}

TEST(retrying_changes, columns_that_have_changed_meanwhile_are_an_error) {
  prepared of(8);
  auto changes = of.source.follow(tables, checkpoint{{0, {}}, of.store}, until_now);
  while (changes->next() != change::commit) {}
  const source_schema other{"events", {{{"number", {.kind = kind::int64}, false}}, {}}, {}};
  ASSERT_TRUE(of.writing.create_table(other, if_exists::replace));
  failures.fail_at_message = failures.messages;
  EXPECT_EQ(changes->next(), change::end);
  EXPECT_EQ(changes->status().kind, errc::closed);
  EXPECT_NE(changes->status().message.find("columns of the tables have changed"),
            std::string::npos);
}

TEST(retrying_changes, what_is_acknowledged_meanwhile_is_told_later) {
  prepared of(9);
  auto changes = of.source.follow(tables, checkpoint{{0, {}}, of.store},
                                  {.heartbeat = 10ms, .until_now = true});
  while (changes->next() != change::commit) {}
  const op_id first = changes->id();
  ASSERT_TRUE(changes->acknowledge(first));
  while (changes->next() != change::commit) {}
  const op_id second = changes->id();
  failures.fail_acknowledging = true;  // that is how the loss is noticed
  ASSERT_TRUE(changes->acknowledge(second));
  EXPECT_EQ(failures.acknowledged, (std::vector<op_id>{first}));
  EXPECT_EQ(changes->next(), change::idle);
  while (changes->next() == change::idle) {}
  EXPECT_EQ(failures.acknowledged, (std::vector<op_id>{first, second}));
}

}  // namespace
