// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/retrying.hpp>
#include <gtest/gtest.h>
#include <support/decorated_fixture.hpp>

namespace {

using namespace ferrule;

TEST(retrying_kit, around_memory) {
  using source = retrying<memory::connector>;
  EXPECT_TRUE((support::keeps_the_contract<source>(
      support::decorated_fixture<source, support::memory_fixture>())));
}

TEST(retrying_kit, around_sqlite) {
  using source = retrying<sqlite::connector>;
  EXPECT_TRUE((support::keeps_the_contract<source>(
      support::decorated_fixture<source, support::sqlite_fixture>())));
}

}  // namespace
