// SPDX-License-Identifier: BSL-1.0
// conformance/report.hpp - what became of each check of the kit, and the numbers a program asks
// for.
#pragma once
#include <algorithm>
#include <ferrule/connector/capabilities.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::conformance {

/// What became of one check.
enum class outcome : std::uint8_t {
  passed,
  failed,        ///< the connector does not keep its contract: `expected` and `seen` say where
  not_declared,  ///< needs a capability that the connector does not declare
  unimplemented,  ///< the connector answered `errc::unimplemented`: its author has not written this yet
  not_applicable,  ///< the fixture has not what it takes, or there is nothing to check: `reason`
  waived,          ///< failed, and the fixture says why it may
};

inline constexpr std::size_t outcome_count = 6;

constexpr std::string_view name_of(outcome o) noexcept {
  constexpr std::string_view names[] = {"passed",        "failed",         "not declared",
                                        "unimplemented", "not applicable", "waived"};
  return names[static_cast<std::size_t>(o)];
}

/// The result of one check.
struct check_result {
  std::string id{};
  std::string sentence{};  ///< what the check asks for
  outcome what = outcome::passed;
  std::string expected{};  ///< failed, waived
  std::string seen{};      ///< failed, waived
  std::string reason{};    ///< not applicable, waived; passed: what was left out, and why
  std::string call{};      ///< unimplemented: which method answered so
  std::optional<capability> needs{};
};

/// All results of one connector, in the order of the table of checks.
struct report {
  std::string connector{};
  capability_set declared{};
  std::vector<check_result> results{};

  std::size_t count(outcome o) const {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(), [&](const check_result& r) { return r.what == o; }));
  }
  /// Whether nothing failed. What is not declared, not applicable, waived or not written yet is no
  /// failure; it is named instead.
  bool ok() const { return count(outcome::failed) == 0; }
  /// The result of a check, or null.
  const check_result* find(std::string_view id) const {
    const auto at = std::find_if(results.begin(), results.end(),
                                 [&](const check_result& r) { return r.id == id; });
    return at == results.end() ? nullptr : &*at;
  }
  /// The ids with this outcome, in order.
  std::vector<std::string> ids(outcome o) const {
    std::vector<std::string> out;
    for (const check_result& r : results)
      if (r.what == o) out.push_back(r.id);
    return out;
  }

  /// A table for people. The last line is the summary.
  std::string to_text() const;
  /// "kit: 62 passed, 0 failed, 14 not declared: Queryable, Filterable; ...".
  std::string summary() const;
  /// One JSON object: the counts, and every result.
  std::string to_json() const;
};

}  // namespace ferrule::conformance

#include <ferrule/conformance/report_text.hpp>
