// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <support/sqlite_file.hpp>
#include <thread>

namespace {

using ferrule::errc;
using ferrule::flow;
using ferrule::table_info;

TEST(sqlite_threads, a_thread_cancels_a_stream) {
  const support::sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY); WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 1000) INSERT INTO t SELECT a FROM n");
  for (const bool batches : {true, false}) {
    auto config = file.reading();
    config.batches = batches;
    ferrule::sqlite::connector c(config);
    std::atomic<bool> began{false};
    std::thread other([&, handle = c.cancel_handle()] {
      while (!began) std::this_thread::yield();
      handle.cancel();
    });
    // Reads the table again and again, because one scan may be over before the other thread has looked.
    ferrule::error why;
    while (!why) {
      auto stream = c.open(table_info{"t", {}});
      ASSERT_TRUE(stream || stream.error().kind == errc::cancelled);
      if (!stream) break;
      why = ferrule::pump(*stream, [&](auto&) {
        began = true;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        return flow::more;
      });
    }
    EXPECT_TRUE(!why || why.kind == errc::cancelled) << to_text(why);
    other.join();
    auto later = c.open(table_info{"t", {}});
    EXPECT_EQ(support::pumped(*later).size(), 1000u);
  }
}

TEST(sqlite_threads, a_thread_ends_waiting_for_a_lock) {
  const support::sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  auto writer = file.plain();
  writer.run("BEGIN EXCLUSIVE");
  auto config = file.reading();
  config.busy_timeout = std::chrono::seconds(60);
  ferrule::sqlite::connector c(config);
  std::thread other([handle = c.cancel_handle()] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    handle.cancel();
  });
  const auto began = std::chrono::steady_clock::now();
  const auto ok = c.validate_connection();
  other.join();
  ASSERT_FALSE(ok);
  EXPECT_EQ(ok.error().kind, errc::cancelled) << to_text(ok.error());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST(sqlite_threads, a_handle_outlives_its_connector) {
  const support::sqlite_file file("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  std::thread other;
  {
    ferrule::sqlite::connector c(file.reading());
    ASSERT_TRUE(c.validate_connection());
    other = std::thread([handle = c.cancel_handle()] {
      for (int i = 0; i < 1000; ++i) handle.cancel();
    });
  }
  other.join();
}

TEST(sqlite_threads, each_thread_reads_through_a_connector_of_its_own) {
  const support::sqlite_file file(
      "CREATE TABLE t(id INTEGER PRIMARY KEY); WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 5000) INSERT INTO t SELECT a FROM n");
  ferrule::sqlite::connector c(file.reading());
  std::vector<std::thread> readers;
  std::atomic<std::size_t> rows{0};
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&rows, settings = c.settings()] {
      ferrule::sqlite::connector own(settings);
      auto stream = own.open(table_info{"t", {}});
      ferrule::pump(*stream, [&](auto&) { return ++rows, flow::more; });
    });
  for (std::thread& t : readers) t.join();
  EXPECT_EQ(rows, 15'000u);
}

}  // namespace
