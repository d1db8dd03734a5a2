// SPDX-License-Identifier: BSL-1.0
// core/failure.hpp - an error as an exception, for the few places where a value cannot be returned
// (a range-for over rows). Everything that throws it has a twin that returns a `result`.
#pragma once
#include <exception>
#include <ferrule/core/error.hpp>

namespace ferrule {

/// Thrown by `begin()` and `++` of a row range. `why` is the error; `what()` is its message.
class failure : public std::exception {
public:
  explicit failure(error why) : why(std::move(why)) {}
  const char* what() const noexcept override;
  error why;
};

/// Throws `failure`; where exceptions are switched off, prints the error and ends the program.
/// Code built without exceptions uses the twins that return a `result` and never gets here.
[[noreturn]] void raise(const error& why);

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/core/failure.ipp>
#endif
