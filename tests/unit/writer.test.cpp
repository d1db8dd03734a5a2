// SPDX-License-Identifier: BSL-1.0
// Writing, over memory: what a column accepts, what each mode does, transactions, batches, copies.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace {

using namespace ferrule;
using memory::connector;

enum class side : std::uint8_t { buy, sell };
struct address {
  std::string street;
  std::optional<int> zip;
};
struct trade {
  std::int64_t id;
  std::string symbol;
  std::optional<double> price;
  side which = side::buy;
  address home{};
  friend bool operator==(const trade& a, const trade& b) {
    return a.id == b.id && a.symbol == b.symbol && a.price == b.price && a.which == b.which &&
           a.home.street == b.home.street && a.home.zip == b.home.zip;
  }
};
struct key_only {
  std::int64_t id;
};
struct price_of {
  std::int64_t id;
  double price;
};

std::vector<trade> all(connector& from) {
  std::vector<trade> out;
  const auto done = each_row<trade>(from, "trades", [&](const trade& t) { out.push_back(t); });
  EXPECT_TRUE(done) << done.error().message;
  return out;
}
std::vector<std::int64_t> ids(connector& from) {
  std::vector<std::int64_t> out;
  const auto done =
      each_row<key_only>(from, "trades", [&](const key_only& t) { out.push_back(t.id); });
  EXPECT_TRUE(done) << done.error().message;
  return out;
}
connector made(const std::string& name) {
  connector to({.store = name});
  const auto created = create_table_for<trade>(to, "trades", {"id"});
  EXPECT_TRUE(created) << created.error().message;
  return to;
}
const std::vector<trade> three{{1, "a", 1.5, side::sell, {"Elm", 5}},
                               {2, "b", {}, side::buy, {"Oak", {}}},
                               {3, "c", 3, side::buy, {}}};

std::string refusals(const result<std::vector<result<void>>>& items) {
  EXPECT_TRUE(items) << items.error().message;
  std::string out;
  for (const auto& item : *items) out += item ? "ok;" : fmt::format("{};", item.error());
  return out;
}

TEST(writer, structs_come_back_as_they_were) {
  auto to = made("structs");
  EXPECT_EQ(refusals(write_rows(to, "trades", three)), "ok;ok;ok;");
  EXPECT_EQ(all(to), three);
  EXPECT_EQ(create_table_for<trade>(to, "trades").error().kind, errc::constraint);
  EXPECT_TRUE(create_table_for<trade>(to, "trades", {}, if_exists::keep));
  EXPECT_EQ(all(to).size(), 3u);
  EXPECT_TRUE(create_table_for<trade>(to, "trades", {"id"}, if_exists::replace));
  EXPECT_TRUE(all(to).empty());
  EXPECT_EQ(create_table_for<trade>(to, "t", {"ids"}).error().kind, errc::not_found);
}

TEST(writer, each_mode_does_what_it_says) {
  auto to = made("modes");
  ASSERT_TRUE(write_rows(to, "trades", three));
  EXPECT_EQ(refusals(write_rows(to, "trades",
                                std::vector<trade>{{4, "d", {}}, {2, "x", {}}, {5, "e", {}}})),
            "ok;constraint: memory table 'trades' has a row with id = 2 already;ok;");
  EXPECT_EQ(refusals(write_rows(to, "trades", std::vector<price_of>{{2, 20}, {9, 90}},
                                write_mode::update)),
            "ok;not_found: memory table 'trades' has no row with id = 9;");
  EXPECT_EQ(
      refusals(write_rows(to, "trades", std::vector<key_only>{{3}, {3}, {1}}, write_mode::remove)),
      "ok;not_found: memory table 'trades' has no row with id = 3;ok;");
  EXPECT_EQ(refusals(write_rows(to, "trades", std::vector<trade>{{6, "f", {}}, {4, "D", 44}},
                                write_mode::upsert)),
            "ok;ok;");
  const auto rows = all(to);
  EXPECT_EQ(ids(to), (std::vector<std::int64_t>{2, 4, 5, 6}));
  EXPECT_EQ(rows[0].price, 20);
  EXPECT_EQ(rows[0].home.street, "Oak");
  EXPECT_EQ(rows[1].symbol, "D");
}

TEST(writer, says_before_the_first_row_what_cannot_be_written) {
  auto to = made("open");
  const auto why = [&](std::vector<std::string> columns, write_mode mode) {
    const auto opened = to.open_writer({"trades", std::move(columns)}, mode);
    return opened ? std::string() : fmt::format("{}", opened.error());
  };
  EXPECT_EQ(
      why({"id"}, write_mode::insert),
      "constraint: memory table 'trades': insert needs the column 'symbol', which is not null");
  EXPECT_EQ(why({"symbol"}, write_mode::update),
            "constraint: memory table 'trades': update needs the key column 'id'");
  EXPECT_EQ(why({"id", "id"}, write_mode::update),
            "constraint: memory table 'trades': column 'id' is to be written twice");
  EXPECT_EQ(
      why({"id", "price"}, write_mode::remove),
      "constraint: memory table 'trades': remove takes the key's columns, and 'price' is not one");
  EXPECT_EQ(why({"prise"}, write_mode::insert),
            "not_found: memory table 'trades' has no column 'prise'; did you mean 'price'?");
  EXPECT_EQ(why({}, write_mode::remove), "");
  EXPECT_EQ(to.open_writer({"trade", {}}, write_mode::insert).error().kind, errc::not_found);
  ASSERT_TRUE(create_table_for<trade>(to, "keyless"));
  EXPECT_EQ(to.open_writer({"keyless", {}}, write_mode::upsert).error().kind, errc::unsupported);
  ASSERT_TRUE(memory::store::named("open")->lend("structs", three));
  EXPECT_EQ(to.open_writer({"structs", {}}, write_mode::insert).error().kind, errc::unsupported);
}

TEST(writer, a_value_without_enumerator_is_refused_and_the_others_are_written) {
  auto to = made("unnamed");
  const std::vector<trade> rows{
      {1, "a", {}, side::buy}, {2, "b", {}, static_cast<side>(9)}, {3, "c", {}, side::sell}};
  const auto items = write_rows(to, "trades", rows);
  EXPECT_TRUE((*items)[0] && (*items)[2]);
  EXPECT_EQ((*items)[1].error().kind, errc::value_out_of_range);
  EXPECT_NE((*items)[1].error().message.find("field 'which'"), std::string::npos)
      << (*items)[1].error().message;
  EXPECT_EQ(ids(to), (std::vector<std::int64_t>{1, 3}));
}

// Writes one cell into a column of this type and reads it back, or says why not.
std::string stored(const field_type& type, const value& cell, bool nullable = true) {
  connector to({.store = "stored"});
  const auto created =
      to.create_table({"t", {{field{.name = "c", .type = type, .nullable = nullable}}, {}}, {}},
                      if_exists::replace);
  EXPECT_TRUE(created) << created.error().message;
  auto writer = to.open_writer({"t", {}}, write_mode::insert);
  const row_values rows[] = {{cell}};
  const auto items = write_batch(*writer, rows);
  EXPECT_TRUE(writer->finish());
  auto stream = to.open(table_info{"t", {}});
  if (!items[0]) {
    EXPECT_FALSE(stream->next());
    EXPECT_EQ(items[0].error(), writer->status());
    return fmt::format("{}", items[0].error());
  }
  EXPECT_TRUE(stream->next());
  auto row = stream->row();
  value_view back;
  row.read(back);
  if (back.is_null()) return "null";
  EXPECT_EQ(back.kind(), type.kind);
  return to_text(back);
}

TEST(writer, a_column_takes_what_it_can_hold_exactly) {
  EXPECT_EQ(stored({.kind = kind::int64}, std::int8_t{-3}), "-3");
  EXPECT_EQ(stored({.kind = kind::int8}, 127), "127");
  EXPECT_EQ(
      stored({.kind = kind::int8}, 128),
      "value_out_of_range: memory table 't', column 'c': the row holds 128, which does not fit int8");
  EXPECT_EQ(
      stored({.kind = kind::uint8}, -1),
      "value_out_of_range: memory table 't', column 'c': the row holds -1, which does not fit uint8");
  EXPECT_EQ(stored({.kind = kind::uint64}, uint128{1} << 63), "9223372036854775808");
  EXPECT_EQ(stored({.kind = kind::int128}, int128_min), "-170141183460469231731687303715884105728");
  EXPECT_EQ(stored({.kind = kind::uint128}, uint128_max),
            "340282366920938463463374607431768211455");
  EXPECT_EQ(stored({.kind = kind::int128}, uint128_max).substr(0, 18), "value_out_of_range");
  EXPECT_EQ(stored({.kind = kind::int32}, 2.0), "2");
  EXPECT_EQ(
      stored({.kind = kind::int32}, 2.5),
      "value_out_of_range: memory table 't', column 'c': the row holds 2.5, which int32 would have to round");
  EXPECT_EQ(
      stored({.kind = kind::int32}, "2"),
      "type_mismatch: memory table 't', column 'c': the row holds '2' (text), which is no int32");
  EXPECT_EQ(stored({.kind = kind::float32}, 0.1).substr(0, 18), "value_out_of_range");
  EXPECT_EQ(stored({.kind = kind::float64}, 0.1f), "0.10000000149011612");
  EXPECT_EQ(stored({.kind = kind::boolean}, 1), "true");
  EXPECT_EQ(stored({.kind = kind::decimal, .precision = 5, .scale = 2}, decimal{15, 1}), "1.50");
  EXPECT_EQ(stored({.kind = kind::decimal, .precision = 5, .scale = 2}, 999), "999.00");
  EXPECT_EQ(
      stored({.kind = kind::decimal, .precision = 5, .scale = 2}, 1000),
      "value_out_of_range: memory table 't', column 'c': the row holds 1000, which does not fit decimal(5,2)");
  EXPECT_EQ(
      stored({.kind = kind::decimal, .precision = 5, .scale = 2}, decimal{1234, 3}),
      "value_out_of_range: memory table 't', column 'c': the row holds 1.234, which decimal(5,2) would have to round");
  EXPECT_EQ(stored({.kind = kind::decimal}, decimal{1, 30}), "0.000000000000000000000000000001");
  EXPECT_EQ(stored({.kind = kind::string, .length = 3}, "\xc3\xa4\xc3\xb6\xc3\xbc"),
            "\xc3\xa4\xc3\xb6\xc3\xbc");
  EXPECT_EQ(
      stored({.kind = kind::string, .length = 3}, "abcd"),
      "value_out_of_range: memory table 't', column 'c': the row holds 'abcd', which does not fit string(3)");
  EXPECT_EQ(stored({.kind = kind::text}, ""), "");
  EXPECT_EQ(stored({.kind = kind::json}, "{\"a\": 1}"), "{\"a\": 1}");
  EXPECT_EQ(stored({.kind = kind::binary}, bytes_view()), "x''");
  EXPECT_EQ(stored({.kind = kind::binary}, "x").substr(0, 13), "type_mismatch");
  EXPECT_EQ(stored({.kind = kind::date}, date(std::chrono::days(1))), "1970-01-02");
  EXPECT_EQ(stored({.kind = kind::time, .unit = time_unit::millisecond},
                   time_of_day{5, time_unit::second}),
            "00:00:05");
  EXPECT_EQ(stored({.kind = kind::time, .unit = time_unit::second},
                   time_of_day{86'400, time_unit::second})
                .substr(0, 18),
            "value_out_of_range");
  EXPECT_EQ(stored({.kind = kind::timestamp, .unit = time_unit::second, .zoned = true},
                   timestamp{2000, time_unit::millisecond, true}),
            "1970-01-01T00:00:02Z");
  EXPECT_EQ(stored({.kind = kind::timestamp, .unit = time_unit::second, .zoned = true},
                   timestamp{2001, time_unit::millisecond, true})
                .substr(0, 18),
            "value_out_of_range");
  EXPECT_EQ(stored({.kind = kind::timestamp, .zoned = true},
                   timestamp{2001, time_unit::millisecond, false})
                .substr(0, 13),
            "type_mismatch");
  EXPECT_EQ(stored({.kind = kind::duration, .unit = time_unit::nanosecond},
                   duration{1, time_unit::second}),
            "PT1S");
  EXPECT_EQ(stored({.kind = kind::interval}, interval{1, 2, 3}), to_text(interval{1, 2, 3}));
  EXPECT_EQ(stored({.kind = kind::point}, point{1, 2}), "(1, 2)");
  EXPECT_EQ(stored({.kind = kind::uuid}, uuid{}), "00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(
      stored(list_of(list_of({.kind = kind::int64})),
             value(std::vector<value>{value(std::vector<value>{value(1), value()}), value()})),
      "[[1, null], null]");
  EXPECT_EQ(stored(list_of({.kind = kind::int8}), value(std::vector<value>{value(1), value(300)}))
                .substr(0, 18),
            "value_out_of_range");
  EXPECT_EQ(stored({.kind = kind::int32}, value()), "null");
  EXPECT_EQ(stored({.kind = kind::int32}, value(), false),
            "constraint: memory table 't', column 'c': null in a column that is not null");
}

TEST(writer, a_row_of_the_wrong_width_is_refused) {
  auto to = made("width");
  auto writer = to.open_writer({"trades", {}}, write_mode::insert);
  EXPECT_FALSE(writer->write({}));
  EXPECT_EQ(writer->status().message, "memory table 'trades': a row of 0 cells for 6 columns");
}

TEST(writer, outside_of_a_transaction_each_row_stands_for_itself) {
  auto to = made("each");
  connector other({.store = "each"});
  auto writer =
      to.open_writer({"trades", {"id", "symbol", "which", "home_street"}}, write_mode::insert);
  const value_view row[] = {std::int64_t{1}, "a", "buy", ""};
  ASSERT_TRUE(writer->write(row)) << writer->status().message;
  EXPECT_EQ(ids(other), (std::vector<std::int64_t>{1}));
}

TEST(writer, a_transaction_is_seen_by_others_when_it_is_committed) {
  auto one = made("isolation");
  connector other({.store = "isolation"});
  ASSERT_TRUE(write_rows(one, "trades", three));
  auto before = other.open(table_info{"trades", {"id"}});
  {
    auto changes = transaction<connector>::begin(one);
    ASSERT_TRUE(changes);
    EXPECT_EQ(one.begin().error().kind, errc::unsupported);
    ASSERT_TRUE((*write_rows(one, "trades", std::vector<trade>{{4, "d", {}}}))[0]);
    ASSERT_TRUE((*write_rows(one, "trades", std::vector<key_only>{{1}}, write_mode::remove))[0]);
    ASSERT_TRUE(
        (*write_rows(one, "trades", std::vector<price_of>{{2, 22}}, write_mode::update))[0]);
    EXPECT_EQ(ids(one), (std::vector<std::int64_t>{2, 3, 4}));
    EXPECT_EQ(ids(other), (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(*one.table_count("trades"), 3u);
    ASSERT_TRUE((*write_rows(one, "trades", std::vector<trade>{{5, "e", {}}}))[0]);
    ASSERT_TRUE(changes->commit());
    EXPECT_EQ(changes->commit().error().kind, errc::closed);
  }
  EXPECT_EQ(ids(other), (std::vector<std::int64_t>{2, 3, 4, 5}));
  EXPECT_EQ(all(other)[0].price, 22);
  int rows = 0;
  while (before->next()) ++rows;
  EXPECT_EQ(rows, 3);
}

TEST(writer, what_is_not_committed_is_as_if_it_had_not_been) {
  auto one = made("rollback");
  ASSERT_TRUE(write_rows(one, "trades", three));
  std::optional<memory::stream> inside;
  for (int how = 0; how < 2; ++how) {
    auto changes = transaction<connector>::begin(one);
    ASSERT_TRUE((*write_rows(one, "trades", std::vector<trade>{{4, "d", {}}, {5, "e", {}}}))[1]);
    ASSERT_TRUE((*write_rows(one, "trades", std::vector<key_only>{{1}}, write_mode::remove))[0]);
    inside.emplace(std::move(*one.open(table_info{"trades", {"id"}})));
    if (how == 0) { EXPECT_TRUE(changes->rollback()); }
  }
  EXPECT_EQ(all(one), three);
  // Also the keys: 4 may be inserted, 1 may not.
  EXPECT_EQ(refusals(write_rows(one, "trades", std::vector<trade>{{4, "D", {}}, {1, "x", {}}})),
            "ok;constraint: memory table 'trades' has a row with id = 1 already;");
  std::vector<std::int64_t> seen;
  while (inside->next()) {
    auto row = inside->row();
    row.read(seen.emplace_back());
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{2, 3, 4, 5}));
  EXPECT_EQ(one.commit().error().kind, errc::closed);
  EXPECT_EQ(one.rollback().error().kind, errc::closed);
}

TEST(writer, the_second_to_write_to_a_table_is_told_to_try_again) {
  auto one = made("claim");
  connector two({.store = "claim"});
  ASSERT_TRUE(one.begin());
  ASSERT_TRUE((*write_rows(one, "trades", three))[0]);
  const auto refused = write_rows(two, "trades", std::vector<trade>{{9, "z", {}}});
  EXPECT_EQ((*refused)[0].error().kind, errc::timeout);
  EXPECT_TRUE((*refused)[0].error().transient);
  ASSERT_TRUE(two.begin());
  EXPECT_FALSE((*write_rows(two, "trades", std::vector<trade>{{9, "z", {}}}))[0]);
  EXPECT_TRUE(create_table_for<trade>(two, "trades", {}, if_exists::replace).error().transient);
  ASSERT_TRUE(one.commit());
  EXPECT_TRUE((*write_rows(two, "trades", std::vector<trade>{{9, "z", {}}}))[0]);
  ASSERT_TRUE(two.commit());
  EXPECT_EQ(ids(one), (std::vector<std::int64_t>{1, 2, 3, 9}));
}

TEST(writer, a_connection_that_goes_away_rolls_back) {
  auto one = made("gone");
  {
    connector two({.store = "gone"});
    ASSERT_TRUE(two.begin());
    ASSERT_TRUE((*write_rows(two, "trades", three))[0]);
    auto moved = std::move(two);
    EXPECT_EQ(ids(moved).size(), 3u);
  }
  EXPECT_TRUE(ids(one).empty());
  EXPECT_TRUE((*write_rows(one, "trades", three))[0]);
}

TEST(writer, a_table_replaced_under_a_transaction_fails_its_commit) {
  auto one = made("replaced");
  ASSERT_TRUE(create_table_for<key_only>(one, "other", {"id"}));
  ASSERT_TRUE(one.begin());
  ASSERT_TRUE((*write_rows(one, "other", std::vector<key_only>{{1}}))[0]);
  ASSERT_TRUE((*write_rows(one, "trades", three))[0]);
  ASSERT_TRUE(memory::store::named("replaced")->remove("trades"));
  EXPECT_EQ(one.commit().error().kind, errc::not_found);
  EXPECT_EQ(*one.table_count("other"), 0u);
  EXPECT_EQ(one.rollback().error().kind, errc::closed);
}

TEST(writer, agrees_with_a_map_over_many_random_changes) {
  struct item {
    std::int64_t id;
    std::string text;
  };
  connector to({.store = "random"});
  ASSERT_TRUE(create_table_for<item>(to, "items", {"id"}));
  std::map<std::int64_t, std::string> model, committed;
  std::mt19937 random(7);
  auto upsert = to.open_writer({"items", {}}, write_mode::upsert);
  auto insert = to.open_writer({"items", {}}, write_mode::insert);
  auto remove = to.open_writer({"items", {}}, write_mode::remove);
  bool open = false;
  for (int step = 0; step < 30'000; ++step) {
    const std::int64_t id = std::uniform_int_distribution<int>(0, 2500)(random);
    const std::string text = std::string(random() % 40, static_cast<char>('a' + random() % 26));
    const value_view row[] = {id, std::string_view(text)};
    switch (random() % 64) {
      case 0:
        if (open) {
          const bool keep = random() % 2 == 0;
          ASSERT_TRUE(keep ? to.commit() : to.rollback());
          if (!keep) model = committed;
        } else {
          committed = model;
          ASSERT_TRUE(to.begin());
        }
        open = !open;
        break;
      case 1: {
        std::map<std::int64_t, std::string> read;
        ASSERT_TRUE(each_row<item>(
            to, "items", [&](const item& i) { ASSERT_TRUE(read.emplace(i.id, i.text).second); }));
        ASSERT_EQ(read, model);
        break;
      }
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
      case 12:
      case 13:
      case 14:
      case 15: ASSERT_EQ(remove->write({row, 1}), model.erase(id) == 1); break;
      default:
        if (random() % 2 == 0) {
          ASSERT_TRUE(upsert->write(row));
          model[id] = text;
        } else {
          ASSERT_EQ(insert->write(row), model.emplace(id, text).second);
        }
    }
  }
}

TEST(writer, copies_a_stream_and_counts_what_is_refused) {
  auto to = made("copy");
  connector from({.store = "copy_from"});
  ASSERT_TRUE(memory::store::named("copy_from")->lend("trades", three));
  ASSERT_TRUE((*write_rows(to, "trades", std::vector<trade>{{2, "there", {}}}))[0]);
  const auto run = [&](const copy_options& options) {
    auto stream = from.open(table_info{"trades", {}});
    auto writer = to.open_writer({"trades", {}}, write_mode::insert);
    auto report = copy(*stream, *writer, options);
    EXPECT_TRUE(report);
    return *report;
  };
  const copy_report stopped = run({});
  EXPECT_EQ(stopped.written, 1u);
  EXPECT_EQ(stopped.refused, 1u);
  ASSERT_EQ(stopped.refusals.size(), 1u);
  EXPECT_EQ(stopped.refusals[0].row, 2u);
  EXPECT_EQ(stopped.refusals[0].why.kind, errc::constraint);
  const copy_report all_of_it = run({.stop_at_refused = false, .kept_refusals = 1});
  EXPECT_EQ(all_of_it.written, 1u);
  EXPECT_EQ(all_of_it.refused, 2u);
  EXPECT_EQ(all_of_it.refusals.size(), 1u);
  EXPECT_EQ(ids(to), (std::vector<std::int64_t>{2, 1, 3}));
}

TEST(writer, copies_a_table_wholly_or_not_at_all) {
  auto from = made("copy_table_from"), to = made("copy_table_to");
  ASSERT_TRUE(write_rows(from, "trades", three));
  EXPECT_EQ(copy_table(from, to, "trades").error().kind, errc::constraint);  // it exists

  const auto renamed =
      copy_table(from, to, table_info{"trades", {"price", "id"}}, {.to = table_id("prices")});
  ASSERT_TRUE(renamed) << renamed.error().message;
  EXPECT_EQ(renamed->written, 3u);
  const table_info asked[] = {{"prices", {}}};
  const auto described = to.get_schemas(asked);
  EXPECT_EQ(to_text(described->front()->schema.fields[0]), "price float64 [float64]");
  EXPECT_EQ(described->front()->schema.primary_key, std::vector<std::size_t>{1});

  // Rows that are there already are refused by the key: nothing is added, or only what can be.
  ASSERT_TRUE(write_rows(to, "trades", std::vector<trade>{{2, "mine", {}}}));
  const copy_table_options keep{.existing = if_exists::keep};
  EXPECT_EQ(copy_table(from, to, "trades", keep).error().kind, errc::constraint);
  EXPECT_EQ(ids(to), std::vector<std::int64_t>{2});
  const auto some = copy_table(from, to, "trades",
                               {.existing = if_exists::keep, .rows = {.stop_at_refused = false}});
  ASSERT_TRUE(some) << some.error().message;
  EXPECT_EQ(some->written, 2u);
  EXPECT_EQ(some->refusals.front().row, 2u);
  EXPECT_EQ(ids(to), (std::vector<std::int64_t>{2, 1, 3}));
  EXPECT_EQ(copy_table(from, to, "nosuch").error().kind, errc::not_found);
}

}  // namespace
