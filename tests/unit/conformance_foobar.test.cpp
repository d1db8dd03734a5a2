// SPDX-License-Identifier: BSL-1.0
#include <ferrule/conformance.hpp>
#include <ferrule/connectors/foobar.hpp>
#include <gtest/gtest.h>

namespace {

using namespace ferrule;

// What a fixture looks like before its connector is written: the names are those of data that will
// be there.
struct foobar_fixture {
  foobar::config good_config() { return {}; }
  settings good_settings() {
    return settings::map({{"host", "localhost"}, {"password", "pw"}, {"application", "kit"}});
  }
  std::vector<foobar::config> unreachable_configs() {
    return {{.host = "nowhere.invalid", .port = 4242, .password = {}, .other = {}}};
  }
  table_id sample_table() { return {"things"}; }
  std::vector<row_values> sample_rows() { return {{value(std::int64_t{1}), value("one")}}; }
};

TEST(conformance_foobar, is_unimplemented_and_never_a_success) {
  foobar_fixture fixture;
  const auto report = conformance::run<foobar::connector>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
  for (const auto& r : report.results) {
    const bool asks_the_source =
        r.id.starts_with("list.") || r.id.starts_with("columns.") || r.id.starts_with("schemas.") ||
        r.id.starts_with("validate-tables.") || r.id.starts_with("stream.") ||
        r.id.starts_with("struct.") || r.id.starts_with("connect.unreachable") ||
        r.id == "connect.validate-good";
    if (r.needs) {  // foobar declares nothing
      EXPECT_EQ(r.what, conformance::outcome::not_declared) << r.id;
    } else if (asks_the_source && r.what != conformance::outcome::not_applicable) {
      EXPECT_EQ(r.what, conformance::outcome::unimplemented) << r.id;
    }
  }
  EXPECT_NE(report.summary().find("unimplemented: "), std::string::npos) << report.summary();
}

}  // namespace
