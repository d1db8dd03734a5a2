// SPDX-License-Identifier: BSL-1.0
// What `open` returns must be a stream: here its rows cannot be rejected.
// says: \[ferrule\] a connector needs: result<S> open\(const table_info&\), where S is a RowStream
// says: leaky
// within: 15 lines
// within clang: 22 lines
#include <ferrule/connector.hpp>
#include <support/archetypes.hpp>
struct leaky : archetype::connector {
  using connector::connector;
  struct row_type : archetype::row {
#ifndef ACCEPT
    void reject();
#endif
  };
  struct stream_type : archetype::stream {
    row_type row();
  };
  ferrule::result<stream_type> open(const ferrule::table_info&);
};
static_assert(ferrule::is_connector<leaky>());
