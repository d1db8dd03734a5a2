// SPDX-License-Identifier: BSL-1.0
#include <ferrule/decorators/cached.hpp>
#include <gtest/gtest.h>
#include <support/decorated_fixture.hpp>

namespace {

using namespace ferrule;

// The connections of one check share a cache. What the fixture does behind their back it says to the cache, as a program that
// writes to a source past its cached connectors has to.
template<class C, class Fixture>
struct cached_fixture : support::decorated_fixture<C, Fixture> {
  using config = typename C::config;
  std::shared_ptr<row_cache> cache = std::make_shared<row_cache>(cache_options());

  config good_config() {
    config out = this->around(Fixture::good_config());
    out.shared.cache = cache;
    return out;
  }
  void reset() {
    if constexpr (requires(Fixture& f) { f.reset(); }) Fixture::reset();
    cache->clear();
  }
  result<void> make_table(const source_schema& made, std::span<const row_values> rows)
    requires requires(Fixture& f) { f.make_table(made, rows); }
  {
    auto out = Fixture::make_table(made, rows);
    cache->clear();
    return out;
  }
  result<void> change_table(const table_id& table)
    requires requires(Fixture& f) { f.change_table(table); }
  {
    auto out = Fixture::change_table(table);
    cache->clear();
    return out;
  }
};

TEST(cached_kit, around_memory) {
  using source = cached<memory::connector>;
  EXPECT_TRUE(
      (support::keeps_the_contract<source>(cached_fixture<source, support::memory_fixture>())));
}

TEST(cached_kit, around_sqlite) {
  using source = cached<sqlite::connector>;
  cached_fixture<source, support::sqlite_fixture> fixture;
  EXPECT_TRUE(support::keeps_the_contract<source>(fixture));
  EXPECT_GT(fixture.cache->statistics().hits, 0u);
}

}  // namespace
