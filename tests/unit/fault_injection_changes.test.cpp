// SPDX-License-Identifier: BSL-1.0
// Following tables when memory runs out or the disk fails: an error that says so, and the next run, from the checkpoint that was kept,
// ends with every row once.
#include <ferrule/changes.hpp>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/memory.hpp>
#include <fstream>
#include <support/failing_decompressors.hpp>
#include <support/failing_disk.hpp>
#include <support/failing_sqlite.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;
using faults::each_failure;
using faults::sample_row;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

const std::vector<table_info> tables{{"t", {"id", "label"}}};

/// How often each id is in a table, and with which labels; what comes between two commits is kept with the second. Holds on to no
/// memory, so that what is left behind is the source's.
class keeper {
public:
  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (what == change::snapshot_started || what == change::truncate) pending_ = {};
    if (what == change::rows) add_all(from.rows());
    if (what == change::insert || what == change::update) add(from.row(), 1);
    if (what == change::remove || what == change::update) add(from.old_row(), -1);
    if (what == change::snapshot_done || what == change::commit) {
      const op_id& id = from.id();
      if (id.position.size() > sizeof position_) std::abort();
      id.position.copy(position_, sizeof position_);
      position_size_ = id.position.size();
      sequence_ = id.sequence;
      kept_ = pending_;
      in_this_run_ = true;
    }
    return offered::taken;
  }
  template<class S>
  void add_all(S& rows) {
    pump(rows, [&](auto& row) { return add(row, 1); });
  }
  std::optional<op_id> acknowledged_up_to() const {
    return in_this_run_ ? resume_point() : std::nullopt;
  }
  const error& status() const noexcept { return none_; }

  std::optional<op_id> resume_point() const {
    if (sequence_ == 0) return std::nullopt;
    return op_id{sequence_, {position_, position_size_}};
  }
  /// What came behind the last commit is told again.
  void begin_again() {
    pending_ = kept_;
    in_this_run_ = false;
  }
  void commit() { kept_ = pending_; }
  friend bool operator==(const keeper& a, const keeper& b) { return a.kept_ == b.kept_; }

private:
  struct count {
    int times = 0;
    std::uint64_t labels = 0;
    bool operator==(const count&) const = default;
  };

  template<class R>
  flow add(R&& row, int times) {
    value_view id, label;
    row.read(id);
    row.read(label);
    if (row.failed()) return flow::stop;
    faults::digest text;
    text.add(label);
    count& of = pending_.at(static_cast<std::size_t>(id.as<std::int64_t>()));
    of.times += times;
    of.labels += static_cast<std::uint64_t>(times) * text.sum;
    return flow::more;
  }

  std::array<count, 256> pending_{}, kept_{};
  char position_[1024] = {};
  std::size_t position_size_ = 0;
  std::uint64_t sequence_ = 0;
  bool in_this_run_ = false;
  error none_;
};

template<class C>
result<bool> follow(C& source, keeper& to) {
  to.begin_again();
  std::optional<checkpoint> from;
  if (auto safe = to.resume_point()) {
    auto state = source.serialize_state();
    if (!state) return fail(std::move(state.error()));
    from = checkpoint{std::move(*safe), std::move(*state)};
  }
  protocol_validator checked(to);
  const auto done = start(source, checked, tables, from, {}, {.until_now = true});
  if (!done) return fail(done.error());
  return *done == finish::exhausted;
}

/// What is done to each source: rows, then `begin()`, then changes of them, then `end()`.
template<class C>
class followed_source {
public:
  /// `connect` makes a connector; `restore` brings the source back to what it was.
  followed_source(
      std::function<C()> connect, std::function<void()> restore = [] {})
      : connect_(std::move(connect)), restore_(std::move(restore)) {}

  void begin() {
    C c = connect_();
    const auto done = follow(c, early_);
    ASSERT_TRUE(done) << to_text(done.error());
  }
  void end() {
    C c = connect_();
    auto rows = c.open(tables.front());
    ASSERT_TRUE(rows) << to_text(rows.error());
    now_.add_all(*rows);
    ASSERT_FALSE(rows->status()) << to_text(rows->status());
    now_.commit();
    ASSERT_FALSE(now_ == early_);
  }
  void fails_at(const char* what, faults::seam& at, std::initializer_list<errc> may_fail) {
    keeper to;
    const auto ended = [](bool done) { return done; };
    const auto goes_on = [&](C& c, bool succeeded) {
      if (succeeded) { EXPECT_EQ(to, now_) << what; }
      const auto done = follow(c, to);
      ASSERT_TRUE(done) << what << ": " << to_text(done.error());
      EXPECT_EQ(to, now_) << what << ": rows are lost or doubled";
      restore_();
    };
    for (const bool from_checkpoint : {false, true})
      each_failure(
          concat(what, from_checkpoint ? ", from a checkpoint" : ", from the beginning").c_str(),
          at,
          [&] {
            to = from_checkpoint ? early_ : keeper();
            C c = connect_();
            return follow(c, to);
          },
          ended, may_fail,
          [&](bool succeeded) {
            C c = connect_();
            goes_on(c, succeeded);
          });
    std::optional<C> survivor;
    each_failure(
        concat(what, ", and the same connector again").c_str(), at,
        [&] { return follow(*survivor, to = early_); }, ended, may_fail,
        [&](bool succeeded) { goes_on(*survivor, succeeded); },
        [&] {
          survivor.emplace(connect_());
          EXPECT_TRUE(survivor->validate_connection());  // opens what stays open
        });
  }

private:
  std::function<C()> connect_;
  std::function<void()> restore_;
  keeper early_, now_;
};

/// Rows are written, changed and removed, in several transactions.
template<class C>
void make_rows(C& c) {
  ASSERT_TRUE(create_table_for<sample_row>(c, "t", {"id"}));
  std::vector<sample_row> rows;
  for (std::int64_t i = 0; i < 60; ++i) rows.push_back({i, "a label that is no short string"});
  ASSERT_TRUE(write_rows(c, "t", rows));
}
template<class C>
void change_rows(C& c) {
  for (std::int64_t i = 100; i < 112; ++i) {
    ASSERT_TRUE(c.begin());
    ASSERT_TRUE(write_rows(c, "t", std::vector<sample_row>{{i, "new"}, {i + 50, std::nullopt}}));
    ASSERT_TRUE(write_rows(c, "t", std::vector<sample_row>{{i - 100, "a label that has changed"}},
                           write_mode::update));
    auto gone = c.open_writer({"t", {"id"}}, write_mode::remove);
    ASSERT_TRUE(gone) << to_text(gone.error());
    const value_view key[] = {i - 60};
    ASSERT_TRUE(gone->write(key) && gone->finish());
    ASSERT_TRUE(c.commit());
  }
}

TEST(fault_injection_changes, memory) {
  const memory::config settings{"the store of followed faults"};
  const auto store = memory::store::named(settings.store);
  store->keep_changes();
  followed_source<memory::connector> source([&] { return memory::connector(settings); });
  memory::connector writer(settings);
  make_rows(writer);
  source.begin();
  change_rows(writer);
  source.end();
  source.fails_at("following memory, allocations", faults::allocations, {});
}

class fault_injection_csv_folder : public testing::Test {
protected:
  void SetUp() override {
    fs::create_directory(folder_ / "in");
    std::ofstream(folder_ / "in/a.csv") << rows(0, 40);
    write_gzip("in/b.csv.gz", rows(40, 80));
    source_.begin();
    write_gzip("in/c.csv.gz", rows(80, 120));
    const std::string text = rows(120, 160);
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    std::ofstream(folder_ / "in/d.csv.zst", std::ios::binary) << packed;
    std::ofstream(folder_ / "in/e.csv") << rows(30, 50);  // some ids again
    source_.end();
  }
  static std::string rows(int from, int to) {
    std::string out = "id,label\n";
    for (int i = from; i < to; ++i)
      out += concat(i, i % 7 == 0 ? "," : ",\"row, and no short string\"", "\n");
    return out;
  }
  void write_gzip(const char* name, const std::string& text) {
    gzFile packed = gzopen((folder_ / name).c_str(), "wb");
    gzwrite(packed, text.data(), static_cast<unsigned>(text.size()));
    gzclose(packed);
  }

  support::temporary_folder folder_;
  followed_source<csv::connector> source_{[this] {
    return csv::connector({.path = folder_ / "in", .table = "t", .quiet = 0ms, .poll = 1ms});
  }};
};

TEST_F(fault_injection_csv_folder, is_followed_without_memory_of_ours) {
  source_.fails_at("following files, allocations", faults::allocations, {});
}
TEST_F(fault_injection_csv_folder, is_followed_without_memory_of_the_decompressors) {
  source_.fails_at("following files, zlib's and zstd's allocations",
                   faults::decompressor_allocations, {errc::resource});
}
TEST_F(fault_injection_csv_folder, is_followed_on_a_disk_that_fails) {
  source_.fails_at("following files, the disk", faults::disk, {errc::io});
}

class fault_injection_sqlite_log : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(faults::sqlite_can_fail);
    sqlite::connector writer(settings());
    ASSERT_TRUE(writer.begin());
    make_rows(writer);
    ASSERT_TRUE(writer.commit());
    ASSERT_TRUE(writer.enable_capture(std::vector<table_id>{{"t"}}));
    source_.begin();
    change_rows(writer);
    source_.end();
    fs::copy_file(folder_ / "t.db", folder_ / "before.db");
  }
  sqlite::config settings() const {
    return {.path = folder_ / "t.db", .read_only = false, .create = true, .trim_changes = true};
  }
  // What was acknowledged is not in the log any more.
  void restore() const {
    fs::remove(folder_ / "t.db-journal");
    fs::copy_file(folder_ / "before.db", folder_ / "t.db", fs::copy_options::overwrite_existing);
  }

  support::temporary_folder folder_;
  followed_source<sqlite::connector> source_{[this] { return sqlite::connector(settings()); },
                                             [this] { restore(); }};
};

TEST_F(fault_injection_sqlite_log, is_followed_without_memory_of_ours) {
  source_.fails_at("following SQLite, our allocations", faults::allocations, {});
}
TEST_F(fault_injection_sqlite_log, is_followed_without_memory_of_its_own) {
  source_.fails_at("following SQLite, its allocations", faults::sqlite_allocations,
                   {errc::resource});
}
TEST_F(fault_injection_sqlite_log, is_followed_on_a_disk_that_fails) {
  source_.fails_at("following SQLite, the disk", faults::sqlite_disk, {errc::io, errc::connect});
}

// Ending a transaction takes memory too. As long as one that reads is open, nobody can write.
TEST_F(fault_injection_sqlite_log, a_follower_that_waits_holds_nobody_off) {
  sqlite::connector source(settings());
  const auto state = source.serialize_state();
  ASSERT_TRUE(state);
  support::plain_sqlite other(folder_ / "t.db");
  std::int64_t next_id = 1000;
  long calls = 1;
  int went_on = 0, failed = 0;
  for (long n = 0; n <= calls; ++n) {
    const op_id now{2 * std::stoull(other.rows("SELECT max(id) FROM ferrule_capture_log")[0]) + 1,
                    {}};
    auto changes = source.follow(tables, checkpoint{now, *state}, {.heartbeat = 1ms});
    ASSERT_TRUE(changes) << to_text(changes.error());
    ASSERT_EQ(changes->next(), change::idle);
    other.run(concat("INSERT INTO t VALUES (", next_id++, ", 'written meanwhile')"));
    faults::sqlite_allocations.arm(n, false);
    change what = changes->next();
    const long counted = faults::sqlite_allocations.disarm();
    if (n == 0) calls = counted;
    for (int i = 0; i < 3 && what != change::idle && what != change::end; ++i)
      what = changes->next();
    if (what == change::end) {
      EXPECT_EQ(changes->status().kind, errc::resource)
          << "call " << n << ": " << to_text(changes->status());
      ++failed;
      continue;
    }
    ASSERT_EQ(what, change::idle) << "call " << n;
    other.run(concat("INSERT INTO t VALUES (", next_id++, ", 'written by others')"));
    EXPECT_EQ(changes->next(), change::insert) << "call " << n;
    ++went_on;
  }
  std::printf("following SQLite, one message: %ld calls, %d failed, %d went on\n", calls, failed,
              went_on);
  EXPECT_GT(failed, 0);
  EXPECT_GT(went_on, 1);
}

}  // namespace
