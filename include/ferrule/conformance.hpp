// SPDX-License-Identifier: BSL-1.0
// conformance.hpp - the kit: whether a connector keeps its contract, told check by check.
//
//     struct duck_fixture {
//       ferrule::duck::config good_config() { return {.path = "test.duck"}; }
//       ...                                    // conformance/fixture.hpp lists what else there may be
//     };
//     duck_fixture fixture;
//     const auto report = ferrule::conformance::run<ferrule::duck::connector>(fixture);
//     std::fputs(report.to_text().c_str(), stdout);
//     return report.ok() ? 0 : 1;
//
// Needs no test framework. Every check that the connector's declared capabilities call for is run;
// those that need another capability, or something the fixture does not have, are reported by name.
#pragma once
#include <exception>
#include <ferrule/conformance/changes_reader.hpp>
#include <ferrule/conformance/check_table.hpp>
#include <ferrule/conformance/part_opening.hpp>
#include <ferrule/conformance/registry_opening.hpp>
#include <ferrule/conformance/report.hpp>
#include <ferrule/conformance/struct_reader.hpp>
#include <ferrule/conformance/subject_adaptor.hpp>

namespace ferrule::conformance {

/// Which checks are run: all, or those whose ids are listed.
struct run_options {
  std::vector<std::string> only{};
};

namespace detail {

inline check_result run_one(const check& one, subject& of) {
  trial t;
  if (one.needs && !of.capabilities().has(*one.needs)) {
    check_result out;
    out.what = outcome::not_declared;
    return out;
  }
  of.reset();
#if defined(__cpp_exceptions)
  try {
    bench b(of);
    one.run(b, t);
  } catch (const std::exception& thrown) { t.fail("no exception", thrown.what()); } catch (...) {
    t.fail("no exception", "one that is not a std::exception");
  }
#else
  bench b(of);
  one.run(b, t);
#endif
  return t.take();
}

inline void waive(check_result& result, const std::vector<waiver>& waivers) {
  for (const waiver& w : waivers) {
    if (w.check != result.id) continue;
    if (result.what == outcome::failed) {
      result.what = outcome::waived;
      result.reason = w.reason;
    } else if (result.what == outcome::passed)
      result.reason += concat(result.reason.empty() ? "" : "; ", "waived (", w.reason,
                              "), but it passes: the waiver can go");
  }
}

inline report run_all(subject& of, const run_options& options) {
  report out{std::string(of.name()), of.capabilities(), {}};
  const std::vector<waiver> waivers = of.waivers();
  for (const check& one : checks) {
    if (!options.only.empty() &&
        std::find(options.only.begin(), options.only.end(), one.id) == options.only.end())
      continue;
    check_result done = run_one(one, of);
    done.id = one.id;
    done.sentence = one.sentence;
    done.needs = one.needs;
    waive(done, waivers);
    out.results.push_back(std::move(done));
  }
  for (const waiver& w : waivers)
    if (find_check(w.check) == nullptr)
      out.results.push_back({w.check,
                             "a waiver names a check of the kit",
                             outcome::failed,
                             "a check of this id",
                             "none",
                             {},
                             {},
                             {}});
  return out;
}

}  // namespace detail

/// Runs the checks on a connector that was wrapped for the kit already, so that this file need not be compiled with it.
inline report run(subject& of, const run_options& options = {}) {
  return detail::run_all(of, options);
}

/// Runs the checks on connector `C` with what `fixture` provides (see conformance/fixture.hpp).
/// What a check throws fails it; a crash or a hang is not caught.
template<class C, class F>
report run(F&& fixture, const run_options& options = {}) {
  static_assert(is_connector<C>());
  constexpr bool has_good_config = requires {
    { fixture.good_config() } -> std::same_as<typename C::config>;
  };
  static_assert(has_good_config,
                "[ferrule] a conformance fixture needs: typename C::config good_config()");
  if constexpr (has_good_config) {
    detail::subject_adaptor<C, std::remove_reference_t<F>> of(fixture);
    return detail::run_all(of, options);
  } else return {};
}

}  // namespace ferrule::conformance
