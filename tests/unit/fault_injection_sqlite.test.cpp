// SPDX-License-Identifier: BSL-1.0
// SQLite when memory runs out, ours or its own, and when the disk fails.
#include <ferrule/connectors/sqlite.hpp>
#include <sqlite3.h>
#include <support/fault_injection.hpp>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;
using faults::each_failure;
namespace fs = std::filesystem;

faults::seam sqlite_allocations, disk;
sqlite3_mem_methods its_memory;
sqlite3_vfs* its_files = nullptr;

void* failing_malloc(int size) {
  return sqlite_allocations.fails() ? nullptr : its_memory.xMalloc(size);
}
void* failing_realloc(void* at, int size) {
  return sqlite_allocations.fails() ? nullptr : its_memory.xRealloc(at, size);
}

// A file of SQLite's own VFS, whose calls fail when it is their turn.
struct file {
  sqlite3_file base;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
file& of(sqlite3_file* f) { return *reinterpret_cast<file*>(f); }
template<auto Member, int Code>
constexpr auto failing = []<class... As>(sqlite3_file* f, As... as) {
  sqlite3_file* const inner = of(f).inner();
  return disk.fails() ? Code : (inner->pMethods->*Member)(inner, as...);
};
template<auto Member>
constexpr auto forwarded = []<class... As>(sqlite3_file* f, As... as) {
  sqlite3_file* const inner = of(f).inner();
  return (inner->pMethods->*Member)(inner, as...);
};
using m = sqlite3_io_methods;
constexpr m methods{1,
                    [](sqlite3_file* f) { return of(f).inner()->pMethods->xClose(of(f).inner()); },
                    failing<&m::xRead, SQLITE_IOERR_READ>,
                    failing<&m::xWrite, SQLITE_IOERR_WRITE>,
                    failing<&m::xTruncate, SQLITE_IOERR_TRUNCATE>,
                    failing<&m::xSync, SQLITE_IOERR_FSYNC>,
                    failing<&m::xFileSize, SQLITE_IOERR_FSTAT>,
                    failing<&m::xLock, SQLITE_IOERR_LOCK>,
                    forwarded<&m::xUnlock>,
                    failing<&m::xCheckReservedLock, SQLITE_IOERR_CHECKRESERVEDLOCK>,
                    forwarded<&m::xFileControl>,
                    forwarded<&m::xSectorSize>,
                    forwarded<&m::xDeviceCharacteristics>,
                    nullptr,
                    nullptr,
                    nullptr,
                    nullptr,
                    nullptr,
                    nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
  f->pMethods = nullptr;
  if (disk.fails()) {
    errno = EIO;
    return SQLITE_CANTOPEN;
  }
  const int code = its_files->xOpen(its_files, name, of(f).inner(), flags, out);
  if (of(f).inner()->pMethods != nullptr) f->pMethods = &methods;
  return code;
}

// Before SQLite is used: its memory and files are ours.
const bool configured = [] {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &its_memory);
  sqlite3_mem_methods memory = its_memory;
  memory.xMalloc = failing_malloc;
  memory.xRealloc = failing_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);  // each allocation for itself
  sqlite3_initialize();
  its_files = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *its_files;
  vfs.zName = "failing";
  vfs.szOsFile = static_cast<int>(sizeof(file)) + its_files->szOsFile;
  vfs.xOpen = open_file;
  return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}();

struct row {
  std::int64_t id = 0;
  std::optional<std::string> label;
};

class fault_injection_sqlite : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(configured);
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
  reading("reading, the disk", disk, {errc::io, errc::connect});
}
TEST_F(fault_injection_sqlite, writing_without_memory_of_ours) {
  writing("writing, our allocations", faults::allocations, {});
}
TEST_F(fault_injection_sqlite, writing_without_memory_of_its_own) {
  writing("writing, SQLite's allocations", sqlite_allocations, {errc::resource});
}
TEST_F(fault_injection_sqlite, writing_to_a_disk_that_fails) {
  writing("writing, the disk", disk, {errc::io, errc::connect});
}

}  // namespace
