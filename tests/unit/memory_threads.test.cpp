// SPDX-License-Identifier: BSL-1.0
// Readers and writers of one store at once. What is checked here is checked for real under ThreadSanitizer.
#include <atomic>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace {

using namespace ferrule;
using memory::connector;
using memory::store;

struct item {
  std::int64_t id;
  std::string text;
};
struct listed {
  std::int64_t id;
  std::vector<std::optional<std::string>> words;
};

// Whether every row is whole: the text says the id. Rows come in the order they were written.
std::size_t check(connector& from) {
  std::size_t rows = 0;
  std::int64_t last = -1;
  const auto done = each_row<item>(from, "items", [&](const item& i) {
    EXPECT_EQ(i.text, std::string(static_cast<std::size_t>(i.id % 50), 'x') + std::to_string(i.id));
    EXPECT_LT(last, i.id);
    last = i.id;
    ++rows;
  });
  EXPECT_TRUE(done) << done.error().message;
  return rows;
}
item make_item(std::int64_t id) {
  return {id, std::string(static_cast<std::size_t>(id % 50), 'x') + std::to_string(id)};
}

TEST(memory_threads, readers_see_whole_versions_while_one_appends) {
  connector to({.store = "appends"});
  ASSERT_TRUE(create_table_for<item>(to, "items", {"id"}));
  constexpr std::int64_t total = 3000;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&] {
      connector from({.store = "appends"});
      std::size_t before = 0;
      while (!done) {
        const std::size_t now = check(from);
        EXPECT_GE(now, before);
        before = now;
      }
      EXPECT_EQ(check(from), static_cast<std::size_t>(total));
    });
  for (std::int64_t id = 0; id < total; ++id) {
    const std::vector<item> one{make_item(id)};
    ASSERT_TRUE((*write_rows(to, "items", one))[0]);
  }
  done = true;
  for (std::thread& t : readers) t.join();
}

TEST(memory_threads, transactions_are_seen_whole_or_not_at_all) {
  connector setup({.store = "transactions"});
  ASSERT_TRUE(create_table_for<item>(setup, "items", {"id"}));
  std::atomic<std::int64_t> next = 0;
  std::atomic<int> writing = 3;
  std::vector<std::thread> threads;
  for (int w = 0; w < 3; ++w)
    threads.emplace_back([&] {
      connector to({.store = "transactions"});
      for (int round = 0; round < 40;) {
        auto changes = transaction<connector>::begin(to);
        ASSERT_TRUE(changes);
        // Claims the table before it takes numbers, so that they rise in the order of the commits.
        const std::vector<item> probe{{-1, ""}};
        const auto claimed = write_rows(to, "items", probe);
        if (!(*claimed)[0]) {
          EXPECT_TRUE((*claimed)[0].error().transient);
          std::this_thread::yield();
          continue;
        }
        ASSERT_TRUE((*write_rows(to, "items", probe, write_mode::update))[0]);
        struct key {
          std::int64_t id;
        };
        ASSERT_TRUE((*write_rows(to, "items", std::vector<key>{{-1}}, write_mode::remove))[0]);
        std::vector<item> ten;
        for (int i = 0; i < 10; ++i) ten.push_back(make_item(next++));
        const auto written = write_rows(to, "items", ten);
        for (const auto& r : *written) ASSERT_TRUE(r) << r.error().message;
        if (round % 4 == 3) {
          ASSERT_TRUE(changes->rollback());
        } else {
          ASSERT_TRUE(changes->commit());
        }
        ++round;
      }
      --writing;
    });
  threads.emplace_back([&] {
    connector from({.store = "transactions"});
    while (writing > 0) EXPECT_EQ(check(from) % 10, 0u);
  });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(check(setup), 900u);
}

TEST(memory_threads, structs_are_appended_prepared_and_partitioned_at_once) {
  auto shared = store::named("structs");
  std::vector<listed> rows;
  for (int i = 0; i < 200; ++i) rows.push_back({i, {std::to_string(i), std::nullopt}});
  ASSERT_TRUE(shared->add("rows", rows));
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int r = 0; r < 3; ++r)
    threads.emplace_back([&] {
      connector from({.store = "structs"});
      while (!done) {
        auto plan = from.plan({"rows", {"words", "id"}}, 3);
        ASSERT_TRUE(plan);
        std::int64_t expected = 0;
        for (const partition& part : plan->partitions()) {
          auto stream = from.open(part);
          ASSERT_TRUE(stream);
          while (stream->next()) {
            auto row = stream->row();
            value_view words, id;
            row.read(words);
            row.read(id);
            ASSERT_EQ(to_text(words), "[" + to_text(id) + ", null]");
            ASSERT_EQ(id.as<std::int64_t>(), expected++);
          }
        }
        ASSERT_GE(expected, 200);
      }
    });
  for (int i = 200; i < 400; ++i)
    ASSERT_TRUE(
        shared->append("rows", std::vector<listed>{{i, {std::to_string(i), std::nullopt}}}));
  done = true;
  for (std::thread& t : threads) t.join();
}

TEST(memory_threads, a_handle_cancels_from_another_thread) {
  ASSERT_TRUE(store::named("cancels")->add("items", std::vector<item>(1000)));
  connector from({.store = "cancels"});
  auto keep = store::named("cancels");
  std::thread canceller([handle = from.cancel_handle()] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    handle.cancel();
  });
  // Many short streams: one of them is open when the handle is used, or it has no effect, which is
  // as it should be.
  for (int i = 0; i < 2000; ++i) {
    auto stream = from.open(table_info{"items", {"id"}});
    while (stream->next()) {}
    if (stream->status()) {
      EXPECT_EQ(stream->status().kind, errc::cancelled);
      break;
    }
  }
  canceller.join();
  auto stream = from.open(table_info{"items", {}});
  EXPECT_TRUE(stream->next());
}

}  // namespace
