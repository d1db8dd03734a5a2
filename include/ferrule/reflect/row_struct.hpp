// SPDX-License-Identifier: BSL-1.0
// reflect/row_struct.hpp - which structs can be rows, what they ask of a table, and their cells in order.
#pragma once
#include <algorithm>
#include <array>
#include <ferrule/core/text.hpp>
#include <ferrule/reflect/aggregate.hpp>
#include <ferrule/reflect/field_names.hpp>
#include <ferrule/schema/cell_traits.hpp>
#include <string>
#include <vector>

namespace ferrule {

/// What a struct's author says about one field: `renamed("ts", "created_at")`, `ignored("cache")`.
struct column_rule {
  std::string_view field;
  std::string_view column;
  bool ignored = false;
};
/// The field is filled from the column of that name; for a nested struct, `column` is the prefix of its columns.
constexpr column_rule renamed(std::string_view field, std::string_view column) {
  return {field, column, false};
}
/// The field is not filled from the table and keeps its default member initialiser.
constexpr column_rule ignored(std::string_view field) { return {field, {}, true}; }
/// The rules of a struct: `static constexpr auto ferrule_columns = ferrule::columns(renamed(...), ignored(...));`.
template<class... Rules>
constexpr std::array<column_rule, sizeof...(Rules)> columns(Rules... rules) {
  return {rules...};
}

/// The rules of `T`: its static member `ferrule_columns`, or a specialisation of this variable for a
/// struct that is not yours.
template<class T>
inline constexpr auto columns_of = [] {
  if constexpr (requires { T::ferrule_columns; }) return T::ferrule_columns;
  else return std::array<column_rule, 0>{};
}();

namespace detail {

template<class T, std::size_t I>
inline constexpr column_rule rule_of = [] {
  for (const column_rule& rule : columns_of<T>)
    if (rule.field == field_name<T, I>) return rule;
  return column_rule{field_name<T, I>, {}, false};
}();

template<class T>
consteval bool rules_name_fields() {
  for (const column_rule& rule : columns_of<T>)
    if (std::find(field_names<T>.begin(), field_names<T>.end(), rule.field) == field_names<T>.end())
      return false;
  return true;
}

template<class F>
inline constexpr bool is_nested_row = !is_cell<F> && std::is_class_v<F> && std::is_aggregate_v<F>;

template<class Row, std::size_t I>
consteval auto name_text() {
  constexpr std::string_view name = field_name<Row, I>;
  text<name.size() + 1> out;
  std::copy(name.begin(), name.end(), out.chars);
  return out;
}

template<class Row>
consteval bool check_row();

// `Row`, `Field` and `Type` are what the compiler names in the message.
template<class Row, auto Field, class Type>
consteval bool field_can_be_filled() {
  static_assert(
      is_cell<Type>,
      "[ferrule] this field of the row struct has a type that no column can fill; use a type of "
      "ferrule/schema/cell_traits.hpp, or ignored(\"field\")");
  return is_cell<Type>;
}

template<class Row, std::size_t I>
consteval bool check_row_field() {
  using F = field_type_t<Row, I>;
  if constexpr (rule_of<Row, I>.ignored) return true;
  else if constexpr (is_nested_row<F>) return check_row<F>();
  else return field_can_be_filled<Row, name_text<Row, I>(), F>();
}

template<class Row>
consteval bool rules_are_sound() {
  static_assert(rules_name_fields<Row>(),
                "[ferrule] ferrule_columns of this row struct names a field that it does not have");
  return rules_name_fields<Row>();
}

template<class Row>
consteval bool check_row() {
  if constexpr (!is_readable_aggregate<Row>()) return false;
  else
    return rules_are_sound<Row>() & []<std::size_t... I>(std::index_sequence<I...>) {
      return (check_row_field<Row, I>() & ... & true);
    }(std::make_index_sequence<field_count<Row>>{});
}

template<class T>
inline constexpr bool row_checked = check_row<T>();

template<class Row, std::size_t I>
consteval bool field_borrows();

template<class Row>
consteval bool any_field_borrows() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return (field_borrows<Row, I>() || ...);
  }(std::make_index_sequence<field_count<Row>>{});
}

template<class Row, std::size_t I>
consteval bool field_borrows() {
  using F = field_type_t<Row, I>;
  if constexpr (rule_of<Row, I>.ignored) return false;
  else if constexpr (is_nested_row<F>) return any_field_borrows<F>();
  else return borrows<F>;
}

}  // namespace detail

/// Whether `T` can be a row: an aggregate of cells, nested rows and ignored fields. Where it cannot,
/// compiling stops with one sentence per field that names struct, field and type.
template<class T>
consteval bool is_row() {
  return detail::row_checked<T>;
}

/// Whether a `T` filled from a stream points into the stream's memory.
template<class T>
inline constexpr bool row_borrows = detail::any_field_borrows<T>();

/// Calls `f` with each cell of the struct, in column order: nested structs are entered, ignored
/// fields left out. A fold over `get_field<I>`, so that it inlines on every compiler.
template<class T, class F>
[[gnu::always_inline]] constexpr void for_each_cell(T& row, F&& f) {
  using row_type = std::remove_const_t<T>;
  [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    (
        [&]() __attribute__((always_inline)) {
          if constexpr (!detail::rule_of<row_type, I>.ignored) {
            if constexpr (detail::is_nested_row<field_type_t<row_type, I>>)
              for_each_cell(get_field<I>(row), f);
            else f(get_field<I>(row));
          }
        }(),
        ...);
  }(std::make_index_sequence<field_count<row_type>>{});
}

/// One cell of a row struct, described for binding and for messages.
struct row_field {
  std::string column;         ///< the column it is filled from
  std::string path;           ///< how the struct's author calls it: "home.zip"
  std::string_view cpp_type;  ///< "std::int32_t"
  field_type wants;
  bool nullable = false;  ///< is a std::optional
  bool any = false;       ///< takes every kind: value_view, value
  bool enumeration = false;
};

namespace detail {

template<class T>
void describe_cells(std::vector<row_field>& out, const std::string& path,
                    const std::string& prefix) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (
        [&] {
          using F = field_type_t<T, I>;
          constexpr column_rule rule = rule_of<T, I>;
          if constexpr (!rule.ignored) {
            const std::string own_path = path + std::string(field_name<T, I>);
            if constexpr (is_nested_row<F>) {
              const bool renamed =
                  std::any_of(columns_of<T>.begin(), columns_of<T>.end(),
                              [](const column_rule& r) { return r.field == field_name<T, I>; });
              describe_cells<F>(out, own_path + ".",
                                prefix + (renamed ? std::string(rule.column)
                                                  : std::string(field_name<T, I>) + "_"));
            } else {
              using inner = typename nullable_traits<F>::inner;
              out.push_back(
                  {prefix + std::string(rule.column.empty() ? field_name<T, I> : rule.column),
                   own_path, cell_traits<inner>::name, cell_traits<inner>::type,
                   nullable_traits<F>::nullable, takes_any<inner>, std::is_enum_v<inner>});
            }
          }
        }(),
        ...);
  }(std::make_index_sequence<field_count<T>>{});
}

}  // namespace detail

/// The cells of `T` in column order. The columns of a nested struct `home` are called `home_<field>`,
/// or `<prefix><field>` after `renamed("home", "<prefix>")`.
template<class T>
std::vector<row_field> describe_row() {
  std::vector<row_field> out;
  if constexpr (is_row<T>()) detail::describe_cells<T>(out, "", "");
  return out;
}

}  // namespace ferrule
