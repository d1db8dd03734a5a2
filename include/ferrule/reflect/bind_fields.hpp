// SPDX-License-Identifier: BSL-1.0
// reflect/bind_fields.hpp - references to all fields of an aggregate, by structured binding.
//
// Not Boost.PFR's, because that counts the fields first, on its own: g++ 12 fails internally on a
// field with a list of strings for a default, and clang needs most of a second for a wide struct.
#pragma once
#include <cstddef>
#include <utility>

namespace ferrule::detail {

template<std::size_t I, class Field>
struct field_reference {
  Field& field;
};

template<class Indices, class... Fields>
struct field_references;
template<std::size_t... I, class... Fields>
struct field_references<std::index_sequence<I...>, Fields...> : field_reference<I, Fields>... {
  constexpr explicit field_references(Fields&... fields) noexcept
      : field_reference<I, Fields>{fields}... {}
};

template<class... Fields>
constexpr auto references_to(Fields&... fields) noexcept {
  return field_references<std::index_sequence_for<Fields...>, Fields...>(fields...);
}

template<std::size_t I, class Field>
constexpr Field& pick(field_reference<I, Field> reference) noexcept {
  return reference.field;
}

// A structured binding must name every field, so there is one for each count: tens of names with
// the letters a to j, and units of the next letter.
#define FERRULE_1(a) a##0
#define FERRULE_2(a) FERRULE_1(a), a##1
#define FERRULE_3(a) FERRULE_2(a), a##2
#define FERRULE_4(a) FERRULE_3(a), a##3
#define FERRULE_5(a) FERRULE_4(a), a##4
#define FERRULE_6(a) FERRULE_5(a), a##5
#define FERRULE_7(a) FERRULE_6(a), a##6
#define FERRULE_8(a) FERRULE_7(a), a##7
#define FERRULE_9(a) FERRULE_8(a), a##8
#define FERRULE_10(a) FERRULE_9(a), a##9
#define FERRULE_BIND(count, ...)       \
  if constexpr (Count == (count)) {    \
    auto& [__VA_ARGS__] = object;      \
    return references_to(__VA_ARGS__); \
  }
#define FERRULE_BIND_TEN(tens, a, ...)                  \
  FERRULE_BIND(10 * tens + 1, __VA_ARGS__ FERRULE_1(a)) \
  FERRULE_BIND(10 * tens + 2, __VA_ARGS__ FERRULE_2(a)) \
  FERRULE_BIND(10 * tens + 3, __VA_ARGS__ FERRULE_3(a)) \
  FERRULE_BIND(10 * tens + 4, __VA_ARGS__ FERRULE_4(a)) \
  FERRULE_BIND(10 * tens + 5, __VA_ARGS__ FERRULE_5(a)) \
  FERRULE_BIND(10 * tens + 6, __VA_ARGS__ FERRULE_6(a)) \
  FERRULE_BIND(10 * tens + 7, __VA_ARGS__ FERRULE_7(a)) \
  FERRULE_BIND(10 * tens + 8, __VA_ARGS__ FERRULE_8(a)) \
  FERRULE_BIND(10 * tens + 9, __VA_ARGS__ FERRULE_9(a)) \
  FERRULE_BIND(10 * tens + 10, __VA_ARGS__ FERRULE_10(a))

/// References to the `Count` fields of `object`, for `pick<I>`. Costs nothing at run time.
template<std::size_t Count, class T>
constexpr auto bind_fields(T& object) noexcept {
  if constexpr (Count == 0) return references_to();
  FERRULE_BIND_TEN(0, a, )
  FERRULE_BIND_TEN(1, b, FERRULE_10(a), )
  FERRULE_BIND_TEN(2, c, FERRULE_10(a), FERRULE_10(b), )
  FERRULE_BIND_TEN(3, d, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), )
  FERRULE_BIND_TEN(4, e, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d), )
  FERRULE_BIND_TEN(5, f, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d),
                   FERRULE_10(e), )
  FERRULE_BIND_TEN(6, g, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d), FERRULE_10(e),
                   FERRULE_10(f), )
  FERRULE_BIND_TEN(7, h, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d), FERRULE_10(e),
                   FERRULE_10(f), FERRULE_10(g), )
  FERRULE_BIND_TEN(8, i, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d), FERRULE_10(e),
                   FERRULE_10(f), FERRULE_10(g), FERRULE_10(h), )
  FERRULE_BIND_TEN(9, j, FERRULE_10(a), FERRULE_10(b), FERRULE_10(c), FERRULE_10(d), FERRULE_10(e),
                   FERRULE_10(f), FERRULE_10(g), FERRULE_10(h), FERRULE_10(i), )
}

#undef FERRULE_1
#undef FERRULE_2
#undef FERRULE_3
#undef FERRULE_4
#undef FERRULE_5
#undef FERRULE_6
#undef FERRULE_7
#undef FERRULE_8
#undef FERRULE_9
#undef FERRULE_10
#undef FERRULE_BIND
#undef FERRULE_BIND_TEN

}  // namespace ferrule::detail
