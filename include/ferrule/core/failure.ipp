// SPDX-License-Identifier: BSL-1.0
// core/failure.ipp - what failure.hpp declares.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <ferrule/core/failure.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule {

FERRULE_INLINE const char* failure::what() const noexcept { return why.message.c_str(); }

FERRULE_INLINE void raise(const error& why) {
#if defined(__cpp_exceptions)
  throw failure(why);
#else
  std::fputs(("ferrule: " + to_text(why) + "\n").c_str(), stderr);
  std::abort();
#endif
}

}  // namespace ferrule
