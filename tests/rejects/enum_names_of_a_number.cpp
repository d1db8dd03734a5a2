// SPDX-License-Identifier: BSL-1.0
// Only enums have enumerators.
// says: \[ferrule\] only an enum has enumerators with names
// within: 30 lines
#include <cstdint>
#include <ferrule/reflect/enum_names.hpp>
#ifdef ACCEPT
enum class side : std::uint8_t { buy, sell };
#else
using side = int;
#endif
constexpr auto names = ferrule::enum_names<side>;
