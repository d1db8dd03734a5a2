// SPDX-License-Identifier: BSL-1.0
// support/decorated_fixture.hpp - the fixture of a connector, for the same connector inside a decorator `D`.
#pragma once
#include <ferrule/conformance.hpp>
#include <support/memory_fixture.hpp>
#include <support/sqlite_fixture.hpp>

namespace support {

template<class D, class Fixture>
struct decorated_fixture : Fixture {
  using config = typename D::config;
  config base{};  // what the decorator's own settings are

  config around(typename D::inner_type::config inner) {
    config out = base;
    out.inner = std::move(inner);
    return out;
  }
  config good_config() { return around(Fixture::good_config()); }
  std::vector<config> unreachable_configs()
    requires requires(Fixture& f) { f.unreachable_configs(); }
  {
    std::vector<config> out;
    for (auto& inner : Fixture::unreachable_configs()) out.push_back(around(std::move(inner)));
    return out;
  }
  config untouched_config()
    requires requires(Fixture& f) { f.untouched_config(); }
  {
    return around(Fixture::untouched_config());
  }
};

/// Runs the kit and prints what it says.
template<class C, class Fixture>
bool keeps_the_contract(Fixture&& fixture) {
  const auto report = conformance::run<C>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  return report.ok();
}

}  // namespace support
