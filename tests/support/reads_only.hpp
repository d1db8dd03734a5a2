// SPDX-License-Identifier: BSL-1.0
// support/reads_only.hpp - SQLite as a source of which nobody can follow changes.
#pragma once
#include <ferrule/connectors/sqlite.hpp>

namespace support {

class reads_only : public ferrule::sqlite::connector {
public:
  static constexpr ferrule::capability_set capabilities{ferrule::capability::introspectable};
  using connector::connector;
};

}  // namespace support
