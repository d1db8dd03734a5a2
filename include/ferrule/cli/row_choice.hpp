// SPDX-License-Identifier: BSL-1.0
// cli/row_choice.hpp - `--where`, `--order-by`, `--limit`: which rows of a table, as written on a command line.
#pragma once
#include <charconv>
#include <ferrule/cli/options.hpp>
#include <ferrule/cli/value_text.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/int128.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/predicate.hpp>
#include <ferrule/schema/table.hpp>

namespace ferrule::cli {
namespace detail {

inline std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The column that `text` begins with, the longest where several do: their names may hold anything. What follows stays in `text`.
inline result<const field*> take_column(std::string_view& text, const schema& columns,
                                        std::string_view written) {
  const field* best = nullptr;
  for (const field& f : columns.fields)
    if (text.starts_with(f.name) && (best == nullptr || f.name.size() > best->name.size()))
      best = &f;
  if (best == nullptr) {
    std::vector<std::string_view> names;
    for (const field& f : columns.fields) names.push_back(f.name);
    const auto near = nearest_name(text.substr(0, text.find_first_of(" =<>!^*")), names);
    return fail(errc::not_found, concat(quoted(written), " begins with no column of the table",
                                        near ? concat("; did you mean ", quoted(*near), "?") : ""));
  }
  text = without_blanks(text.substr(best->name.size()));
  return best;
}

/// A number, where all of `text` is one.
inline std::optional<value> parse_number(std::string_view text) {
  if (const auto whole = parse_int128(text)) {
    if (*whole >= INT64_MIN && *whole <= INT64_MAX) return value(static_cast<std::int64_t>(*whole));
    return value(*whole);
  }
  if (const auto whole = parse_uint128(text)) return value(*whole);
  double fraction = 0;
  const char* const end = text.data() + text.size();
  const auto [read, why] = std::from_chars(text.data(), end, fraction);
  if (why != std::errc() || read != end) return std::nullopt;
  return value(fraction);
}

/// A value as a condition on the column needs it. In single quotes it is text, whatever it looks like; what the column's type cannot be
/// compared with is left as it is written, and refused where the condition is bound.
inline value parse_operand(std::string_view text, const field& column) {
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      out += text[i];
      if (text[i] == '\'' && text[i + 1] == '\'') ++i;
    }
    return out;
  }
  const kind of = column.type.kind;
  if (column.typing == typing::open || of == kind::boolean) return parse_value(text);
  if (is_integer(of) || of == kind::float32 || of == kind::float64)
    if (auto number = parse_number(text)) return *number;
  return std::string(text);
}

inline result<predicate> parse_condition(std::string_view text, const schema& columns) {
  using enum predicate_op;
  static constexpr std::pair<std::string_view, predicate_op> operators[] = {
      {"!=", not_equal},     {"<>", not_equal},   {"<=", less_equal},
      {">=", greater_equal}, {"^=", starts_with}, {"*=", contains},
      {"=", equal},          {"<", less},         {">", greater}};
  const std::string_view written = text;
  text = without_blanks(text);
  const auto column = take_column(text, columns, written);
  if (!column) return fail(column.error());
  if (text == "is null") return col((*column)->name).is_null();
  if (text == "is not null") return col((*column)->name).is_not_null();
  for (const auto& [sign, op] : operators)
    if (text.starts_with(sign)) {
      const auto operand = without_blanks(text.substr(sign.size()));
      return predicate{op, (*column)->name, {parse_operand(operand, **column)}, {}};
    }
  return fail(errc::syntax,
              concat(quoted(written), " is no condition: behind column ", quoted((*column)->name),
                     " comes = != < <= > >= ^= (begins with) or *= (contains) and a value, or is "
                     "null, or is not null"));
}

inline result<order_key> parse_order(std::string_view text, const schema& columns) {
  const std::string_view written = text;
  text = without_blanks(text);
  const auto column = take_column(text, columns, written);
  if (!column) return fail(column.error());
  if (!text.empty() && text != "asc" && text != "desc")
    return fail(errc::syntax, concat(quoted(written), " is no order: behind column ",
                                     quoted((*column)->name), " comes asc, desc or nothing"));
  return order_key{(*column)->name, text == "desc"};
}

}  // namespace detail

/// What was asked for, of a table with these columns. Errors: `not_found` for a column, with the nearest one; `syntax`.
inline result<ferrule::request> request_of(const row_choice& asked, const schema& columns) {
  ferrule::request out;
  out.limit = asked.limit;
  out.offset = asked.offset;
  for (const std::string& text : asked.where) {
    auto condition = detail::parse_condition(text, columns);
    if (!condition) return fail(std::move(condition.error()));
    out.where = std::move(out.where) && std::move(*condition);
  }
  for (const std::string& text : asked.order_by) {
    auto key = detail::parse_order(text, columns);
    if (!key) return fail(std::move(key.error()));
    out.order_by.push_back(std::move(*key));
  }
  return out;
}

}  // namespace ferrule::cli
