// SPDX-License-Identifier: BSL-1.0
// schema/kind.ipp - what kind.hpp declares.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>
#include <ferrule/schema/kind.hpp>

namespace ferrule {

FERRULE_INLINE std::string to_text(const field_type& type) {
  switch (type.kind) {
    case kind::decimal:
      if (type.precision != 0) return concat("decimal(", type.precision, ",", type.scale, ")");
      break;
    case kind::string:
    case kind::binary:
      if (type.length != 0) return concat(name_of(type.kind), "(", type.length, ")");
      break;
    case kind::time:
    case kind::duration: return concat(name_of(type.kind), "(", name_of(type.unit), ")");
    case kind::timestamp:
      return concat("timestamp(", name_of(type.unit), type.zoned ? ", utc" : "", ")");
    case kind::list: return "list<" + to_text(element_of(type)) + ">";
    default: break;
  }
  return std::string(name_of(type.kind));
}

}  // namespace ferrule
