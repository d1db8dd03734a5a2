// SPDX-License-Identifier: BSL-1.0
#include <ferrule/reflect/enum_names.hpp>
#include <gtest/gtest.h>

namespace paint {

enum class color { red, green, blue };
enum class sparse : int { below = -64, minus = -1, zero = 0, last = 255, beyond = 256 };
enum plain_fixed : unsigned char { first_flag = 1, high_flag = 255 };
enum class yes_no : bool { no, yes };
enum class narrow : signed char { lowest = -128, low = -64, high = 127 };
enum class huge : unsigned long long { small = 3, top = ~0ull };
enum class none : int {};
enum class http : short { ok = 200, not_found = 404 };
enum class aliased { one = 1, uno = 1 };

}  // namespace paint

template<>
struct ferrule::enum_range<paint::http> {
  static constexpr std::int64_t min = 100;
  static constexpr std::int64_t max = 599;
};

namespace {

using ferrule::enum_name;
using ferrule::enum_names;
using ferrule::enum_value;
using ferrule::enum_values;

enum class unnamed_space { here };

static_assert(enum_names<paint::color> == std::array<std::string_view, 3>{"red", "green", "blue"});
static_assert(enum_name(paint::color::green) == "green");
static_assert(enum_value<paint::color>("blue") == paint::color::blue);
static_assert(enum_names<unnamed_space>[0] == "here");

TEST(EnumNames, AreFoundFromMinus64To255) {
  EXPECT_EQ((enum_names<paint::sparse>),
            (std::array<std::string_view, 4>{"below", "minus", "zero", "last"}));
  EXPECT_EQ(enum_values<paint::sparse>[0], paint::sparse::below);
  EXPECT_EQ(enum_name(paint::sparse::beyond), "");
  EXPECT_EQ(enum_value<paint::sparse>("beyond"), std::nullopt);
}

TEST(EnumNames, AreClippedToTheUnderlyingType) {
  EXPECT_EQ((enum_names<paint::plain_fixed>),
            (std::array<std::string_view, 2>{"first_flag", "high_flag"}));
  EXPECT_EQ((enum_names<paint::yes_no>), (std::array<std::string_view, 2>{"no", "yes"}));
  EXPECT_EQ((enum_names<paint::narrow>), (std::array<std::string_view, 2>{"low", "high"}));
  EXPECT_EQ((enum_names<paint::huge>), (std::array<std::string_view, 1>{"small"}));
}

TEST(EnumNames, ASpecialisedRangeReachesFurther) {
  EXPECT_EQ(enum_name(paint::http::not_found), "not_found");
  EXPECT_EQ(enum_value<paint::http>("ok"), paint::http::ok);
}

TEST(EnumNames, AnEnumWithoutEnumeratorsHasNone) {
  EXPECT_TRUE(enum_names<paint::none>.empty());
  EXPECT_EQ(enum_name(paint::none{7}), "");
  EXPECT_EQ(enum_value<paint::none>(""), std::nullopt);
}

TEST(EnumNames, OfTwoEnumeratorsWithOneValueOneIsNamed) {
  ASSERT_EQ(enum_names<paint::aliased>.size(), 1u);
  EXPECT_FALSE(enum_name(paint::aliased::uno).empty());
}

TEST(EnumNames, AreMatchedExactly) {
  EXPECT_EQ(enum_value<paint::color>("Red"), std::nullopt);
  EXPECT_EQ(enum_value<paint::color>("re"), std::nullopt);
  EXPECT_EQ(enum_value<paint::color>(""), std::nullopt);
}

}  // namespace
