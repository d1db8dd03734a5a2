// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <support/memory_fixture.hpp>

namespace {

using namespace ferrule;

TEST(conformance_memory, keeps_the_contract) {
  support::memory_fixture fixture;
  const auto report = conformance::run<memory::connector>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
}

}  // namespace
