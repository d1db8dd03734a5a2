// SPDX-License-Identifier: BSL-1.0
// SQLite when memory runs out, ours or its own, and when the disk fails.
#include <ferrule/connectors/sqlite.hpp>
#include <support/failing_sqlite.hpp>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;
using faults::each_failure;
using faults::sqlite_allocations;
using faults::sqlite_disk;
namespace fs = std::filesystem;

struct row {
  std::int64_t id = 0;
  std::optional<std::string> label;
};

class fault_injection_sqlite : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(faults::sqlite_can_fail);
    sqlite::connector c(settings());
    ASSERT_TRUE(create_table_for<row>(c, "t", {"id"}));
    std::vector<row> rows;
    for (std::int64_t i = 0; i < 600; ++i)
      rows.push_back(
          {i, i % 7 == 0 ? std::nullopt : std::optional("row " + std::string(i % 50, 'x'))});
    ASSERT_TRUE(c.begin());
    ASSERT_TRUE(write_rows(c, "t", rows));
    ASSERT_TRUE(c.commit());
    fs::copy_file(folder_ / "t.db", folder_ / "before.db");
    before_ = read();
  }

  sqlite::config settings() const {
    sqlite::config out;
    out.path = folder_ / "t.db";
    out.read_only = false;
    out.create = true;
    return out;
  }
  // With nothing failing, by a new connection.
  faults::digest read() const {
    sqlite::connector c(settings());
    auto out = faults::read_everything(c);
    EXPECT_TRUE(out) << to_text(out.error());
    return out ? *out : faults::digest();
  }
  // And what is SQLite's own.
  static result<faults::digest> read_and_ask(sqlite::connector& c) {
    auto out = faults::read_everything(c);
    if (!out) return out;
    if (auto counted = c.table_count({"t"}); !counted) return fail(counted.error());
    else if (*counted != 600) return fail(errc::internal, "other rows were counted");
    if (auto said = c.table_definition(object_kind::table, {"t"}); !said) return fail(said.error());
    auto asked =
        c.execute(statement("SELECT count(*) FROM t WHERE id < ?").bind(std::int64_t{100}), {});
    if (!asked) return fail(asked.error());
    if (asked->next()) {
      auto row = asked->row();
      value_view count;
      row.read(count);
      if (!asked->status() && count != value_view(std::int64_t{100}))
        return fail(errc::internal, "other rows were found");
    }
    if (asked->status()) return fail(asked->status());
    auto plan = c.plan({"t", {}}, 2);
    if (!plan) return fail(plan.error());
    std::size_t rows = 0;
    for (const partition& part : plan->partitions()) {
      auto stream = c.open(part);
      if (!stream) return fail(stream.error());
      while (stream->next()) ++rows;
      if (stream->status()) return fail(stream->status());
    }
    if (rows != 600) return fail(errc::internal, "other rows are in the parts");
    return out;
  }
  bool is_sound() const {
    sqlite::connector c(settings());
    auto check = c.execute("PRAGMA integrity_check", {});
    if (!check || !check->next()) return false;
    auto found = check->row();
    value_view said;
    found.read(said);
    return said == value_view("ok");
  }

  void reading(const char* name, faults::seam& at, std::initializer_list<errc> may_fail) {
    each_failure(
        name, at,
        [&] {
          sqlite::connector c(settings());
          return read_and_ask(c);
        },
        [&](const faults::digest& d) { return d == before_; }, may_fail,
        [&](bool) { EXPECT_EQ(read(), before_) << name; });
    // A connector that has seen it goes on.
    sqlite::connector survivor(settings());
    each_failure(
        "  and the same connection again", at, [&] { return read_and_ask(survivor); },
        [&](const faults::digest& d) { return d == before_; }, may_fail,
        [&](bool) {
          auto again = faults::read_everything(survivor);
          EXPECT_TRUE(again && *again == before_)
              << name << ": " << (again ? std::string("other rows") : to_text(again.error()));
        });
  }
  void writing(const char* name, faults::seam& at, std::initializer_list<errc> may_fail) {
    faults::digest all;
    each_failure(
        name, at, [&]() -> result<bool> { return write(); }, [](bool done) { return done; },
        may_fail,
        [&](bool committed) {
          const faults::digest now = read();
          if (all.rows == 0) all = now;
          EXPECT_TRUE(now == all || (!committed && now == before_)) << name << ": half is written";
          EXPECT_TRUE(is_sound()) << name;
          restore();
        });
  }

private:
  result<bool> write() {
    sqlite::connector c(settings());
    return faults::write_some(c, 100);
  }
  void restore() const {
    fs::remove(folder_ / "t.db-journal");
    fs::copy_file(folder_ / "before.db", folder_ / "t.db", fs::copy_options::overwrite_existing);
  }

  support::temporary_folder folder_;
  faults::digest before_;
};

TEST_F(fault_injection_sqlite, reading_without_memory_of_ours) {
  reading("reading, our allocations", faults::allocations, {});
}
TEST_F(fault_injection_sqlite, reading_without_memory_of_its_own) {
  reading("reading, SQLite's allocations", sqlite_allocations, {errc::resource});
}
TEST_F(fault_injection_sqlite, reading_from_a_disk_that_fails) {
  reading("reading, the disk", sqlite_disk, {errc::io, errc::connect});
}
TEST_F(fault_injection_sqlite, writing_without_memory_of_ours) {
  writing("writing, our allocations", faults::allocations, {});
}
TEST_F(fault_injection_sqlite, writing_without_memory_of_its_own) {
  writing("writing, SQLite's allocations", sqlite_allocations, {errc::resource});
}
TEST_F(fault_injection_sqlite, writing_to_a_disk_that_fails) {
  writing("writing, the disk", sqlite_disk, {errc::io, errc::connect});
}

}  // namespace
