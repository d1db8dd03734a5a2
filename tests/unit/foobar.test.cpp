// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/rows.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;

// "foobar: <what> is not written yet; ..."
void expect_unwritten(const error& why, std::string_view what) {
  EXPECT_EQ(why.kind, errc::unimplemented);
  EXPECT_FALSE(why.transient);
  EXPECT_EQ(why.message,
            fmt::format(
                "foobar: {} is not written yet; see the comments in ferrule/connectors/foobar.hpp",
                what));
}

TEST(foobar, never_answers_with_success) {
  foobar::connector c({});
  expect_unwritten(c.validate_connection().error(), "validate_connection()");
  expect_unwritten(c.list_tables().error(), "list_tables()");
  expect_unwritten(c.validate_tables({}).error(), "validate_tables()");
  expect_unwritten(c.list_columns({}).error(), "list_columns()");
  expect_unwritten(c.get_schemas({}).error(), "get_schemas()");
  expect_unwritten(c.open(table_info{"t", {}}).error(), "open()");
  struct row {
    int id;
  };
  expect_unwritten(open_rows<row>(c, "t").error(), "list_columns()");
}

TEST(foobar, its_stream_ends_with_an_error_and_not_as_an_empty_table) {
  cancel_source cancel;
  foobar::stream s("foobar table 't'", {{{.name = "a"}}, {}}, cancel.watch());
  EXPECT_FALSE(s.next());
  EXPECT_EQ(s.status().kind, errc::unimplemented);
  value_view cell = 1;
  auto row = s.row();
  row.read(cell);
  EXPECT_TRUE(cell.is_null());
  EXPECT_TRUE(row.failed());
  foobar::stream stopped("foobar table 't'", {}, cancel.watch());
  cancel.handle().cancel();
  EXPECT_FALSE(stopped.next());
  EXPECT_EQ(stopped.status().kind, errc::cancelled);
}

TEST(foobar, reads_its_settings_and_masks_what_is_secret) {
  const auto made = from_settings<foobar::config>(
      settings::map({{"host", "db"}, {"password", "hidden"}, {"flavour", "mint"}}));
  ASSERT_TRUE(made) << made.error().message;
  const foobar::connector c(*made);
  EXPECT_EQ(c.settings().host, "db");
  EXPECT_EQ(c.settings().port, 4242);
  EXPECT_EQ(c.settings().password.reveal(), "hidden");
  const std::string shown = describe(c.settings(), c.name);
  EXPECT_EQ(shown.find("hidden"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("mint"), std::string::npos) << shown;
  EXPECT_EQ(from_settings<foobar::config>(settings::map({{"port", 0}})).error().kind, errc::config);
}

TEST(foobar, knows_a_type_that_it_does_not_support) {
  ASSERT_NE(foobar::connector::resolve("BLOB"), nullptr);
  EXPECT_FALSE(foobar::connector::resolve("BLOB")->to);
  EXPECT_EQ(foobar::connector::resolve("WHOLE")->to->kind, kind::int64);
  EXPECT_EQ(foobar::connector::resolve("whole?"), nullptr);
  EXPECT_EQ(describe_types<foobar::connector>().size(), 4u);
}

}  // namespace
