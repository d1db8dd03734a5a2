// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/ferrule.hpp>
#include <ferrule/sinks/structs.hpp>
#include <ferrule/writer.hpp>
#include <support/sqlite_file.hpp>

namespace {

using namespace ferrule;

// Keeps what it is told, as text without durations.
struct notes {
  std::vector<std::string> lines{};
  void operator()(const traced_call& call) noexcept {
    lines.push_back(concat(call.connector, " ", name_of(call.what), " ", call.subject, " ",
                           call.rows, call.why != nullptr ? concat(" ", *call.why) : ""));
  }
  bool has(std::string_view line) const {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  }
};
template<class C>
using noted = traced<C, notes>;
using noted_sqlite = noted<sqlite::connector>;

struct pair_row {
  std::int64_t id = 0;
  std::optional<std::string_view> name;
};

support::sqlite_file three_rows() {
  return support::sqlite_file(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'a'), (2, NULL), (3, 'c')");
}

TEST(traced, tells_each_call_and_each_stream) {
  const support::sqlite_file file = three_rows();
  noted_sqlite source({.inner = file.reading(), .trace = {}});
  ASSERT_TRUE(source.validate_connection());
  ASSERT_TRUE(source.table_count("t"));
  {
    auto stream = source.open({"t", {}});
    ASSERT_TRUE(stream);
    EXPECT_FALSE(source.observer().has("sqlite rows read t 3"));
    while (stream->next()) {}
    EXPECT_TRUE(source.observer().has("sqlite rows read t 3"));
  }
  EXPECT_FALSE(source.open({"u", {}}));
  ASSERT_TRUE(source.execute("SELECT 1 AS one"));
  const table_id both[] = {"t", "t"};
  ASSERT_TRUE(source.list_columns(both));
  const std::vector<std::string> expected{
      "sqlite validate_connection  0",
      "sqlite introspect table_count t 0",
      "sqlite open t 0",
      "sqlite rows read t 3",
      "sqlite open u 0 not_found: " + source.inner().open({"u", {}}).error().message,
      "sqlite execute SELECT 1 AS one 0",
      "sqlite rows read SELECT 1 AS one 0",
      "sqlite list_columns 2 tables 0",
  };
  EXPECT_EQ(source.observer().lines, expected);
}

TEST(traced, counts_what_was_read_when_reading_ends_early) {
  const support::sqlite_file file = three_rows();
  noted_sqlite source({.inner = file.reading(), .trace = {}});
  {
    auto stream = source.open({"t", {}});
    ASSERT_TRUE(stream && stream->next() && stream->next());
  }
  EXPECT_EQ(source.observer().lines.back(), "sqlite rows read t 2");
  // Moved before the first row; the one that was moved from tells nothing.
  {
    auto stream = source.open({"t", {}});
    auto moved = std::move(*stream);
    ASSERT_TRUE(moved.next());
    moved = std::move(*source.open({"t", {"id"}}));
    EXPECT_EQ(source.observer().lines[source.observer().lines.size() - 1], "sqlite rows read t 1");
  }
  EXPECT_EQ(source.observer().lines.back(), "sqlite rows read t 0");
}

TEST(traced, tells_why_a_stream_failed) {
  const support::sqlite_file file(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 5), (2, 'five')");
  noted_sqlite source({.inner = file.reading(), .trace = {}});
  {
    auto stream = source.open({"t", {}});
    (void)support::pumped(*stream);
    EXPECT_EQ(stream->status().kind, errc::type_mismatch);
  }
  EXPECT_NE(source.observer().lines.back().find("type_mismatch"), std::string::npos);
}

// Which path a row took is seen by its type.
template<class R>
constexpr bool is_of_a_batch = false;
template<>
constexpr bool is_of_a_batch<sqlite::detail::row<sqlite::detail::arguments>> = true;

TEST(traced, keeps_the_batch_path_of_sqlite) {
  const support::sqlite_file file = three_rows();
  noted_sqlite source({.inner = file.reading(), .trace = {}});
  auto stream = source.open({"t", {}});
  ASSERT_TRUE(stream);
  EXPECT_TRUE(stream->batches());
  static_assert(Drains<std::remove_reference_t<decltype(*stream)>>);
  int batched = 0, stepped = 0;
  bool stopped = false;
  const auto body = [&]<class R>(R&) {
    ++(is_of_a_batch<R> ? batched : stepped);
    return std::exchange(stopped, true) ? flow::more : flow::stop;
  };
  pump(*stream, body);
  EXPECT_EQ(stream->rows(), 1u);
  EXPECT_FALSE(source.observer().has("sqlite rows read t 3"));
  pump(*stream, body);  // goes on behind the row that stopped it
  EXPECT_EQ(batched, 3);
  EXPECT_EQ(stepped, 0);
  EXPECT_TRUE(source.observer().has("sqlite rows read t 3"));
}

TEST(traced, lends_the_rows_of_memory) {
  struct trade {
    std::int64_t id;
    double price;
  };
  const std::vector<trade> trades{{1, 2.5}, {2, 3.5}};
  ASSERT_TRUE(memory::store::named("traced")->lend("trades", trades));
  noted<memory::connector> source({.inner = {"traced"}, .trace = {}});
  const trade* first = nullptr;
  ASSERT_TRUE(each_row<trade>(source, "trades", [&](const trade& t) {
    if (first == nullptr) first = &t;
  }));
  EXPECT_EQ(first, trades.data());
  EXPECT_TRUE(source.observer().has("memory rows read trades 2"));
}

TEST(traced, counts_what_a_writer_accepts) {
  const support::sqlite_file file = three_rows();
  noted_sqlite source({.inner = file.writing(), .trace = {}});
  const std::vector<pair_row> more{{3, "again"}, {4, "d"}};
  auto all = transaction<noted_sqlite>::begin(source);
  ASSERT_TRUE(all);
  const auto written = write_rows(source, "t", more);
  ASSERT_TRUE(written);
  EXPECT_FALSE((*written)[0]);
  ASSERT_TRUE(all->commit());
  EXPECT_TRUE(source.observer().has("sqlite rows written t 1"));
  EXPECT_TRUE(source.observer().has("sqlite commit  0"));
  EXPECT_EQ(file.rows("SELECT count(*) FROM t"), std::vector<std::string>{"4"});
}

TEST(traced, is_switched_by_settings) {
  const support::sqlite_file file = three_rows();
  using sources = registry<sqlite::connector, memory::connector>::with<noted>;
  const auto lines = [&](settings trace) {
    auto made = sources::make(
        {"sqlite", settings::map({{"path", file.path()}, {"trace", std::move(trace)}})});
    EXPECT_TRUE(made) << to_text(made.error());
    auto& source = std::get<noted_sqlite>(*made);
    EXPECT_TRUE(source.list_tables());
    EXPECT_FALSE(source.open({"u", {}}));
    return source.observer().lines.size();
  };
  EXPECT_EQ(lines(nullptr), 2u);
  EXPECT_EQ(lines(settings::map({{"enabled", false}})), 0u);
  EXPECT_EQ(lines(settings::map({{"slower_than", "1h"}})), 1u);  // what failed
}

TEST(traced, settings_are_told_together) {
  using sources = registry<sqlite::connector>::with<noted>;
  auto made =
      sources::make({"sqlite", settings::map({{"pfad", "x"},
                                              {"busy_timeout", 5},
                                              {"trcae", settings::map()},
                                              {"trace", settings::map({{"slower_then", "1s"}})}})});
  ASSERT_FALSE(made);
  const std::string& why = made.error().message;
  for (const char* part : {"pfad", "busy_timeout", "trace.slower_then",
                           "did you mean 'slower_than'", "trcae", "did you mean 'trace'"})
    EXPECT_NE(why.find(part), std::string::npos) << part << " in " << why;
  noted_sqlite source({.inner = {.path = "x.db"}, .trace = {}});
  EXPECT_EQ(to_text(source),
            "sqlite{path='x.db', read_only=true, create=false, busy_timeout=5s, "
            "mismatched_cells=error, integer_times=refuse, immutable=false, mmap=0B, "
            "batches=true, trim_changes=false, trace={enabled=true, slower_than=0us}}");
}

TEST(traced, writes_lines_to_a_file) {
  const support::sqlite_file file = three_rows();
  std::FILE* const to = std::tmpfile();
  {
    traced<sqlite::connector> source({.inner = file.reading(), .trace = {}}, call_log(to));
    ASSERT_TRUE(each_row<pair_row>(source, "t", [](const pair_row&) {}));
    ASSERT_FALSE(source.execute("SELEC\n1"));
  }
  std::rewind(to);
  std::string all(1000, '\0');
  all.resize(std::fread(all.data(), 1, all.size(), to));
  std::fclose(to);
  EXPECT_TRUE(all.starts_with("ferrule: sqlite open t: ")) << all;
  EXPECT_NE(all.find("ferrule: sqlite rows read t: 3 rows in "), std::string::npos) << all;
  EXPECT_NE(all.find("ferrule: sqlite execute 'SELEC\\n1': "), std::string::npos) << all;
}

}  // namespace
