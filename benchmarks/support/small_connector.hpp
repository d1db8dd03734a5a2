// SPDX-License-Identifier: BSL-1.0
// support/small_connector.hpp - connectors that fill up a registry: each with a name and a stream type of its own.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <ferrule/registry.hpp>
#include <utility>

namespace benchmarks {

template<int N>
class small_stream : public ferrule::memory::stream {
public:
  explicit small_stream(ferrule::memory::stream rows) : ferrule::memory::stream(std::move(rows)) {}
};

template<int N>
class small_connector : public ferrule::memory::connector {
  static constexpr char letters[] = {'s', 'm', 'a', 'l', 'l', '_', static_cast<char>('0' + N)};

public:
  static constexpr std::string_view name{letters, sizeof letters};
  static constexpr ferrule::capability_set capabilities{};
  explicit small_connector(config settings) : ferrule::memory::connector(std::move(settings)) {}

  ferrule::result<small_stream<N>> open(const ferrule::table_info& table) {
    auto rows = ferrule::memory::connector::open(table);
    if (!rows) return ferrule::fail(std::move(rows.error()));
    return small_stream<N>(std::move(*rows));
  }
};

using registry_of_1 = ferrule::registry<ferrule::memory::connector>;
using registry_of_10 = ferrule::registry<small_connector<0>, small_connector<1>, small_connector<2>,
                                         small_connector<3>, ferrule::memory::connector,
                                         small_connector<4>, small_connector<5>, small_connector<6>,
                                         small_connector<7>, small_connector<8>>;

}  // namespace benchmarks
