// SPDX-License-Identifier: BSL-1.0
// core/concat.ipp - what concat.hpp declares.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::detail {

FERRULE_INLINE void append_number(std::string& out, long long part) {
  out.append(std::to_string(part));
}
FERRULE_INLINE void append_number(std::string& out, unsigned long long part) {
  out.append(std::to_string(part));
}

}  // namespace ferrule::detail
