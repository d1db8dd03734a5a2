// SPDX-License-Identifier: BSL-1.0
// SQLite as a changing source, while other processes write and the follower is killed.
#include <csignal>
#include <ferrule/changes.hpp>
#include <gtest/gtest.h>
#include <support/sqlite_history.hpp>
#include <support/stopping.hpp>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace ferrule;
using support::in_another_process;
using support::sqlite_file;

void kill_and_wait(pid_t child) {
  kill(child, SIGKILL);
  support::wait_for(child);
}

TEST(sqlite_changes_kills, a_killed_follower_loses_and_doubles_nothing_while_others_write) {
  for (const char* journal : {"WAL", "DELETE"}) {
    const sqlite_file file(sqlite_history::schema);
    file.run(std::string("PRAGMA journal_mode = ") + journal);
    {
      sqlite_history::writer first(file.path(), 1);
      for (int i = 0; i < 30; ++i) first.transaction();
    }
    sqlite::connector from(file.writing());
    ASSERT_TRUE(from.enable_capture(sqlite_history::names));
    const std::string copy = file.beside("copy");
    const pid_t other = in_another_process([&] {
      sqlite_history::writer writer(file.path(), 2, true);
      for (;;) {
        writer.transaction();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    std::mt19937_64 random(7);
    for (int round = 0; round < support::kills(50) / 2; ++round) {
      const pid_t follower = in_another_process([&] {
        sqlite::connector source(file.reading());
        auto to = sqlite_history::writable(copy);
        table_applier into(to, {.state = source.serialize_state().value_or(""),
                                .rows_per_transaction = 1 + random() % 40});
        auto at = into.resume_point(sqlite_history::tables());
        if (at) (void)start(source, into, sqlite_history::tables(), *at);
        pause();
      });
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
      kill_and_wait(follower);
    }
    kill_and_wait(other);
    sqlite::connector source(file.writing());  // what was written last may have to be undone
    sqlite_history::catch_up(source, copy);
    EXPECT_TRUE(sqlite_history::same(file.path(), copy)) << journal;
    EXPECT_GT(std::stoi(file.rows("SELECT max(id) FROM ferrule_capture_log")[0]), 100);
  }
}

}  // namespace
