// SPDX-License-Identifier: BSL-1.0
// Text of every size with one of the characters at every place, copied into as much room as it needs.
#include <ferrule/core/copy_text.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace {

TEST(copy_text, finds_each_character_at_each_place_and_copies_all) {
  constexpr std::string_view wanted = ",\"\n\xff";
  const ferrule::wanted_characters looked_for({wanted[0], wanted[1], wanted[2], wanted[3]});
  for (std::size_t size = 0; size <= 70; ++size) {
    // Blocks of exactly that size: AddressSanitizer sees what is read or written beside them.
    const auto from = std::make_unique_for_overwrite<char[]>(size);
    const auto to = std::make_unique_for_overwrite<char[]>(size);
    const std::string_view text(from.get(), size);
    for (std::size_t place = 0; place <= size; ++place)
      for (const char c : wanted) {
        for (std::size_t i = 0; i < size; ++i) from[i] = static_cast<char>('a' + i % 26);
        if (place < size) from[place] = c;
        for (std::size_t i = 0; i < size; ++i) to[i] = 0;
        ASSERT_EQ(looked_for.copy(to.get(), text), place < size) << size << ' ' << place;
        ASSERT_EQ(std::string_view(to.get(), size), text);
        for (std::size_t i = 0; i < size; ++i) to[i] = 0;
        ASSERT_EQ(looked_for.copy_each(to.get(), text), place < size) << size << ' ' << place;
        ASSERT_EQ(std::string_view(to.get(), size), text);
      }
  }
}

}  // namespace
