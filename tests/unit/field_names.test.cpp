// SPDX-License-Identifier: BSL-1.0
#include <ferrule/reflect/field_names.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>

namespace {

struct trade {
  int id = 7;
  std::string symbol = "ABC";
  std::optional<double> price;
  std::unique_ptr<int> owned = nullptr;
};

TEST(FieldNames, AreThereAtRunTime) {
  std::string all;
  for (const std::string_view name : ferrule::field_names<trade>) (all += name) += ' ';
  EXPECT_EQ(all, "id symbol price owned ");
  EXPECT_EQ((ferrule::field_name<trade, 1>.data()[6]), '\0') << "names end with a zero";
}

TEST(FieldNames, BelongToLocalTypes) {
  struct local {
    int only_here;
  };
  EXPECT_EQ((ferrule::field_name<local, 0>), "only_here");
}

TEST(GetField, IsTheFieldItself) {
  trade t;
  ferrule::get_field<0>(t) = 8;
  ferrule::get_field<3>(t) = std::make_unique<int>(5);
  EXPECT_EQ(t.id, 8);
  EXPECT_EQ(*t.owned, 5);
  EXPECT_EQ(&ferrule::get_field<1>(t), &t.symbol);
  const trade& constant = t;
  EXPECT_EQ(&ferrule::get_field<2>(constant), &t.price);
  static_assert(
      std::is_same_v<decltype(ferrule::get_field<2>(constant)), const std::optional<double>&>);
}

TEST(FieldNames, WorkForAHundredFields) {
  struct hundred {
    int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9;
    int c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9;
    int e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9;
    int g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9;
    int i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9;
  };
  EXPECT_EQ(ferrule::field_count<hundred>, 100u);
  EXPECT_EQ((ferrule::field_name<hundred, 99>), "j9");
}

}  // namespace
