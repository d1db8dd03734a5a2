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
  for (const column_rule& rule : columns_of<T>) {
    bool found = false;
    for (const std::string_view name : field_names<T>) found = found || name == rule.field;
    if (!found) return false;
  }
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

template<class T, class F>
constexpr void for_each_cell(T& row, F&& f);

namespace detail {

// A function and not a lambda in the fold: of a lambda, the compiler makes a class for each field.
template<std::size_t I, class T, class F>
[[gnu::always_inline]] constexpr void visit_field(T& row, F& f) {
  using row_type = std::remove_const_t<T>;
  if constexpr (!rule_of<row_type, I>.ignored) {
    if constexpr (is_nested_row<field_type_t<row_type, I>>) for_each_cell(get_field<I>(row), f);
    else f(get_field<I>(row));
  }
}

}  // namespace detail

/// Calls `f` with each cell of the struct, in column order: nested structs are entered, ignored
/// fields left out. A fold over `get_field<I>`, so that it inlines on every compiler.
template<class T, class F>
[[gnu::always_inline]] constexpr void for_each_cell(T& row, F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    (detail::visit_field<I>(row, f), ...);
  }(std::make_index_sequence<field_count<std::remove_const_t<T>>>{});
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

struct field_facts;

/// Fields in order. Not a std::span, whose constructors cost the compiler more than all else that is done with this.
struct field_list {
  const field_facts* first = nullptr;
  std::size_t count = 0;
  constexpr const field_facts* begin() const noexcept;
  constexpr const field_facts* end() const noexcept;
};

/// What is known of a field, which is not ignored, when the program is compiled.
struct field_facts {
  std::string_view name;
  std::string_view column;  ///< empty: called as the field is
  std::string_view cpp_type{};
  field_type wants{};
  bool nullable = false;
  bool any = false;
  bool enumeration = false;
  bool renamed = false;
  field_list nested{};
};
constexpr const field_facts* field_list::begin() const noexcept { return first; }
constexpr const field_facts* field_list::end() const noexcept { return first + count; }

template<class T>
constexpr field_list facts_of_nested();

template<class T, std::size_t I>
constexpr void add_facts(field_facts*& at) {
  using F = field_type_t<T, I>;
  if constexpr (!rule_of<T, I>.ignored) {
    at->name = field_name<T, I>;
    at->column = rule_of<T, I>.column;
    if constexpr (is_nested_row<F>) {
      for (const column_rule& rule : columns_of<T>)
        if (rule.field == field_name<T, I>) at->renamed = true;
      at->nested = facts_of_nested<F>();
    } else {
      using inner = typename nullable_traits<F>::inner;
      at->cpp_type = cell_traits<inner>::name;
      at->wants = cell_traits<inner>::type;
      at->nullable = nullable_traits<F>::nullable;
      at->any = takes_any<inner>;
      at->enumeration = std::is_enum_v<inner>;
    }
    ++at;
  }
}

template<class T>
inline constexpr auto facts_of = []<std::size_t... I>(std::index_sequence<I...>) {
  std::array<field_facts, (std::size_t{!rule_of<T, I>.ignored} + ... + 0)> out{};
  [[maybe_unused]] field_facts* at = out.data();
  (add_facts<T, I>(at), ...);
  return out;
}(std::make_index_sequence<field_count<T>>{});

template<class T>
inline constexpr field_list fields_of{facts_of<T>.data(), facts_of<T>.size()};

template<class T>
constexpr field_list facts_of_nested() {
  return fields_of<T>;
}

std::vector<row_field> describe_fields(field_list of);

}  // namespace detail

/// The cells of `T` in column order. The columns of a nested struct `home` are called `home_<field>`,
/// or `<prefix><field>` after `renamed("home", "<prefix>")`.
template<class T>
std::vector<row_field> describe_row() {
  if constexpr (is_row<T>()) return detail::describe_fields(detail::fields_of<T>);
  else return {};
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/reflect/row_struct.ipp>
#endif
