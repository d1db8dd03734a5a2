// SPDX-License-Identifier: BSL-1.0
// Checkpoint files of arbitrary bytes: what is read is what was written, or one error that says where. No fuzzer guesses a checksum, so
// the bytes are also tried with the one that they should have; and as the position of a fan_out, which is text in a checkpoint.
#include <cstdlib>
#include <ferrule/changes/checkpoint_file.hpp>
#include <ferrule/decorators/fan_out/marks.hpp>
#include <filesystem>
#include <fstream>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::string& path, std::string_view text) {
  std::filesystem::remove(path + ".previous");
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
  checkpoint_file file(path);
  const auto read = file.load();
  if (!read) {
    require(read.error().kind == errc::corrupt);
    require(read.error().message.find(path) != std::string::npos);
    return;
  }
  require(read->has_value() && file.save(**read).has_value());
  const auto again = file.load();
  require(again && *again && (*again)->last.sequence == (*read)->last.sequence &&
          (*again)->last.position == (*read)->last.position && (*again)->state == (*read)->state);
}

void check_marks(std::string_view text) {
  const auto read = detail::read_marks(text);
  if (!read) return;
  std::string written;
  for (const detail::member_mark& mark : *read) detail::append_mark(written, mark);
  const auto again = detail::read_marks(written);
  require(again && again->size() == read->size());
  for (std::size_t i = 0; i < read->size(); ++i)
    require((*again)[i].member == (*read)[i].member &&
            (*again)[i].sequence == (*read)[i].sequence && (*again)[i].text == (*read)[i].text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const support::temporary_folder folder;
  static const std::string path = folder / "fuzzed";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_marks(text);
  check(path, text);
  const std::string whole = "ferrule checkpoint 1\n" + std::string(text);
  const std::string sum = std::to_string(checksum(whole));
  check(path, concat(whole, sum.size(), ":", sum, "\n"));
  return 0;
}
