// SPDX-License-Identifier: BSL-1.0
// support/catch_up.hpp - a run of changes into tables, from where the last one ended until now.
#pragma once
#include <ferrule/changes.hpp>
#include <gtest/gtest.h>
#include <span>

namespace support {

/// How many messages there were. The validator looks at each.
template<class From, class To>
std::uint64_t catch_up(From& from, To& to, std::span<const ferrule::table_info> of,
                       const ferrule::apply_options& options) {
  ferrule::table_applier<To> into(to, options);
  ferrule::protocol_validator checked(into);
  auto at = into.resume_point(of);
  EXPECT_TRUE(at) << to_text(at.error());
  auto done = ferrule::start(from, checked, of, *at, {}, {.until_now = true});
  EXPECT_TRUE(done) << to_text(done.error());
  EXPECT_TRUE(!done || *done == ferrule::finish::exhausted);
  return checked.messages();
}

}  // namespace support
