// SPDX-License-Identifier: BSL-1.0
// conformance/checks_types.hpp - the type table against what the connector says and delivers; what
// can be printed.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline void types_resolve(bench& b, trial& t) {
  const auto types = b.of.types();
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (!types[i].is_reported()) continue;
    const auto at = b.of.resolve(types[i].name);
    if (!t.expect(at == i, concat("resolve(", quoted(types[i].name), ") to find its row"),
                  !at                   ? std::string("none")
                  : *at == types.size() ? std::string("a row that is not in the table")
                                        : concat("the row of ", quoted(types[*at].name))))
      return;
  }
}

inline void types_total(bench& b, trial& t) {
  const std::string inputs[] = {"",
                                " ",
                                "no such type",
                                "(",
                                ")",
                                "(((",
                                "DECIMAL(",
                                "VARCHAR(99999999999999999999)",
                                "INT\n",
                                "\xff\xfe",
                                std::string(1, '\0'),
                                std::string(100'000, 'A'),
                                std::string(10'000, '('),
                                "'; DROP TABLE x; --",
                                "12",
                                "-1"};
  const std::size_t known = b.of.types().size();
  for (const std::string& input : inputs) {
    const auto first = b.of.resolve(input), second = b.of.resolve(input);
    if (!t.expect(!first || *first < known,
                  concat("a row of the table or none for ", quoted(input, 40)),
                  "a row that is not in the table"))
      return;
    if (!t.expect(first == second, concat("the same answer twice for ", quoted(input, 40)),
                  "two different ones"))
      return;
  }
}

inline void types_described(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto all = b.of.all_types_table();
  const auto types = b.of.types();
  for (const table_id& table :
       all ? std::vector<table_id>{sample->id, *all} : std::vector<table_id>{sample->id}) {
    const auto described = b.describe({table, {}}, t);
    if (!described) return;
    for (const field& f : described->schema.fields) {
      const auto at = b.of.resolve(f.external_type);
      if (!t.expect(
              at && *at < types.size() && types[*at].to,
              concat("column ", to_text(f), " to have a type that resolve() finds, with a kind"),
              "none"))
        return;
      // Only the list has kinds inside it, which its row cannot list.
      if (!t.expect(
              types[*at].to->kind == f.type.kind && types[*at].typing == f.typing,
              concat("column ", to_text(f), " as its row of the type table says: ", *types[*at].to),
              to_text(f)))
        return;
    }
  }
}

inline void types_all_seen(bench& b, trial& t) {
  const auto table = b.of.all_types_table();
  if (!table) return (void)t.skip("the fixture has no all_types_table()");
  const auto described = b.describe({*table, {}}, t);
  if (!described) return;
  const auto types = b.of.types();
  std::vector<bool> seen(types.size());
  for (const field& f : described->schema.fields)
    if (const auto at = b.of.resolve(f.external_type); at && *at < types.size()) seen[*at] = true;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].to && !seen[i]) missing.push_back(types[i].name);
  t.expect(missing.empty(), concat("a column of each type in ", to_text(*table)),
           concat("none of ", shown_names(missing)));
}

// Puts the boundary values of one type into the kit's table, by `put`, and reads them back.
template<class Put>
bool boundaries_come_back(bench& b, trial& t, const mapped_type& type, Put&& put) {
  const source_schema columns = b.cells_schema(type);
  std::vector<row_values> rows;
  std::vector<bool> must_hold;
  for (const boundary_value& v : boundary_values(*type.to, type.typing)) {
    if (const std::string why = b.of.exempt(columns.schema.fields[1], v.cell.view());
        !why.empty()) {
      t.note(concat(type.name, " without ", shown(v.cell.view(), 40), ", because ", why));
      continue;
    }
    rows.push_back({value(static_cast<std::int64_t>(rows.size())), v.cell});
    must_hold.push_back(v.must_hold);
  }
  rows.push_back({value(static_cast<std::int64_t>(rows.size())), value()});
  must_hold.push_back(true);
  const std::vector<bool> held = put(columns, rows, must_hold);
  if (t.decided()) return false;
  std::vector<row_values> kept;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (held[i]) kept.push_back(rows[i]);
  const auto read = b.read({columns.table, {"id", "v"}}, t);
  if (!read) return false;
  return rows_are(kept, *read,
                  concat("the values of type ", type.name, " (", *type.to,
                         ") to read back as they were written"),
                  t);
}

inline void types_boundaries(bench& b, trial& t) {
  if (!b.of.can_make() && !b.has(capability::writable))
    return (void)t.skip("the fixture has no make_table(), and the connector is not Writable");
  if (!b.maps(kind::int64))
    return (void)t.skip("the connector does not map int64, of which the kit makes its key");
  for (const mapped_type& type : b.of.types()) {
    if (!type.to) continue;
    const bool go_on = boundaries_come_back(
        b, t, type,
        [&](const source_schema& columns, const std::vector<row_values>& rows,
            const std::vector<bool>& must_hold) {
          // One by one only where all together is refused because of values that may be refused.
          std::vector<bool> held(rows.size(), true);
          if (b.make(columns, rows)) return held;
          std::vector<row_values> certain;
          for (std::size_t i = 0; i < rows.size(); ++i)
            if ((held[i] = must_hold[i])) certain.push_back(rows[i]);
          t.ok(b.make(columns, certain), concat("making a table of type ", type.name));
          return held;
        });
    if (!go_on) return;
  }
}

inline void printable(bench& b, trial& t) {
  static_assert(fmt::is_formattable<source_schema>::value && fmt::is_formattable<schema>::value &&
                fmt::is_formattable<field>::value && fmt::is_formattable<table_id>::value &&
                fmt::is_formattable<error>::value && fmt::is_formattable<capability_set>::value);
  const std::string settings = b.connection().described();
  if (!t.expect(settings.starts_with(b.of.name()) && settings.find('\n') == std::string::npos,
                concat("one line that begins with ", b.of.name()), settings))
    return;
  const known_table* const sample = b.sample(t);
  const auto described = sample ? b.describe({sample->id, {}}, t) : std::nullopt;
  if (!described) return;
  const std::string text = to_text(*described);
  if (!t.expect(text.starts_with(to_text(sample->id)),
                concat("a text that begins with ", to_text(sample->id)), text))
    return;
  for (const field& f : described->schema.fields)
    if (!t.expect(!f.name.empty() && text.find(f.name) != std::string::npos,
                  "a schema's text with the names of all columns", text))
      return;
}

}  // namespace detail

inline constexpr std::array type_checks{
    check{"types.every-row-resolves",
          {},
          "resolve() finds each row of the type table by its name",
          detail::types_resolve},
    check{"types.resolve-is-total",
          {},
          "resolve() answers a row of the table or none, whatever it is given",
          detail::types_total},
    check{"types.schema-agrees",
          {},
          "a described column is of the kind its external type has in the type table",
          detail::types_described},
    check{"types.every-type-seen",
          {},
          "each type of the table is described and read somewhere",
          detail::types_all_seen},
    check{"types.boundary-values",
          {},
          "the boundary values of every mapped type read back as they are",
          detail::types_boundaries},
    check{"printable", {}, "settings and schemas can be printed", detail::printable},
};

}  // namespace ferrule::conformance
