// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/registry.hpp>
#include <support/archetypes.hpp>

namespace {

using namespace ferrule;

struct mine : archetype::connector {
  using archetype::connector::connector;
  static constexpr std::string_view name = "mine";
};

// Ours and a program's own mix freely, in any order and number.
using both = registry<memory::connector, mine, foobar::connector>;
static_assert(std::is_same_v<both::any, std::variant<memory::connector, mine, foobar::connector>>);
static_assert(both::contains<mine> && !both::contains<archetype::connector>);
static_assert(std::is_same_v<registry<>::any, std::variant<>>);
static_assert(std::is_same_v<decltype(both::make(endpoint{})), result<both::any>>);
static_assert(std::is_move_constructible_v<both::any>);

static_assert(ferrule::detail::has_distinct_connector_names<memory::connector, mine>());
static_assert(
    !ferrule::detail::has_distinct_connector_names<memory::connector, mine, memory::connector>());

// A decorator is mapped over the list.
template<class C>
struct decorated : C {
  using C::C;
};
static_assert(
    std::is_same_v<both::with<decorated>, registry<decorated<memory::connector>, decorated<mine>,
                                                   decorated<foobar::connector>>>);
static_assert(Connector<decorated<memory::connector>>);

}  // namespace
