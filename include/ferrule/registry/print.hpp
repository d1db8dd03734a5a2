// SPDX-License-Identifier: BSL-1.0
// registry/print.hpp - a connector as text: its name and its settings, secrets masked.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <fmt/format.h>
#include <string>

namespace ferrule {

/// "sqlite{path='x.db', read_only=true, ...}"; secrets are "****".
template<Connector C>
std::string to_text(const C& connector) {
  return describe(connector.settings(), C::name);
}

}  // namespace ferrule

template<ferrule::Connector C>
struct fmt::formatter<C> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const C& connector, Context& context) const {
    return fmt::formatter<std::string_view>::format(ferrule::to_text(connector), context);
  }
};
