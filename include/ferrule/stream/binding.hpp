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

namespace detail {

inline std::string fix_for(pairing p, const row_field& f, const field& column) {
  switch (p) {
    case pairing::narrowing:
      return concat(
          "some values do not fit; declare the field as the column's type, or set narrowing = true to have every value checked");
    case pairing::lossy:
      return concat(
          "values would be rounded; declare the field as the column's type, or set lossy = true to accept that");
    default: break;
  }
  if (f.wants.kind == kind::timestamp && column.type.kind == kind::timestamp)
    return column.type.zoned
               ? "the column is a moment in UTC; declare the field as std::chrono::sys_time"
               : "the column is a civil time without zone; declare the field as std::chrono::local_time";
  return concat("no ", column.type,
                " becomes that; declare the field as the column's type or read another column");
}

// Whether and how one column fills one field; appends a line to `problems` where it must not.
inline void check_pair(const row_field& f, const field& column, const binding_options& options,
                       std::vector<std::string>& problems) {
  const auto complain = [&](std::string_view why) {
    problems.push_back(concat("field '", f.path, "' (", f.nullable ? "std::optional<" : "",
                              f.cpp_type, f.nullable ? ">" : "", ") and column ", column, ": ",
                              why));
  };
  if (!f.any) {
    pairing p = pair_types(column.type, column.typing, f.wants);
    if (f.enumeration)
      p = is_text(column.type.kind) || is_integer(column.type.kind) || column.typing >= typing::open
              ? pairing::checked
              : pairing::impossible;
    if (p == pairing::impossible || (p == pairing::narrowing && !options.narrowing) ||
        (p == pairing::lossy && !options.lossy))
      complain(fix_for(p, f, column));
    // What is only spelled promises nothing about nulls either way: each cell is asked.
    if (column.nullable && !f.nullable && !options.nulls && column.typing != typing::spelled)
      complain(concat("the column may be null; declare the field as std::optional<", f.cpp_type,
                      ">, or set nulls = true to have a null reported as an error"));
  }
}

inline result<void> report_problems(std::string_view row_name, std::string_view source,
                                    const std::vector<std::string>& problems) {
  if (problems.empty()) return {};
  std::string text = concat("struct '", row_name, "' does not match ", source, ":");
  for (const std::string& p : problems) text += "\n  - " + p;
  return fail(errc::type_mismatch, std::move(text));
}

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

/// How rows of one stream fill one struct; chosen once, before the first row.
struct binding {
  bool exact = false;  ///< every field has its column's own type
  bool may_round = false;
};

/// Binds `T` to the stream's columns by position, which must be exactly the cells of `T` in order (the stream was opened for them).
/// Errors: one `type_mismatch` with a line for every column that cannot fill its field, and how to fix it.
template<class T, RowStream S>
result<binding> bind_rows(S& stream, const binding_options& options, std::string_view source) {
  static_assert(is_row<T>());
  const std::vector<row_field> fields = describe_row<T>();
  const schema& columns = stream.schema();
  std::vector<std::string> problems;
  bool rounds = false;  // which only the converting body does
  if (columns.fields.size() != fields.size())
    problems.push_back(concat("it has ", fields.size(), " fields, the stream ",
                              columns.fields.size(), " columns"));
  else
    for (std::size_t i = 0; i < fields.size(); ++i) {
      detail::check_pair(fields[i], columns.fields[i], options, problems);
      rounds = rounds || (options.lossy && columns.fields[i].typing != typing::spelled &&
                          pair_types(columns.fields[i].type, columns.fields[i].typing,
                                     fields[i].wants) != pairing::exact);
    }
  if (auto ok = detail::report_problems(type_name<T>, source, problems); !ok)
    return fail(std::move(ok.error()));
  return binding{!rounds && detail::reads_exactly<T>(stream), options.lossy};
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
  for_each_cell(row, [&]<class F>(F& cell) {
    if (cursor.failed()) return;
    value_view any;
    cursor.read(any);
    if (cursor.failed()) return;
    if (const conversion c = convert(any, cell, may_round); c != conversion::ok) [[unlikely]]
      cursor.reject(any, c, cell_traits<typename nullable_traits<F>::inner>::name);
  });
}

}  // namespace ferrule
