// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <ferrule/stream/row_view.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using memory::connector;

struct trade {
  std::int64_t id;
  std::string symbol;
  std::optional<double> price;
};
const std::vector<trade> trades{{1, "ACME", 12.5}, {2, "DUCK", {}}, {300, "ACME", 3}};

memory::stream open() {
  EXPECT_TRUE(memory::store::named("row_view")->lend("trades", trades));
  static connector from({.store = "row_view"});
  return std::move(*from.open(table_info{"trades", {}}));
}

TEST(row_view, gives_cells_by_position_and_by_name) {
  auto stream = open();
  std::string text;
  const auto done = each_row_view(stream, [&](const row_view& row) {
    EXPECT_EQ(row.size(), 3u);
    text += to_text(row[0]) + "," + to_text(*row["symbol"]) + "," + to_text(*row["price"]) + ";";
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(text, "1,ACME,12.5;2,DUCK,null;300,ACME,3;");
}

TEST(row_view, an_unknown_name_is_an_error_with_the_nearest) {
  auto stream = open();
  const auto done = each_row_view(stream, [&](const row_view& row) {
    EXPECT_EQ(
        row["symbl"].error(),
        (error{errc::not_found, false, "the row has no column 'symbl'; did you mean 'symbol'?"}));
    EXPECT_EQ(row.get<int>("nothing").error(),
              (error{errc::not_found, false, "the row has no column 'nothing'"}));
    EXPECT_EQ(row.get<int>(3).error(),
              (error{errc::not_found, false, "a row of 3 columns has none at position 3"}));
    return flow::stop;
  });
  EXPECT_TRUE(done);
}

TEST(row_view, gives_typed_values_exactly_or_says_why_not) {
  auto stream = open();
  std::vector<error> errors;
  std::vector<std::optional<double>> prices;
  const auto done = each_row_view(stream, [&](const row_view& row) {
    prices.push_back(*row.get<std::optional<double>>("price"));
    if (auto id = row.get<std::int8_t>(0); !id) errors.push_back(id.error());
    if (auto price = row.get<double>("price"); !price) errors.push_back(price.error());
    EXPECT_EQ(row.get<std::string>("symbol")->size(), 4u);
    EXPECT_FALSE(row.get<int>("symbol"));
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(prices, (std::vector<std::optional<double>>{12.5, {}, 3}));
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(
      errors[0],
      (error{errc::type_mismatch, false,
             "column 'price' is null, but double cannot be; read it into std::optional<double>"}));
  EXPECT_EQ(errors[1], (error{errc::value_out_of_range, false,
                              "column 'id' holds 300, which does not fit std::int8_t"}));
}

TEST(row_view, visits_by_type_and_goes_over_its_columns) {
  auto stream = open();
  int integers = 0, texts = 0, others = 0;
  std::string names;
  const auto done = each_row_view(stream, [&](const row_view& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row.visit(i, [&]<class V>(const V&) {
        ++(std::is_same_v<V, std::int64_t>       ? integers
           : std::is_same_v<V, std::string_view> ? texts
                                                 : others);
      });
    row.for_each([&](const field& f, const value_view& cell) {
      names += f.name + (cell.is_null() ? "? " : " ");
    });
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(integers, 3);
  EXPECT_EQ(texts, 3);
  EXPECT_EQ(others, 3);
  EXPECT_EQ(names, "id symbol price id symbol price? id symbol price ");
}

TEST(row_view, ends_with_the_error_of_the_stream) {
  enum class side : std::uint8_t { buy };
  struct order {
    side which;
  };
  ASSERT_TRUE(memory::store::named("row_view_error")
                  ->add("orders", std::vector<order>{{side::buy}, {static_cast<side>(5)}}));
  connector from({.store = "row_view_error"});
  auto stream = std::move(*from.open(table_info{"orders", {}}));
  int rows = 0;
  const auto done = each_row_view(stream, [&](const row_view&) { ++rows; });
  EXPECT_EQ(rows, 1);
  EXPECT_EQ(done.error().kind, errc::value_out_of_range);
}

}  // namespace
