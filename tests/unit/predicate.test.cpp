// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <gtest/gtest.h>
#include <random>

namespace {

using namespace ferrule;
using memory::connector;
using memory::store;

struct row {
  int id;
  std::optional<std::int32_t> number;
  std::optional<double> real;
  std::optional<std::string> word;
  std::optional<bool> flag;
};

// --- A model: the same conditions over C++ values, written independently -------------------------

enum class truth3 { no, maybe, yes };

template<class T, class V>
truth3 model_compare(predicate_op op, const std::optional<T>& cell, const V& with) {
  if (!cell) return truth3::maybe;
  const T& c = *cell;
  bool yes = false;
  switch (op) {
    case predicate_op::equal: yes = c == with; break;
    case predicate_op::not_equal: yes = !(c == with); break;
    case predicate_op::less: yes = c < with; break;
    case predicate_op::less_equal: yes = c <= with; break;
    case predicate_op::greater: yes = c > with; break;
    case predicate_op::greater_equal: yes = c >= with; break;
    default: ADD_FAILURE();
  }
  return yes ? truth3::yes : truth3::no;
}

using model = std::function<truth3(const row&)>;
struct both {
  predicate real;
  model expected;
};

class generator {
public:
  explicit generator(unsigned seed) : random_(seed) {}

  both any(int depth) {
    switch (depth == 0 ? below(5) : below(8)) {
      case 0: return number();
      case 1: return real();
      case 2: return word();
      case 3: return null();
      case 4: return among();
      case 5: {
        both a = any(depth - 1), b = any(depth - 1);
        return {a.real && b.real,
                [=](const row& r) { return std::min(a.expected(r), b.expected(r)); }};
      }
      case 6: {
        both a = any(depth - 1), b = any(depth - 1);
        return {a.real || b.real,
                [=](const row& r) { return std::max(a.expected(r), b.expected(r)); }};
      }
      default: {
        both a = any(depth - 1);
        return {!a.real, [=](const row& r) {
                  return static_cast<truth3>(2 - static_cast<int>(a.expected(r)));
                }};
      }
    }
  }
  row one(int id) {
    static const char* const words[] = {"", "a", "ab", "b", "ba"};
    static constexpr double reals[] = {-1, 0, 0.5, 1, 2};
    row r{id, {}, {}, {}, {}};
    if (below(4) != 0) r.number = below(5) - 2;
    if (below(4) != 0) r.real = reals[below(5)];
    if (below(4) != 0) r.word = words[below(5)];
    if (below(4) != 0) r.flag = below(2) == 0;
    return r;
  }

private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  predicate_op op() {
    return static_cast<predicate_op>(static_cast<int>(predicate_op::equal) + below(6));
  }
  static predicate made(predicate_op o, const char* column, value v) {
    return {o, column, {std::move(v)}, {}};
  }

  both number() {
    const predicate_op o = op();
    if (below(2) == 0) {
      const int with = below(5) - 2;
      return {made(o, "number", with),
              [=](const row& r) { return model_compare(o, r.number, with); }};
    }
    const double with = (below(9) - 4) / 2.0;  // a real against an integer column
    return {made(o, "number", with),
            [=](const row& r) { return model_compare(o, r.number, with); }};
  }
  both real() {
    const predicate_op o = op();
    const int with = below(4) - 1;  // an integer against a real column
    return {made(o, "real", with), [=](const row& r) { return model_compare(o, r.real, with); }};
  }
  both word() {
    static const std::string words[] = {"", "a", "b", "ab"};
    const std::string with = words[below(4)];
    if (below(2) == 0) {
      const predicate_op o = op();
      return {made(o, "word", with), [=](const row& r) { return model_compare(o, r.word, with); }};
    }
    if (below(2) == 0)
      return {
          col("word").starts_with(with), [=](const row& r) {
            return !r.word ? truth3::maybe : r.word->rfind(with, 0) == 0 ? truth3::yes : truth3::no;
          }};
    return {col("word").contains(with), [=](const row& r) {
              return !r.word                                   ? truth3::maybe
                     : r.word->find(with) != std::string::npos ? truth3::yes
                                                               : truth3::no;
            }};
  }
  both null() {
    if (below(2) == 0)
      return {col("flag").is_null(),
              [](const row& r) { return r.flag ? truth3::no : truth3::yes; }};
    return {col("real").is_not_null(),
            [](const row& r) { return r.real ? truth3::yes : truth3::no; }};
  }
  both among() {
    std::vector<value> values;
    std::vector<int> numbers;
    for (int i = below(4); i > 0; --i) {
      numbers.push_back(below(5) - 2);
      values.emplace_back(numbers.back());
    }
    return {col("number").in(values), [=](const row& r) {
              if (numbers.empty()) return truth3::no;
              if (!r.number) return truth3::maybe;
              return std::find(numbers.begin(), numbers.end(), *r.number) != numbers.end()
                         ? truth3::yes
                         : truth3::no;
            }};
  }

  std::mt19937 random_;
};

TEST(predicate, agrees_with_a_model_of_three_valued_logic) {
  generator random(20240607);
  std::vector<row> there;
  for (int i = 0; i < 400; ++i) there.push_back(random.one(i));
  ASSERT_TRUE(store::named("predicate")->lend("rows", there));
  connector from({.store = "predicate"});
  struct wanted {
    int id;
  };
  for (int round = 0; round < 1500; ++round) {
    const both condition = random.any(4);
    std::vector<int> expected, read;
    for (const row& r : there)
      if (condition.expected(r) == truth3::yes) expected.push_back(r.id);
    const auto done = each_row<wanted>(from, "rows", [&](const wanted& w) { read.push_back(w.id); },
                                       {.where = condition.real});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(read, expected) << to_text(condition.real);
  }
}

TEST(predicate, is_printed_as_it_is_meant) {
  EXPECT_EQ(to_text(predicate{}), "true");
  EXPECT_EQ(to_text(col("delay") > 60 && col("origin").in({"AUS", "LAX"})),
            "(delay > 60 and origin in ('AUS', 'LAX'))");
  EXPECT_EQ(to_text(!(col("a").is_null() || col("b") != 1.5)), "not ((a is null or b <> 1.5))");
  EXPECT_EQ(to_text(col("a").contains("x\n")), "a contains 'x\\n'");
  EXPECT_EQ(fmt::format("{}", col(&row::word).starts_with("a") && col("a").is_not_null()),
            "(word starts with 'a' and a is not null)");
}

TEST(predicate, everything_is_neutral_in_a_conjunction) {
  EXPECT_EQ(to_text(predicate{} && col("a") == 1), "a = 1");
  EXPECT_EQ(to_text(predicate{} || col("a") == 1), "(true or a = 1)");
  EXPECT_TRUE(request{}.is_everything());
}

struct typed {
  date day;
  std::chrono::sys_seconds at;
  decimal price;
  uuid id;
  std::uint64_t large;
  std::vector<int> list;
};

TEST(predicate, text_stands_for_what_the_column_holds) {
  ASSERT_TRUE(store::named("typed")->add(
      "t", std::vector<typed>{{date(std::chrono::days(1)),
                               std::chrono::sys_seconds(std::chrono::seconds(90000)),
                               {150, 2},
                               *parse_uuid("00000000-0000-0000-0000-000000000001"),
                               std::numeric_limits<std::uint64_t>::max(),
                               {1}}}));
  connector from({.store = "typed"});
  struct wanted {
    date day;
  };
  const auto count = [&](const predicate& where) {
    int rows = 0;
    const auto done = each_row<wanted>(from, "t", [&](const wanted&) { ++rows; }, {.where = where});
    EXPECT_TRUE(done) << done.error().message;
    return rows;
  };
  EXPECT_EQ(count(col("day") == "1970-01-02"), 1);
  EXPECT_EQ(count(col("day") > "1970-01-02"), 0);
  EXPECT_EQ(count(col("at") >= "1970-01-02T01:00:00Z"), 1);
  EXPECT_EQ(count(col("price") == "1.5"), 1);
  EXPECT_EQ(count(col("price") == 1.5), 1);
  EXPECT_EQ(count(col("id") < "00000000-0000-0000-0000-000000000002"), 1);
  EXPECT_EQ(count(col("large") > -1), 1);
  EXPECT_EQ(count(col("large") > 18446744073709551615.0), 0);
  const auto refusal = [&](const predicate& where) {
    return open_rows<wanted>(from, "t", {.where = where}).error();
  };
  EXPECT_EQ(refusal(col("day") == "yesterday").kind, errc::type_mismatch);
  EXPECT_EQ(refusal(col("day") == 5).message,
            "the condition day = 5 compares column 'day' (date) with 5 (int32)");
  EXPECT_EQ(refusal(col("day") == value()).kind, errc::type_mismatch);
  EXPECT_EQ(refusal(col("list") == value(std::vector<value>{value(1)})).kind, errc::unsupported);
  EXPECT_EQ(refusal(col("large").contains("1")).kind, errc::type_mismatch);
  predicate deep = col("large") > 1;
  for (int i = 0; i < 300; ++i) deep = !deep;
  EXPECT_EQ(refusal(deep).kind, errc::limit);
}

}  // namespace
