// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/traced.hpp>
#include <gtest/gtest.h>
#include <support/decorated_fixture.hpp>

namespace {

using namespace ferrule;

struct silent {
  void operator()(const traced_call&) noexcept {}
};

TEST(traced_kit, around_memory) {
  using source = traced<memory::connector, silent>;
  EXPECT_TRUE((support::keeps_the_contract<source>(
      support::decorated_fixture<source, support::memory_fixture>())));
}

TEST(traced_kit, around_sqlite) {
  using source = traced<sqlite::connector, silent>;
  EXPECT_TRUE((support::keeps_the_contract<source>(
      support::decorated_fixture<source, support::sqlite_fixture>())));
}

}  // namespace
