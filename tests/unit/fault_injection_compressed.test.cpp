// SPDX-License-Identifier: BSL-1.0
// Compressed CSV files when memory runs out, zlib's and zstd's own too, when the disk fails, and when they are cut off.
#include <ferrule/connectors/csv.hpp>
#include <fstream>
#include <support/failing_decompressors.hpp>
#include <support/failing_disk.hpp>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;
using faults::each_failure;

std::string packed_by_zlib(const std::string& text) {
  z_stream s{};
  EXPECT_EQ(deflateInit2(&s, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(compressBound(text.size()) + 64, '\0');
  s.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  s.avail_in = static_cast<uInt>(text.size());
  s.next_out = reinterpret_cast<Bytef*>(out.data());
  s.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&s, Z_FINISH), Z_STREAM_END);
  out.resize(s.total_out);
  deflateEnd(&s);
  return out;
}
std::string packed_by_zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3);
  EXPECT_EQ(ZSTD_isError(size), 0u);
  out.resize(size);
  return out;
}

// Two members, or frames, one behind the other, of more than one buffer.
class fault_injection_compressed : public testing::TestWithParam<const char*> {
protected:
  void SetUp() override {
    std::string text = "id,label\n";
    for (int i = 0; i < 8000; ++i)
      text += std::to_string(i) + ",label " + std::to_string(i * 7919 % 10007) + "\n";
    const auto packed = std::string_view(GetParam()) == "gz" ? packed_by_zlib : packed_by_zstd;
    const std::size_t cut = text.size() / 2;
    write(packed(text.substr(0, cut)) + packed(text.substr(cut)));
    EXPECT_GT(text.size(), 64u * 1024);
    auto all = read(settings());
    ASSERT_TRUE(all) << to_text(all.error());
    before_ = *all;
    EXPECT_EQ(before_.rows, 2 * 8000u);
  }
  csv::config settings() const {
    return {.path = folder_ / (std::string("t.csv.") + GetParam()), .table = "t"};
  }
  void write(const std::string& bytes) const {
    std::ofstream(settings().path, std::ios::binary) << bytes;
  }
  static result<faults::digest> read(const csv::config& of) {
    csv::connector c(of);
    return faults::read_everything(c);
  }
  void reading(const char* what, faults::seam& at, std::initializer_list<errc> may_fail) {
    each_failure(
        concat("reading ", GetParam(), ", ", what).c_str(), at, [&] { return read(settings()); },
        [&](const faults::digest& d) { return d == before_; }, may_fail, [](bool) {});
  }

  support::temporary_folder folder_;
  faults::digest before_;
};

TEST_P(fault_injection_compressed, reading_without_memory_of_ours) {
  reading("our allocations", faults::allocations, {});
}
TEST_P(fault_injection_compressed, reading_without_memory_of_its_own) {
  reading("its allocations", faults::decompressor_allocations, {errc::resource});
}
TEST_P(fault_injection_compressed, reading_from_a_disk_that_fails) {
  reading("the disk", faults::disk, {errc::io});
}
TEST_P(fault_injection_compressed, a_disk_that_gives_a_byte_at_a_time_is_a_slow_one) {
  faults::a_byte_at_a_time = true;
  const auto slow = read(settings());
  faults::a_byte_at_a_time = false;
  ASSERT_TRUE(slow) << to_text(slow.error());
  EXPECT_EQ(*slow, before_);
}
// A file of no byte, or of the first ones that say how it is compressed, is no table that has no rows.
TEST_P(fault_injection_compressed, a_file_cut_off_in_its_first_bytes_is_damaged) {
  std::ifstream in(settings().path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t size = 0; size < 12; ++size) {
    write(whole.substr(0, size));
    const auto cut = read(settings());
    ASSERT_FALSE(cut) << size << " bytes";
    EXPECT_EQ(cut.error().kind, errc::corrupt) << size << " bytes: " << to_text(cut.error());
  }
  write("id,label\n1,not packed at all\n");
  EXPECT_TRUE(read(settings()));
}
INSTANTIATE_TEST_SUITE_P(files, fault_injection_compressed, testing::Values("gz", "zst"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
