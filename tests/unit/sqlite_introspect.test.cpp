// SPDX-License-Identifier: BSL-1.0
#include <support/sqlite_file.hpp>

namespace {

using ferrule::errc;
using ferrule::object_kind;
using support::sqlite_file;
using strings = std::vector<std::string>;

ferrule::sqlite::connector datasette() {
  return ferrule::sqlite::connector(
      {.path = FERRULE_SOURCE_DIR "/tests/data/datasette-fixtures.db", .immutable = true});
}

TEST(sqlite_introspect, tells_datasettes_fixtures) {
  auto c = datasette();
  EXPECT_EQ(c.table_names().value(), (strings{"123_starts_with_digits",
                                              "Table With Space In Name",
                                              "attraction_characteristic",
                                              "binary_data",
                                              "complex_foreign_keys",
                                              "compound_primary_key",
                                              "compound_three_primary_keys",
                                              "custom_foreign_key_label",
                                              "facet_cities",
                                              "facetable",
                                              "foreign_key_references",
                                              "infinity",
                                              "no_primary_key",
                                              "primary_key_multiple_columns",
                                              "primary_key_multiple_columns_explicit_label",
                                              "roadside_attraction_characteristics",
                                              "roadside_attractions",
                                              "searchable",
                                              "searchable_fts",
                                              "searchable_tags",
                                              "select",
                                              "simple_primary_key",
                                              "sortable",
                                              "table/with/slashes.csv",
                                              "tags"}));
  EXPECT_EQ(c.hidden_table_names().value(),
            (strings{"searchable_fts_config", "searchable_fts_data", "searchable_fts_docsize",
                     "searchable_fts_idx"}));
  EXPECT_EQ(c.view_names().value(),
            (strings{"paginated_view", "searchable_view", "searchable_view_configured_by_metadata",
                     "simple_view"}));
  EXPECT_EQ(c.table_count("facetable").value(), 15u);
  EXPECT_EQ(c.table_count("simple_view").value(), c.table_count("simple_primary_key").value());
  EXPECT_EQ(c.primary_keys("compound_three_primary_keys").value(), (strings{"pk1", "pk2", "pk3"}));
  EXPECT_TRUE(c.primary_keys("no_primary_key").value().empty());
  EXPECT_EQ(c.detect_fts("searchable").value(), "searchable_fts");
  EXPECT_EQ(c.detect_fts("searchable_fts").value(), "searchable_fts");
  EXPECT_EQ(c.detect_fts("sortable").value(), std::nullopt);
  EXPECT_FALSE(c.detect_spatialite().value());
  EXPECT_TRUE(c.table_exists("facetable").value());
  EXPECT_TRUE(c.table_exists("simple_view").value());
  EXPECT_FALSE(c.table_exists("nosuch").value());
}

TEST(sqlite_introspect, describes_columns_as_declared) {
  auto c = datasette();
  const auto columns = c.describe_table("facetable").value();
  ASSERT_EQ(columns.size(), c.list_columns(std::vector<ferrule::table_id>{"facetable"})
                                .value()[0]
                                .value()
                                .columns.size());
  EXPECT_EQ(columns[0],
            (ferrule::column_description{0, "pk", "INTEGER", true, std::nullopt, 1, false, false}));
  EXPECT_EQ(columns[1].name, "created");
  const auto tags = c.describe_table("searchable_tags").value();
  EXPECT_EQ(tags[1].primary_key_position, 2u);
}

TEST(sqlite_introspect, foreign_keys_with_compound_and_implicit_columns) {
  auto c = datasette();
  const auto keys = c.foreign_keys("foreign_key_references").value();
  ASSERT_EQ(keys.size(), 5u);
  EXPECT_EQ(keys[0], (ferrule::foreign_key{0, 0, "compound_primary_key", "foreign_key_compound_pk1",
                                           "pk1", "NO ACTION", "NO ACTION", "NONE"}));
  EXPECT_EQ(keys[1], (ferrule::foreign_key{0, 1, "compound_primary_key", "foreign_key_compound_pk2",
                                           "pk2", "NO ACTION", "NO ACTION", "NONE"}));
  EXPECT_TRUE(c.foreign_keys("tags").value().empty());
}

TEST(sqlite_introspect, implicit_foreign_keys_refer_to_the_primary_key) {
  sqlite_file file(
      "CREATE TABLE parent(x TEXT, b INTEGER, a INTEGER, PRIMARY KEY(a, b));"
      "CREATE TABLE child(p, q, r REFERENCES gone, FOREIGN KEY(p, q) REFERENCES Parent ON DELETE CASCADE)");
  ferrule::sqlite::connector c(file.reading());
  const auto keys = c.foreign_keys("child").value();
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0].to, "a");
  EXPECT_EQ(keys[1].to, "b");
  EXPECT_EQ(keys[0].on_delete, "CASCADE");
  EXPECT_EQ(keys[2].table, "gone");
  EXPECT_EQ(keys[2].to, "");
}

TEST(sqlite_introspect, definitions_distinguish_tables_and_views) {
  auto c = datasette();
  EXPECT_EQ(c.table_definition(object_kind::table, "tags").value(),
            "CREATE TABLE tags (\n    tag TEXT PRIMARY KEY\n)");
  EXPECT_TRUE(c.table_definition(object_kind::view, "simple_view")
                  .value()
                  .starts_with("CREATE VIEW simple_view AS"));
  const auto wrong = c.table_definition(object_kind::table, "simple_view");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, errc::not_found);
  EXPECT_NE(wrong.error().message.find("'simple_view' is a view, not a table"), std::string::npos);
  EXPECT_EQ(c.table_definition(object_kind::view, "nosuch").error().kind, errc::not_found);
  EXPECT_EQ(
      c.indices_definition("compound_three_primary_keys").value(),
      (strings{
          "CREATE INDEX idx_compound_three_primary_keys_content ON compound_three_primary_keys(content)"}));
  EXPECT_TRUE(c.indices_definition("tags").value().empty());  // its index has no definition
}

TEST(sqlite_introspect, unknown_tables_are_not_found_with_the_nearest) {
  auto c = datasette();
  const auto check = [](const auto& r) {
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().kind, errc::not_found);
    EXPECT_NE(r.error().message.find("did you mean 'facetable'?"), std::string::npos)
        << r.error().message;
  };
  check(c.table_count("facetabel"));
  check(c.describe_table("facetabel"));
  check(c.foreign_keys("facetabel"));
  check(c.table_definition(object_kind::table, "facetabel"));
  check(c.indices_definition("facetabel"));
  check(c.primary_keys("facetabel"));
  check(c.detect_fts("facetabel"));
}

TEST(sqlite_introspect, any_name_works_everywhere) {
  for (const std::string name :
       {"plain", "with space", "quo\"te", "it's", "[br]acket]", "back`tick", "new\nline", "tab\t",
        "größe 価格 🙂", "semi;colon--", "%_", "select", "123", "a.b"}) {
    sqlite_file file;
    const std::string q = ferrule::sqlite::detail::quoted_name(name);
    file.run("CREATE TABLE " + q + "(" + q + " INTEGER PRIMARY KEY, v TEXT, up " +
             " INTEGER REFERENCES " + q + "); CREATE INDEX " +
             ferrule::sqlite::detail::quoted_name("i " + name) + " ON " + q + "(v); INSERT INTO " +
             q + " VALUES (1, 'x', NULL), (2, 'y', 1); CREATE VIEW " +
             ferrule::sqlite::detail::quoted_name("v " + name) + " AS SELECT * FROM " + q +
             "; CREATE VIRTUAL TABLE f USING fts5(v, content=" + q + ")");
    ferrule::sqlite::connector c(file.writing());
    EXPECT_EQ(c.table_names().value(),
              (strings{std::min(name, std::string("f")), std::max(name, std::string("f"))}))
        << name;
    EXPECT_EQ(c.view_names().value(), (strings{"v " + name}));
    EXPECT_EQ(c.table_count(name).value(), 2u) << name;
    EXPECT_EQ(c.describe_table(name).value().at(0).name, name);
    EXPECT_EQ(c.primary_keys(name).value(), (strings{name}));
    EXPECT_EQ(c.foreign_keys(name).value().at(0).table, name);
    EXPECT_EQ(c.foreign_keys(name).value().at(0).to, name);
    EXPECT_TRUE(c.table_exists(name).value());
    EXPECT_EQ(c.indices_definition(name).value().size(), 1u);
    EXPECT_TRUE(c.table_definition(object_kind::table, name).value().starts_with("CREATE TABLE"));
    EXPECT_EQ(c.detect_fts(name).value(), "f") << name;
    auto stream = c.open({name, {"v", name}});
    ASSERT_TRUE(stream) << to_text(stream.error());
    EXPECT_EQ(support::pumped(*stream), (strings{"x|1", "y|2"}));
    auto writer = c.open_writer({name, {name, "v"}}, ferrule::write_mode::upsert);
    ASSERT_TRUE(writer) << to_text(writer.error());
    EXPECT_TRUE(writer->write(std::vector<ferrule::value_view>{3, "z"}))
        << to_text(writer->status());
    auto plan = c.plan({name, {}}, 2);
    ASSERT_TRUE(plan) << to_text(plan.error());
    EXPECT_EQ(plan->partitions().size(), 2u);
  }
}

TEST(sqlite_introspect, finds_full_text_tables_however_they_are_quoted) {
  sqlite_file file(
      "CREATE TABLE a(x); CREATE TABLE b(x); CREATE TABLE c(x); CREATE TABLE d(x); CREATE TABLE e(x); CREATE TABLE g(x); CREATE TABLE none(x);"
      "CREATE VIRTUAL TABLE fa USING fts4(x, content=\"a\"); CREATE VIRTUAL TABLE [f b] USING FTS4(content='b', x);"
      "CREATE VIRTUAL TABLE fc USING fts5(x, content=[c]); CREATE VIRTUAL TABLE IF NOT EXISTS fd USING fts5(x, content = `d`, tokenize='porter ascii');"
      "CREATE VIRTUAL TABLE /* content=none */ fe USING fts4(x, content=e, tokenize=unicode61 \"tokenchars=,)\");"
      "CREATE VIRTUAL TABLE \"fg\" USING fts5(x, content='G', content_rowid='x'); CREATE VIRTUAL TABLE own USING fts3(x); CREATE VIRTUAL TABLE less USING fts5(x, content='')");
  ferrule::sqlite::connector c(file.reading());
  for (const auto& [table, fts] : {std::pair{"a", "fa"},
                                   {"b", "f b"},
                                   {"c", "fc"},
                                   {"d", "fd"},
                                   {"e", "fe"},
                                   {"g", "fg"},
                                   {"own", "own"},
                                   {"less", "less"}})
    EXPECT_EQ(c.detect_fts(table).value(), fts) << table;
  EXPECT_EQ(c.detect_fts("none").value(), std::nullopt);
  const auto hidden = c.hidden_table_names().value();
  EXPECT_NE(std::find(hidden.begin(), hidden.end(), "f b_segdir"), hidden.end());
  const auto shown = c.table_names().value();
  EXPECT_EQ(shown, (strings{"a", "b", "c", "d", "e", "f b", "fa", "fc", "fd", "fe", "fg", "g",
                            "less", "none", "own"}));
}

TEST(sqlite_introspect, hides_spatialites_and_sqlites_own_tables) {
  sqlite_file file(
      "CREATE TABLE towns(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, shape POINT); CREATE INDEX n ON towns(name); INSERT INTO towns(name) VALUES ('x'); ANALYZE;"
      "CREATE TABLE geometry_columns(f_table_name TEXT); CREATE TABLE spatial_ref_sys(srid INTEGER); CREATE TABLE idx_towns_shape(pkid INTEGER)");
  ferrule::sqlite::connector c(file.reading());
  EXPECT_TRUE(c.detect_spatialite().value());
  EXPECT_EQ(c.table_names().value(), (strings{"towns"}));
  EXPECT_EQ(c.hidden_table_names().value(),
            (strings{"geometry_columns", "idx_towns_shape", "spatial_ref_sys", "sqlite_sequence",
                     "sqlite_stat1"}));
}

TEST(sqlite_introspect, tells_generated_hidden_and_default_columns) {
  sqlite_file file(
      "CREATE TABLE t(a INTEGER DEFAULT (1 + 2) NOT NULL, b TEXT DEFAULT 'x', c INTEGER GENERATED ALWAYS AS (a * 2) STORED, d AS (a), k1 TEXT, k2 TEXT, PRIMARY KEY(k2, k1)) WITHOUT ROWID;"
      "CREATE VIRTUAL TABLE f USING fts5(x)");
  ferrule::sqlite::connector c(file.reading());
  const auto columns = c.describe_table("t").value();
  ASSERT_EQ(columns.size(), 6u);
  EXPECT_EQ(columns[0].default_value, "1 + 2");
  EXPECT_EQ(columns[1].default_value, "'x'");
  EXPECT_EQ(columns[2],
            (ferrule::column_description{2, "c", "INTEGER", false, std::nullopt, 0, false, true}));
  EXPECT_EQ(columns[3],
            (ferrule::column_description{3, "d", "", false, std::nullopt, 0, false, true}));
  EXPECT_EQ(c.primary_keys("t").value(), (strings{"k2", "k1"}));
  const auto fts = c.describe_table("f").value();
  EXPECT_TRUE(fts.back().hidden);
}

}  // namespace
