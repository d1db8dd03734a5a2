// SPDX-License-Identifier: BSL-1.0
// stream/binding.hpp - a struct and a stream's columns: every mismatch found before the first row, and the loop body chosen.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/reflect/row_struct.hpp>
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/pairing.hpp>
#include <ferrule/stream.hpp>
#include <span>
#include <string>
#include <vector>

namespace ferrule {

/// What a reader of structs allows that is an error otherwise.
struct binding_options {
  bool narrowing =
      false;  ///< a wider column may fill a narrower field; a value that does not fit is an error of its row
  bool lossy = false;  ///< values may be rounded to fit the field
  bool nulls =
      false;  ///< a nullable column may fill a field that is not optional; a null is an error of its row
};

/// How rows of one stream fill one struct; chosen once, before the first row.
struct binding {
  bool exact = false;  ///< every field has its column's own type
  bool may_round = false;
};

namespace detail {

// Whether and how one column fills one field; appends a line to `problems` where it must not.
void check_pair(const row_field& f, const field& column, const binding_options& options,
                std::vector<std::string>& problems);

// The binding as far as types tell: not exact where a cell may have to be rounded, which only the converting body does. Errors: one
// `type_mismatch` with all problems.
result<binding> match_fields(field_list of, const schema& columns, const binding_options& options,
                             std::string_view row_name, std::string_view source);

result<void> report_problems(std::string_view row_name, std::string_view source,
                             const std::vector<std::string>& problems);

// Rows of S can be read as F by `row.read(F&)`, where the stream says so for the column.
template<class S, class F>
concept ReadsTyped = requires(S& s, F& cell, std::size_t column) {
  s.row().read(cell);
  { s.template reads<F>(column) } -> std::convertible_to<bool>;
};

// What `row.read` is asked for to fill a field of type F: owned text is read borrowed, then copied.
template<class F>
struct read_as {
  using type = F;
};
template<>
struct read_as<std::string> {
  using type = std::string_view;
};
template<>
struct read_as<std::vector<std::byte>> {
  using type = bytes_view;
};
template<>
struct read_as<std::optional<std::string>> {
  using type = std::optional<std::string_view>;
};
template<>
struct read_as<std::optional<std::vector<std::byte>>> {
  using type = std::optional<bytes_view>;
};

// A function of its own: in a lambda of `reads_exactly`, clang looks for `reads` also where the branch is discarded.
template<class R, class S>
bool reads_column(S& stream, std::size_t column) {
  if constexpr (ReadsTyped<S, R>) return stream.template reads<R>(column);
  else return true;
}

// Every field that the stream can read typed at all, it can read typed from its column.
template<class T, class S>
bool reads_exactly(S& stream) {
  bool all = true;
  std::size_t column = 0;
  [[maybe_unused]] T row{};
  for_each_cell(row, [&]<class F>(F&) {
    all = all && reads_column<typename read_as<F>::type>(stream, column);
    ++column;
  });
  return all;
}

}  // namespace detail

/// Binds `T` to the stream's columns by position, which must be exactly the cells of `T` in order (the stream was opened for them).
/// Errors: one `type_mismatch` with a line for every column that cannot fill its field, and how to fix it.
template<class T, RowStream S>
result<binding> bind_rows(S& stream, const binding_options& options, std::string_view source) {
  static_assert(is_row<T>());
  auto how =
      detail::match_fields(detail::fields_of<T>, stream.schema(), options, type_name<T>, source);
  if (how) how->exact = how->exact && detail::reads_exactly<T>(stream);
  return how;
}

/// Fills `row` from typed reads: the exact loop body.
template<class S, class T, class R>
[[gnu::always_inline]] inline void fill_exact(T& row, R& cursor) {
  for_each_cell(row, [&]<class F>(F& cell) __attribute__((always_inline)) {
    using read_type = typename detail::read_as<F>::type;
    if constexpr (detail::ReadsTyped<S, read_type>) {
      if constexpr (std::is_same_v<read_type, F>) cursor.read(cell);
      else {
        read_type borrowed{};
        cursor.read(borrowed);
        if constexpr (nullable_traits<F>::nullable) {
          if (borrowed) cell.emplace(borrowed->begin(), borrowed->end());
          else cell.reset();
        } else cell.assign(borrowed.begin(), borrowed.end());
      }
    } else {
      value_view any;
      cursor.read(any);
      if (const conversion c = convert(any, cell); c != conversion::ok) [[unlikely]]
        cursor.reject(any, c, cell_traits<typename nullable_traits<F>::inner>::name);
    }
  });
}

/// Fills `row` cell by cell through `value_view`: the converting loop body.
template<class T, class R>
inline void fill_converting(T& row, R& cursor, bool may_round) {
  // Once for all fields: what a source makes of a cell is much code, and this body is not the fast one.
  const auto has_next = [&](value_view& cell) __attribute__((noinline)) {
    if (cursor.failed()) return false;
    cursor.read(cell);
    return !cursor.failed();
  };
  for_each_cell(row, [&]<class F>(F& cell) {
    value_view any;
    if (!has_next(any)) return;
    if (const conversion c = convert(any, cell, may_round); c != conversion::ok) [[unlikely]]
      cursor.reject(any, c, cell_traits<typename nullable_traits<F>::inner>::name);
  });
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/stream/binding.ipp>
#endif
