// SPDX-License-Identifier: BSL-1.0
// Integers as std::to_chars writes them: around every power of ten and of two, and at random.
#include <charconv>
#include <ferrule/core/integer_text.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <random>
#include <string>

namespace {

template<class I>
void check(I value) {
  char expected[32];
  const auto end = std::to_chars(expected, expected + sizeof expected, value).ptr;
  // As much room as is asked for: AddressSanitizer sees what is written behind it.
  const auto room = std::make_unique_for_overwrite<char[]>(ferrule::integer_chars);
  ASSERT_EQ(std::string_view(room.get(), ferrule::write_integer(room.get(), value)),
            std::string_view(expected, end));
}
void check_all(std::uint64_t value) {
  check(value);
  check(static_cast<std::int64_t>(value));
  check(static_cast<std::int64_t>(0 - value));
}

TEST(integer_text, around_powers) {
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10)
    for (std::uint64_t near = 0; near < 200; ++near) check_all(power + near - 100);
  for (int bit = 0; bit < 64; ++bit)
    for (std::uint64_t near = 0; near < 5; ++near) check_all((std::uint64_t{1} << bit) + near - 2);
  check_all(std::numeric_limits<std::uint64_t>::max());
}

TEST(integer_text, at_random) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) check_all(random() >> random() % 64);
  for (std::uint64_t i = 0; i < 100'000; ++i) check_all(i);
}

// Every value below 10^8 is divided as the digits of its halves are; the halves are all looked at.
TEST(integer_text, every_four_digits) {
  for (std::uint64_t four = 0; four < 10'000; ++four) {
    check_all(four * 10'000 + 1234);
    check_all(1234 * 10'000 + four);
  }
}

}  // namespace
