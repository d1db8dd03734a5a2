// SPDX-License-Identifier: BSL-1.0
// core/failure.hpp - an error as an exception, for the few places where a value cannot be returned
// (a range-for over rows). Everything that throws it has a twin that returns a `result`.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <ferrule/core/error.hpp>

namespace ferrule {

/// Thrown by `begin()` and `++` of a row range. `why` is the error; `what()` is its message.
class failure : public std::exception {
public:
  explicit failure(error why) : why(std::move(why)) {}
  const char* what() const noexcept override { return why.message.c_str(); }
  error why;
};

/// Throws `failure`; where exceptions are switched off, prints the error and ends the program.
/// Code built without exceptions uses the twins that return a `result` and never gets here.
[[noreturn]] inline void raise(error why) {
#if defined(__cpp_exceptions)
  throw failure(std::move(why));
#else
  std::fputs(("ferrule: " + to_text(why) + "\n").c_str(), stderr);
  std::abort();
#endif
}

}  // namespace ferrule
