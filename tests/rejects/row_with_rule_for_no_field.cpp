// SPDX-License-Identifier: BSL-1.0
// A rule for a field that does not exist would be silently without effect.
// says: \[ferrule\] ferrule_columns of this row struct names a field that it does not have
// says: trade
// within: 24 lines
#include <ferrule/reflect/row_struct.hpp>
struct trade {
  int id;
#ifdef ACCEPT
  static constexpr auto ferrule_columns = ferrule::columns(ferrule::renamed("id", "trade_id"));
#else
  static constexpr auto ferrule_columns = ferrule::columns(ferrule::renamed("ident", "trade_id"));
#endif
};
static_assert(ferrule::is_row<trade>());
