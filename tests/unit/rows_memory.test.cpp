// SPDX-License-Identifier: BSL-1.0
// Rows into structs, over memory: what is lent, converted and refused, and what refusals say.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <gtest/gtest.h>

namespace shop {

enum class side : std::uint8_t { buy, sell };

struct trade {
  std::int64_t id;
  std::string symbol;
  double price;
  std::optional<std::int64_t> quantity;
  side which;
};
struct view {
  double price;
  std::string_view symbol;
};
struct wrong {
  std::int32_t id;
  float price;
  std::int64_t quantity;
  bool symbol;
  int sybol;
  int nothing;
};
struct address {
  std::string street;
  int zip;
};
struct customer {
  int id;
  address home;
  address work;
  std::string note = "kept";
  side likes;
  static constexpr auto ferrule_columns =
      ferrule::columns(ferrule::renamed("id", "customer_id"), ferrule::renamed("work", "office "),
                       ferrule::ignored("note"));
};
struct flat {
  int id, zip;
  std::string likes;
  static constexpr auto ferrule_columns = ferrule::columns(ferrule::renamed("id", "customer_id"),
                                                           ferrule::renamed("zip", "office zip"));
};
struct narrow {
  std::int8_t id;
};
struct rounding {
  float price;
};
struct not_null {
  std::int64_t quantity;
};
struct named_side {
  std::int64_t id;
  std::string which;
};
struct side_again {
  side which;
};

}  // namespace shop

namespace {

using namespace ferrule;
using memory::connector;
using memory::store;
using shop::side;
using shop::trade;

const std::vector<trade> trades{{1, "ACME", 12.5, 100, side::buy},
                                {2, "DUCK", 0.1, {}, side::sell},
                                {3, "ACME", 13, 7, side::buy}};

connector source(const std::string& name) {
  EXPECT_TRUE(store::named(name)->lend("trades", trades, {"id"}));
  return connector({.store = name});
}

TEST(rows_memory, the_same_struct_is_the_same_objects) {
  auto from = source("same");
  const trade* expected = trades.data();
  for (const trade& t : rows<trade>(from, "trades")) EXPECT_EQ(&t, expected++);
  EXPECT_EQ(expected, trades.data() + 3);
  expected = trades.data();
  ASSERT_TRUE(each_row<trade>(from, "trades", [&](const trade& t) { EXPECT_EQ(&t, expected++); }));
  auto opened = open_rows<trade>(from, "trades");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->next_block().data(), trades.data());
  EXPECT_TRUE(opened->next_block().empty());
  EXPECT_FALSE(opened->status());
}

TEST(rows_memory, another_struct_is_filled_by_name) {
  auto from = source("another");
  std::string text;
  for (const shop::view& v : rows<shop::view>(from, "trades"))
    text += fmt::format("{} {};", v.symbol, v.price);
  EXPECT_EQ(text, "ACME 12.5;DUCK 0.1;ACME 13;");
  text.clear();
  for (const auto& v : rows<shop::named_side>(from, "trades"))
    text += fmt::format("{} {};", v.id, v.which);
  EXPECT_EQ(text, "1 buy;2 sell;3 buy;");
  std::vector<side> sides;
  for (const auto& v : rows<shop::side_again>(from, "trades")) sides.push_back(v.which);
  EXPECT_EQ(sides, (std::vector{side::buy, side::sell, side::buy}));
}

TEST(rows_memory, collected_rows_own_what_they_hold) {
  ferrule::batch<shop::view> views;
  {
    auto from = source("collected");
    const auto owned = ferrule::collect<trade>(from, "trades");
    ASSERT_TRUE(owned);
    static_assert(std::is_same_v<decltype(owned)::value_type, std::vector<trade>>);
    EXPECT_EQ(owned->size(), 3u);
    EXPECT_EQ(owned->back().symbol, "ACME");
    auto some =
        ferrule::collect<shop::view>(from, "trades", {.where = ferrule::col("symbol") == "DUCK"});
    ASSERT_TRUE(some);
    views = std::move(*some);
    const auto refused = ferrule::collect<shop::wrong>(from, "trades");
    EXPECT_EQ(refused.error().kind, errc::type_mismatch);
  }
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0].symbol, "DUCK");
}

TEST(rows_memory, all_that_does_not_match_is_said_at_once_with_the_fix) {
  auto from = source("wrong");
  const auto refused = open_rows<shop::wrong>(from, "trades");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::type_mismatch);
  EXPECT_EQ(
      refused.error().message,
      "struct 'shop::wrong' does not match memory table 'trades':\n"
      "  - field 'sybol' needs a column 'sybol', which the table does not have; did you mean 'symbol'? Rename the field, or say renamed(\"sybol\", \"symbol\") in "
      "ferrule_columns\n"
      "  - field 'nothing' needs a column 'nothing', which the table does not have; leave the field out with ignored(\"nothing\")\n"
      "  - field 'id' (std::int32_t) and column id int64 not null [int64]: some values do not fit; declare the field as the column's type, or set narrowing = true to "
      "have every value checked\n"
      "  - field 'price' (float) and column price float64 not null [float64]: values would be rounded; declare the field as the column's type, or set lossy = true to "
      "accept that\n"
      "  - field 'quantity' (std::int64_t) and column quantity int64 [int64]: the column may be null; declare the field as std::optional<std::int64_t>, or set nulls = "
      "true to have a null reported as an error\n"
      "  - field 'symbol' (bool) and column symbol text not null [text]: no text becomes that; declare the field as the column's type or read another column");
  const auto unknown = open_rows<trade>(from, "trade");
  EXPECT_EQ(unknown.error(),
            (error{errc::not_found, false, "memory has no table 'trade'; did you mean 'trades'?"}));
}

TEST(rows_memory, a_range_throws_what_open_rows_returns) {
  auto from = source("throws");
  try {
    for (const auto& row : rows<shop::narrow>(from, "trades")) (void)row;
    FAIL();
  } catch (const failure& f) {
    EXPECT_EQ(f.why.kind, errc::type_mismatch);
    EXPECT_NE(std::string(f.what()).find("narrowing = true"), std::string::npos);
  }
}

TEST(rows_memory, narrowing_checks_every_value) {
  ASSERT_TRUE(store::named("narrow")->add(
      "trades",
      std::vector<trade>{
          {5, "", 0, {}, {}}, {-128, "", 0, {}, {}}, {128, "", 0, {}, {}}, {1, "", 0, {}, {}}}));
  connector from({.store = "narrow"});
  std::vector<int> read;
  const auto done = each_row<shop::narrow>(
      from, "trades", [&](const shop::narrow& n) { read.push_back(n.id); }, {.narrowing = true});
  EXPECT_EQ(read, (std::vector<int>{5, -128}));
  ASSERT_FALSE(done);
  EXPECT_EQ(
      done.error(),
      (error{
          errc::value_out_of_range, false,
          "memory table 'trades', column 'id', row 3: holds 128, which does not fit std::int8_t"}));
}

TEST(rows_memory, lossy_rounds_and_nulls_reports) {
  auto from = source("lossy");
  std::vector<float> prices;
  for (const auto& r : rows<shop::rounding>(from, "trades", {.lossy = true}))
    prices.push_back(r.price);
  EXPECT_EQ(prices, (std::vector<float>{12.5f, 0.1f, 13.f}));
  std::vector<std::int64_t> quantities;
  const auto done = each_row<shop::not_null>(
      from, "trades", [&](const auto& r) { quantities.push_back(r.quantity); }, {.nulls = true});
  EXPECT_EQ(quantities, (std::vector<std::int64_t>{100}));
  EXPECT_EQ(
      done.error(),
      (error{
          errc::type_mismatch, false,
          "memory table 'trades', column 'quantity', row 2: is null, but std::int64_t cannot be; read it into "
          "std::optional<std::int64_t>"}));
}

TEST(rows_memory, renamed_ignored_nested_and_enum_fields) {
  const std::vector<shop::customer> there{{7, {"Elm", 1}, {"Oak", 2}, "not stored", side::sell}};
  ASSERT_TRUE(store::named("nested")->lend("customers", there));
  connector from({.store = "nested"});
  const table_id names[] = {"customers"};
  EXPECT_EQ(from.list_columns(names)->front()->columns,
            (std::vector<std::string>{"customer_id", "home_street", "home_zip", "office street",
                                      "office zip", "likes"}));
  for (const auto& r : rows<shop::flat>(from, "customers"))
    EXPECT_EQ(fmt::format("{} {} {}", r.id, r.zip, r.likes), "7 2 sell");
  // A filtered range is not lent, so that the struct is filled cell by cell and what is ignored
  // keeps its default.
  int count = 0;
  for (const auto& r : rows<shop::customer>(from, "customers", {.where = col("office zip") == 2})) {
    EXPECT_NE(&r, there.data());
    EXPECT_EQ(r.home.street + r.work.street + r.note, "ElmOakkept");
    EXPECT_EQ(r.likes, side::sell);
    ++count;
  }
  EXPECT_EQ(count, 1);
}

TEST(rows_memory, lossy_reaches_the_elements_of_lists) {
  struct lists {
    std::vector<double> numbers;
  };
  struct floats {
    std::vector<float> numbers;
  };
  ASSERT_TRUE(store::named("lossy_lists")->add("t", std::vector<lists>{{{0.1, 2}}}));
  connector from({.store = "lossy_lists"});
  EXPECT_EQ(open_rows<floats>(from, "t").error().kind, errc::type_mismatch);
  for (const auto& r : rows<floats>(from, "t", binding_options{.lossy = true}))
    EXPECT_EQ(r.numbers, (std::vector<float>{0.1f, 2.f}));
}

TEST(rows_memory, text_that_is_no_enumerator_names_the_value) {
  struct texts {
    std::string which;
  };
  ASSERT_TRUE(store::named("enum_text")->add("t", std::vector<texts>{{"sell"}, {"Sell"}}));
  connector from({.store = "enum_text"});
  int count = 0;
  const auto done =
      each_row<shop::side_again>(from, "t", [&](const auto& r) { count += r.which == side::sell; });
  EXPECT_EQ(count, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(
      done.error().message,
      "memory table 't', column 'which', row 2: holds 'Sell', which is no enumerator of shop::side");
}

TEST(rows_memory, leaving_early_and_starting_again) {
  auto from = source("early");
  auto range = rows<shop::view>(from, "trades");
  for (int round = 0; round < 2; ++round) {
    int count = 0;
    for (const auto& v : range) {
      (void)v;
      if (++count == 2) break;
    }
    EXPECT_EQ(count, 2);
  }
  int seen = 0;
  ASSERT_TRUE(each_row<trade>(from, "trades",
                              [&](const trade&) { return ++seen == 2 ? flow::stop : flow::more; }));
  EXPECT_EQ(seen, 2);
}

TEST(rows_memory, a_connector_given_as_an_rvalue_is_kept) {
  (void)source("rvalue");
  double total = 0;
  for (const auto& v : rows<shop::view>(connector({.store = "rvalue"}), "trades")) total += v.price;
  EXPECT_DOUBLE_EQ(total, 25.6);
}

TEST(rows_memory, conditions_limits_and_offsets_are_applied_while_streaming) {
  auto from = source("filter");
  const auto ids = [&](request wanted) {
    std::vector<double> out;
    for (const auto& v : rows<shop::view>(from, "trades", wanted)) out.push_back(v.price);
    return out;
  };
  EXPECT_EQ(ids({.where = col(&trade::quantity) > 50}),
            (std::vector{12.5}));  // a column the struct does not read
  EXPECT_EQ(ids({.where = col("which") == "buy"}), (std::vector{12.5, 13.0}));
  EXPECT_EQ(ids({.limit = 2}), (std::vector{12.5, 0.1}));
  EXPECT_EQ(ids({.limit = 0}), (std::vector<double>{}));
  EXPECT_EQ(ids({.offset = 2}), (std::vector{13.0}));
  EXPECT_EQ(ids({.where = col("symbol") == "ACME", .limit = 1, .offset = 1}), (std::vector{13.0}));
  EXPECT_EQ(ids({.offset = 9}), (std::vector<double>{}));
  const auto refused = open_rows<shop::view>(from, "trades", {.order_by = {ascending("price")}});
  EXPECT_EQ(refused.error().kind, errc::unsupported);
  const auto unknown = open_rows<shop::view>(from, "trades", {.where = col("simbol") == "x"});
  EXPECT_EQ(unknown.error().kind, errc::not_found);
  EXPECT_NE(unknown.error().message.find("'symbol'"), std::string::npos) << unknown.error().message;
}

TEST(rows_memory, lent_rows_of_several_chunks_come_in_order) {
  auto s = store::named("chunks");
  ASSERT_TRUE(s->add("trades", trades));
  ASSERT_TRUE(s->append("trades", std::vector<trade>{}));
  ASSERT_TRUE(s->append("trades", std::vector<trade>{{4, "x", 0, {}, {}}}));
  connector from({.store = "chunks"});
  std::vector<std::int64_t> ids;
  for (const trade& t : rows<trade>(from, "trades")) ids.push_back(t.id);
  for (const auto& t : rows<shop::named_side>(from, "trades")) ids.push_back(t.id);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2, 3, 4, 1, 2, 3, 4}));
  EXPECT_EQ(ids.size(), 8u);
}

}  // namespace
