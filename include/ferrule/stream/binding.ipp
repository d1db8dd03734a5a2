// SPDX-License-Identifier: BSL-1.0
// stream/binding.ipp - what binding.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/stream/binding.hpp>

namespace ferrule::detail {

FERRULE_INLINE std::string fix_for(pairing p, const row_field& f, const field& column) {
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

FERRULE_INLINE void check_pair(const row_field& f, const field& column,
                               const binding_options& options, std::vector<std::string>& problems) {
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

FERRULE_INLINE result<void> report_problems(std::string_view row_name, std::string_view source,
                                            const std::vector<std::string>& problems) {
  if (problems.empty()) return {};
  std::string text = concat("struct '", row_name, "' does not match ", source, ":");
  for (const std::string& p : problems) text += "\n  - " + p;
  return fail(errc::type_mismatch, std::move(text));
}

FERRULE_INLINE result<binding> match_fields(field_list of, const schema& columns,
                                            const binding_options& options,
                                            std::string_view row_name, std::string_view source) {
  const std::vector<row_field> fields = describe_fields(of);
  std::vector<std::string> problems;
  bool rounds = false;
  if (columns.fields.size() != fields.size())
    problems.push_back(concat("it has ", fields.size(), " fields, the stream ",
                              columns.fields.size(), " columns"));
  else
    for (std::size_t i = 0; i < fields.size(); ++i) {
      check_pair(fields[i], columns.fields[i], options, problems);
      rounds = rounds || (options.lossy && columns.fields[i].typing != typing::spelled &&
                          pair_types(columns.fields[i].type, columns.fields[i].typing,
                                     fields[i].wants) != pairing::exact);
    }
  if (auto ok = report_problems(row_name, source, problems); !ok)
    return fail(std::move(ok.error()));
  return binding{!rounds, options.lossy};
}

}  // namespace ferrule::detail
