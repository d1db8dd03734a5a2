// SPDX-License-Identifier: BSL-1.0
// Compiled as C++20; counts_cxx23.cpp is compiled as C++23 and linked into the same program.
#include "counts.hpp"

#if __cplusplus >= 202100L
#error "this file must be compiled as C++20"
#endif

ferrule::result<long> count_in_cxx20(const char* path, const char* table) {
  return count(path, table);
}
