// SPDX-License-Identifier: BSL-1.0
// A disk that is full, or cannot keep what it was given: a typed error, nothing acknowledged that is not there, and the next run goes on.
// This program has an fsync and an fdatasync of its own, which SQLite calls too.
#include <ferrule/changes.hpp>
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <iterator>
#include <support/history.hpp>
#include <support/small_disk.hpp>
#include <support/stopping.hpp>
#include <support/temporary_folder.hpp>
#include <sys/syscall.h>
#include <unistd.h>

namespace disk {

int syncs = 0, failing = 0;  // counted from 1; none where it is 0

int synced(long call, int file) {
  if (++syncs != failing) return static_cast<int>(::syscall(call, file));
  errno = EIO;
  return -1;
}

}  // namespace disk

extern "C" int fsync(int file) { return disk::synced(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return disk::synced(SYS_fdatasync, file); }

namespace {

using namespace ferrule;
using history::source;
using history::tables;
using support::small_files;
using support::temporary_folder;

const follow_options until_now{.until_now = true};

sqlite::connector writable(const std::string& path) {
  return sqlite::connector({.path = path, .read_only = false, .create = true});
}

/// A run from where the last one ended. What is acknowledged must be there, however it ends.
template<class Prepare>
result<finish> run(source& from, const std::string& path, Prepare prepare) {
  std::optional<op_id> safe;
  const auto done = [&]() -> result<finish> {
    auto to = writable(path);
    table_applier into(to, {.state = from.connector.settings().store, .rows_per_transaction = 1});
    auto at = into.resume_point(tables);
    if (!at) return fail(at.error());
    prepare(to);
    auto ended = start(from.connector, into, tables, *at, {}, until_now);
    safe = into.acknowledged_up_to();
    return ended;
  }();
  disk::failing = 0;
  auto to = writable(path);
  const auto there = table_applier(to, {}).resume_point(tables);
  EXPECT_TRUE(there || there.error().kind == errc::resource) << to_text(there.error());
  EXPECT_TRUE(!safe || (there && *there && (*there)->last >= *safe));
  return done;
}
const auto nothing = [](auto&) {};

TEST(changes_disk, no_room_for_tables_and_then_there_is) {
  const temporary_folder folder;
  source from(17, 0);
  from.more(30);
  const std::string path = folder / "a";
  ASSERT_TRUE(run(from, path, nothing));
  from.more(400);
  int refused = 0;
  for (int pages = 4; pages < 100; ++pages) {
    const auto done = run(from, path, [&](sqlite::connector& to) {
      auto limited = to.execute(concat("PRAGMA max_page_count = ", pages));
      ASSERT_TRUE(limited) << to_text(limited.error());
      ASSERT_TRUE(limited->next());
    });
    if (done) break;
    ++refused;
    EXPECT_EQ(done.error().kind, errc::resource) << to_text(done.error());
  }
  EXPECT_GT(refused, 1);
  ASSERT_TRUE(run(from, path, nothing));
  auto to = writable(path);
  EXPECT_TRUE(history::same_tables(from.connector, to));
}

/// Runs onto a disk that is full, and has somewhat more room each time, until all fits.
template<class Run, class Check>
void with_more_room_each_time(const std::filesystem::path& at, Run run_once, Check check) {
  std::uint64_t room = 8192;
  support::small_disk disk(at, room);
  if (!disk.is_mounted()) {
    std::cout << "no disk may be mounted here; others of these tests limit files and pages\n";
    return;
  }
  for (int refused = 0; room < 4'000'000; ++refused) {
    const result<finish> done = run_once();
    if (done) {
      EXPECT_GT(refused, 2);
      return check();
    }
    ASSERT_EQ(done.error().kind, errc::resource) << to_text(done.error());
    disk.make_room(room += 16'384);
  }
  ADD_FAILURE() << "never enough room";
}

TEST(changes_disk, tables_on_a_full_disk_that_is_given_room) {
  const temporary_folder folder;
  source from(17, 0);
  from.more(430);
  support::apart([&] {
    with_more_room_each_time(
        folder.path(), [&] { return run(from, folder / "a", nothing); },
        [&] {
          auto to = writable(folder / "a");
          EXPECT_TRUE(history::same_tables(from.connector, to));
        });
  });
}

TEST(changes_disk, lines_on_a_full_disk_that_is_given_room) {
  const temporary_folder folder, roomy;
  source from(17, 0);
  from.more(430);
  const auto deliver = [&](const std::string& path) -> result<finish> {
    change_lines into(path,
                      {.state = *from.connector.serialize_state(), .rows_per_transaction = 50});
    const auto at = into.resume_point(tables);
    if (!at) return fail(at.error());
    return start(from.connector, into, tables, *at, {}, until_now);
  };
  const auto text = [](const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  ASSERT_TRUE(deliver(roomy / "a"));
  support::apart([&] {
    with_more_room_each_time(
        folder.path(), [&] { return deliver(folder / "a"); },
        [&] { EXPECT_TRUE(text(folder / "a") == text(roomy / "a")); });
  });
}

TEST(changes_disk, tables_that_cannot_be_brought_to_the_disk) {
  const temporary_folder folder;
  int failed = 0;
  for (int sync = 1;; ++sync) {
    source from(17, 0);
    from.more(10);
    const std::string path = folder / ("a" + std::to_string(sync));
    ASSERT_TRUE(run(from, path, nothing));
    from.more(8);
    const auto done = run(from, path, [&](sqlite::connector&) {
      disk::syncs = 0;
      disk::failing = sync;
    });
    const bool all = disk::syncs < sync;
    if (!done) {
      ++failed;
      EXPECT_EQ(done.error().kind, errc::io) << to_text(done.error());
    }
    ASSERT_TRUE(run(from, path, nothing));
    auto to = writable(path);
    EXPECT_TRUE(history::same_tables(from.connector, to)) << "sync " << sync;
    if (all) break;
  }
  EXPECT_GT(failed, 5);
}

TEST(changes_disk, a_checkpoint_that_cannot_be_kept) {
  const temporary_folder folder;
  const checkpoint first{{41, "p"}, "s"}, second{{42, std::string(5000, 'q')}, "s"};
  for (const int sync : {0, 1, 2}) {  // no room; the file; the folder
    checkpoint_file file(folder / ("state" + std::to_string(sync)));
    ASSERT_TRUE(file.save(first));
    {
      std::optional<small_files> limit;
      if (sync == 0) limit.emplace(1000);
      disk::syncs = 0;
      disk::failing = sync;
      const auto saved = file.save(second);
      disk::failing = 0;
      ASSERT_FALSE(saved) << sync;
      EXPECT_EQ(saved.error().kind, sync == 0 ? errc::resource : errc::io);
      EXPECT_NE(saved.error().message.find("state" + std::to_string(sync)), std::string::npos);
    }
    // Whether the folder knows the new one is not known: it is whole, and what it stands for was there before it was saved.
    const auto loaded = file.load();
    ASSERT_TRUE(loaded && *loaded) << sync;
    EXPECT_EQ(**loaded, sync == 2 ? second : first);
    ASSERT_TRUE(file.save(second));
    EXPECT_EQ(**file.load(), second);
  }
}

}  // namespace
