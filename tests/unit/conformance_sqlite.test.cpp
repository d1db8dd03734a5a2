// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <support/sqlite_fixture.hpp>

namespace {

using namespace ferrule;

TEST(conformance_sqlite, keeps_the_contract) {
  support::sqlite_fixture fixture;
  const auto report = conformance::run<sqlite::connector>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
}

}  // namespace
