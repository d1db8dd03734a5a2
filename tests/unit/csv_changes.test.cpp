// SPDX-License-Identifier: BSL-1.0
// A folder of CSV files that is followed: every file arrives once, whole or not at all, whenever it comes and whatever ends.
#include <ferrule/changes.hpp>
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <support/sqlite_file.hpp>
#include <support/stopping.hpp>
#include <support/temporary_folder.hpp>
#include <thread>
#include <zlib.h>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using support::temporary_folder;

const std::vector<table_info> tables{{"all", {}}};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}
void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}
/// Sets when a file was changed: `second` after midnight of a day.
void changed_at(const std::string& path, std::int64_t second) {
  const timespec times[] = {{0, UTIME_OMIT}, {1'000'000'000 + second, 250'000'000}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}
void write_gzip(const std::string& path, const std::string& text) {
  gzFile file = ::gzopen(path.c_str(), "wb");
  ::gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  ::gzclose(file);
}

/// A folder "data" and a place for what is made of it.
struct inbox {
  inbox() { std::filesystem::create_directory(folder / "data"); }
  std::string operator/(const std::string& name) const { return folder / ("data/" + name); }
  /// At once: a file is complete as soon as it is there.
  csv::config settings() const {
    return {.path = folder / "data", .table = "all", .quiet = 0ms, .poll = 1ms};
  }
  temporary_folder folder;
};

/// A line about each message; the rows by their first cell.
struct told {
  std::vector<std::string> lines;
  std::optional<op_id> safe;
  std::string state{};

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (what == change::idle) return offered::taken;
    lines.emplace_back(name_of(what));
    if (what == change::rows) pump(from.rows(), [&](auto& row) { return add(row); });
    if (what == change::insert) {
      auto row = from.row();
      add(row);
    }
    if (what == change::snapshot_done || what == change::commit) safe = from.id();
    if (what == change::commit)
      lines.back() +=
          concat(" ", from.committed_at()->time_since_epoch().count() / 1000 - 1'000'000'000'000);
    return offered::taken;
  }
  template<class R>
  flow add(R& row) {
    value_view cell;
    row.read(cell);
    (lines.back() += ' ') += cell.is_null() ? "null" : concat(cell.template as<std::int64_t>());
    return flow::more;
  }
  std::optional<op_id> acknowledged_up_to() const { return safe; }
  const error& status() const {
    static const error none;
    return none;
  }
};

/// What a run tells from a checkpoint on, and where it ended.
struct run {
  std::vector<std::string> lines;
  error why;
  std::optional<checkpoint> end;
};
run follow(const csv::config& settings, const std::optional<checkpoint>& from = {},
           std::span<const table_info> wanted = tables) {
  csv::connector source(settings);
  told by;
  protocol_validator checked(by);
  const auto done = start(source, checked, wanted, from, {}, {.until_now = true});
  run out{by.lines, done ? error() : done.error(), from};
  if (by.safe) out.end = checkpoint{*by.safe, *source.serialize_state()};
  return out;
}
using lines = std::vector<std::string>;

TEST(csv_changes, files_come_once_in_the_order_of_their_times_wherever_their_names_are) {
  const inbox in;
  write(in / "m.csv", "n,t\n1,a\n2,b\n");
  write(in / "k.csv", "n,t\n3,c\n");
  const run first = follow(in.settings());
  EXPECT_EQ(first.lines, (lines{"snapshot_started", "rows 3 1 2", "snapshot_done", "end"}));
  EXPECT_EQ(first.why.kind, errc::none);
  // Nothing new, also for one who asks again.
  EXPECT_EQ(follow(in.settings(), first.end).lines, lines{"end"});
  EXPECT_EQ(follow(in.settings(), first.end).end, first.end);

  write(in / "z.csv", "n,t\n7,\n");
  changed_at(in / "z.csv", 30);
  write_gzip(in / "a.csv.gz", "t,n\nx,8\ny,9\n");  // other order of columns
  changed_at(in / "a.csv.gz", 31);
  write(in / "l.csv", "n,t\n5,\"1\n2\"\n");
  changed_at(in / "l.csv", 30);
  write(in / "empty.csv", "");
  changed_at(in / "empty.csv", 29);
  write(in / "notes.txt", "nothing");
  write(in / ".hidden.csv", "nothing");
  const run second = follow(in.settings(), first.end);
  EXPECT_EQ(second.lines, (lines{"commit 29250", "insert 5", "commit 30250", "insert 7",
                                 "commit 30250", "insert 8", "insert 9", "commit 31250", "end"}));
  EXPECT_GT(second.end->last.sequence, first.end->last.sequence);
  // One by one it is the same: each commit can be resumed from.
  lines apart;
  std::optional<checkpoint> at = first.end;
  for (int i = 0; i < 4; ++i) {
    csv::connector source(in.settings());
    auto changes = source.follow(tables, at, {.until_now = true});
    ASSERT_TRUE(changes);
    for (change c = changes->next(); c != change::commit; c = changes->next())
      ASSERT_EQ(c, change::insert);
    at = checkpoint{changes->id(), at->state};
  }
  EXPECT_EQ(*at, *second.end);
  EXPECT_EQ(follow(in.settings(), at).lines, lines{"end"});
}

TEST(csv_changes, a_pattern_is_followed_as_a_folder_is) {
  const inbox in;
  write(in / "x1", "n\n1\n");
  csv::config settings = in.settings();
  settings.path += "/x*";
  settings.marker = "ok";
  EXPECT_EQ(follow(settings).why.kind, errc::not_found);
  write(in / "x1.ok", "");
  const run first = follow(settings);
  EXPECT_EQ(first.lines, (lines{"snapshot_started", "rows 1", "snapshot_done", "end"}));
  write(in / "x0", "n\n\n2\n");
  EXPECT_EQ(follow(settings, first.end).lines, lines{"end"});
  write(in / "x0.ok", "");
  EXPECT_EQ(follow(settings, first.end).lines.size(), 3u);
  for (const char* name : {"x0", "x1", "x0.ok", "x1.ok"}) std::filesystem::remove(in / name);
  EXPECT_EQ(follow(settings, first.end).lines, lines{"end"});  // no file at all
}

TEST(csv_changes, a_marker_file_says_that_a_file_is_complete) {
  const inbox in;
  csv::config settings = in.settings();
  settings.marker = ".done";
  write(in / "a.csv", "n\n1\n");
  const run none = follow(settings);
  EXPECT_EQ(none.why.kind, errc::not_found);
  EXPECT_TRUE(none.why.transient);
  EXPECT_NE(none.why.message.find("1 file is there, without a marker file"), std::string::npos);
  write(in / "a.csv.done", "");
  write(in / "b.csv.gz", "half");
  const run first = follow(settings);
  EXPECT_EQ(first.lines, (lines{"snapshot_started", "rows 1", "snapshot_done", "end"}));
  write_gzip(in / "b.csv.gz", "n\n2\n");
  changed_at(in / "b.csv.gz", 1);
  write(in / "b.done", "");  // as Dozer's are called
  write(in / "c.csv", "n\n3");
  EXPECT_EQ(follow(settings, first.end).lines, (lines{"insert 2", "commit 1250", "end"}));
  for (const char* wrong : {".csv", "a/b", "csv.gz", "."}) {
    settings.marker = wrong;
    EXPECT_EQ(follow(settings).why.kind, errc::config) << wrong;
  }
}

TEST(csv_changes, a_file_that_is_being_written_waits_until_it_stays_as_it_is) {
  const inbox in;
  csv::config settings = in.settings();
  settings.quiet = 150ms;
  write(in / "a.csv", "n\n1\n");
  const run first = follow(settings);  // waits for it
  EXPECT_EQ(first.lines, (lines{"snapshot_started", "rows 1", "snapshot_done", "end"}));
  csv::connector source(settings);
  auto changes = source.follow(tables, first.end, {.heartbeat = 30ms});
  ASSERT_TRUE(changes);
  write(in / "b.csv", "n\n");
  for (int i = 0; i < 10; ++i) {
    append(in / "b.csv", "2");
    if (i == 9) append(in / "b.csv", "\n3\n");
    EXPECT_EQ(changes->next(), change::idle);
  }
  change c = changes->next();
  while (c == change::idle) c = changes->next();
  ASSERT_EQ(c, change::insert);
  value_view cell;
  changes->row().read(cell);
  EXPECT_EQ(cell.as<std::int64_t>(), 2222222222);
  EXPECT_EQ(changes->next(), change::insert);
  EXPECT_EQ(changes->next(), change::commit);
  // With a time in the future it is complete as soon.
  write(in / "c.csv", "n\n4\n");
  changed_at(in / "c.csv", 9'000'000'000);
  EXPECT_EQ(follow(settings, checkpoint{changes->id(), first.end->state}).lines.size(), 3u);
  // One that is written on and on is not there yet.
  std::jthread writing([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      append(in / "d.csv", "n\n");
      std::this_thread::sleep_for(10ms);
    }
  });
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(follow(settings, checkpoint{changes->id(), first.end->state}).lines.size(), 3u);
}

TEST(csv_changes, a_delivered_file_must_stay_as_it_is_and_may_go) {
  const inbox in;
  write(in / "a.csv", "n\n1\n");
  write(in / "b.csv", "n\n2\n");
  const run first = follow(in.settings());
  const std::string size_kept = bytes_of(in / "b.csv");
  for (const char* now : {"n\n2\n3\n", "n\n", "n\n9\n"}) {
    write(in / "b.csv", now);
    write(in / "c.csv", "n\n4\n");
    const run changed = follow(in.settings(), first.end);
    EXPECT_EQ(changed.lines, lines{"end"});
    EXPECT_EQ(changed.why.kind, errc::closed);
    EXPECT_NE(changed.why.message.find("b.csv' has changed since it was delivered"),
              std::string::npos)
        << to_text(changed.why);
  }
  std::filesystem::remove(in / "b.csv");
  changed_at(in / "c.csv", 5);
  const run second = follow(in.settings(), first.end);
  EXPECT_EQ(second.lines, (lines{"insert 4", "commit 5250", "end"}));
  // It is not forgotten: what comes back as it was is the same file.
  std::filesystem::rename(in / "a.csv", in.folder / "away");
  const run third = follow(in.settings(), second.end);
  std::filesystem::rename(in.folder / "away", in / "a.csv");
  EXPECT_EQ(follow(in.settings(), third.end).lines, lines{"end"});

  // While it is read.
  std::string many = "n\n";
  while (many.size() < 600'000) many += "12345678\n";
  write(in / "d.csv", many);
  csv::connector source(in.settings());
  auto changes = source.follow(tables, third.end, {.until_now = true});
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->next(), change::insert);
  append(in / "d.csv", "5\n");
  change c = changes->next();
  while (c == change::insert) c = changes->next();
  EXPECT_EQ(c, change::end);
  EXPECT_EQ(changes->status().kind, errc::closed);
  EXPECT_NE(changes->status().message.find("has changed while it was read"), std::string::npos);
  EXPECT_EQ(changes->next(), change::end);
}

TEST(csv_changes, a_bad_file_is_named_and_stays_to_be_delivered) {
  const inbox in;
  write(in / "a.csv", "n,t\n1,x\n");
  const run first = follow(in.settings());
  const std::pair<const char*, const char*> cases[] = {
      {"n,t\n2,y\nthree,z\n", "b.csv line 3"},
      {"n,u\n2,y\n", "b.csv has no column 't'"},
      {"n,t\n2\n", "b.csv line 2: the row has 1 field"},
      {"n,t\n2,\"y\n", "a quote is opened in this row and never closed"},
      {"\x1f\x8b\x08\x00garbage", "b.csv' is damaged gzip"},
  };
  for (const auto& [text, says] : cases) {
    write(in / "b.csv", text);
    const run bad = follow(in.settings(), first.end);
    EXPECT_NE(bad.why.message.find(says), std::string::npos) << to_text(bad.why);
    EXPECT_EQ(bad.end, first.end) << text;
    EXPECT_FALSE(bad.lines.empty());
  }
  write(in / "b.csv", "n,t\n2,y\n");
  changed_at(in / "b.csv", 1);
  EXPECT_EQ(follow(in.settings(), first.end).lines, (lines{"insert 2", "commit 1250", "end"}));
  // A file of the snapshot: no snapshot.
  write(in / "b.csv", "n,t\nx,y\n");
  const run none = follow(in.settings());
  EXPECT_EQ(none.why.kind, errc::type_mismatch);
  EXPECT_FALSE(none.end);
}

TEST(csv_changes, the_columns_are_those_of_the_beginning_whatever_file_is_first_now) {
  const inbox in;
  write(in / "b.csv", "n;zip\n1;10115\n");
  const run first = follow(in.settings());
  ASSERT_TRUE(first.end);
  write(in / "a.csv", "n;zip\n;00501\n");  // alone it would be text, and null
  changed_at(in / "a.csv", 0);
  EXPECT_EQ(follow(in.settings(), first.end).lines, (lines{"insert null", "commit 250", "end"}));
  csv::connector source(in.settings());
  const auto changes = source.follow(tables, first.end);
  ASSERT_TRUE(changes);
  EXPECT_EQ(to_text(changes->schemas()[0]), "all (n int64 [int64], zip int64 [int64])");
  EXPECT_EQ(changes->schemas()[0].cdc, cdc_kind::nothing);
  // And those that were asked for, in that order.
  const std::vector<table_info> one{{"all", {"zip"}}};
  EXPECT_EQ(follow(in.settings(), first.end, one).lines.front(), "insert 501");
}

TEST(csv_changes, a_file_takes_about_twenty_bytes_of_a_checkpoint) {
  const inbox in;
  const auto position_of = [&](int files) {
    for (int i = 1; i <= files; ++i) {
      const std::string name = in / concat("trades-2026-11-20-", 10000 + i, ".csv");
      write(name, concat("n\n", i, "\n"));
    }
    return follow(in.settings()).end->last.position.size();
  };
  const std::size_t hundred = position_of(100), five_hundred = position_of(500);
  EXPECT_LE((five_hundred - hundred) / 400, 25u) << hundred << ", " << five_hundred;
  EXPECT_GE((five_hundred - hundred) / 400, 15u) << "the documents say twenty";
}

TEST(csv_changes, most_files_bounds_what_a_checkpoint_remembers) {
  const inbox in;
  csv::config settings = in.settings();
  settings.most_files = 3;
  std::optional<checkpoint> at;
  for (int i = 1; i <= 3; ++i) {
    write(in / concat("f", i, ".csv"), concat("n\n", i, "\n"));
    changed_at(in / concat("f", i, ".csv"), i);
    at = follow(settings, at).end;
  }
  write(in / "f4.csv", "n\n4\n");
  const run full = follow(settings, at);
  EXPECT_EQ(full.why.kind, errc::limit);
  EXPECT_NE(full.why.message.find("f4.csv' is one more than most_files (3)"), std::string::npos);
  EXPECT_EQ(follow(settings).why.kind, errc::limit);
  std::filesystem::remove(in / "f2.csv");
  const run next = follow(settings, at);
  EXPECT_EQ(next.lines.front(), "insert 4");
  EXPECT_LE(next.end->last.position.size(), at->last.position.size() + 1);
  EXPECT_EQ(follow(settings, next.end).lines, lines{"end"});
  // What was forgotten is new when it comes again.
  std::filesystem::remove(in / "f1.csv");
  write(in / "f2.csv", "n\n2\n");
  EXPECT_EQ(follow(settings, next.end).lines.front(), "insert 2");
}

TEST(csv_changes, what_cannot_be_followed_or_resumed_says_why) {
  const inbox in;
  write(in / "a.csv", "n,t\n1,x\n");
  const run first = follow(in.settings());
  const auto refused = [&](csv::config settings, checkpoint at, std::string_view says) {
    const run tried = follow(settings, at);
    EXPECT_EQ(tried.why.kind, errc::closed) << to_text(tried.why);
    EXPECT_NE(tried.why.message.find(says), std::string::npos) << to_text(tried.why);
    EXPECT_NE(tried.why.message.find("start without a checkpoint"), std::string::npos);
  };
  csv::config other = in.settings();
  other.path += "/";
  refused(other, *first.end, "the checkpoint is of table 'all' of");
  refused(in.settings(), {{3, "csv1 tother:%2c:h ."}, first.end->state}, "knows nothing of table");
  for (const char* position : {"", "csv2 .", "csv1  .", "csv1 x:y:z .", "csv1 f0:all:a ."})
    refused(in.settings(), {{3, position}, first.end->state}, "is damaged");
  for (std::size_t i = 0; i < first.end->last.position.size(); ++i) {
    checkpoint cut = *first.end;
    cut.last.position.resize(i);
    refused(in.settings(), cut, "is damaged");
  }
  other = in.settings();
  other.columns["n"] = "text";
  refused(other, *first.end, "column 'n' is int64 in what was delivered");
  other = in.settings();
  other.encoding = csv::encoding_policy::bytes;
  refused(other, *first.end, "the settings now say bytes");

  EXPECT_EQ(follow({.path = "-"}, {}, std::vector<table_info>{{"stdin", {}}}).why.kind,
            errc::unsupported);
  EXPECT_EQ(follow(in.settings(), {}, std::vector<table_info>{{"al", {}}}).why.kind,
            errc::not_found);
  EXPECT_EQ(follow(in.settings(), {}, std::vector<table_info>{{"all", {}}, {"all", {}}}).why.kind,
            errc::config);
  EXPECT_EQ(follow(in.settings(), {}, std::vector<table_info>{{"all", {"m"}}}).why.kind,
            errc::not_found);
  ASSERT_EQ(::mkfifo((in / "pipe.csv").c_str(), 0600), 0);
  EXPECT_EQ(follow(in.settings()).why.kind, errc::unsupported);
  std::filesystem::remove(in / "pipe.csv");
  std::filesystem::remove(in / "a.csv");
  const run empty = follow(in.settings());
  EXPECT_EQ(empty.why.kind, errc::not_found);
  EXPECT_NE(empty.why.message.find("no file is complete yet"), std::string::npos);
  EXPECT_EQ(follow(in.settings(), first.end).lines, lines{"end"});
  std::filesystem::remove(in.folder / "data");
  EXPECT_EQ(follow(in.settings(), first.end).why.kind, errc::not_found);
}

TEST(csv_changes, tables_that_are_one_file_have_their_snapshot_and_nothing_more) {
  const inbox in;
  write(in / "a.csv", "n\n1\n");
  write(in / "b.csv", "n\n2\n");
  csv::config settings = in.settings();
  settings.table = "";
  const std::vector<table_info> both{{"b", {}}, {"a", {}}};
  const run first = follow(settings, {}, both);
  EXPECT_EQ(first.lines, (lines{"snapshot_started", "rows 2", "rows 1", "snapshot_done", "end"}));
  write(in / "c.csv", "n\n3\n");
  EXPECT_EQ(follow(settings, first.end, both).lines, lines{"end"});
  append(in / "a.csv", "4\n");
  EXPECT_EQ(follow(settings, first.end, both).why.kind, errc::closed);
  std::filesystem::remove(in / "a.csv");
  EXPECT_EQ(follow(settings, first.end, both).lines, lines{"end"});
}

TEST(csv_changes, a_cancel_handle_of_another_thread_ends_the_wait) {
  const inbox in;
  write(in / "a.csv", "n\n1\n");
  csv::config settings = in.settings();
  settings.poll = 1h;
  csv::connector source(settings);
  auto changes = source.follow(tables, {}, {.heartbeat = 1h});
  ASSERT_TRUE(changes);
  std::chrono::steady_clock::time_point asked;
  std::jthread other([&, handle = source.cancel_handle()] {
    std::this_thread::sleep_for(50ms);
    asked = std::chrono::steady_clock::now();
    handle.cancel();
  });
  change c = changes->next();
  while (c != change::end) c = changes->next();
  const auto noticed = std::chrono::steady_clock::now();
  other.join();
  EXPECT_EQ(changes->status().kind, errc::cancelled);
  EXPECT_LT(noticed - asked, 2s);  // 20 ms, on a machine that has nothing else to do
}

// --- Whatever ends, nothing is lost or doubled ---------------------------------------------------

sqlite::connector writable(const std::string& path) {
  return sqlite::connector({.path = path, .read_only = false, .create = true});
}
/// Receivers in files, for one run each.
struct to_sqlite {
  explicit to_sqlite(const std::string& path, std::size_t rows, std::string state)
      : to(writable(path)), into(to, {.state = std::move(state), .rows_per_transaction = rows}) {}
  static void remove(const std::string& path) { std::filesystem::remove(path); }
  static void copy(const std::string& from, const std::string& to) {
    remove(to);
    if (std::filesystem::exists(from)) std::filesystem::copy_file(from, to);
  }
  /// The rows, "1|a", in the order in which they came.
  static lines rows_in(const std::string& path) {
    return support::plain_sqlite(path).rows("SELECT n, t FROM \"all\" ORDER BY rowid");
  }
  static lines content(const std::string& path) { return rows_in(path); }
  sqlite::connector to;
  table_applier<sqlite::connector> into;
};
struct to_lines {
  explicit to_lines(const std::string& path, std::size_t rows, std::string state)
      : into(path, {.state = std::move(state), .rows_per_transaction = rows}) {}
  static constexpr const char* endings[] = {"", ".checkpoint", ".checkpoint.previous"};
  static void remove(const std::string& path) {
    for (const char* ending : endings) std::filesystem::remove(path + ending);
  }
  static void copy(const std::string& from, const std::string& to) {
    remove(to);
    for (const char* ending : endings)
      if (std::filesystem::exists(from + ending))
        std::filesystem::copy_file(from + ending, to + ending);
  }
  static lines rows_in(const std::string& path) {
    lines out;
    for (const std::string& line : content(path)) {
      const std::string_view begin = "\"row\": {\"n\": ", between = ", \"t\": \"";
      const std::size_t at = line.find(begin);
      if (at == line.npos) continue;
      const std::size_t n = at + begin.size(), t = line.find(between, n);
      out.push_back(line.substr(n, t - n) + "|" +
                    line.substr(t + between.size(), line.size() - 3 - t - between.size()));
    }
    return out;
  }
  static lines content(const std::string& path) {
    lines out(1);
    for (const char c : bytes_of(path))
      if (c == '\n') out.emplace_back();
      else out.back() += c;
    return out;
  }
  change_lines into;
};
template<class To>
class csv_changes_into : public testing::Test {};
using receivers = testing::Types<to_sqlite, to_lines>;
struct receiver_names {
  template<class T>
  static std::string GetName(int) {
    return std::is_same_v<T, to_sqlite> ? "sqlite" : "json_lines";
  }
};
TYPED_TEST_SUITE(csv_changes_into, receivers, receiver_names);

constexpr auto all_messages = ~std::uint64_t{0};
/// A run from where the last ended: until there is nothing more, or until a message; how many messages that were. The validator
/// checks them.
template<class To>
std::uint64_t follow_into(const csv::config& settings, const std::string& path, std::size_t rows,
                          const follow_options& how = {.until_now = true},
                          std::uint64_t stop = all_messages, bool after = false) {
  csv::connector source(settings);
  To to(path, rows, *source.serialize_state());
  protocol_validator checked(to.into);
  support::until_message<decltype(checked)> stopping{&checked, stop, after};
  const auto at = to.into.resume_point(tables);
  EXPECT_TRUE(at) << to_text(at.error());
  const auto done = start(source, stopping, tables, *at, {}, how);
  EXPECT_TRUE(done) << to_text(done.error());
  return checked.messages();
}

TYPED_TEST(csv_changes_into, ending_at_every_message_by_sigkill_too_loses_and_doubles_nothing) {
  const inbox in;
  const csv::config settings = in.settings();
  const std::string begun = in.folder / "begun", whole = in.folder / "whole",
                    path = in.folder / "stopped";
  write(in / "m.csv", "n,t\n1,a\n2,b\n");
  write(in / "n.csv", "n,t\n3,c\n");
  follow_into<TypeParam>(settings, begun, 1);
  int n = 4;
  for (const char* name : {"z.csv", "a.csv", "n2.csv", "n1.csv"}) {
    std::string text = "n,t\n";
    for (int i = 0; i < n % 3; ++i) text += concat(n + 100 * i, ",", name, "\n");
    write(in / name, text);
    changed_at(in / name, n++);
  }
  for (const std::size_t rows : {std::size_t{1}, std::size_t{10'000}})
    for (const bool with_snapshot : {false, true}) {
      with_snapshot ? TypeParam::remove(whole) : TypeParam::copy(begun, whole);
      const std::uint64_t messages = follow_into<TypeParam>(settings, whole, rows);
      for (std::uint64_t stop = 0; stop <= messages; ++stop)
        for (const bool after : {false, true})
          for (const bool killed : {false, true}) {
            with_snapshot ? TypeParam::remove(path) : TypeParam::copy(begun, path);
            support::stops_or_is_killed(killed, [&] {
              follow_into<TypeParam>(settings, path, rows, {.until_now = true}, stop, after);
            });
            follow_into<TypeParam>(settings, path, rows);
            ASSERT_EQ(TypeParam::content(path), TypeParam::content(whole)) << "message " << stop;
          }
    }
}

TYPED_TEST(csv_changes_into, killing_the_process_while_files_come_loses_and_doubles_nothing) {
  const inbox in;
  const csv::config settings = in.settings();
  const std::string path = in.folder / "killed";
  constexpr int files = 60;
  write(in / "first.csv", "n,t\n0,first\n");
  lines expected{"0|first"};
  std::vector<std::pair<std::string, std::string>> coming;
  std::mt19937_64 random(17);
  for (int i = 1; i <= files; ++i) {
    std::string text = "n,t\n";
    for (std::uint64_t k = random() % 40; k != 0; --k) {
      const std::uint64_t n = random() % 1000;
      expected.push_back(concat(n, "|file ", i));
      text += concat(n, ",file ", i, "\n");
    }
    coming.emplace_back(concat(random() % 1000, "-", i, i % 4 == 0 ? ".csv.gz" : ".csv"), text);
  }
  // Another process writes them aside and renames: a file that is there is whole.
  const pid_t writing = support::in_another_process([&] {
    for (const auto& [name, text] : coming) {
      name.ends_with(".gz") ? write_gzip(in.folder / "aside", text)
                            : write(in.folder / "aside", text);
      std::filesystem::rename(in.folder / "aside", in / name);
      std::this_thread::sleep_for(3ms);
    }
  });
  ASSERT_GT(writing, 0);
  int killed = 0;
  for (int round = 0; round < support::kills(50); ++round)
    killed += support::killed_after(std::chrono::microseconds(1000 + random() % 9000),
                                    [&] { follow_into<TypeParam>(settings, path, 20, {}); });
  EXPECT_GT(killed, 40 < support::kills(50) ? 40 : 0);
  EXPECT_EQ(support::wait_for(writing), 0);
  follow_into<TypeParam>(settings, path, 20);
  lines rows = TypeParam::rows_in(path);
  std::sort(expected.begin(), expected.end());
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(rows, expected);
  if constexpr (std::is_same_v<TypeParam, to_lines>) {
    const std::string text = bytes_of(path);
    EXPECT_TRUE(text.ends_with("\"}\n"));
    EXPECT_EQ(text.rfind("snapshot_started"), text.find("snapshot_started"));
  }
}

}  // namespace
