// SPDX-License-Identifier: BSL-1.0
// Every C++ type that can be a cell and every kind, through tables of structs and of values.
#include <ferrule/connectors/memory.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using namespace std::chrono_literals;
using memory::connector;
using memory::store;

enum class side : std::uint8_t { buy = 1, sell = 2 };
enum class level : std::int16_t { low = -3, high = 3 };

struct place {
  std::string city;
  std::optional<double> height;
};

// Every C++ type that can be a cell, and every way a layout can be read.
struct everything {
  bool flag = false;
  std::int8_t i8 = 0;
  std::int16_t i16 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  memory::detail::long_long_twin twin = 0;
  int128 i128 = 0;
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  memory::detail::unsigned_long_long_twin unsigned_twin = 0;
  uint128 u128 = 0;
  float f32 = 0;
  double f64 = 0;
  decimal dec{};
  std::string_view view;
  std::string text;
  std::array<char, 4> code{};
  bytes_view bytes;
  std::vector<std::byte> blob;
  date day{};
  interval span{};
  uuid id{};
  point at{};
  place home;
  std::chrono::sys_time<std::chrono::milliseconds> moment{};
  std::chrono::local_time<std::chrono::seconds> civil{};
  std::chrono::nanoseconds took{};
  side which = side::buy;
  std::vector<std::int32_t> numbers;
};
struct flexible {
  time_of_day clock{};
  timestamp stamp{};
  duration length{};
  value own;
  value_view any;
  level grade = level::low;
  std::vector<std::vector<std::optional<std::string>>> nested;
  std::vector<bool> bits;
  std::vector<side> sides;
};
struct maybe {
  std::optional<bool> flag;
  std::optional<std::int32_t> i32;
  std::optional<memory::detail::long_long_twin> twin;
  std::optional<int128> i128;
  std::optional<double> f64;
  std::optional<decimal> dec;
  std::optional<std::string_view> view;
  std::optional<std::string> text;
  std::optional<std::array<char, 4>> code;
  std::optional<bytes_view> bytes;
  std::optional<std::vector<std::byte>> blob;
  std::optional<date> day;
  std::optional<uuid> id;
  std::optional<point> at;
  std::optional<std::chrono::sys_time<std::chrono::microseconds>> moment;
  std::optional<std::chrono::local_time<std::chrono::nanoseconds>> civil;
  std::optional<std::chrono::seconds> took;
  std::optional<side> which;
  std::optional<std::vector<std::int64_t>> numbers;
  std::optional<std::chrono::duration<unsigned long, std::milli>> odd;
};

constexpr std::byte three_bytes[] = {std::byte{1}, std::byte{0}, std::byte{255}};

everything sample() {
  everything e;
  e.flag = true;
  e.i8 = -8, e.i16 = -16, e.i32 = -32, e.i64 = std::numeric_limits<std::int64_t>::min(),
  e.twin = -64, e.i128 = int128_min;
  e.u8 = 8, e.u16 = 16, e.u32 = 32, e.u64 = std::numeric_limits<std::uint64_t>::max(),
  e.unsigned_twin = 64, e.u128 = uint128_max;
  e.f32 = 1.5f, e.f64 = -0.1, e.dec = {12345, 2};
  e.view = "view", e.text = std::string("te\0xt", 5), e.code = {'a', 'b'};
  e.bytes = three_bytes, e.blob.assign(std::begin(three_bytes), std::end(three_bytes));
  e.day = date(std::chrono::days(19000)), e.span = {1, -2, 3},
  e.id = *parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), e.at = {1, 2};
  e.home = {"Ulm", 478.5};
  e.moment = std::chrono::sys_time<std::chrono::milliseconds>(1500ms);
  e.civil = std::chrono::local_time<std::chrono::seconds>(7s);
  e.took = 9ns;
  e.which = side::sell;
  e.numbers = {1, 2, 3};
  return e;
}

// All cells of all rows, owned.
std::vector<row_values> read_all(connector& from, table_info wanted) {
  auto stream = from.open(wanted);
  EXPECT_TRUE(stream) << stream.error().message;
  std::vector<row_values> out;
  while (stream && stream->next()) {
    auto row = stream->row();
    row_values& kept = out.emplace_back();
    for (std::size_t i = 0; i < stream->schema().fields.size(); ++i) {
      value_view cell;
      row.read(cell);
      kept.emplace_back(cell);
    }
  }
  EXPECT_FALSE(stream->status()) << stream->status().message;
  return out;
}

connector source(const std::string& name) { return connector({.store = name}); }

// The cells that `sample` must give, by any way.
void expect_sample(const row_values& row) {
  const everything e = sample();
  const std::vector<value_view> expected{true,
                                         e.i8,
                                         e.i16,
                                         e.i32,
                                         e.i64,
                                         std::int64_t{-64},
                                         e.i128,
                                         e.u8,
                                         e.u16,
                                         e.u32,
                                         e.u64,
                                         std::uint64_t{64},
                                         e.u128,
                                         e.f32,
                                         e.f64,
                                         e.dec,
                                         e.view,
                                         std::string_view(e.text),
                                         "ab",
                                         e.bytes,
                                         e.bytes,
                                         e.day,
                                         e.span,
                                         e.id,
                                         e.at,
                                         "Ulm",
                                         478.5,
                                         timestamp{1500, time_unit::millisecond, true},
                                         timestamp{7, time_unit::second, false},
                                         duration{9, time_unit::nanosecond},
                                         "sell"};
  ASSERT_EQ(row.size(), expected.size() + 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(row[i].view() == expected[i]) << "cell " << i << " is " << to_text(row[i]);
    EXPECT_TRUE(row[i].view().kind() == expected[i].kind()) << i;
  }
  EXPECT_EQ(to_text(row.back()), "[1, 2, 3]");
}

TEST(memory, structs_deliver_every_cell_type_through_the_column_plan) {
  const std::vector<everything> rows(3, sample());
  ASSERT_TRUE(store::named("plan")->lend("all", rows));
  auto from = source("plan");
  const auto read = read_all(from, {"all", {}});
  ASSERT_EQ(read.size(), 3u);
  for (const row_values& row : read) expect_sample(row);
}

TEST(memory, values_hold_every_cell_type) {
  auto to = source("values");
  auto like = source("values_like");
  ASSERT_TRUE(store::named("values_like")->add("all", std::vector{sample()}));
  const table_info all[] = {{"all", {}}};
  ASSERT_TRUE(to.create_table(*like.get_schemas(all)->front(), if_exists::fail));
  auto writer = to.open_writer(all[0], write_mode::insert);
  ASSERT_TRUE(writer);
  const auto rows = read_all(like, all[0]);
  std::vector<value_view> cells(rows[0].begin(), rows[0].end());
  for (int i = 0; i < 3000; ++i) ASSERT_TRUE(writer->write(cells)) << writer->status().message;
  const auto read = read_all(to, all[0]);
  ASSERT_EQ(read.size(), 3000u);
  for (const std::size_t i : {0u, 15u, 16u, 1500u, 2999u}) expect_sample(read[i]);
}

TEST(memory, cells_that_say_their_own_type_keep_it) {
  flexible f;
  f.clock = {61, time_unit::second}, f.stamp = {5, time_unit::millisecond, true},
  f.length = {-1, time_unit::nanosecond};
  f.own = value(std::vector<value>{value(1), value("two"), value()});
  f.any = 2.5, f.grade = level::high;
  f.nested = {{"a", std::nullopt}, {}};
  f.bits = {true, false};
  f.sides = {side::sell, side::buy};
  ASSERT_TRUE(store::named("own")->add("f", std::vector{f, flexible{}}));
  auto from = source("own");
  const auto rows = read_all(from, {"f", {}});
  ASSERT_EQ(rows.size(), 2u);
  std::string text;
  for (const value& v : rows[0]) text += to_text(v) + "; ";
  EXPECT_EQ(
      text,
      "00:01:01; 1970-01-01T00:00:00.005Z; -PT0.000000001S; [1, two, null]; 2.5; high; [[a, null], []]; [true, false]; [sell, buy]; ");
  EXPECT_TRUE(rows[1][3].is_null());
  EXPECT_TRUE(rows[1][4].is_null());
  const table_info wanted[] = {{"f", {}}};
  EXPECT_EQ(
      to_text(*from.get_schemas(wanted)->front()),
      "f (clock time(microsecond) not null [time], stamp timestamp(microsecond) not null [timestamp], length duration(microsecond) not null "
      "[duration], own any [text], any any [text], grade text not null [text], nested list<list<text>> not null [list], "
      "bits list<boolean> not null [list], sides list<text> not null [list])");
}

TEST(memory, optionals_without_value_are_null_and_with_value_are_not) {
  maybe full{true,
             -32,
             -64,
             int128{1},
             0.5,
             decimal{5, 1},
             "view",
             "text",
             std::array<char, 4>{'a', 'b', 'c', 'd'},
             bytes_view(three_bytes),
             std::vector<std::byte>(2),
             date(std::chrono::days(3)),
             uuid{},
             point{1, 2},
             std::chrono::sys_time<std::chrono::microseconds>(1us),
             std::chrono::local_time<std::chrono::nanoseconds>(2ns),
             3s,
             side::buy,
             std::vector<std::int64_t>{7},
             std::chrono::duration<unsigned long, std::milli>(4)};
  ASSERT_TRUE(store::named("maybe")->add("m", std::vector{full, maybe{}}));
  auto from = source("maybe");
  const auto rows = read_all(from, {"m", {}});
  ASSERT_EQ(rows.size(), 2u);
  std::string text;
  for (const value& v : rows[0]) text += to_text(v) + "; ";
  EXPECT_EQ(
      text,
      "true; -32; -64; 1; 0.5; 0.5; view; text; abcd; x'0100ff'; x'0000'; 1970-01-04; 00000000-0000-0000-0000-000000000000; (1, 2); "
      "1970-01-01T00:00:00.000001Z; 1970-01-01T00:00:00.000000002; PT3S; buy; [7]; PT0.004S; ");
  for (const value& v : rows[1]) EXPECT_TRUE(v.is_null());
}

TEST(memory, a_value_without_enumerator_is_an_error_that_names_the_row) {
  struct order {
    int id;
    side which;
    std::optional<side> other;
  };
  ASSERT_TRUE(store::named("enums")->add("orders",
                                         std::vector<order>{{1, side::buy, {}},
                                                            {2, static_cast<side>(7), side::buy},
                                                            {3, side::buy, static_cast<side>(9)}}));
  auto from = source("enums");
  const auto status_of = [&](const char* column) {
    auto stream = from.open(table_info{"orders", {"id", column}});
    value_view cell;
    while (stream->next()) {
      auto row = stream->row();
      row.read(cell);
      row.read(cell);
    }
    EXPECT_FALSE(stream->next());
    return stream->status();
  };
  EXPECT_EQ(status_of("which").kind, errc::value_out_of_range);
  EXPECT_EQ(
      status_of("which").message,
      "memory table 'orders', column 'which', row 2: holds 7, which no enumerator has; give it one, or keep the number in an "
      "integer field");
  EXPECT_EQ(
      status_of("other").message,
      "memory table 'orders', column 'other', row 3: holds a value that no enumerator has; give it one, or keep the number in an "
      "integer field");
}

}  // namespace
