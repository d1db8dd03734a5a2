// SPDX-License-Identifier: BSL-1.0
// What the command line reads and prints: JSON of every kind of value, parameters, assignments, contracts.
#include <ferrule/cli/contract.hpp>
#include <ferrule/cli/query.hpp>
#include <ferrule/cli/row_choice.hpp>
#include <gtest/gtest.h>
#include <limits>

namespace {

using namespace ferrule;

std::string json_of(const value_view& cell) {
  std::string out;
  append_json(out, cell);
  return out;
}

TEST(cli_json, numbers_keep_every_digit) {
  EXPECT_EQ(json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(json_of(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(json_of(int128_max), "\"170141183460469231731687303715884105727\"");
  EXPECT_EQ(json_of(std::int8_t{-5}), "-5");
  EXPECT_EQ(json_of(0.1), "0.1");
  EXPECT_EQ(json_of(0.1f), "0.1");
  EXPECT_EQ(json_of(1e300), "1e+300");
  EXPECT_EQ(json_of(std::numeric_limits<double>::quiet_NaN()), "\"NaN\"");
  EXPECT_EQ(json_of(-std::numeric_limits<float>::infinity()), "\"-Infinity\"");
  EXPECT_EQ(json_of(decimal{12345, 2}), "\"" + to_text(decimal{12345, 2}) + "\"");
  EXPECT_EQ(json_of(true), "true");
  EXPECT_EQ(json_of(nullptr), "null");
}

TEST(cli_json, text_is_escaped_and_bytes_are_base64) {
  EXPECT_EQ(json_of("a\"b\\c\n\t\x01 Gr\u00fc\u00dfe"),
            "\"a\\\"b\\\\c\\n\\u0009\\u0001 Gr\u00fc\u00dfe\"");
  EXPECT_EQ(json_of("\xff\x41"), "{\"base64\": \"/0E=\"}");
  EXPECT_EQ(json_of("\xed\xa0\x80"), "{\"base64\": \"7aCA\"}");  // half of a surrogate pair
  const std::string three("\0\x10\xff", 3);
  EXPECT_EQ(json_of(std::as_bytes(std::span(three))), "\"ABD/\"");
  EXPECT_EQ(json_of(std::as_bytes(std::span(three)).first(1)), "\"AA==\"");
  EXPECT_EQ(json_of(std::as_bytes(std::span(three)).first(0)), "\"\"");
}

TEST(cli_json, lists_and_points_are_arrays) {
  const value_view elements[] = {1, nullptr, "x"};
  EXPECT_EQ(json_of(list_view(elements)), "[1, null, \"x\"]");
  EXPECT_EQ(json_of(list_view()), "[]");
  EXPECT_EQ(json_of(point{1.5, -2}), "[1.5, -2]");
}

const schema& flights() {
  static const schema columns{{{.name = "delay", .type = {.kind = kind::int64}},
                               {.name = "delay = late", .type = {.kind = kind::boolean}},
                               {.name = "origin", .type = {.kind = kind::text}},
                               {.name = "price", .type = {.kind = kind::decimal}},
                               {.name = "speed", .type = {.kind = kind::float64}},
                               {.name = "any", .type = {}, .typing = typing::open}}};
  return columns;
}
std::string condition(const char* text) {
  const auto made = cli::request_of({.where = {text}}, flights());
  return made ? concat(made->where, " of ",
                       made->where.values.empty() || made->where.values[0].is_null()
                           ? "nothing"
                           : name_of(made->where.values[0].kind()))
              : to_text(made.error());
}

TEST(cli_conditions, have_values_of_their_columns_types) {
  EXPECT_EQ(condition("delay>60"), "delay > 60 of int64");
  EXPECT_EQ(condition(" delay  <=  007 "), "delay <= 7 of int64");
  EXPECT_EQ(condition("delay < 0.5"), "delay < 0.5 of float64");
  EXPECT_EQ(condition("delay <> 170141183460469231731687303715884105727"),
            "delay <> 170141183460469231731687303715884105727 of int128");
  EXPECT_EQ(condition("delay = soon"), "delay = 'soon' of text");
  EXPECT_EQ(condition("speed = 1.50"), "speed = 1.5 of float64");
  EXPECT_EQ(condition("price = 1.50"), "price = '1.50' of text");  // decimals are read as such
  EXPECT_EQ(condition("origin = 007"), "origin = '007' of text");
  EXPECT_EQ(condition("origin='it''s = so'"), "origin = 'it's = so' of text");
  EXPECT_EQ(condition("origin ^= A"), "origin starts with 'A' of text");
  EXPECT_EQ(condition("origin*= York"), "origin contains 'York' of text");
  EXPECT_EQ(condition("origin !="), "origin <> '' of text");
  EXPECT_EQ(condition("origin is null"), "origin is null of nothing");
  EXPECT_EQ(condition("origin is not null"), "origin is not null of nothing");
  EXPECT_EQ(condition("delay = late = true"), "delay = late = true of boolean");
  EXPECT_EQ(condition("any = 5"), "any = 5 of int64");
  EXPECT_EQ(condition("any = '5'"), "any = '5' of text");
}

TEST(cli_conditions, that_are_none_say_what_is_expected) {
  EXPECT_EQ(condition("dealy > 1"),
            "not_found: 'dealy > 1' begins with no column of the table; did you mean 'delay'?");
  EXPECT_EQ(condition("delay 60"),
            "syntax: 'delay 60' is no condition: behind column 'delay' comes = != < <= > >= ^= "
            "(begins with) or *= (contains) and a value, or is null, or is not null");
  const auto order = [](const char* text) {
    const auto made = cli::request_of({.order_by = {"speed", text}, .limit = 3}, flights());
    return made ? concat(made->order_by[1].column, made->order_by[1].descending ? " down" : " up")
                : to_text(made.error());
  };
  EXPECT_EQ(order("delay"), "delay up");
  EXPECT_EQ(order("delay  desc"), "delay down");
  EXPECT_EQ(order("delay = late asc"), "delay = late up");
  EXPECT_EQ(order("origin, price"),
            "syntax: 'origin, price' is no order: behind column 'origin' comes asc, desc or "
            "nothing");
}

TEST(cli_parameters, are_numbers_only_where_nothing_is_lost) {
  EXPECT_EQ(cli::parse_value("5"), value(std::int64_t{5}));
  EXPECT_EQ(cli::parse_value("-0.5"), value(-0.5));
  EXPECT_EQ(cli::parse_value("18446744073709551615"), value(std::uint64_t(-1)));
  EXPECT_EQ(cli::parse_value("007"), value("007"));
  EXPECT_EQ(cli::parse_value("1.50"), value("1.50"));
  EXPECT_EQ(cli::parse_value("nan"), value("nan"));
  EXPECT_EQ(cli::parse_value(""), value(""));
  EXPECT_TRUE(cli::parse_value("null").is_null());
  EXPECT_EQ(cli::parse_parameter("a:text=5").value, value("5"));
  EXPECT_EQ(cli::parse_parameter("a=b=c").value, value("b=c"));
  EXPECT_EQ(cli::parse_parameter("5").name, "");
}

TEST(cli_assignments, may_quote_commas) {
  const auto read = cli::parse_assignments("path=a.db,name=\"x, \\\"y\\\"\",pool.size=4");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read->find("name")->as_text(), "x, \"y\"");
  EXPECT_EQ(*read->find_path("pool.size")->as_text(), "4");
  for (const char* wrong : {"path", "=x", "a=1,b", "a=\"x", "a=\"x\"y"})
    EXPECT_EQ(cli::parse_assignments(wrong).error().kind, errc::config) << wrong;
}

source_schema table(std::string name, std::string column, field_type type) {
  source_schema out{{std::move(name)}, {}, {}};
  out.schema.fields.push_back({std::move(column), type, false, typing::declared, "X \"1\"", {}});
  out.schema.primary_key = {0};
  return out;
}

TEST(cli_contract, reads_what_it_writes_and_nothing_else) {
  const source_schema tables[] = {
      table("a\nb \"c\"", "x y", {.kind = kind::int64}),
      table("t", "d", {.kind = kind::decimal, .precision = 5, .scale = 2})};
  const cli::contract made = cli::contract_of("sqlite", tables);
  const std::string text = to_text(made);
  const auto read = cli::parse_contract(text, "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, made);
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const auto part = cli::parse_contract(text.substr(0, cut), "f");
    ASSERT_FALSE(part) << cut;
    EXPECT_EQ(part.error().kind, errc::corrupt) << cut;
  }
  for (std::size_t at = 13; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == '7' ? '8' : '7';
    EXPECT_FALSE(cli::parse_contract(changed, "f")) << at;
  }
}

TEST(cli_contract, tells_what_changed) {
  const source_schema before[] = {table("kept", "a", {.kind = kind::int64}),
                                  table("gone", "a", {})};
  const source_schema now[] = {table("kept", "a", {.kind = kind::text}), table("new", "a", {})};
  EXPECT_EQ(cli::difference(cli::contract_of("s", before), cli::contract_of("s", now)),
            "- table \"gone\"\n~ table \"kept\"\n"
            "  ~ column \"a\" int64 not null \"X \\\"1\\\"\" -> text not null \"X \\\"1\\\"\"\n"
            "+ table \"new\" (1 columns)\n");
  EXPECT_EQ(cli::difference(cli::contract_of("s", now), cli::contract_of("s", now)), "");
}

TEST(cli_progress, says_what_is_known) {
  EXPECT_EQ(cli::progress::line("t", 50, 200, 2.0), "t: 50 of 200 rows (25%), 25 rows/s");
  EXPECT_EQ(cli::progress::line("t", 50, {}, 0), "t: 50 rows");
}

}  // namespace
