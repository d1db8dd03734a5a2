// SPDX-License-Identifier: BSL-1.0
// Tables changed with their rows: by SQLite, through decorators, and where the columns of a followed table change.
#include <ferrule/changes.hpp>
#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/cli/driver_of.hpp>
#include <ferrule/cli/follow.hpp>
#include <ferrule/cli/table_reading.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <support/sqlite_file.hpp>
#include <support/temporary_folder.hpp>
#include <tuple>

namespace {

using namespace ferrule;
using support::plain_sqlite;
using support::temporary_folder;
using lines = std::vector<std::string>;

field column(std::string name, kind k, bool nullable = true) {
  return {std::move(name), {.kind = k}, nullable, typing::declared, {}, {}};
}
sqlite::config at(const std::string& path, bool read_only = false) {
  return {.path = path, .read_only = read_only, .create = !read_only};
}

/// A table t of three rows, with an index, and what looks at it.
struct migrate : ::testing::Test {
  const temporary_folder folder;
  const std::string path = folder / "t.db";
  plain_sqlite plain{path};
  sqlite::connector to{at(path)};
  const table_id t{"t"};

  migrate() {
    plain.run(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, \"b \"\"c\" REAL, d INTEGER, e TEXT);"
        "INSERT INTO t VALUES (1, 'x', 1.5, 10, 'p'), (2, NULL, 2.5, 20, 'q'), (3, 'z', NULL, 30, 'r');"
        "CREATE INDEX by_d ON t(d);"
        "CREATE VIEW v AS SELECT id FROM t;"
        "CREATE TABLE log(line);"
        "CREATE TRIGGER told AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.e); END;");
  }
  lines names() { return plain.rows("SELECT name FROM pragma_table_info('t')"); }
};

void expect_refused(const result<void>& done, errc kind, std::string_view part) {
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, kind) << to_text(done.error());
  EXPECT_FALSE(done.error().transient);
  EXPECT_NE(done.error().message.find(part), std::string::npos) << done.error().message;
}

TEST_F(migrate, columns_are_added_dropped_and_renamed_with_the_rows_kept) {
  ASSERT_TRUE(to.add_column(t, column("when \"x\"", kind::timestamp)));
  ASSERT_TRUE(to.add_column(t, column("price", kind::decimal)));
  ASSERT_TRUE(to.drop_column(t, "a"));
  ASSERT_TRUE(to.rename_column(t, "b \"c", "b"));
  ASSERT_TRUE(to.rename_column(t, "d", "D"));
  EXPECT_EQ(plain.rows("SELECT name, type FROM pragma_table_info('t')"),
            (lines{"id|INTEGER", "b|REAL", "D|INTEGER", "e|TEXT", "when \"x\"|LOCALTIMESTAMP",
                   "price|DECIMAL TEXT"}));
  EXPECT_EQ(plain.rows("SELECT * FROM t"),
            (lines{"1|1.5|10|p|null|null", "2|2.5|20|q|null|null", "3|null|30|r|null|null"}));
  ASSERT_TRUE(to.rename_table(t, "the \"new\" one"));
  EXPECT_EQ(plain.rows("SELECT id FROM v"), (lines{"1", "2", "3"}));
  EXPECT_EQ(to.open({"t", {}}).error().kind, errc::not_found);
  ASSERT_TRUE(to.drop_table("the \"new\" one"));
  EXPECT_EQ(plain.rows("SELECT name FROM sqlite_schema WHERE type <> 'view'"), lines{"log"});
}

TEST_F(migrate, what_cannot_be_is_refused_and_changes_nothing) {
  const lines before = plain.rows("SELECT * FROM sqlite_schema");
  expect_refused(to.drop_column(t, "id"), errc::unsupported, "PRIMARY KEY");
  expect_refused(to.drop_column(t, "d"), errc::unsupported, "by_d");
  expect_refused(to.drop_column(t, "e"), errc::unsupported, "drop what names the column first");
  expect_refused(to.drop_column(t, "A"), errc::not_found, "did you mean 'a'");
  expect_refused(to.rename_column(t, "ax", "y"), errc::not_found, "no column 'ax'");
  expect_refused(to.rename_column(t, "a", "D"), errc::constraint, "duplicate column name");
  expect_refused(to.add_column(t, column("D", kind::text)), errc::constraint, "duplicate");
  expect_refused(to.add_column(t, column("f", kind::text, false)), errc::constraint,
                 "add it as nullable");
  expect_refused(to.add_column(t, column("f", kind::point)), errc::unsupported, "no form for");
  expect_refused(to.rename_table(t, "LOG"), errc::constraint, "already another table");
  expect_refused(to.rename_table(t, "sqlite_t"), errc::unsupported, "reserved");
  expect_refused(to.rename_table("tt", "u"), errc::not_found, "did you mean 't'");
  expect_refused(to.drop_table("tt"), errc::not_found, "did you mean 't'");
  for (const auto& done : {to.drop_table("v"), to.rename_table("v", "w"), to.drop_column("v", "id"),
                           to.add_column("v", column("f", kind::text))})
    expect_refused(done, errc::unsupported, "is a view");
  EXPECT_EQ(plain.rows("SELECT * FROM sqlite_schema"), before);

  sqlite::connector reads(at(path, true));
  for (const auto& done :
       {reads.drop_table(t), reads.rename_table(t, "u"), reads.drop_column(t, "a"),
        reads.add_column(t, column("f", kind::text)), reads.rename_column(t, "a", "b")})
    expect_refused(done, errc::permission, "read_only = false");

  auto rows = to.open({"t", {}});
  ASSERT_TRUE(rows && rows->next());
  expect_refused(to.drop_column(t, "a"), errc::unsupported, "has not been read to its end");
}

TEST_F(migrate, a_column_that_is_not_null_is_added_to_an_empty_table) {
  plain.run("DELETE FROM t");
  ASSERT_TRUE(to.add_column(t, column("f", kind::text, false)));
  EXPECT_EQ(plain.rows("SELECT \"notnull\" FROM pragma_table_info('t') WHERE name = 'f'"),
            lines{"1"});
}

TEST_F(migrate, a_transaction_that_is_rolled_back_takes_all_of_it_back) {
  const lines schema = plain.rows("SELECT * FROM sqlite_schema");
  const lines rows = plain.rows("SELECT * FROM t");
  ASSERT_TRUE(to.begin());
  auto writer = to.open_writer({"t", {"id", "a"}}, write_mode::insert);
  ASSERT_TRUE(writer);
  const value_view row[] = {std::int64_t{4}, "w"};
  ASSERT_TRUE(to.add_column(t, column("f", kind::text)));
  ASSERT_TRUE(writer->write(row)) << to_text(writer->status());  // its columns are there still
  ASSERT_TRUE(to.drop_column(t, "a"));
  EXPECT_FALSE(writer->write(row));
  ASSERT_TRUE(to.rename_column(t, "d", "g"));
  ASSERT_TRUE(to.rename_table(t, "u"));
  ASSERT_TRUE(to.drop_table("u"));
  EXPECT_EQ(plain.rows("SELECT * FROM t"), rows);
  ASSERT_TRUE(to.rollback());
  EXPECT_EQ(plain.rows("SELECT * FROM sqlite_schema"), schema);
  EXPECT_EQ(plain.rows("SELECT * FROM t"), rows);
}

TEST_F(migrate, a_capture_names_the_columns_it_captures) {
  const table_id captured[] = {t};
  ASSERT_TRUE(to.enable_capture(captured));
  expect_refused(to.drop_column(t, "a"), errc::unsupported, "drop what names the column first");
  ASSERT_TRUE(to.disable_capture(captured));
  EXPECT_TRUE(to.drop_column(t, "a"));
}

std::size_t columns_of(auto& c) {
  const table_info t{"t", {}};
  return c.get_schemas({&t, 1})->front()->schema.fields.size();
}

TEST_F(migrate, decorators_hand_it_on_and_no_cache_keeps_what_was) {
  using both = cached<retrying<sqlite::connector>>;
  static_assert(has_capability<both>(capability::migratable) && Migratable<both>);
  both one({.inner = {.inner = at(path)}});
  both other(one.settings());
  EXPECT_EQ(columns_of(other), 5u);
  EXPECT_EQ(columns_of(other), 5u);
  ASSERT_TRUE(one.add_column(t, column("f", kind::text)));
  EXPECT_EQ(columns_of(other), 6u);
  ASSERT_TRUE(one.rename_column(t, "a", "A1"));
  EXPECT_EQ(other.list_columns(std::span(&t, 1))->front()->columns[1], "A1");
  ASSERT_TRUE(one.begin());
  ASSERT_TRUE(one.drop_column(t, "A1"));
  EXPECT_EQ(columns_of(one), 5u);
  EXPECT_EQ(columns_of(other), 6u);
  ASSERT_TRUE(one.commit());
  EXPECT_EQ(columns_of(other), 5u);
  ASSERT_TRUE(one.rename_table(t, "u"));
  EXPECT_EQ(other.list_tables()->back(), table_id("v"));
  EXPECT_EQ(other.list_tables()->at(1), table_id("u"));
  ASSERT_TRUE(one.drop_table("u"));
  EXPECT_EQ(other.list_tables()->size(), 2u);
}

// --- where a followed table changes ---------------------------------------------------------------

/// One message: of the table's rows, or that its columns are now `now`.
struct step {
  change what;
  std::vector<value> row{}, old_row{};
  schema now{};
};

/// A source of one table, "t", that does what it is told.
class scripted {
public:
  struct no_rows {
    scripted* of = nullptr;
    bool next() { return false; }
    cells_row<change_state> row() { return {nullptr, of->state_}; }
    const error& status() const { return of->state_.status(); }
    const ferrule::schema& schema() const { return of->state_.schemas()[0].schema; }
  };
  scripted(schema columns, std::vector<step> steps, std::uint64_t first = 1)
      : steps_(std::move(steps)),
        first_(first),
        state_("script", {{{"t"}, std::move(columns), cdc_kind::full_changes}}) {}

  change next() {
    if (at_ == steps_.size()) return change::end;
    const step& now = steps_[at_++];
    state_.id = {first_ + at_, {}};
    if (now.what == change::schema_changed)
      state_.change_schema(0, {{"t"}, now.now, cdc_kind::full_changes});
    row_.assign(now.row.begin(), now.row.end());
    old_row_.assign(now.old_row.begin(), now.old_row.end());
    return now.what;
  }
  std::size_t table() const { return 0; }
  no_rows& rows() {
    rows_.of = this;
    return rows_;
  }
  cells_row<change_state> row() { return {row_.data(), state_}; }
  cells_row<change_state> old_row() { return {old_row_.data(), state_}; }
  const op_id& id() const { return state_.id; }
  std::optional<source_time> committed_at() const { return {}; }
  std::span<const source_schema> schemas() const { return state_.schemas(); }
  result<void> acknowledge(const op_id&) { return {}; }
  const error& status() const { return state_.status(); }

private:
  std::vector<step> steps_;
  std::size_t at_ = 0;
  std::uint64_t first_;
  change_state state_;
  std::vector<value_view> row_, old_row_;
  no_rows rows_{};
};
static_assert(ChangeStream<scripted>);

schema of(std::vector<field> fields) { return {std::move(fields), {0}}; }
const schema first_columns =
    of({column("id", kind::int64, false), column("a", kind::text), column("b", kind::int32)});
const std::vector<step> beginning{{change::snapshot_started},
                                  {change::snapshot_done},
                                  {change::insert, {std::int64_t{1}, "x", std::int32_t{7}}},
                                  {change::insert, {std::int64_t{2}, "y", nullptr}},
                                  {change::commit}};

template<class To>
result<finish> deliver(To& to, scripted from, schema_change_policy policy) {
  table_applier<To> into(to, {.schema_changes = policy});
  protocol_validator checked(into);
  return deliver_changes(from, checked);
}
template<class To>
result<finish> deliver(To& to, const std::vector<step>& behind,
                       schema_change_policy policy = schema_change_policy::apply) {
  std::vector<step> all = beginning;
  all.insert(all.end(), behind.begin(), behind.end());
  return deliver(to, scripted(first_columns, std::move(all)), policy);
}

TEST(migrate_changes, columns_come_and_go_in_the_transaction_of_the_change) {
  const temporary_folder folder;
  plain_sqlite plain(folder / "to.db");
  sqlite::connector to(at(folder / "to.db"));
  const schema with_c = of({column("id", kind::int64, false), column("c", kind::float64),
                            column("a", kind::text), column("b", kind::int64)});
  const schema without_a = of({with_c.fields[0], with_c.fields[1], with_c.fields[3]});
  const schema without_c = of({with_c.fields[0], with_c.fields[3]});
  const auto done =
      deliver(to, {{change::insert, {std::int64_t{3}, "z", std::int32_t{9}}},
                   {change::schema_changed, {}, {}, with_c},  // b is wider; the same to SQLite
                   {change::insert, {std::int64_t{4}, 0.5, "w", std::int64_t{10}}},
                   {change::update,
                    {std::int64_t{1}, 2.5, "x", std::int64_t{8}},
                    {std::int64_t{1}, nullptr, "x", std::int64_t{7}}},
                   {change::commit},
                   {change::schema_changed, {}, {}, without_a},
                   {change::remove, {}, {std::int64_t{2}, nullptr, nullptr}},
                   {change::commit}});
  ASSERT_TRUE(done) << to_text(done.error());
  EXPECT_EQ(plain.rows("SELECT name FROM pragma_table_info('t')"), (lines{"id", "b", "c"}));
  EXPECT_EQ(plain.rows("SELECT id, b, c FROM t ORDER BY id"),
            (lines{"1|8|2.5", "3|9|null", "4|10|0.5"}));
  {  // what is not committed is not there
    scripted unfinished(
        without_a,
        {{change::schema_changed, {}, {}, without_c}, {change::insert, {std::int64_t{5}, nullptr}}},
        100);
    table_applier<sqlite::connector> into(to, {.schema_changes = schema_change_policy::apply});
    EXPECT_TRUE(deliver_changes(unfinished, into));
  }
  EXPECT_EQ(plain.rows("SELECT name FROM pragma_table_info('t')"), (lines{"id", "b", "c"}));
  EXPECT_EQ(plain.rows("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'ferrule_new%'"),
            lines{"0"});
}

TEST(migrate_changes, reach_a_target_of_the_command_line) {
  const temporary_folder folder;
  plain_sqlite plain(folder / "to.db");
  cli::detail::driver_of<sqlite::connector> driver(at(folder / "to.db"));
  cli::driver_target to(driver);
  const auto& [id, a, b] =
      std::tie(first_columns.fields[0], first_columns.fields[1], first_columns.fields[2]);
  const auto done =
      deliver(to, {{change::schema_changed, {}, {}, of({id, b})},
                   {change::schema_changed, {}, {}, of({id, b, column("c", kind::text)})},
                   {change::insert, {std::int64_t{3}, std::int32_t{9}, "new"}},
                   {change::commit}});
  ASSERT_TRUE(done) << to_text(done.error());
  EXPECT_EQ(plain.rows("SELECT id, b, c FROM t ORDER BY id"),
            (lines{"1|7|null", "2|null|null", "3|9|new"}));
}

TEST(migrate_changes, an_applier_of_a_later_run_needs_to_know_nothing_of_the_old_columns) {
  const temporary_folder folder;
  plain_sqlite plain(folder / "to.db");
  sqlite::connector to(at(folder / "to.db"));
  ASSERT_TRUE(deliver(to, {}));
  const schema without_a = of({first_columns.fields[0], first_columns.fields[2]});
  const auto done = deliver(
      to,
      scripted(first_columns, {{change::schema_changed, {}, {}, without_a}, {change::commit}}, 100),
      schema_change_policy::apply);
  ASSERT_TRUE(done) << to_text(done.error());
  EXPECT_EQ(plain.rows("SELECT * FROM t"), (lines{"1|7", "2|null"}));
}

TEST(migrate_changes, what_would_lose_cells_is_refused_and_the_tables_stay_as_committed) {
  const auto& [id, a, b] =
      std::tie(first_columns.fields[0], first_columns.fields[1], first_columns.fields[2]);
  schema other_key = first_columns;
  other_key.primary_key = {0, 1};
  other_key.fields[1].nullable = false;
  const std::pair<schema, const char*> cases[] = {
      {of({id, column("renamed", kind::text), b}), "may be one that was renamed"},
      {of({id, a, column("b", kind::text)}), "column 'b' was"},
      {of({id, a, b, column("c", kind::text, false)}), "add it as nullable"},
      {of({id, a, b, column("c", kind::point)}), "no form for"},
      {other_key, "the primary key has changed"},
      {schema{{id, a, b}, {}}, "the primary key has changed"}};
  for (const auto& [now, says] : cases) {
    const temporary_folder folder;
    plain_sqlite plain(folder / "to.db");
    sqlite::connector to(at(folder / "to.db"));
    const auto done = deliver(to, {{change::insert, {std::int64_t{3}, "z", std::int32_t{9}}},
                                   {change::commit},
                                   {change::insert, {std::int64_t{4}, "lost", nullptr}},
                                   {change::schema_changed, {}, {}, now},
                                   {change::commit}});
    ASSERT_FALSE(done) << says;
    EXPECT_TRUE(done.error().kind == errc::unsupported || done.error().kind == errc::constraint);
    for (const char* part :
         {says, "the columns of table 't' have changed at operation 10", "without a checkpoint"})
      EXPECT_NE(done.error().message.find(part), std::string::npos) << done.error().message;
    EXPECT_EQ(plain.rows("SELECT name FROM pragma_table_info('t')"), (lines{"id", "a", "b"}));
  }
}

TEST(migrate_changes, a_column_that_may_be_null_now_is_refused_and_one_that_may_not_is_held) {
  const schema strict = of({column("id", kind::int64, false), column("a", kind::text, false)});
  const schema loose = of({column("id", kind::int64, false), column("a", kind::text)});
  for (const bool becomes_loose : {true, false}) {
    const temporary_folder folder;
    sqlite::connector to(at(folder / "to.db"));
    const auto done =
        deliver(to,
                scripted(becomes_loose ? strict : loose,
                         {{change::snapshot_started},
                          {change::snapshot_done},
                          {change::schema_changed, {}, {}, becomes_loose ? loose : strict},
                          {change::insert, {std::int64_t{1}, "x"}},
                          {change::commit}}),
                schema_change_policy::apply);
    ASSERT_EQ(done.has_value(), !becomes_loose);
    if (becomes_loose) {
      EXPECT_NE(done.error().message.find("column 'a' may be null now"), std::string::npos)
          << done.error().message;
    }
  }
}

/// Its writers keep rows until `finish`.
class holding : public sqlite::connector {
public:
  struct writer {
    sqlite::writer to;
    std::vector<std::vector<value>> rows{};
    bool write(std::span<const value_view> cells) {
      rows.emplace_back(cells.begin(), cells.end());
      return true;
    }
    const error& status() const { return to.status(); }
    result<void> finish() {
      for (const auto& row : std::exchange(rows, {}))
        if (!to.write(std::vector<value_view>(row.begin(), row.end()))) return fail(to.status());
      return to.finish();
    }
  };
  using sqlite::connector::connector;
  result<writer> open_writer(const table_info& wanted, write_mode mode) {
    auto opened = sqlite::connector::open_writer(wanted, mode);
    if (!opened) return fail(std::move(opened.error()));
    return writer{std::move(*opened)};
  }
};

TEST(migrate_changes, rows_that_a_writer_holds_are_written_before_the_columns_change) {
  const temporary_folder folder;
  plain_sqlite plain(folder / "to.db");
  holding to(at(folder / "to.db"));
  const schema without_b = of({first_columns.fields[0], first_columns.fields[1]});
  const auto done = deliver(to, {{change::insert, {std::int64_t{3}, "z", nullptr}},
                                 {change::schema_changed, {}, {}, without_b},
                                 {change::insert, {std::int64_t{4}, "w"}},
                                 {change::commit}});
  ASSERT_TRUE(done) << to_text(done.error());
  EXPECT_EQ(plain.rows("SELECT * FROM t"), (lines{"1|x", "2|y", "3|z", "4|w"}));
}

/// Cannot change tables.
class writable_only : public sqlite::connector {
public:
  static constexpr capability_set capabilities{capability::writable};
  using sqlite::connector::connector;
};

TEST(migrate_changes, other_policies_and_other_destinations_do_as_they_say) {
  const std::vector<step> drops{
      {change::schema_changed, {}, {}, of({first_columns.fields[0], first_columns.fields[1]})},
      {change::commit}};
  const temporary_folder folder;
  plain_sqlite plain(folder / "to.db");
  sqlite::connector to(at(folder / "to.db"));
  EXPECT_EQ(deliver(to, drops, schema_change_policy::refuse).error().kind, errc::unsupported);
  EXPECT_TRUE(deliver(to, drops, schema_change_policy::ignore));
  EXPECT_EQ(plain.rows("SELECT name FROM pragma_table_info('t')"), (lines{"id", "a", "b"}));
  writable_only other(at(folder / "other.db"));
  const auto done = deliver(other, drops);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, errc::unsupported);
  EXPECT_NE(done.error().message.find("not Migratable"), std::string::npos) << done.error().message;
}

/// Columns come and go at random between random changes; a model says what must be there.
TEST(migrate_changes, random_histories_end_in_the_rows_of_the_model) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    const auto pick = [&](std::uint64_t below) { return random() % below; };
    schema now = first_columns;
    std::map<std::int64_t, std::map<std::string, std::int64_t>> model;  // by key, by column
    std::vector<step> steps;
    std::size_t made = 0;
    now.fields[1].type.kind = now.fields[2].type.kind = kind::int64;
    const schema columns = now;
    const auto cells = [&](std::int64_t key) {
      std::vector<value> out{key};
      for (std::size_t i = 1; i < now.fields.size(); ++i) {
        const auto& row = model[key];
        const auto found = row.find(now.fields[i].name);
        out.push_back(found == row.end() ? value() : value(found->second));
      }
      return out;
    };
    const auto fill = [&](std::int64_t key) {
      for (std::size_t i = 1; i < now.fields.size(); ++i)
        if (pick(3) != 0) model[key][now.fields[i].name] = static_cast<std::int64_t>(pick(1000));
    };
    steps.push_back({change::snapshot_started});
    steps.push_back({change::snapshot_done});
    for (int i = 0; i < 120; ++i) {
      const auto key = static_cast<std::int64_t>(pick(12));
      if (pick(6) == 0) {
        const std::size_t at = 1 + pick(now.fields.size());
        if (at < now.fields.size() && now.fields.size() > 2) {
          for (auto& [k, row] : model) row.erase(now.fields[at].name);
          now.fields.erase(now.fields.begin() + static_cast<std::ptrdiff_t>(at));
        } else
          now.fields.insert(now.fields.begin() + 1,
                            column("c" + std::to_string(++made), kind::int64));
        steps.push_back({change::schema_changed, {}, {}, now});
      } else if (model.count(key) == 0) {
        model[key];
        fill(key);
        steps.push_back({change::insert, cells(key)});
      } else if (pick(3) == 0) {
        steps.push_back({change::remove, {}, cells(key)});
        model.erase(key);
      } else {
        auto before = cells(key);
        fill(key);
        steps.push_back({change::update, cells(key), std::move(before)});
      }
      if (pick(4) == 0) steps.push_back({change::commit});
    }
    steps.push_back({change::commit});
    const temporary_folder folder;
    plain_sqlite plain(folder / "to.db");
    sqlite::connector to(at(folder / "to.db"));
    const auto done = deliver(to, scripted(columns, std::move(steps)), schema_change_policy::apply);
    ASSERT_TRUE(done) << "seed " << seed << ": " << to_text(done.error());
    std::string names;
    for (const field& f : now.fields)
      names += (names.empty() ? "" : ", ") + sqlite::detail::quoted_name(f.name);
    lines expected;
    for (const auto& [key, row] : model) {
      std::string& line = expected.emplace_back();
      for (const value& cell : cells(key)) line += (line.empty() ? "" : "|") + to_text(cell.view());
    }
    EXPECT_EQ(plain.rows("SELECT " + names + " FROM t ORDER BY id"), expected) << "seed " << seed;
    EXPECT_EQ(plain.rows("SELECT count(*) FROM pragma_table_info('t')"),
              lines{std::to_string(now.fields.size())});
  }
}

}  // namespace
