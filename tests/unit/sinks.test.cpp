// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <ferrule/sinks/batches.hpp>
#include <ferrule/sinks/callback.hpp>
#include <ferrule/sinks/null.hpp>
#include <ferrule/sinks/structs.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <ferrule/sinks/vector.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;
using memory::connector;

struct trade {
  std::int64_t id;
  std::string symbol;
  std::optional<double> price;
};
struct borrowed {
  std::int64_t id;
  std::string_view symbol;
  std::optional<double> price;
};
const std::vector<trade> trades{{1, "ACME", 12.5}, {2, "DUCK", {}}, {300, "ACME", 3}};

template<class T>
memory::stream open(const std::vector<T>& rows, std::vector<std::string> columns = {}) {
  EXPECT_TRUE(memory::store::named("sinks")->add("rows", rows));
  connector from({.store = "sinks"});
  auto stream = from.open(table_info{"rows", std::move(columns)});
  EXPECT_TRUE(stream);
  return std::move(*stream);
}

TEST(sinks, a_loop_body_is_enough) {
  auto stream = open(trades);
  int rows = 0;
  const auto delivered =
      deliver(stream, [&](auto&) { return ++rows == 2 ? flow::stop : flow::more; });
  EXPECT_EQ(delivered, 2u);
  // The stream goes on behind the last row given out.
  EXPECT_EQ(deliver(stream, [](auto&) { return flow::more; }), 1u);
}

TEST(sinks, a_callback_takes_a_row_view_or_the_cursor) {
  auto stream = open(trades);
  std::string text;
  EXPECT_EQ(deliver(stream, callback([&](const row_view& row) { text += to_text(row[1]); })), 3u);
  stream = open(trades);
  EXPECT_EQ(deliver(stream, callback([&](memory::stream::row_type& row) {
                      std::int64_t id = 0;
                      row.read(id);
                      text += std::to_string(id);
                      return id == 2 ? flow::stop : flow::more;
                    })),
            2u);
  stream = open(trades, {"price"});
  EXPECT_EQ(deliver(stream, callback([&](auto& row) {
                      value_view cell;
                      row.read(cell);
                      text += to_text(cell);
                    })),
            3u);
  EXPECT_EQ(text, "ACMEDUCKACME1212.5null3");
}

TEST(sinks, structs_are_lent_or_filled) {
  auto stream = open(trades);
  std::string text;
  EXPECT_EQ(deliver(stream, structs<trade>([&](const trade& t) { text += t.symbol; })), 3u);
  stream = open(trades);
  EXPECT_EQ(deliver(stream, structs<borrowed>([&](const borrowed& t) {
                      text += t.symbol;
                      return flow::stop;
                    })),
            1u);
  EXPECT_EQ(text, "ACMEDUCKACMEACME");
  struct wrong {
    std::int8_t id;
  };
  stream = open(trades, {"id"});
  EXPECT_EQ(deliver(stream, structs<wrong>([](const wrong&) {})).error().kind, errc::type_mismatch);
  const auto late = deliver(stream, structs<wrong>([](const wrong&) {}, {.narrowing = true}));
  EXPECT_EQ(late.error().message,
            "memory table 'rows', column 'id', row 3: holds 300, which does not fit std::int8_t");
}

TEST(sinks, a_vector_keeps_structs_that_own) {
  auto stream = open(trades, {"id", "symbol", "price"});
  std::vector<trade> kept;
  EXPECT_EQ(deliver(stream, into_vector(kept)), 3u);
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[1].symbol, "DUCK");
  EXPECT_FALSE(kept[1].price);
}

TEST(sinks, a_batch_keeps_structs_that_borrow) {
  batch<borrowed> kept;
  {
    const std::vector<trade> gone{{1, std::string(100, 'x'), {}}, {2, std::string(100, 'y'), {}}};
    auto stream = open(gone);
    EXPECT_EQ(deliver(stream, into_batch(kept)), 2u);
    ASSERT_TRUE(memory::store::named("sinks")->remove("rows"));
  }
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[1].symbol, std::string(100, 'y'));
}

TEST(sinks, batches_come_full_and_the_last_as_it_is) {
  std::vector<trade> many;
  for (int i = 0; i < 25; ++i) many.push_back({i, std::to_string(i), {}});
  auto stream = open(many);
  std::vector<batch<borrowed>> taken;
  EXPECT_EQ(deliver(stream, into_batches<borrowed>(
                                [&](batch<borrowed>& b) { taken.push_back(std::move(b)); }, 10)),
            25u);
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[2].size(), 5u);
  EXPECT_EQ(taken[2][4].symbol, "24");
  EXPECT_EQ(taken[0][0].symbol, "0");
  // Left where they are, they are used again; a stop is heard.
  stream = open(many);
  std::vector<std::size_t> sizes;
  EXPECT_EQ(deliver(stream, into_batches<borrowed>(
                                [&](const batch<borrowed>& b) {
                                  sizes.push_back(b.size());
                                  return sizes.size() == 2 ? flow::stop : flow::more;
                                },
                                10)),
            20u);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 10}));
}

TEST(sinks, null_reads_everything_and_counts) {
  auto stream = open(trades);
  null_sink seen;
  EXPECT_EQ(deliver(stream, seen), 3u);
  EXPECT_EQ(seen.rows(), 3u);
  EXPECT_EQ(seen.bytes(), 3u * 8 + 3 * 4 + 2 * 8);
  EXPECT_GT(seen.took().count(), 0);
  EXPECT_GT(seen.rows_per_second(), 0);
}

std::string table(const std::vector<trade>& rows, text_table_options options) {
  auto stream = open(rows);
  std::string out;
  EXPECT_EQ(deliver(stream, text_table(out, std::move(options))), rows.size());
  return out;
}

TEST(sinks, a_text_table_is_aligned) {
  EXPECT_EQ(table(trades, {}),
            " id  symbol  price\n"
            "---  ------  -----\n"
            "  1  ACME     12.5\n"
            "  2  DUCK     null\n"
            "300  ACME        3\n");
  EXPECT_EQ(table(trades, {.types = true, .null = "-"}),
            "   id  symbol    price\n"
            "int64  text    float64\n"
            "-----  ------  -------\n"
            "    1  ACME       12.5\n"
            "    2  DUCK          -\n"
            "  300  ACME          3\n");
  EXPECT_EQ(table({}, {}), "id  symbol  price\n--  ------  -----\n");
}

TEST(sinks, a_text_table_overflows_behind_its_sample) {
  EXPECT_EQ(table(trades, {.sample = 2}),
            "id  symbol  price\n"
            "--  ------  -----\n"
            " 1  ACME     12.5\n"
            " 2  DUCK     null\n"
            "300  ACME        3\n");
}

TEST(sinks, a_text_table_cuts_escapes_and_counts_code_points) {
  const std::vector<trade> odd{{1, "line\nbreak", {}},  {2, "\xc3\xa4\xc3\xb6\xc3\xbc", {}},
                               {3, "\x1b[31m\xff", {}}, {4, "123456789012", {}},
                               {5, "1234567890", {}},   {6, "123456789\n", {}},
                               {7, "\xc2\x9b", {}}};
  EXPECT_EQ(table(odd, {.widest = 10}),
            "id  symbol      price\n"
            "--  ----------  -----\n"
            " 1  line\\nbre\xe2\x80\xa6   null\n"
            " 2  \xc3\xa4\xc3\xb6\xc3\xbc          null\n"
            " 3  \\x1b[31m\xe2\x80\xa6    null\n"
            " 4  123456789\xe2\x80\xa6   null\n"
            " 5  1234567890   null\n"
            " 6  123456789\xe2\x80\xa6   null\n"
            " 7  \\x9b         null\n");
}

TEST(sinks, a_text_table_prints_the_rows_before_an_error_and_says_when_it_cannot_print) {
  enum class side : std::uint8_t { buy };
  struct order {
    side which;
  };
  auto stream = open(std::vector<order>{{side::buy}, {static_cast<side>(5)}});
  std::string out;
  EXPECT_EQ(deliver(stream, text_table(out)).error().kind, errc::value_out_of_range);
  EXPECT_EQ(out, "which\n-----\nbuy\n");
  if (std::FILE* const full = std::fopen("/dev/full", "w")) {
    auto again = open(trades);
    EXPECT_EQ(deliver(again, text_table(full)).error().kind, errc::resource);
    std::fclose(full);
  }
}

}  // namespace
