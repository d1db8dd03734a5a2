// SPDX-License-Identifier: BSL-1.0
// A connector that has everything but list_tables; README.md shows what the compiler says.
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/rows.hpp>

//[forgotten
namespace duck {

struct connector : private ferrule::foobar::connector {
  using base = ferrule::foobar::connector;
  using base::base, base::capabilities, base::resolve, base::types_mapping;
  using base::cancel_handle, base::get_schemas, base::list_columns, base::open, base::settings;
  using base::validate_connection, base::validate_tables;
  using config = ferrule::foobar::config;
  static constexpr std::string_view name = "duck";
};

static_assert(ferrule::is_connector<connector>());

}  // namespace duck
//]
