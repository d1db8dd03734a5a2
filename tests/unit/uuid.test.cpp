// SPDX-License-Identifier: BSL-1.0
#include <cctype>
#include <ferrule/core/uuid.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using ferrule::parse_uuid;
using ferrule::to_text;
using ferrule::uuid;

constexpr std::string_view sample = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

constexpr bool writes(const uuid& value, std::string_view expected) {
  char chars[ferrule::uuid_chars]{};
  const char* const end = ferrule::write_uuid(chars, value);
  return std::string_view(chars, static_cast<std::size_t>(end - chars)) == expected;
}

static_assert(sizeof(uuid) == 16);
static_assert(parse_uuid(sample) && writes(*parse_uuid(sample), sample));
static_assert(parse_uuid(sample)->bytes[0] == std::byte{0xf8});
static_assert(parse_uuid(sample)->bytes[15] == std::byte{0xf6});
static_assert(writes(uuid{}, "00000000-0000-0000-0000-000000000000"));
static_assert(parse_uuid("00000000000000000000000000000001") > uuid{});
static_assert(parse_uuid("ffffffff-ffff-ffff-ffff-ffffffffffff") > parse_uuid(sample));

TEST(uuid, accepts_either_case_braces_and_bare_digits) {
  const auto value = parse_uuid(sample);
  EXPECT_EQ(parse_uuid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"), value);
  EXPECT_EQ(parse_uuid("{f81d4fae-7dec-11d0-a765-00A0C91E6BF6}"), value);
  EXPECT_EQ(parse_uuid("f81d4fae7dec11d0a76500a0c91e6bf6"), value);
  EXPECT_EQ(parse_uuid("{f81d4fae7dec11d0a76500a0c91e6bf6}"), value);
}

TEST(uuid, refuses_everything_else) {
  for (const char* wrong : {"",
                            "{",
                            "}",
                            "{}",
                            "-",
                            "f81d4fae",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6bf60",
                            "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
                            "{{f81d4fae7dec11d0a76500a0c91e6bf6}}",
                            "f81d4fae7-dec-11d0-a765-00a0c91e6bf6",
                            "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
                            "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                            "f81d4fae 7dec 11d0 a765 00a0c91e6bf6",
                            " f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                            "f81d4fae-7dec-11d0-a765-00a0c91e6b\xc3\xa9",
                            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                            "------------------------------------",
                            "--------------------------------"})
    EXPECT_EQ(parse_uuid(wrong), std::nullopt) << wrong;
  EXPECT_EQ(parse_uuid(std::string_view()), std::nullopt);
}

TEST(uuid, every_wrong_byte_is_noticed) {
  for (std::size_t place = 0; place < sample.size(); ++place) {
    for (int c = 0; c < 256; ++c) {
      std::string text(sample);
      text[place] = static_cast<char>(c);
      const bool hex = c < 128 && std::isxdigit(c);
      EXPECT_EQ(parse_uuid(text).has_value(), sample[place] == '-' ? c == '-' : hex) << text;
    }
  }
}

TEST(uuid, text_goes_round_and_orders_alike) {
  std::mt19937_64 random(9562);
  uuid before;
  for (int i = 0; i < 50'000; ++i) {
    uuid value;
    for (auto& byte : value.bytes) byte = static_cast<std::byte>(random());
    std::string text = to_text(value);
    EXPECT_EQ(parse_uuid(text), value);
    EXPECT_EQ(value <=> before, text <=> to_text(before));
    std::erase(text, '-');
    EXPECT_EQ(parse_uuid(text), value);
    before = value;
  }
}

TEST(uuid, formats) {
  const uuid value = *parse_uuid(sample);
  EXPECT_EQ(fmt::format("{}", value), sample);
  EXPECT_EQ(fmt::format("{:>38}|", value), "  " + std::string(sample) + "|");
}

}  // namespace
