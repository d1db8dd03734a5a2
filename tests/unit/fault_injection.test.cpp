// SPDX-License-Identifier: BSL-1.0
// CSV and memory when memory runs out, and CSV when its files cannot be read.
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/memory.hpp>
#include <fstream>
#include <support/failing_disk.hpp>
#include <support/temporary_folder.hpp>
#include <zlib.h>

namespace {

using namespace ferrule;
using faults::a_byte_at_a_time;
using faults::disk;
using faults::each_failure;
using faults::sample_row;
namespace fs = std::filesystem;

class fault_injection_csv : public testing::Test {
protected:
  void SetUp() override {
    fs::create_directory(folder_ / "in");
    std::string text = "id,label\n";
    for (int i = 0; i < 300; ++i)
      text += std::to_string(i) + (i % 7 == 0 ? ",\n" : ",\"row, " + std::to_string(i) + "\"\n");
    std::ofstream(folder_ / "in/plain.csv") << text;
    gzFile packed = gzopen((folder_ / "in/packed.csv.gz").c_str(), "wb");
    gzwrite(packed, text.data(), static_cast<unsigned>(text.size()));
    gzclose(packed);
    std::ofstream(folder_ / "in/short.csv") << "id,label\n7,seven\n";
    before_ = read();
    EXPECT_EQ(before_.rows, 2u * (300 + 300 + 1));
  }

  csv::config settings() const {
    csv::config out;
    out.path = folder_ / "in";
    return out;
  }
  faults::digest read() const {
    csv::connector c(settings());
    auto out = faults::read_everything(c);
    EXPECT_TRUE(out) << to_text(out.error());
    return out ? *out : faults::digest();
  }
  // And what is CSV's own.
  static result<faults::digest> read_and_plan(csv::connector& c) {
    auto out = faults::read_everything(c);
    if (!out) return out;
    auto plan = c.plan({"plain", {}}, 3);
    if (!plan) return fail(plan.error());
    std::size_t rows = 0;
    for (const partition& part : plan->partitions()) {
      auto stream = c.open(part);
      if (!stream) return fail(stream.error());
      while (stream->next()) ++rows;
      if (stream->status()) return fail(stream->status());
    }
    if (rows != 300) return fail(errc::internal, "other rows are in the parts");
    return out;
  }
  void reading(const char* name, faults::seam& at, std::initializer_list<errc> may_fail) {
    const auto right = [&](const faults::digest& d) { return d == before_; };
    each_failure(
        name, at,
        [&] {
          csv::connector c(settings());
          return read_and_plan(c);
        },
        right, may_fail, [&](bool) { EXPECT_EQ(read(), before_) << name; });
    // A connector that has seen it goes on. What it has detected it keeps, so each is asked twice.
    std::unique_ptr<csv::connector> survivor;
    each_failure(
        "  and the same connector again", at, [&] { return read_and_plan(*survivor); }, right,
        may_fail,
        [&](bool) {
          auto again = faults::read_everything(*survivor);
          EXPECT_TRUE(again && *again == before_)
              << name << ": " << (again ? std::string("other rows") : to_text(again.error()));
        },
        [&] { survivor = std::make_unique<csv::connector>(settings()); });
  }

  support::temporary_folder folder_;
  faults::digest before_;
};

TEST_F(fault_injection_csv, reading_without_memory) {
  reading("reading CSV, allocations", faults::allocations, {});
}
TEST_F(fault_injection_csv, reading_from_a_disk_that_fails) {
  reading("reading CSV, the disk", disk, {errc::io});
}
// glob passes over it; the tables in it would be missing without a word.
TEST_F(fault_injection_csv, a_folder_of_a_pattern_that_cannot_be_read_is_an_error) {
  const std::string pattern = folder_ / "*/*.csv";
  EXPECT_EQ(csv::detail::find_files(pattern)->size(), 2u);
  fs::create_directory_symlink("nowhere", folder_ / "gone");  // not there, which is no error
  EXPECT_EQ(csv::detail::find_files(pattern)->size(), 2u);
  const auto found = csv::detail::find_files(folder_ / (std::string(300, 'n') + "/*.csv").c_str());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, errc::io) << to_text(found.error());
}
TEST_F(fault_injection_csv, a_disk_that_gives_a_byte_at_a_time_is_a_slow_one) {
  a_byte_at_a_time = true;
  EXPECT_EQ(read(), before_);
  a_byte_at_a_time = false;
}

class fault_injection_memory : public testing::Test {
protected:
  void SetUp() override { put(); }

  static std::shared_ptr<memory::store> store() {
    return memory::store::named("the store of fault injection");
  }
  static memory::config settings() { return {"the store of fault injection"}; }
  static void put() {
    memory::connector c(settings());
    ASSERT_TRUE(create_table_for<sample_row>(c, "t", {"id"}, if_exists::replace));
    std::vector<sample_row> rows;
    for (std::int64_t i = 0; i < 50; ++i) rows.push_back({i, "a label that is no short string"});
    ASSERT_TRUE(write_rows(c, "t", rows));
  }
  static result<faults::digest> read() {
    memory::connector c(settings());
    return faults::read_everything(c);
  }
  static result<bool> write() {
    memory::connector c(settings());
    return faults::write_some(c, 40);
  }
};

TEST_F(fault_injection_memory, reading_without_memory) {
  const auto before = read();
  ASSERT_TRUE(before);
  each_failure(
      "reading memory, allocations", faults::allocations, [] { return read(); },
      [&](const faults::digest& d) { return d == *before; }, {},
      [&](bool) { EXPECT_TRUE(*read() == *before); });
}

TEST_F(fault_injection_memory, writing_without_memory) {
  for (const bool logged : {false, true}) {
    if (logged) store()->keep_changes(4);
    const auto before = read();
    ASSERT_TRUE(before);
    std::optional<faults::digest> all;
    each_failure(
        logged ? "writing memory with its changes, allocations" : "writing memory, allocations",
        faults::allocations, [] { return write(); }, [](bool done) { return done; }, {},
        [&](bool committed) {
          const auto now = read();
          ASSERT_TRUE(now) << to_text(now.error());
          if (!all) all = *now;
          EXPECT_TRUE(*now == *all || (!committed && *now == *before)) << "half is written";
          put();
        },
        [] {});  // the store is filled
  }
}

}  // namespace
