// SPDX-License-Identifier: BSL-1.0
// Changes from a memory store into SQLite: whatever happens on the way, the tables are those of the source, exactly once.
#include <csignal>
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <gtest/gtest.h>
#include <support/catch_up.hpp>
#include <support/history.hpp>
#include <support/reads_only.hpp>
#include <support/sqlite_file.hpp>
#include <support/stopping.hpp>
#include <support/temporary_folder.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace ferrule;
using history::fresh_name;
using history::source;
using history::tables;
using support::small_files;
using support::temporary_folder;
using support::until_message;

const follow_options until_now{.until_now = true};

/// A store with the history of a seed: its tables after `before` transactions, and `after` more behind that.
sqlite::connector writable(const std::string& path) {
  return sqlite::connector({.path = path, .read_only = false, .create = true});
}

/// Of both tables.
template<class From, class To>
std::uint64_t catch_up(From& from, To& to, const apply_options& options) {
  return support::catch_up(from, to, tables, options);
}

TEST(changes, a_snapshot_and_what_follows_arrive_in_tables) {
  const temporary_folder folder;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    source from(seed, 20);
    auto to = writable(folder / ("all" + std::to_string(seed)));
    const apply_options options{.state = *from.connector.serialize_state()};
    catch_up(from.connector, to, options);
    EXPECT_TRUE(history::same_tables(from.connector, to));
    for (int round = 0; round < 5; ++round) {
      from.more(10);
      catch_up(from.connector, to, options);
      EXPECT_TRUE(history::same_tables(from.connector, to)) << "seed " << seed;
    }
  }
}

TEST(changes, ending_at_every_message_by_sigkill_too_loses_and_doubles_nothing) {
  const temporary_folder folder;
  for (const std::size_t rows_per_transaction : {std::size_t{1}, std::size_t{10'000}}) {
    source from(7, 10);
    const apply_options options{.state = *from.connector.serialize_state(),
                                .rows_per_transaction = rows_per_transaction};
    const std::string begun = folder / ("begun" + std::to_string(rows_per_transaction));
    {  // the snapshot is there; what is stopped is the stream behind it
      auto to = writable(begun);
      catch_up(from.connector, to, options);
    }
    from.more(12);
    std::uint64_t messages = 0;
    {
      auto whole = writable(folder / ("whole" + std::to_string(rows_per_transaction)));
      messages = catch_up(from.connector, whole, options);
    }
    for (std::uint64_t kill = 0; kill <= messages; ++kill)
      for (const bool after : {false, true})
        for (const bool with_snapshot : {false, true})
          for (const bool killed : {false, true}) {
            const std::string path = folder / "killed";
            for (const char* beside : {"", "-journal"}) std::filesystem::remove(path + beside);
            if (!with_snapshot) std::filesystem::copy_file(begun, path);
            support::stops_or_is_killed(killed, [&] {
              auto to = writable(path);
              table_applier<sqlite::connector> into(to, options);
              until_message<decltype(into)> stopping{&into, kill, after};
              auto at = into.resume_point(tables);
              ASSERT_TRUE(at) << to_text(at.error());
              ASSERT_TRUE(start(from.connector, stopping, tables, *at, {}, until_now));
            });
            auto to = writable(path);
            catch_up(from.connector, to, options);
            ASSERT_TRUE(history::same_tables(from.connector, to)) << "message " << kill;
          }
  }
}

TEST(changes, killing_the_process_at_any_moment_loses_and_doubles_nothing) {
  const temporary_folder folder;
  std::mt19937_64 random(11);
  for (int round = 0; round < support::kills(50); ++round) {
    const std::string path = folder / ("killed" + std::to_string(round)), name = fresh_name();
    const std::uint64_t kill = random() % 400;
    const apply_options options{.state = name, .rows_per_transaction = 20};
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      source from(static_cast<std::uint64_t>(round), 10, name);
      from.more(60);
      auto to = writable(path);
      table_applier<sqlite::connector> into(to, options);
      until_message<decltype(into)> stopping{&into, kill};
      (void)start(from.connector, stopping, tables, {}, {}, until_now);
      (void)kill;
      ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    // The store is made anew: the same operations have the same ids.
    source from(static_cast<std::uint64_t>(round), 10, name);
    from.more(60);
    auto to = writable(path);
    catch_up(from.connector, to, options);
    ASSERT_TRUE(history::same_tables(from.connector, to)) << "round " << round;
  }
}

TEST(changes, a_checkpoint_that_cannot_be_resumed_from_says_why) {
  const std::string name = fresh_name();
  memory::connector nothing({.store = name});
  history::create(nothing);
  EXPECT_EQ(nothing.follow(tables).error().kind, errc::unsupported);
  source from(3, 5);
  from.more(5);
  const auto refused = [&](checkpoint at) {
    return from.connector.follow(tables, std::move(at)).error();
  };
  const std::string state = *from.connector.serialize_state();
  EXPECT_EQ(refused({{1, {}}, "another"}).kind, errc::closed);
  EXPECT_NE(refused({{1'000'000, {}}, state}).message.find("the last operation of this store is"),
            std::string::npos);
  memory::store::named(state)->keep_changes(1);
  EXPECT_NE(refused({{1, {}}, state}).message.find("is forgotten"), std::string::npos);
  // Of a stream that is open it is said when it comes to what is gone.
  auto open = from.connector.follow(tables, {}, until_now);
  ASSERT_TRUE(open);
  from.more(4);
  change what = open->next();
  while (what != change::end) what = open->next();
  EXPECT_EQ(open->status().kind, errc::closed);
}

TEST(changes, a_connector_that_follows_nothing_gives_its_rows_and_ends) {
  const temporary_folder folder;
  source from(5, 30);
  auto first = writable(folder / "first");
  catch_up(from.connector, first, {});
  auto copy = writable(folder / "copy");
  table_applier<sqlite::connector> into(copy, {});
  protocol_validator checked(into);
  support::reads_only reader({.path = folder / "first"});
  ASSERT_EQ(start(reader, checked, tables), finish::exhausted);
  EXPECT_TRUE(history::same_tables(from.connector, copy));
  EXPECT_EQ(start(reader, checked, tables, checkpoint{}).error().kind, errc::unsupported);
}

TEST(changes, a_source_that_fails_in_its_snapshot_is_an_error_and_commits_nothing) {
  const temporary_folder folder;
  support::plain_sqlite(folder / "bad")
      .run(
          "CREATE TABLE accounts(id INTEGER PRIMARY KEY, name TEXT NOT NULL, balance REAL);"
          "CREATE TABLE events(number INTEGER NOT NULL, what TEXT NOT NULL);"
          "INSERT INTO accounts VALUES (1, 'good', 2), (2, 'bad', 'much');");
  support::reads_only from({.path = folder / "bad"});
  auto to = writable(folder / "copy");
  table_applier<sqlite::connector> into(to, {});
  const auto done = start(from, into, tables);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, errc::type_mismatch) << to_text(done.error());
  EXPECT_FALSE(into.acknowledged_up_to());
  EXPECT_EQ(to.table_names()->size(), 0u);
}

TEST(changes, a_destination_that_fails_ends_the_run_and_keeps_what_it_had) {
  const temporary_folder folder;
  source from(9, 10);
  from.more(410);
  {
    auto to = writable(folder / "full");
    table_applier<sqlite::connector> into(to, {.rows_per_transaction = 50});
    const small_files limit(12'000);
    const auto done = start(from.connector, into, tables, {}, {}, until_now);
    ASSERT_FALSE(done);
    // SQLite keeps what the system said of a statement, and not of a COMMIT.
    EXPECT_TRUE(done.error().kind == errc::resource || done.error().kind == errc::io)
        << to_text(done.error());
    EXPECT_EQ(start(from.connector, into, tables, {}, {}, until_now).error().kind,
              done.error().kind);  // it takes no more
  }
  auto again = writable(folder / "full");
  catch_up(from.connector, again, {});
  EXPECT_TRUE(history::same_tables(from.connector, again));
}

// What the tests above must be able to see: each of these does one thing wrong, and the tables differ.

/// Applies each change at once, and keeps its checkpoint elsewhere, when the source has committed.
struct without_transaction {
  sqlite::connector* to;
  checkpoint* kept;
  bool on_receipt = false;  // the checkpoint is moved before the changes are applied

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (on_receipt && has_id(what)) kept->last = from.id();
    if (what == change::insert || what == change::update || what == change::remove) {
      const source_schema& of = from.schemas()[from.table()];
      std::vector<value_view> cells(of.schema.fields.size()), key;
      auto row = what == change::remove ? from.old_row() : from.row();
      for (value_view& cell : cells) row.read(cell);
      table_info into{of.table, {}};
      if (what == change::remove) {
        key.push_back(cells[0]);
        cells = key;
      }
      auto w = to->open_writer(into, what == change::insert   ? write_mode::insert
                                     : what == change::update ? write_mode::update
                                                              : write_mode::remove);
      if (!w || !w->write(cells)) return offered::gone;
    }
    if (!on_receipt && what == change::commit) kept->last = from.id();
    return offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const { return kept->last; }
  const error& status() const {
    static const error none;
    return none;
  }
};

TEST(changes, a_receiver_that_cuts_corners_is_found_out) {
  const temporary_folder folder;
  for (const bool on_receipt : {false, true}) {
    source from(7, 10);
    const std::string begun = folder / "begun";
    std::filesystem::remove(begun);
    checkpoint start_at;
    {
      auto to = writable(begun);
      const std::string state = *from.connector.serialize_state();
      catch_up(from.connector, to, {.state = state});
      table_applier<sqlite::connector> into(to, {.state = state});
      start_at = **into.resume_point(tables);
    }
    from.more(12);
    int differ = 0;
    for (std::uint64_t kill = 0; kill < 30; ++kill) {
      const std::string path = folder / "killed";
      std::filesystem::remove(path);
      std::filesystem::copy_file(begun, path);
      auto to = writable(path);
      checkpoint at = start_at;
      without_transaction into{&to, &at, on_receipt};
      // The last message arrives; the process ends before it is applied.
      until_message<without_transaction> stopping{&into, kill};
      (void)start(from.connector, stopping, tables, at, {}, until_now);
      if (on_receipt && kill != 0) at.last.sequence += 1;  // seen, and never applied
      (void)start(from.connector, into, tables, at, {}, until_now);
      differ += !history::same_tables(from.connector, to);
    }
    EXPECT_GT(differ, 0) << (on_receipt ? "acknowledged on receipt" : "checkpoint outside");
  }
}

TEST(changes, a_table_that_was_not_there_before_does_not_begin_in_the_middle) {
  source from(1, 5, "of_other_tables");
  from.more(5);
  memory::connector to({.store = "applied_of_other_tables"});
  const std::span<const table_info> one(tables.data(), 1);
  {
    table_applier into(to, {.state = "of_other_tables"});
    ASSERT_TRUE(start(from.connector, into, one, {}, {}, until_now));
  }
  table_applier fewer(to, {.state = "of_other_tables"});
  EXPECT_TRUE(fewer.resume_point(one)->has_value());
  const auto more = fewer.resume_point(tables);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().kind, errc::closed);
  EXPECT_NE(more.error().message.find(quoted(to_text(tables[1].id))), std::string::npos);
}

/// Asked what is durable, it counts.
struct asked_receiver {
  mutable int asked = 0;
  std::uint64_t rows = 0;
  error none{};
  template<class S>
  offered take(change what, S&, offer_deadline) {
    rows += what == change::insert;
    return offered::taken;
  }
  std::optional<op_id> acknowledged_up_to() const {
    ++asked;
    return std::nullopt;
  }
  const error& status() const { return none; }
};

TEST(changes, a_receiver_is_not_asked_for_every_row_what_is_durable) {
  source from(1, 0);
  ASSERT_TRUE(from.connector.begin());
  std::vector<history::event> events(1000);
  for (std::size_t i = 0; i < events.size(); ++i) events[i].number = static_cast<std::int64_t>(i);
  ASSERT_TRUE(write_rows(from.connector, "events", events));
  const checkpoint begin{{0, {}}, *from.connector.serialize_state()};
  ASSERT_TRUE(from.connector.commit());
  asked_receiver to;
  ASSERT_EQ(start(from.connector, to, tables, begin, {}, until_now), finish::exhausted);
  EXPECT_EQ(to.rows, 1000u);
  EXPECT_LT(to.asked, 100);
}

}  // namespace
