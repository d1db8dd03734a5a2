// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/writer.hpp>
#include <gtest/gtest.h>
#include <support/failing_connector.hpp>
#include <support/sqlite_file.hpp>
#include <thread>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using support::failures;
using enum connector_method;

// Time passes by waiting only.
struct fake_timing {
  std::chrono::nanoseconds passed{};
  std::vector<std::chrono::nanoseconds> delays{};
  double random = 0;
  std::chrono::nanoseconds now() const { return passed; }
  bool wait(interruption&, std::uint64_t, std::chrono::nanoseconds delay) {
    delays.push_back(delay);
    passed += delay;
    return true;
  }
  double fraction() const { return random; }
};
using source_type = retrying<support::failing_memory, fake_timing>;

source_type source_with(retry_options retry) {
  failures = {};
  const auto store = memory::store::named("retrying");
  for (const table_id& t : store->list()) (void)store->remove(t);
  source_type out({.inner = {.inner = {"retrying"}, .failing = {}}, .retry = retry});
  source_schema t{"t", {{{"id", {.kind = kind::int64}, false}}, {0}}, {}};
  EXPECT_TRUE(out.inner().create_table(t));
  auto writer = out.inner().open_writer({"t", {}});
  for (const std::int64_t id : {1, 2, 3}) {
    const value_view cell = id;
    EXPECT_TRUE(writer->write({&cell, 1}));
  }
  failures.calls.clear();
  return out;
}

TEST(retrying, transient_errors_until_it_succeeds) {
  auto source = source_with({});
  failures.fail(open, 3, errc::timeout);
  auto stream = source.open(table_info{"t", {}});
  ASSERT_TRUE(stream) << to_text(stream.error());
  EXPECT_EQ(support::pulled(*stream), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(failures.calls[open], 4);
  EXPECT_EQ(source.timing().delays, (std::vector<std::chrono::nanoseconds>{100ms, 200ms, 400ms}));
}

TEST(retrying, other_errors_come_out_at_once) {
  auto source = source_with({});
  failures.fail(list_tables, 1, errc::io, false);
  const auto listed = source.list_tables();
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error(), (error{errc::io, false, "prepared"}));
  EXPECT_TRUE(source.timing().delays.empty());
}

TEST(retrying, gives_up_and_says_so) {
  auto source = source_with({.attempts = 3});
  failures.fail(validate_connection, 99, errc::connect);
  const auto valid = source.validate_connection();
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error(),
            (error{errc::connect, true, "prepared; gave up after 3 attempts in 300 ms"}));
  EXPECT_EQ(failures.calls[validate_connection], 3);
}

TEST(retrying, delays_grow_to_a_cap_and_end_at_the_deadline) {
  auto source =
      source_with({.attempts = 100, .first_delay = 1s, .longest_delay = 3s, .deadline = 10s});
  failures.fail(introspect, 99, errc::timeout);
  EXPECT_FALSE(source.table_count("t"));
  EXPECT_EQ(source.timing().delays, (std::vector<std::chrono::nanoseconds>{1s, 2s, 3s, 3s}));
  const retry_options with{.first_delay = 1s, .longest_delay = 60s};
  EXPECT_EQ(delay_behind(1, with, 0.0), 1s);
  EXPECT_EQ(delay_behind(1, with, 1.0), 500ms);
  EXPECT_EQ(delay_behind(3, with, 0.5), 3s);
  EXPECT_EQ(delay_behind(1000000, with, 0.0), 60s);
  EXPECT_EQ(delay_behind(1000000, {.first_delay = 0s}, 0.0), 0s);
  EXPECT_EQ(delay_behind(1000, {.longest_delay = std::chrono::hours(24 * 365)}, 0.0),
            std::chrono::hours(24 * 365));
}

TEST(retrying, a_stream_that_fails_in_the_middle_is_not_begun_again) {
  auto source = source_with({});
  failures.fail_behind_row = 2;
  auto stream = source.open(table_info{"t", {}});
  ASSERT_TRUE(stream);
  EXPECT_EQ(support::pulled(*stream), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(stream->status().kind, errc::io);
  EXPECT_TRUE(stream->status().transient);
  EXPECT_EQ(failures.calls[open], 1);
}

TEST(retrying, writes_only_where_nothing_was_written) {
  auto source = source_with({});
  const source_schema u{"u", {{{"id", {.kind = kind::int64}, false}}, {}}, {}};
  failures.fail(create_table, 1, errc::timeout);  // it may be there
  EXPECT_FALSE(source.create_table(u));
  EXPECT_EQ(failures.calls[create_table], 1);
  failures.fail(create_table, 1, errc::connect);
  EXPECT_TRUE(source.create_table(u));
  failures.fail(create_table, 1, errc::timeout);
  EXPECT_TRUE(source.create_table(u, if_exists::keep));

  failures.fail(open_writer, 2, errc::timeout);
  auto writer = source.open_writer({"u", {}});
  ASSERT_TRUE(writer);
  EXPECT_EQ(failures.calls[open_writer], 3);
  // A refused row stays refused, whatever the reason: another connection has claimed the table.
  memory::connector other({"retrying"});
  const value_view cell = std::int64_t{1};
  ASSERT_TRUE(other.begin());
  auto theirs = other.open_writer({"u", {}}, write_mode::insert);
  ASSERT_TRUE(theirs->write({&cell, 1}));
  EXPECT_FALSE(writer->write({&cell, 1}));
  EXPECT_TRUE(writer->status().transient);
  ASSERT_TRUE(other.rollback());
}

TEST(retrying, nothing_inside_a_transaction) {
  auto source = source_with({});
  failures.fail(begin, 2, errc::timeout);
  ASSERT_TRUE(source.begin());
  EXPECT_EQ(failures.calls[begin], 3);
  failures.fail(open, 1, errc::connect);
  EXPECT_FALSE(source.open(table_info{"t", {}}));
  failures.fail(open_writer, 1, errc::connect);
  EXPECT_FALSE(source.open_writer({"t", {}}));
  failures.fail(commit, 1, errc::timeout);
  EXPECT_FALSE(source.commit());
  EXPECT_EQ(failures.calls[commit], 1);
  failures.fail(open, 1, errc::connect);
  EXPECT_FALSE(source.open(table_info{"t", {}}));  // not committed: the transaction is open
  ASSERT_TRUE(source.rollback());
  failures.fail(open, 1, errc::connect);
  EXPECT_TRUE(source.open(table_info{"t", {}}));
}

TEST(retrying, statements_where_the_source_was_not_reached) {
  const support::sqlite_file file("CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)");
  auto made = file.writing();
  made.busy_timeout = 0ms;
  retrying<sqlite::connector, fake_timing> source({.inner = made, .retry = {}});
  auto plain = file.plain();
  plain.run("BEGIN EXCLUSIVE");
  const auto inserted = source.execute("INSERT INTO t VALUES (2)");
  ASSERT_FALSE(inserted);
  EXPECT_TRUE(inserted.error().transient);
  EXPECT_TRUE(source.timing().delays.empty());
  made = file.reading();
  made.busy_timeout = 0ms;
  retrying<sqlite::connector, fake_timing> reader(
      {.inner = made, .retry = {.attempts = 2, .statements_only_read = true}});
  EXPECT_FALSE(reader.execute("SELECT id FROM t"));
  EXPECT_EQ(reader.timing().delays.size(), 1u);
  plain.run("ROLLBACK");
}

TEST(retrying, can_be_switched_off) {
  auto source = source_with({.enabled = false});
  failures.fail(open, 1, errc::timeout);
  EXPECT_FALSE(source.open(table_info{"t", {}}));
  EXPECT_EQ(failures.calls[open], 1);
}

TEST(retrying, a_cancel_handle_ends_the_wait_at_once_from_another_thread) {
  failures = {};
  failures.fail(list_tables, 99, errc::connect);
  retrying<support::failing_memory> source(
      {.inner = {}, .retry = {.first_delay = 1h, .longest_delay = 1h, .deadline = 9h}});
  const auto handle = source.cancel_handle();
  std::thread other([handle] {
    std::this_thread::sleep_for(20ms);
    handle.cancel();
  });
  const auto began = std::chrono::steady_clock::now();
  const auto listed = source.list_tables();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
  other.join();
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().kind, errc::cancelled);
  EXPECT_NE(listed.error().message.find("connect (transient): prepared"), std::string::npos);
  // Cancelling stops what is going on, not what comes later.
  failures = {};
  EXPECT_TRUE(source.list_tables());
}

TEST(retrying, a_cancel_handle_ends_the_wait_for_changes_from_another_thread) {
  failures = {};
  memory::store::named("retrying")->keep_changes();
  retrying<support::failing_memory> source(
      {.inner = {.inner = {"retrying"}, .failing = {}},
       .retry = {.first_delay = 1h, .longest_delay = 1h, .deadline = 9h}});
  auto changes = source.follow({}, {}, {.heartbeat = 1h});
  ASSERT_TRUE(changes);
  failures.fail_at_message = 0;
  const auto handle = source.cancel_handle();
  std::thread other([handle] {
    std::this_thread::sleep_for(20ms);
    handle.cancel();
  });
  EXPECT_EQ(changes->next(), change::end);
  other.join();
  EXPECT_EQ(changes->status().kind, errc::cancelled) << to_text(changes->status());
}

TEST(retrying, settings) {
  using sources = registry<sqlite::connector, memory::connector>::with<retrying>;
  const auto made = sources::make(
      {"sqlite",
       settings::map({{"path", "x.db"},
                      {"retry", settings::map({{"attempts", 8}, {"first_delay", "50ms"}})}})});
  ASSERT_TRUE(made) << to_text(made.error());
  const auto& source = std::get<retrying<sqlite::connector>>(*made);
  EXPECT_EQ(source.settings().retry.attempts, 8);
  EXPECT_EQ(source.settings().retry.first_delay, 50ms);
  EXPECT_EQ(source.settings().inner.path, "x.db");
  const auto wrong =
      sources::make({"memory", settings::map({{"retry", settings::map({{"attempts", 0}})}})});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("retry.attempts"), std::string::npos)
      << wrong.error().message;
  const auto jittery =
      sources::make({"memory", settings::map({{"retry", settings::map({{"jitter", 2}})}})});
  ASSERT_FALSE(jittery);
  EXPECT_NE(jittery.error().message.find("jitter is a part"), std::string::npos)
      << jittery.error().message;
}

}  // namespace
