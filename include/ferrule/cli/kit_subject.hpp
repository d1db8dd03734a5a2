// SPDX-License-Identifier: BSL-1.0
// cli/kit_subject.hpp - one connector wrapped for the conformance kit, which is what its settings alone allow.
//
// Apart from driver_of.hpp, because it takes as long to compile as all of that. A program of many source files gives each connector
// one that includes this, and others that include these headers of conformance/ and say
//   changes_reader.hpp                        template struct ferrule::conformance::changes_reader<C>;
//   part_opening.hpp, registry_opening.hpp    the same of part_opening and of registry_opening
//   struct_reader.hpp                         template struct ferrule::conformance::struct_reader<C, ferrule::conformance::kit_row>;
//                                             and the same of misfit_row
#pragma once
#include <ferrule/cli/config_of.hpp>
#include <ferrule/cli/driver.hpp>
#include <ferrule/conformance/subject_adaptor.hpp>

namespace ferrule::cli {

/// What `kit SOURCE` tells the kit about connector `C`: nothing but the settings. Specialise it for a connector of which more is to
/// be told whatever the source: which values it cannot hold, its language (conformance/fixture.hpp).
template<class C>
struct kit_fixture {
  typename C::config settings;
  typename C::config good_config() { return settings; }
};

namespace detail {

template<Connector C>
struct fixed_subject {
  kit_fixture<C> fixture;
  conformance::detail::subject_adaptor<C, kit_fixture<C>> subject{fixture};
};

}  // namespace detail

template<class C>
result<std::shared_ptr<conformance::subject>> kit_subject_of(const settings& options) {
  auto made = detail::config_of<C>(options);
  if (!made) return fail(std::move(made.error()));
  auto kept = std::make_shared<detail::fixed_subject<C>>(kit_fixture<C>{std::move(*made)});
  return std::shared_ptr<conformance::subject>(kept, &kept->subject);
}

}  // namespace ferrule::cli
