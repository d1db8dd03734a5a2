// SPDX-License-Identifier: BSL-1.0
// Two types with one id, two with one name, and one that nothing decodes: each is said.
// says: \[ferrule\] a type table needs distinct ids
// says: \[ferrule\] a type table needs distinct, non-empty names
// says: \[ferrule\] every mapped type needs a decoder: specialise decoder<codec>
// within: 40 lines
#include <array>
#include <ferrule/schema/mapping.hpp>
enum class codec { text, number };
template<codec>
struct decoder;
template<>
struct decoder<codec::text> {};
using row = ferrule::type_mapping<int, codec>;
constexpr ferrule::field_type text{.kind = ferrule::kind::text};
#ifdef ACCEPT
constexpr std::array table{row{0, "TEXT", text, codec::text}, row{1, "CHAR", text, codec::text}};
#else
constexpr std::array table{row{0, "TEXT", text, codec::text}, row{0, "CHAR", text, codec::text},
                           row{1, "TEXT", text, codec::number}};
#endif
static_assert(ferrule::is_type_table<table, decoder>());
