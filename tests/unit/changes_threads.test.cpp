// SPDX-License-Identifier: BSL-1.0
// Changes across threads: a snapshot taken while others write, and a channel between source and receiver.
#include <atomic>
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <gtest/gtest.h>
#include <support/history.hpp>
#include <thread>

namespace {

using namespace ferrule;
using history::tables;
using namespace std::chrono_literals;

TEST(changes_threads, a_snapshot_and_the_changes_behind_it_meet_while_others_write) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::string name = "meet " + std::to_string(seed);
    memory::connector source({.store = name});
    history::create(source);
    memory::store::named(name)->keep_changes();
    memory::connector copy({.store = name + " copy"});
    std::stop_source stop;
    std::jthread writer([&] {
      memory::connector own(source.settings());
      history::generator made(own, seed);
      for (int i = 0; i < 300; ++i) made.transaction();
      std::this_thread::sleep_for(50ms);
      stop.request_stop();
    });
    const apply_options options{.state = name, .delay = 0ms};
    {
      table_applier<memory::connector> into(copy, options);
      protocol_validator checked(into);
      const auto done = start(source, checked, tables, {}, stop.get_token(), {.heartbeat = 10ms});
      writer.join();
      ASSERT_TRUE(done) << to_text(done.error());
      EXPECT_EQ(*done, finish::stopped);
    }
    table_applier<memory::connector> into(copy, options);
    const auto at = into.resume_point(tables);
    ASSERT_TRUE(at && *at);
    const auto rest = start(source, into, tables, *at, {}, {.until_now = true});
    ASSERT_TRUE(rest) << to_text(rest.error());
    EXPECT_TRUE(history::same_tables(source, copy)) << "seed " << seed;
  }
}

TEST(changes_threads, a_channel_delivers_what_was_sent) {
  for (const std::size_t rows_per_batch : {1u, 3u, 1024u}) {
    const std::string name = "sent " + std::to_string(rows_per_batch);
    memory::connector source({.store = name}), copy({.store = name + " copy"});
    history::create(source);
    history::generator made(source, 42);
    for (int i = 0; i < 50; ++i) made.transaction();
    memory::store::named(name)->keep_changes();
    auto [sender, receiver] =
        make_change_channel({.batches = 2, .rows_per_batch = rows_per_batch, .heartbeat = 10ms});
    result<finish> sent;
    std::jthread sending([&, to = std::move(sender)]() mutable {
      protocol_validator checked(to);
      auto changes = source.follow(tables, {}, {.until_now = true});
      ASSERT_TRUE(changes);
      (void)deliver_changes(*changes, checked, {}, {.heartbeat = 5ms});
    });
    table_applier<memory::connector> into(copy, {});
    protocol_validator checked(into);
    const auto done = deliver_changes(receiver, checked);
    sending.join();
    ASSERT_TRUE(done) << to_text(done.error());
    EXPECT_EQ(*done, finish::exhausted);
    EXPECT_TRUE(history::same_tables(source, copy));
  }
}

// A receiver that never waits in the channel: it is told when there is something, and each commit at once.
TEST(changes_threads, a_receiver_in_an_event_loop_is_told) {
  const std::string name = "told";
  memory::connector source({.store = name}), copy({.store = name + " copy"});
  history::create(source);
  memory::store::named(name)->keep_changes();
  std::atomic<int> told = 0;
  auto [sender, receiver] = make_change_channel({.heartbeat = 0ms, .filled = [&] {
                                                   ++told;
                                                   told.notify_one();
                                                 }});
  std::jthread sending([&, to = std::move(sender)](std::stop_token stop) mutable {
    memory::connector own(source.settings());
    (void)start(own, to, tables, {}, std::move(stop), {.heartbeat = 10'000ms});
  });
  table_applier into(copy, {.state = name, .delay = 0ms});
  history::generator made(source, 5);
  change what = change::idle;
  int seen = 0;
  const auto take_what_is_there = [&] {
    told.wait(seen);
    seen = told;
    while ((what = receiver.next()) != change::idle && what != change::end)
      ASSERT_EQ(into.take(what, receiver, {}), offered::taken);
  };
  const auto write = [&, log = &memory::store::named(name)->changes()] {
    for (const std::uint64_t before = log->last(); log->last() == before;) made.transaction();
  };
  take_what_is_there();
  for (int i = 0; i < 20; ++i) {
    write();
    while (!history::same_tables(source, copy)) take_what_is_there();
  }
  sending.request_stop();
  write();  // what the source waits for
  while (what != change::end) take_what_is_there();
}

TEST(changes_threads, a_receiver_that_goes_away_stops_the_source) {
  memory::connector source({.store = "gone"});
  history::create(source);
  memory::store::named("gone")->keep_changes();
  auto ends = std::make_unique<std::pair<change_sender, change_receiver>>(
      make_change_channel({.heartbeat = 5ms}));
  change_sender sender = std::move(ends->first);
  std::jthread reading([&] {
    std::this_thread::sleep_for(20ms);
    ends.reset();
  });
  EXPECT_EQ(start(source, sender, tables, {}, {}, {.heartbeat = 5ms}), finish::receiver_gone);
}

TEST(changes_threads, what_ends_the_source_reaches_the_receiver_behind_everything_sent) {
  memory::connector source({.store = "cancelled"});
  history::create(source);
  history::generator made(source, 1);
  for (int i = 0; i < 20; ++i) made.transaction();
  memory::store::named("cancelled")->keep_changes();
  auto [sender, receiver] = make_change_channel({.heartbeat = 5ms});
  const auto cancel = source.cancel_handle();
  std::jthread sending([&, to = std::move(sender)]() mutable {
    EXPECT_EQ(start(source, to, tables, {}, {}, {.heartbeat = 5ms}).error().kind, errc::cancelled);
  });
  memory::connector copy({.store = "cancelled copy"});
  table_applier<memory::connector> into(copy, {});
  std::jthread cancelling([&] {
    std::this_thread::sleep_for(50ms);
    cancel.cancel();
  });
  EXPECT_EQ(deliver_changes(receiver, into).error().kind, errc::cancelled);
  EXPECT_TRUE(history::same_tables(source, copy));
}

struct kept_reports {
  std::vector<meter_report>* to;
  void operator()(const meter_report& now) noexcept { to->push_back(now); }
};

TEST(changes_threads, a_meter_is_read_by_another_thread_in_the_middle_of_a_long_snapshot) {
  constexpr std::int64_t rows = 20'000;
  memory::connector source({.store = "metered"}), copy({.store = "metered copy"});
  history::create(source);
  std::vector<history::event> events;
  for (std::int64_t i = 0; i < rows; ++i) events.push_back({i, "what"});
  ASSERT_TRUE(write_rows(source, "events", events));
  memory::store::named("metered")->keep_changes();
  table_applier<memory::connector> into(copy, {});
  std::vector<meter_report> told;
  metered meter(into, kept_reports{&told}, {.interval = 0ms});
  std::atomic<bool> done = false;
  std::jthread watching([&] {
    std::uint64_t before = 0;
    while (!done) {
      const meter_report now = meter.latest();
      EXPECT_GE(now.total.rows(), before);
      before = now.total.rows();
    }
  });
  EXPECT_EQ(start(source, meter, tables, {}, {}, {.until_now = true}), finish::exhausted);
  done = true;
  watching.join();
  EXPECT_GT(told.size(), 15u);  // every 1024 rows
  EXPECT_EQ(told.back().total.snapshot, std::uint64_t{rows});
  EXPECT_EQ(told.back().total.bytes, std::uint64_t{rows} * 12);
}

}  // namespace
