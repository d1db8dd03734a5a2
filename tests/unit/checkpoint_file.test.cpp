// SPDX-License-Identifier: BSL-1.0
// A checkpoint in a file survives what happens to files.
#include <ferrule/changes/checkpoint_file.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <support/temporary_folder.hpp>

namespace {

using ferrule::checkpoint;
using ferrule::checkpoint_file;
using ferrule::errc;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}
const checkpoint first{{41, "0/16B3748"}, "slot 1"},
    second{{42, std::string("\0\n:7", 4)}, "state\nof\nlines"};

TEST(checkpoint_file, gives_back_what_was_saved_last) {
  const support::temporary_folder folder;
  checkpoint_file file(folder / "state");
  EXPECT_EQ(*file.load(), std::nullopt);
  ASSERT_TRUE(file.save(first));
  EXPECT_EQ(**file.load(), first);
  ASSERT_TRUE(file.save(second));
  EXPECT_EQ(**checkpoint_file(folder / "state").load(), second);
}

TEST(checkpoint_file, falls_back_to_the_one_before_when_torn_or_damaged_anywhere) {
  const support::temporary_folder folder;
  const std::string path = folder / "state";
  checkpoint_file file(path);
  ASSERT_TRUE(file.save(first));
  ASSERT_TRUE(file.save(second));
  const std::string sound = bytes_of(path);
  for (std::size_t size = 0; size < sound.size(); ++size) {
    put(path, sound.substr(0, size));
    EXPECT_EQ(**file.load(), first) << "cut to " << size;
  }
  for (std::size_t at = 0; at < sound.size(); ++at)
    for (const int flipped : {1, 0x20, 0x80}) {
      std::string damaged = sound;
      damaged[at] = static_cast<char>(damaged[at] ^ flipped);
      put(path, damaged);
      EXPECT_EQ(**file.load(), first) << "byte " << at;
    }
  put(path, sound + "x");
  EXPECT_EQ(**file.load(), first);
  put(path + ".previous", "");
  const auto neither = file.load();
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error().kind, errc::corrupt);
  EXPECT_NE(neither.error().message.find("remove it to start again"), std::string::npos);
}

TEST(checkpoint_file, a_damaged_one_does_not_take_the_place_of_the_one_before) {
  const support::temporary_folder folder;
  const std::string path = folder / "state";
  checkpoint_file file(path);
  ASSERT_TRUE(file.save(first));
  ASSERT_TRUE(file.save(second));
  put(path, "torn");
  ASSERT_TRUE(file.save(second));
  EXPECT_EQ(**file.load(), second);
  put(path, "torn again");
  EXPECT_EQ(**file.load(), first);
}

TEST(checkpoint_file, says_what_another_version_wrote) {
  const support::temporary_folder folder;
  put(folder / "state", "ferrule checkpoint 2\n...");
  const auto newer = checkpoint_file(folder / "state").load();
  EXPECT_EQ(newer.error().kind, errc::corrupt);
  EXPECT_NE(newer.error().message.find("another version"), std::string::npos);
}

TEST(checkpoint_file, keeps_what_it_had_where_saving_fails) {
  const support::temporary_folder folder;
  checkpoint_file file(folder / "state");
  ASSERT_TRUE(file.save(first));
  std::filesystem::create_directory(folder / "state.next");  // nothing can be written there
  EXPECT_EQ(file.save(second).error().kind, errc::io);
  EXPECT_EQ(**file.load(), first);
  EXPECT_FALSE(checkpoint_file(folder / "nosuch/state").save(first));
}

}  // namespace
