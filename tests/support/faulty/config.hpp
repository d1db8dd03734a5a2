// SPDX-License-Identifier: BSL-1.0
// support/faulty/config.hpp - which promise is broken, and the settings.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/conformance/check_table.hpp>

namespace faulty {

using namespace ferrule;

/// The check that is to fail: wherever the connector asks about it, it breaks its contract in the
/// way that this check is there to see. That the id is one of the kit's is seen when compiling.
struct fault {
  std::size_t number = conformance::checks.size();  // none

  fault() = default;
  consteval fault(const char* check) : number(0) {
    while (conformance::checks[number].id != check) ++number;  // past the table: no such check
  }
};
inline fault active{};
inline bool broken(fault f) noexcept { return active.number == f.number; }

struct plain_config {
  required<std::string> store;
  bool reachable = true;
  int retries = 3;
  secret password;
};
struct config {
  plain_config values;
};

}  // namespace faulty

/// As its only field is read and written, or with a fault.
template<>
struct ferrule::setting_as<faulty::config> {
  using plain = ferrule::setting_as<faulty::plain_config>;
  static constexpr bool takes_fields_apart = true;
  static constexpr bool holds_secret = true;

  static std::string type() { return plain::type(); }
  static bool read(faulty::config& into, const settings& from, const setting_reader& here) {
    std::vector<setting_problem> problems;
    (void)plain::read(into.values, from, setting_reader(problems));
    for (const setting_problem& p : problems) {
      if (faulty::broken("settings.unknown-key") && p.expected == "a known key") continue;
      if (faulty::broken("settings.missing-required") && p.found == "nothing") continue;
      if (faulty::broken("settings.ill-typed") && p.found == "a list" && p.path != "store")
        continue;
      here.at_key(p.path).refuse(p.where, p.expected, p.found, p.hint);
      if (faulty::broken("settings.all-at-once")) break;
    }
    return here.problem_count() == 0;
  }
  static settings write(const faulty::config& value) {
    settings out = plain::write(value.values);
    if (faulty::broken("settings.round-trip")) (void)out.set("retries", value.values.retries + 1);
    if (faulty::broken("settings.secrets-masked"))
      (void)out.set("password", value.values.password.reveal());
    return out;
  }
  static void describe(const faulty::config& defaults, setting_description& self,
                       std::vector<setting_description>& below) {
    plain::describe(defaults.values, self, below);
  }
};
