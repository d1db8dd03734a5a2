// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/fan_out.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/registry.hpp>
#include <ferrule/stream/binding.hpp>
#include <support/archetypes.hpp>

namespace {

using namespace ferrule;

// A decorated connector is a connector with the name and the capabilities of the inner one, whatever these are.
template<template<class> class D, class C>
consteval bool decorates() {
  static_assert(is_connector<D<C>>());
  static_assert(D<C>::name == C::name);
  static_assert(D<C>::capabilities == C::capabilities);
  static_assert(D<C>::types_mapping.size() == C::types_mapping.size());
  static_assert(is_config<typename D<C>::config>());
  return true;
}
template<template<class> class D>
consteval bool decorates_all() {
  return decorates<D, sqlite::connector>() && decorates<D, memory::connector>() &&
         decorates<D, foobar::connector>() && decorates<D, archetype::connector>() &&
         decorates<D, archetype::capable_connector>();
}
static_assert(decorates_all<traced>());
static_assert(decorates_all<retrying>());
static_assert(decorates_all<cached>());

// In any order, to any depth.
static_assert(is_connector<traced<retrying<cached<sqlite::connector>>>>());
static_assert(is_connector<cached<traced<memory::connector>>>());
static_assert(is_config<traced<retrying<cached<sqlite::connector>>>::config>());

// Mapped over a registry: as many alternatives as before.
using plain = registry<sqlite::connector, memory::connector>;
using decorated = plain::with<retrying>::with<traced>;
static_assert(std::variant_size_v<decorated::any> == std::variant_size_v<plain::any>);
static_assert(decorated::contains<traced<retrying<sqlite::connector>>>);

// The streams of retrying are the inner ones themselves; those of traced read typed and drain where the inner ones do.
static_assert(std::is_same_v<stream_of<retrying<sqlite::connector>>, stream_of<sqlite::connector>>);
using traced_rows = stream_of<traced<sqlite::connector>>;
static_assert(Drains<traced_rows>);
static_assert(ferrule::detail::ReadsTyped<traced_rows, std::int64_t>);
static_assert(std::is_same_v<decltype(std::declval<traced_rows&>().row()),
                             decltype(std::declval<stream_of<sqlite::connector>&>().row())>);
static_assert(!Drains<stream_of<traced<memory::connector>>>);

// What a source has beside the contract to be asked for its changes, a decorator has where the inner connector has it.
struct capturing : memory::connector {
  using memory::connector::connector;
  result<void> enable_capture(std::span<const table_id>) { return {}; }
};
template<class C>
concept captures = requires(C& c, std::span<const table_id> tables) { c.enable_capture(tables); };
static_assert(captures<traced<retrying<capturing>>> && !captures<traced<memory::connector>>);

using both = fan_out<named<"old", sqlite::connector>, named<"new", sqlite::connector>>;
static_assert(is_connector<both>() && is_connector<traced<both>>());
static_assert(both::capabilities == capability_set{capability::introspectable,
                                                   capability::filterable, capability::partitioned,
                                                   capability::followable, capability::resumable});
static_assert(Followable<both> && Resumable<both> && !Migratable<both> && !Writable<both>);
static_assert(!Followable<fan_out<foobar::connector, sqlite::connector>>);
static_assert(fan_out<foobar::connector, sqlite::connector>::capabilities == capability_set{});

}  // namespace
