// SPDX-License-Identifier: BSL-1.0
// What stands around a receiver, or makes it patient: a meter, and rows that may be refused.
#include <cmath>
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <support/history.hpp>
#include <support/reads_only.hpp>
#include <support/sqlite_file.hpp>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using history::fresh_name;
using support::temporary_folder;

const follow_options until_now{.until_now = true};

sqlite::connector writable(const std::string& path) {
  return sqlite::connector({.path = path, .read_only = false, .create = true});
}

/// SQLite would make null of a NaN, so `bad` rows come from memory and are refused there.
struct item {
  std::int64_t id = 0;
  double amount = 0;
  std::string name;
  friend auto operator<=>(const item&, const item&) = default;
};
constexpr double bad = std::numeric_limits<double>::quiet_NaN();
const std::vector<table_info> items{{"items", {}}};

struct source {
  explicit source(const std::vector<item>& rows = {}) : connector({.store = fresh_name()}) {
    EXPECT_TRUE(create_table_for<item>(connector, "items", {"id"}));
    write(rows);
    memory::store::named(connector.settings().store)->keep_changes();
  }
  void write(const std::vector<item>& rows, write_mode mode = write_mode::insert) {
    if (rows.empty()) return;
    const auto done = write_rows(connector, "items", rows, mode);
    ASSERT_TRUE(done) << to_text(done.error());
    for (const auto& one : *done) ASSERT_TRUE(one) << to_text(one.error());
  }
  void remove(std::int64_t id) {
    auto writer = connector.open_writer({"items", {}}, write_mode::remove);
    ASSERT_TRUE(writer);
    const value_view key[] = {id};
    ASSERT_TRUE(writer->write(key));
  }
  memory::connector connector;
};

/// The rows of the source that can be told to SQLite.
std::vector<item> good_rows(source& from) {
  std::vector<item> all = history::sorted<item>(from.connector, "items");
  std::erase_if(all, [](const item& i) { return std::isnan(i.amount); });
  return all;
}
struct letter_row {
  std::uint64_t number = 0;
  std::string of_table, what;
  std::uint64_t sequence = 0;
  std::string kind, cells;
  friend auto operator<=>(const letter_row&, const letter_row&) = default;
};
std::vector<std::string> letters_in(sqlite::connector& to) {
  std::vector<std::string> out;
  for (const letter_row& l : history::sorted<letter_row>(to, "ferrule_dead_letters"))
    out.push_back(
        concat(l.number, " ", l.of_table, " ", l.what, " ", l.sequence, " ", l.kind, " ", l.cells));
  return out;
}

template<class To>
result<finish> follow_into(source& from, table_applier<To>& into) {
  protocol_validator checked(into);
  auto at = into.resume_point(items);
  if (!at) return fail(at.error());
  return start(from.connector, checked, items, *at, {}, until_now);
}
apply_options tolerating(const source& from, std::size_t rows) {
  return {.state = from.connector.settings().store,
          .rows_per_transaction = 1,
          .tolerated = {.rows = rows}};
}

// --- Meter ---------------------------------------------------------------------------------------

struct kept_reports {
  std::vector<meter_report>* to;
  void operator()(const meter_report& now) noexcept { to->push_back(now); }
};

TEST(changes_metering, counts_what_the_receiver_takes) {
  source from({{1, 10, "one"}, {2, 20, "two"}});
  from.write({{3, 30, "three"}});
  from.write({{1, 11, "uno"}}, write_mode::update);
  from.remove(2);
  memory::connector copy({.store = fresh_name()});
  table_applier into(copy, {.state = from.connector.settings().store, .rows_per_transaction = 1});
  std::vector<meter_report> told;
  protocol_validator checked(into);
  metered meter(checked, kept_reports{&told}, {.interval = 0ms});
  // The snapshot is of now; what is written in between comes behind it.
  auto changes = from.connector.follow(items, {}, until_now);
  ASSERT_TRUE(changes);
  from.write({{4, 40, "four"}});
  from.write({{3, 31, "drei"}}, write_mode::update);
  from.remove(1);
  ASSERT_EQ(deliver_changes(*changes, meter), finish::exhausted);
  const meter_report last = meter.latest();
  ASSERT_EQ(last.tables.size(), 1u);
  EXPECT_EQ(last.tables[0].table, table_id("items"));
  // Two rows of 16 bytes and their text; each cell once, although the validator reads it too. An update has both rows.
  const std::uint64_t snapshot = 2 * 16 + 3 + 5, inserted = 16 + 4, updated = 2 * 16 + 5 + 4,
                      removed = 16 + 3;
  EXPECT_EQ(last.tables[0].counts,
            (meter_counts{4, 2, 1, 1, 1, snapshot + inserted + updated + removed}));
  EXPECT_EQ(last.total.rows(), 5u);
  EXPECT_EQ(last.total.messages, checked.messages());
  EXPECT_EQ(told.size(), checked.messages());
  EXPECT_EQ(last.seen, into.acknowledged_up_to());
  EXPECT_EQ(last.acknowledged, into.acknowledged_up_to());
  EXPECT_EQ(last.unacknowledged(), 0u);
  EXPECT_TRUE(last.ended);
  ASSERT_TRUE(last.lag);
  EXPECT_GE(*last.lag, 0us);
  EXPECT_LT(*last.lag, 1min);
  EXPECT_EQ(to_text(last).find("5 rows (2 of snapshots, 1 inserted, 1 updated, 1 removed), "), 0u)
      << to_text(last);
  EXPECT_TRUE(std::any_of(told.begin(), told.end(),
                          [](const meter_report& r) { return r.rows_per_second > 0; }));
}

TEST(changes_metering, reports_at_the_interval_and_at_the_end) {
  source from({{1, 10, "one"}});
  memory::connector copy({.store = fresh_name()});
  std::vector<meter_report> told;
  {
    table_applier into(copy, {});
    metered meter(into, kept_reports{&told}, {.interval = 1h});
    EXPECT_TRUE(meter.latest().tables.empty());
    ASSERT_EQ(start(from.connector, meter, items, {}, {}, until_now), finish::exhausted);
  }
  ASSERT_EQ(told.size(), 1u);  // not again where it is destroyed
  EXPECT_TRUE(told[0].ended);
  {
    // Stopped by its token, a run has no last message.
    table_applier into(copy, {});
    metered meter(into, kept_reports{&told}, {.interval = 1h});
    auto changes = from.connector.follow(items, {}, until_now);
    (void)meter.take(changes->next(), *changes, {});
  }
  ASSERT_EQ(told.size(), 2u);
  EXPECT_FALSE(told[1].ended);
  EXPECT_EQ(told[1].total.messages, 1u);
}

TEST(changes_metering, rows_that_a_client_library_delivers_stay_so) {
  const temporary_folder folder;
  support::plain_sqlite(folder / "a")
      .run(
          "CREATE TABLE items(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO items VALUES (1, 'one'), (2, NULL);");
  support::reads_only from({.path = folder / "a"});
  memory::connector copy({.store = fresh_name()});
  table_applier into(copy, {});
  metered meter(into);
  ASSERT_EQ(start(from, meter, items), finish::exhausted);
  EXPECT_EQ(meter.latest().total.snapshot, 2u);
  EXPECT_EQ(meter.latest().total.bytes, 2u * 8 + 3);
}

TEST(changes_metering, sizes_of_cells) {
  EXPECT_EQ(metered_size(nullptr), 0u);
  EXPECT_EQ(metered_size(true), 1u);
  EXPECT_EQ(metered_size(std::int16_t{1}), 2u);
  EXPECT_EQ(metered_size(date{}), 4u);
  EXPECT_EQ(metered_size(1.0), 8u);
  EXPECT_EQ(metered_size(decimal{}), 16u);
  EXPECT_EQ(metered_size("text"), 4u);
  const value_view list[] = {std::int32_t{1}, nullptr, std::string_view("ab")};
  EXPECT_EQ(metered_size(list_view(list)), 6u);
}

// --- Rows that are refused -----------------------------------------------------------------------

TEST(changes_tolerance, rows_that_are_refused_are_left_out_counted_and_listed) {
  const temporary_folder folder;
  source from({{1, 10, "one"}, {2, bad, "two"}, {3, 30, "three"}});
  auto to = writable(folder / "a");
  {
    table_applier into(to, tolerating(from, 5));
    ASSERT_EQ(follow_into(from, into), finish::exhausted);
    EXPECT_EQ(into.refused(), 1u);
  }
  EXPECT_EQ(history::sorted<item>(to, "items"), good_rows(from));
  from.write({{4, bad, std::string("f\0o\xffur", 6)}, {5, 50, "five"}});
  from.write({{1, bad, "one"}}, write_mode::update);  // the row stays as it was
  table_applier into(to, tolerating(from, 5));
  ASSERT_EQ(follow_into(from, into), finish::exhausted);
  EXPECT_EQ(into.refused(), 3u);
  ASSERT_EQ(into.refused_rows().size(), 2u);  // of this run
  EXPECT_EQ(into.refused_rows()[0].number, 2u);
  EXPECT_EQ(into.refused_rows()[0].why.kind, errc::value_out_of_range);
  EXPECT_EQ(history::sorted<item>(to, "items"),
            (std::vector<item>{{1, 10, "one"}, {3, 30, "three"}, {5, 50, "five"}}));
  EXPECT_EQ(letters_in(to),
            (std::vector<std::string>{
                "1 items rows 0 value_out_of_range id = 2, amount = nan, name = 'two'",
                "2 items insert 1 value_out_of_range id = 4, amount = nan, name = 'f\\x00o\\xffur'",
                "3 items update 5 value_out_of_range id = 1, amount = nan, name = 'one'"}));
}

TEST(changes_tolerance, one_too_many_ends_the_run_and_undoes_its_transaction) {
  const temporary_folder folder;
  source from({{1, 10, "one"}});
  auto to = writable(folder / "a");
  std::optional<op_id> safe;
  {
    table_applier into(to, tolerating(from, 2));
    ASSERT_EQ(follow_into(from, into), finish::exhausted);
    from.write({{2, bad, "two"}});
    from.write({{3, bad, "three"}});
    from.write({{4, 40, "four"}});
    ASSERT_EQ(start(from.connector, into, items,
                    checkpoint{*into.acknowledged_up_to(), from.connector.settings().store}, {},
                    until_now),
              finish::exhausted);
    safe = into.acknowledged_up_to();
  }
  from.write({{5, 50, "five"}, {6, bad, "six"}});
  for (int again = 0; again < 2; ++again) {  // the next run comes to the same row
    table_applier into(to, tolerating(from, 2));
    const auto done = follow_into(from, into);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, errc::limit);
    EXPECT_NE(done.error().message.find("has refused 3 rows, and 2 are tolerated"),
              std::string::npos)
        << done.error().message;
    EXPECT_NE(done.error().message.find("'ferrule_dead_letters'"), std::string::npos);
    EXPECT_NE(done.error().message.find("id = 6"), std::string::npos);
    EXPECT_EQ(into.refused(), 2u);
    EXPECT_EQ(letters_in(to).size(), 2u);
  }
  table_applier more(to, tolerating(from, 3));
  ASSERT_EQ(follow_into(from, more), finish::exhausted);
  EXPECT_EQ(history::sorted<item>(to, "items"), good_rows(from));
  EXPECT_LT(*safe, *more.acknowledged_up_to());
}

TEST(changes_tolerance, later_changes_of_a_row_that_was_refused) {
  const temporary_folder folder;
  source from({{1, bad, "one"}, {2, bad, "two"}, {3, 30, "three"}});
  auto to = writable(folder / "a");
  const auto caught_up = [&] {
    table_applier into(to, tolerating(from, 3));
    const auto done = follow_into(from, into);
    EXPECT_TRUE(done) << to_text(done.error());
    return into.refused();
  };
  EXPECT_EQ(caught_up(), 2u);
  from.write({{1, 10, "mended"}}, write_mode::update);
  from.remove(2);
  EXPECT_EQ(caught_up(), 2u);
  EXPECT_EQ(history::sorted<item>(to, "items"),
            (std::vector<item>{{1, 10, "mended"}, {3, 30, "three"}}));
  // A new snapshot begins anew.
  from.write({{4, bad, "four"}});
  table_applier into(to, tolerating(from, 3));
  ASSERT_EQ(start(from.connector, into, items, {}, {}, until_now), finish::exhausted);
  EXPECT_EQ(into.refused(), 1u);
  ASSERT_EQ(letters_in(to).size(), 1u);
  EXPECT_EQ(letters_in(to)[0].substr(0, 2), "1 ");
}

/// Memory cannot change a key; other sources can.
class key_changes {
public:
  key_changes(source& of, std::vector<std::pair<item, item>> updates)
      : state_("keys", {*of.connector.get_schemas(items)->front()}), updates_(std::move(updates)) {}

  change next() {
    if (at_ == updates_.size()) return change::end;
    ++state_.id.sequence;
    if (std::exchange(shown_, !shown_)) {
      ++at_;
      return change::commit;
    }
    const auto& [before, after] = updates_[at_];
    old_row_ = {before.id, before.amount, std::string_view(before.name)};
    row_ = {after.id, after.amount, std::string_view(after.name)};
    return change::update;
  }
  std::size_t table() const { return 0; }
  memory::stream& rows() { return *none_; }
  cells_row<change_state> row() { return {row_.data(), state_}; }
  cells_row<change_state> old_row() { return {old_row_.data(), state_}; }
  const op_id& id() const { return state_.id; }
  std::optional<source_time> committed_at() const { return std::nullopt; }
  std::span<const source_schema> schemas() const { return state_.schemas(); }
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const { return state_.status(); }

private:
  change_state state_;
  std::vector<std::pair<item, item>> updates_;
  std::size_t at_ = 0;
  bool shown_ = false;
  std::vector<value_view> row_, old_row_;
  std::optional<memory::stream> none_;
};

TEST(changes_tolerance, keys_that_change) {
  const temporary_folder folder;
  source from({{1, 10, "one"}, {2, bad, "two"}, {3, 30, "three"}});
  auto to = writable(folder / "a");
  table_applier into(to, tolerating(from, 3));
  ASSERT_EQ(follow_into(from, into), finish::exhausted);
  key_changes moved(from, {{{1, 10, "one"}, {11, bad, "one"}},     // refused: the old one is gone
                           {{2, bad, "two"}, {12, 20, "two"}},     // was refused: arrives
                           {{11, bad, "one"}, {21, 10, "one"}}});  // was refused now: arrives
  ASSERT_EQ(deliver_changes(moved, into), finish::exhausted);
  EXPECT_EQ(history::sorted<item>(to, "items"),
            (std::vector<item>{{3, 30, "three"}, {12, 20, "two"}, {21, 10, "one"}}));
  EXPECT_EQ(into.refused(), 2u);
}

TEST(changes_tolerance, a_row_that_is_missing_for_another_reason_is_an_error) {
  const temporary_folder folder;
  source from({{1, 10, "one"}});
  auto to = writable(folder / "a");
  {
    table_applier into(to, tolerating(from, 3));
    ASSERT_EQ(follow_into(from, into), finish::exhausted);
  }
  support::plain_sqlite(folder / "a").run("DELETE FROM items");
  from.write({{1, 11, "one"}}, write_mode::update);
  table_applier into(to, tolerating(from, 3));
  EXPECT_EQ(follow_into(from, into).error().kind, errc::not_found);
}

TEST(changes_tolerance, a_transaction_that_went_with_the_row_is_an_error) {
  const temporary_folder folder;
  source from({{1, 10, "one"}});
  auto to = writable(folder / "a");
  {
    table_applier into(to, tolerating(from, 3));
    ASSERT_EQ(follow_into(from, into), finish::exhausted);
  }
  support::plain_sqlite(folder / "a")
      .run(
          "CREATE TRIGGER no BEFORE INSERT ON items WHEN NEW.id = 3 BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
  ASSERT_TRUE(from.connector.begin());
  from.write({{2, 20, "two"}, {3, 30, "three"}, {4, 40, "four"}});
  ASSERT_TRUE(from.connector.commit());
  table_applier into(to, tolerating(from, 3));
  EXPECT_EQ(follow_into(from, into).error().kind, errc::constraint);
  EXPECT_EQ(history::sorted<item>(to, "items"), (std::vector<item>{{1, 10, "one"}}));
  EXPECT_EQ(into.refused(), 0u);
}

TEST(changes_tolerance, stopping_at_every_message_leaves_out_each_row_once) {
  const temporary_folder folder;
  const auto history_of = [](source& from) {
    from.write({{4, bad, "four"}});
    from.write({{5, 50, "five"}});
    from.write({{5, bad, "five"}}, write_mode::update);
    from.write({{4, 40, "four"}}, write_mode::update);
    from.remove(2);
    from.write({{6, bad, "six"}});
  };
  std::vector<item> expected_rows;
  std::vector<std::string> expected_letters;
  bool ended = false;
  for (std::uint64_t kill = 0; !ended; ++kill) {
    source from({{1, 10, "one"}, {2, bad, "two"}, {3, 30, "three"}});
    auto changes = from.connector.follow(items, {}, until_now);
    history_of(from);
    const std::string path = folder / ("a" + std::to_string(kill));
    {
      auto to = writable(path);
      table_applier into(to, tolerating(from, 9));
      ASSERT_TRUE(into.resume_point(items));
      std::uint64_t message = 0;
      for (change what{}; message != kill && what != change::end; ++message)
        ASSERT_EQ(into.take(what = changes->next(), *changes, {}), offered::taken);
      ended = message != kill;
    }
    auto to = writable(path);
    table_applier into(to, tolerating(from, 9));
    ASSERT_EQ(follow_into(from, into), finish::exhausted);
    if (kill < 4) continue;  // the snapshot was not finished, and the next one is of all
    if (expected_rows.empty()) {
      expected_rows = history::sorted<item>(to, "items");
      expected_letters = letters_in(to);
      EXPECT_EQ(
          expected_rows,
          (std::vector<item>{{1, 10, "one"}, {3, 30, "three"}, {4, 40, "four"}, {5, 50, "five"}}));
      EXPECT_EQ(expected_letters.size(), 4u);
    }
    EXPECT_EQ(history::sorted<item>(to, "items"), expected_rows) << "message " << kill;
    EXPECT_EQ(letters_in(to), expected_letters) << "message " << kill;
    EXPECT_EQ(into.refused(), 4u);
  }
}

}  // namespace
