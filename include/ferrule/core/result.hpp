// SPDX-License-Identifier: BSL-1.0
// core/result.hpp - a value or an error.
//
// One type in every language mode: choosing std::expected by mode would give two translation units
// of one program different types under one name, which links silently and then misbehaves.
#pragma once
#include <ferrule/core/error.hpp>
#include <tl/expected.hpp>

namespace ferrule {

/// A `T`, or the `error` that says why there is none. Functions that run once per call return it;
/// the per-row path does not construct it (a stream keeps its first error and answers `status()`).
template<class T>
using result = tl::expected<T, error>;

/// Makes the failing side of a `result`: `return fail(errc::not_found, "...");`.
inline tl::unexpected<error> fail(errc kind, std::string message) {
  return tl::unexpected<error>(error{kind, false, std::move(message)});
}
/// Passes an error on: `if (!r) return fail(std::move(r.error()));`.
inline tl::unexpected<error> fail(error e) { return tl::unexpected<error>(std::move(e)); }

}  // namespace ferrule
