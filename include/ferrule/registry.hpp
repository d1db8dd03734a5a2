// SPDX-License-Identifier: BSL-1.0
// registry.hpp - a connector chosen by name, once; behind the choice everything has its own type.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/registry/known.hpp>
#include <ferrule/registry/print.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ferrule {
namespace detail {

template<class... Cs>
consteval bool has_distinct_connector_names() {
  constexpr std::array<std::string_view, sizeof...(Cs)> names{Cs::name...};
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = i + 1; j < names.size(); ++j)
      if (names[i] == names[j]) return false;
  return true;
}

template<class... Cs>
consteval bool is_registry() {
  (is_connector<Cs>(), ...);
  if constexpr ((Connector<Cs> && ...))
    static_assert(has_distinct_connector_names<Cs...>(),
                  "[ferrule] two connectors of this registry have the same name");
  return true;
}

}  // namespace detail

/// The connectors a program can choose from at run time: `using sources = ferrule::registry<ferrule::sqlite::connector,
/// acme::duck::connector>;`. Yours and ours mix freely; adding one changes this line and nothing of ferrule.
///
/// Unconstrained on purpose: a constrained pack shows none of the mistakes on g++ 12; the asserts show all of them.
template<class... Cs>
struct registry {
  static_assert(detail::is_registry<Cs...>());

  /// One of the connectors. Choosing happens once; one std::visit enters code in which it has its own type.
  using any = std::variant<Cs...>;
  /// The same connectors, each inside the decorator `D`.
  template<template<class> class D>
  using with = registry<D<Cs>...>;
  template<class C>
  static constexpr bool contains = (std::is_same_v<C, Cs> || ...);

  /// The names, in the order of the list.
  static std::vector<std::string_view> names() { return {std::string_view(Cs::name)...}; }

  /// Makes the connector `chosen.connector` from `chosen.options`. Does not connect. Errors: `not_found` for a name
  /// that is not in this registry (with the nearest, and with the component to add where the connector is one
  /// of ferrule's); `config` for settings it does not accept (all of them).
  static result<any> make(const endpoint& chosen) {
    std::optional<result<any>> made;
    (void)((Cs::name == chosen.connector && (made.emplace(make_one<Cs>(chosen.options)), true)) ||
           ...);
    if (made) return std::move(*made);
    return fail(errc::not_found, unknown_connector(chosen.connector, names()));
  }

  /// Calls `f` with each connector type in turn: `f.template operator()<C>()`.
  template<class F>
  static void for_each_type(F&& f) {
    (f.template operator()<Cs>(), ...);
  }

private:
  template<class C>
  static result<any> make_one(const ferrule::settings& options) {
    auto config = from_settings<typename C::config>(options);
    if (!config) {
      config.error().message = concat("connector '", C::name, "': ", config.error().message);
      return fail(std::move(config.error()));
    }
    return any(std::in_place_type<C>, std::move(*config));
  }
};

/// Runs `f(connector)` where the chosen connector has the capability; otherwise answers `unsupported` before
/// anything runs. `f` returns a `result<T>`, the same for each connector, and is only compiled for those that
/// have the capability; `T` is named because there may be none.
template<capability Wanted, class T, class... Cs, class F>
result<T> with_capability(std::variant<Cs...>& chosen, F&& f) {
  return std::visit(
      [&]<class C>(C& connector) -> result<T> {
        if constexpr (has_capability<C>(Wanted)) return f(connector);
        else
          return fail(errc::unsupported,
                      concat("connector '", C::name, "' does not declare ", name_of(Wanted),
                             "; it has: ", capability_set(C::capabilities)));
      },
      chosen);
}

/// The name of the chosen connector.
template<class... Cs>
std::string_view name_of(const std::variant<Cs...>& chosen) {
  return std::visit([]<class C>(const C&) { return std::string_view(C::name); }, chosen);
}

}  // namespace ferrule
