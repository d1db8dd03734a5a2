// SPDX-License-Identifier: BSL-1.0
// core/returns.hpp - `{ expression } -> returns<T>` for requirements.
#pragma once
#include <type_traits>

namespace ferrule {

/// Like std::same_as, but compilers explain it in one line instead of three.
template<class Actual, class Expected>
concept returns = std::is_same_v<Actual, Expected>;

}  // namespace ferrule
